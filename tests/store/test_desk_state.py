"""Single changes of state that the machine's histories do not look at."""

from __future__ import annotations

import pytest
from redis import Redis

from routing.queue.desk_state import DeskState
from store import keys

START = 1_800_000_000_000


@pytest.fixture
def state(redis: Redis) -> DeskState:
    """Ann and Ben are available, Ann for longer."""
    state = DeskState(redis, "cair", START)
    for name in ("ann", "ben"):
        state.save_rep(name, {"name": name, "phone": name, "lines": "general", "languages": "en"})
        state.set_status(name, "available", "by key")
        state.now = (state.now or START) + 1_000
    return state


@pytest.mark.parametrize("status", ["talking", "offered", "wrap_up", "", "on the moon"])
def test_nobody_can_ask_for_a_status_that_calls_bring(state: DeskState, status: str) -> None:
    before = state.rep("ann")
    assert state.set_status("ann", status, "why not") == (False, "available", "by key")
    assert state.rep("ann") == before
    assert not state.faults()


@pytest.mark.parametrize(
    "fields", [{"name": "Anne"}, {"phone": "+19165550111"}, {"lines": "general,billing"}]
)
def test_a_changed_rep_keeps_the_moments_that_status_and_idleness_count_from(
    state: DeskState, redis: Redis, fields: dict[str, str]
) -> None:
    before = state.record(keys.rep_record("cair", "ann"))
    state.save_rep("ann", fields)
    assert state.record(keys.rep_record("cair", "ann")) == before | fields
    assert redis.zrange("{cair}:idle:general:en", 0, -1) == ["ann", "ben"]
