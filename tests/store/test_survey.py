"""A look at a desk at work finds what is wrong, and stops neither the database nor itself for long."""

from __future__ import annotations

import pytest
from redis import Redis

from routing.queue.consistency import SLICE, survey
from routing.queue.desk_state import DeskState
from routing.queue.script_answers import JoinRequest
from store import keys

CALLS = 2 * SLICE
AGES = 60.0


@pytest.fixture
def crowd(redis: Redis) -> DeskState:
    """Many callers who wait for one rep, who talks."""
    state = DeskState(redis, "cair")
    state.save_rep("ana", {"phone": "+19165550111", "lines": "general", "languages": "en"})
    state.set_status("ana", "available")
    for number in range(CALLS):
        state.join(JoinRequest(f"CA{number}", "general", "en", "main"))
    state.accept(state.rep("ana").offer)
    return state


def test_a_desk_in_order_is_looked_at_as_a_whole(redis: Redis, crowd: DeskState) -> None:
    found = survey(redis, "cair", AGES)
    assert found.is_complete
    assert found.faults == ()
    assert found.records >= CALLS + 4  # the line, the staff, the rep, the offer; nobody is idle


@pytest.mark.parametrize(
    ("key", "field", "value"),
    [
        (keys.caller_record("cair", f"CA{CALLS - 1}"), "state", "talking"),
        (keys.caller_record("cair", f"CA{CALLS - 1}"), "line", "billing:en"),
        (keys.rep_record("cair", "ana"), "status", "available"),
    ],
)
def test_it_finds_what_the_exact_check_finds(
    redis: Redis, crowd: DeskState, key: str, field: str, value: str
) -> None:
    redis.hset(key, field, value)
    found = set(survey(redis, "cair", AGES).faults)
    assert found
    assert found <= set(crowd.faults())


def test_it_stops_when_its_time_is_over_and_says_so(redis: Redis, crowd: DeskState) -> None:
    found = survey(redis, "cair", 0)
    assert not found.is_complete
    assert found.records == SLICE


def test_it_never_asks_for_all_keys_at_once(redis: Redis, crowd: DeskState) -> None:
    redis.config_resetstat()
    survey(redis, "cair", AGES)
    assert "cmdstat_keys" not in redis.info("commandstats")


def test_what_is_gone_since_it_was_found_is_no_fault(crowd: DeskState) -> None:
    assert crowd.faults(keys.caller_record("cair", "CA-gone"), keys.offer("cair", "7")) == []
