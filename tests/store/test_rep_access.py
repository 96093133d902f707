"""Tries at PINs in virtual time: how long the pauses are, and who shares them."""

from __future__ import annotations

from redis import Redis

from routing.queue.desk_state import DeskState
from routing.queue.rep_access import DAY, FIRST_PAUSE, LONGEST_PAUSE, PIN_TRIES, RepAccess, read_wrong_pins
from store import keys

NOON = 1_800_000_000_000


def access_at(redis: Redis, seconds: int = 0) -> RepAccess:
    return RepAccess(DeskState(redis, "cair", NOON + seconds * 1000))


def test_pauses_grow_with_each_wrong_pin_up_to_the_longest(redis: Redis) -> None:
    access = access_at(redis)
    assert [access.try_pin("12", "own") for _ in range(PIN_TRIES)] == [0] * PIN_TRIES
    at, pauses = 0, []
    for _ in range(6):
        pauses.append(access_at(redis, at).try_pin("12", "own"))
        at += pauses[-1]
        assert access_at(redis, at).try_pin("12", "own") == 0
    assert pauses == [FIRST_PAUSE * 2**n for n in range(4)] + [7200 * 2, LONGEST_PAUSE]


def test_asking_during_a_pause_does_not_lengthen_it(redis: Redis) -> None:
    access = access_at(redis)
    for _ in range(PIN_TRIES):
        access.try_pin("12", "own")
    assert [access.try_pin("12", "own") for _ in range(3)] == [FIRST_PAUSE] * 3


def test_each_number_and_place_has_tries_of_its_own(redis: Redis) -> None:
    access = access_at(redis)
    for _ in range(PIN_TRIES):
        access.try_pin("12", "elsewhere")
    assert access.try_pin("12", "elsewhere") > 0
    assert (access.try_pin("12", "own"), access.try_pin("13", "elsewhere")) == (0, 0)


def test_forgiven_tries_are_as_if_never_made(redis: Redis) -> None:
    access = access_at(redis)
    for _ in range(PIN_TRIES):
        access.try_pin("12", "own")
    access.forgive_tries("12", "own")
    assert access.try_pin("12", "own") == 0


def test_tries_and_wrong_pins_are_forgotten_after_a_day(redis: Redis) -> None:
    access = access_at(redis)
    access.try_pin("12", "own")
    access.note_wrong_pin("ana")
    access.note_wrong_pin("")
    wrong = read_wrong_pins(redis, "cair")
    assert (wrong.since, wrong.total, wrong.reps) == (NOON, 2, {"ana": 1, "": 1})
    assert 0 < redis.ttl(keys.pin_tries("cair", "12", "own")) <= DAY
    assert 0 < redis.ttl(keys.wrong_pins("cair")) <= DAY


def test_a_pin_that_was_changed_meanwhile_is_left_alone(redis: Redis) -> None:
    state = DeskState(redis, "cair")
    state.save_rep("ana", {"pin": "new"})
    assert not RepAccess(state).rehash_pin("ana", "old", "better")
    assert state.rep("ana").pin == "new"
