"""The scripts of routing next to a model, in random order, with every invariant after every step."""

from __future__ import annotations

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test
from redis import Redis

from tests.store.machine_talks import RoutingAndTalks


@pytest.mark.parametrize("days", [25, pytest.param(400, marks=pytest.mark.long)])
def test_it_holds_every_invariant_whatever_happens_in_whatever_order(redis: Redis, days: int) -> None:
    class OnThisDatabase(RoutingAndTalks):
        pass

    OnThisDatabase.redis = redis
    runs = settings(max_examples=days, stateful_step_count=50)
    run_state_machine_as_test(OnThisDatabase, settings=runs)
