"""The scripts of routing next to a model, in random order, with every invariant after every step."""

from __future__ import annotations

from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test
from redis import Redis

from tests.store.machine import Routing


def test_it_holds_every_invariant_whatever_happens_in_whatever_order(redis: Redis) -> None:
    class OnThisDatabase(Routing):
        pass

    OnThisDatabase.redis = redis
    runs = settings(max_examples=60, stateful_step_count=50, deadline=None)
    run_state_machine_as_test(OnThisDatabase, settings=runs)
