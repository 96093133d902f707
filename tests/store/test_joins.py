"""How often one number may get in line, and in how many of the places those that call often share."""

from __future__ import annotations

from dataclasses import replace

import pytest
from redis import Redis

from routing.queue.desk_state import DeskState
from routing.queue.script_answers import JoinOutcome, JoinRequest
from store import keys

NUMBER, OTHER = "+15105550101", "+15105550102"
SECRET = b"the line's own secret"
JOINS = keys.joins("cair", keys.digest_of_number(SECRET, NUMBER))


@pytest.fixture
def state(redis: Redis) -> DeskState:
    """A rep is signed in, and rung for somebody already."""
    state = DeskState(redis, "cair")
    state.save_rep("12", {"name": "Ann", "lines": "general", "languages": "en"})
    state.set_status("12", "available")
    state.join(JoinRequest("CA-first", "general", "en", "main"))
    return state


def wish(call: str, number: str = NUMBER, **limits: int) -> JoinRequest:
    return replace(JoinRequest(call, "general", "en", "main", number, secret=SECRET), **limits)


def waits_too_long(state: DeskState, one: JoinRequest) -> JoinOutcome:
    """Gets in line and is sent away: the next call of the number has no old place to take up."""
    outcome = state.join(one).outcome
    state.caller_ends(one.call_sid, "too long")
    return outcome


def fill(state: DeskState, places: int) -> None:
    for place in range(places):
        assert state.join(wish(f"CA-{place}", f"+1510555020{place}")).outcome is JoinOutcome.WAITING


def test_a_number_gets_in_line_so_often_and_then_hears_how_long_not(state: DeskState, redis: Redis) -> None:
    for call in range(3):
        assert waits_too_long(state, wish(f"CA{call}", joins_an_hour=3)) is JoinOutcome.WAITING
    redis.expire(JOINS, 1200)
    outcome, _, _, seconds, _ = state.join(wish("CA3", joins_an_hour=3))
    assert outcome is JoinOutcome.OFTEN
    assert 1100 < seconds <= 1200
    assert state.join(wish("CA4", OTHER, joins_an_hour=3)).outcome is JoinOutcome.WAITING
    assert state.faults() == []


def test_it_is_forgotten_an_hour_after_the_first_time(state: DeskState, redis: Redis) -> None:
    waits_too_long(state, wish("CA1", joins_an_hour=2))
    first = redis.ttl(JOINS)
    assert 3500 < first <= 3600
    redis.expire(JOINS, 1000)
    waits_too_long(state, wish("CA2", joins_an_hour=2))
    assert redis.ttl(JOINS) <= 1000, "what comes later does not put the end off"
    assert waits_too_long(state, wish("CA3", joins_an_hour=2)) is JoinOutcome.OFTEN
    redis.delete(JOINS)
    assert waits_too_long(state, wish("CA3", joins_an_hour=2)) is JoinOutcome.WAITING


def test_what_is_refused_is_an_event_and_counts_no_further(state: DeskState, redis: Redis) -> None:
    waits_too_long(state, wish("CA1", joins_an_hour=1))
    for _ in range(3):
        assert state.join(wish("CA2", joins_an_hour=1)).outcome is JoinOutcome.OFTEN
    assert redis.get(JOINS) == "1"
    refused = [one for _, one in redis.xrange(keys.events("cair")) if one["event"] == "refused"]
    assert {one["why"] for one in refused} == {"often"}


def test_who_gets_the_old_place_back_has_not_joined_anew(state: DeskState, redis: Redis) -> None:
    state.join(wish("CA1", joins_an_hour=1))
    assert state.join(wish("CA2", joins_an_hour=1)).outcome is JoinOutcome.WAITING, (
        "from a call that still waits"
    )
    state.caller_ends("CA2", "hung up")
    assert state.join(wish("CA3", joins_an_hour=1)).outcome is JoinOutcome.WAITING, "from one that hung up"
    assert redis.get(JOINS) == "1"


def test_who_has_waited_already_is_let_in_whatever_the_count(state: DeskState) -> None:
    waits_too_long(state, wish("CA1", joins_an_hour=1))
    held = wish("CA2", joins_an_hour=1, joined=state.moment() - 60_000)
    assert state.join(held).outcome is JoinOutcome.WAITING, "the database had forgotten this call"


def test_asking_twice_counts_once(state: DeskState, redis: Redis) -> None:
    for _ in range(2):
        state.join(wish("CA1", joins_an_hour=9))
    assert redis.get(JOINS) == "1"


def test_half_a_line_is_kept_from_numbers_that_call_often(state: DeskState) -> None:
    limits = {"often": 1, "shared_places": 2, "longest_line": 4}
    assert waits_too_long(state, wish("CA1", **limits)) is JoinOutcome.WAITING
    fill(state, 2)
    assert state.join(wish("CA2", **limits)).outcome is JoinOutcome.FULL
    assert state.join(wish("CA3", OTHER, **limits)).outcome is JoinOutcome.WAITING


def test_half_a_line_is_kept_from_withheld_numbers(state: DeskState) -> None:
    limits = {"joins_an_hour": 1, "often": 1, "shared_places": 2, "longest_line": 4}
    for call in range(2):
        assert state.join(wish(f"CA{call}", "", **limits)).outcome is JoinOutcome.WAITING
    assert state.join(wish("CA3", "", **limits)).outcome is JoinOutcome.FULL
    assert state.join(wish("CA4", **limits)).outcome is JoinOutcome.WAITING


def test_a_line_that_is_shorter_than_that_is_full_for_all(state: DeskState) -> None:
    fill(state, 1)
    assert state.join(wish("CA2", "", shared_places=2, longest_line=1)).outcome is JoinOutcome.FULL


def test_a_full_line_counts_for_nobody(state: DeskState, redis: Redis) -> None:
    fill(state, 1)
    assert state.join(wish("CA2", often=9, longest_line=1)).outcome is JoinOutcome.FULL
    assert redis.get(JOINS) is None


def test_without_limits_nothing_is_counted(state: DeskState, redis: Redis) -> None:
    for call in range(40):
        assert waits_too_long(state, wish(f"CA{call}")) is JoinOutcome.WAITING
    assert redis.get(JOINS) is None


def test_a_caller_whose_language_nobody_speaks_waits_for_people_of_another(state: DeskState) -> None:
    state.save_rep("cy", {"phone": "+19165550199", "lines": "records", "languages": "en"})
    state.set_status("cy", "available")
    mine = replace(wish("CA8"), line="records", language="es")
    assert state.join(mine).outcome is JoinOutcome.NOBODY
    assert state.join(replace(mine, other_languages=("fr",))).outcome is JoinOutcome.NOBODY
    place = state.join(replace(mine, other_languages=("fr", "en")))
    assert (place.outcome, place.is_foreign) == (JoinOutcome.WAITING, 1)
    record = state.caller("CA8")
    assert (record.line, record.heard, record.state) == ("records:en", "es", "offered")
