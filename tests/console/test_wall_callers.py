"""Who waits is moved on the wallboard: to the front, to another line, and back."""

from __future__ import annotations

import pytest
from redis import Redis
from werkzeug.test import TestResponse

from console.context import Console
from routing.queue.desk_state import DeskState
from routing.queue.script_answers import JoinRequest
from store import keys
from store.clock import milliseconds
from tests.console.visits import Visit
from tests.console.wall import free_ann, noted, undoes


@pytest.fixture
def crowd(redis: Redis, console: Console) -> DeskState:
    """Ann's phone rings, two callers wait in English and one in Spanish."""
    state = free_ann(redis, console)
    for number, language in enumerate(("en", "en", "en", "es")):
        state.now = milliseconds() + number  # one after the other
        state.join(JoinRequest(f"CA{number}", "general", language, "main", f"+1510555010{number}"))
    state.now = None
    return state


def in_line(redis: Redis, language: str) -> list[str]:
    names = {keys.digest(f"CA{number}"): f"CA{number}" for number in range(4)}
    return [names[one] for one in redis.zrange(keys.line("cair", "general", language), 0, -1)]


def moves(visit: Visit, call: str, to: str) -> TestResponse:
    return visit.sends(f"/cair/wall/caller/{keys.digest(call)}", {"to": to})


def test_a_waiting_caller_is_moved_to_the_front_and_back(
    supervisor: Visit, crowd: DeskState, redis: Redis, console: Console
) -> None:
    assert in_line(redis, "en") == ["CA1", "CA2"]
    moves(supervisor, "CA2", "front")
    assert in_line(redis, "en") == ["CA2", "CA1"]
    assert noted(console)[0] == ("sam", "caller moved", "general:en", "front")
    assert "moved the caller … 0102 to the front" in supervisor.opens("/cair/wall").text
    undoes(supervisor)
    assert in_line(redis, "en") == ["CA1", "CA2"]


def test_a_caller_moved_to_another_line_stays_there_until_pressing_9(
    supervisor: Visit, crowd: DeskState, redis: Redis
) -> None:
    moves(supervisor, "CA3", "general:en")
    assert in_line(redis, "en") == ["CA1", "CA2", "CA3"]
    assert not crowd.change_language("CA3", "es")  # the language heard leads nobody back
    undoes(supervisor)
    assert in_line(redis, "es") == ["CA3"]
    assert crowd.faults() == []


def test_a_caller_is_not_moved_to_where_nobody_is(supervisor: Visit, crowd: DeskState, redis: Redis) -> None:
    crowd.save_rep("12", {"languages": "en"})
    answer = moves(supervisor, "CA1", "general:es")
    assert "nobody is signed in for that line" in supervisor.opens(answer.headers["Location"][8:]).text
    assert in_line(redis, "en") == ["CA1", "CA2"]


def test_a_caller_whom_a_rep_is_asked_for_is_not_moved(supervisor: Visit, crowd: DeskState) -> None:
    found = supervisor.opens(f"/cair/wall/caller/{keys.digest('CA0')}")
    assert found.headers["Location"] == "/console/cair/wall"
    assert "waits no more" in supervisor.opens("/cair/wall").text


def test_a_move_of_a_caller_who_left_is_not_undone(supervisor: Visit, crowd: DeskState) -> None:
    moves(supervisor, "CA2", "front")
    crowd.caller_ends("CA2", "hung up")
    undoes(supervisor)
    assert "could not be undone: the call is over" in supervisor.opens("/cair/wall").text
