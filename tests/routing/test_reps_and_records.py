"""Reps whose phones are dead or busy, reps who are removed, records that make no sense."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from redis import Redis

from routing.queue.desk_state import DeskState
from store import keys
from tests.routing.nobody_lost import Desk


def test_a_dead_phone_is_not_rung_for_ever(desk: Desk) -> None:
    desk.signs_in("amy")
    desk.waits("CA1")
    for _ in range(2):
        desk.rings("CA1")
        desk.later(36)
        desk.hold("CA1")
        desk.fire()
    assert (desk.status("amy"), desk.rep("amy").reason) == ("away", "missed")
    assert (len(desk.ordered("ring")), desk.line()) == (2, ["CA1"])


def test_a_phone_that_cannot_be_reached_is_tried_again_later_and_then_left_alone(desk: Desk) -> None:
    desk.signs_in("amy")
    desk.waits("CA1")
    desk.not_taken(desk.offer_of("CA1"), "unreachable")
    assert (desk.status("amy"), desk.line()) == ("wrap_up", ["CA1"])
    desk.later(31)
    desk.fire()
    desk.not_taken(desk.offer_of("CA1"), "unreachable")
    assert (desk.status("amy"), desk.rep("amy").reason) == ("away", "unreachable")


def test_a_busy_rep_is_asked_again_after_a_pause_and_has_missed_nothing(desk: Desk) -> None:
    desk.signs_in("amy")
    idle = desk.rep("amy").idle_since
    desk.later(1)
    desk.not_taken(desk.rings(desk.waits("CA1")), "busy")
    assert (desk.status("amy"), desk.rep("amy").misses, desk.line()) == ("wrap_up", 0, ["CA1"])
    desk.later(31)
    desk.fire()
    assert desk.offer_of("CA1")
    assert desk.rep("amy").idle_since == idle


def test_a_rep_who_says_available_twice_loses_no_idleness(desk: Desk) -> None:
    desk.signs_in("amy")
    desk.later(60)
    desk.signs_in("ben")
    desk.set_status("amy", "available")
    desk.waits("CA1")
    assert desk.rep("amy").offer == desk.offer_of("CA1")


def spoil_caller(desk: Desk, redis: Redis) -> None:
    redis.delete(keys.caller_record("cair", "CA1"))


def contradict_caller(desk: Desk, redis: Redis) -> None:
    redis.hset(keys.caller_record("cair", "CA1"), "state", "ended")


@pytest.mark.parametrize("spoil", [spoil_caller, contradict_caller])
def test_a_damaged_caller_is_set_aside_and_the_next_one_served(
    desk: Desk, redis: Redis, spoil: Callable[[Desk, Redis], None]
) -> None:
    desk.signs_in("amy")
    desk.talks("CA0")
    assert (desk.waits("CA1"), desk.waits("CA2")) == tuple(desk.line())
    spoil(desk, redis)
    assert desk.faults(), "the damage is seen"
    desk.caller_ends("CA0", "hung up")
    desk.set_status("amy", "available")
    assert (desk.line(), desk.rep("amy").offer) == ([], desk.offer_of("CA2"))
    assert desk.happened("quarantined") == 1


def test_a_damaged_rep_does_not_stop_the_others(desk: Desk, redis: Redis) -> None:
    desk.signs_in("amy", "ben")
    redis.delete(keys.rep_record("cair", "amy"))
    assert desk.faults(), "the damage is seen"
    desk.waits("CA1")
    assert desk.rep("ben").offer == desk.offer_of("CA1")
    assert desk.happened("quarantined") == 1


def test_a_deadline_that_makes_no_sense_does_not_stop_the_others(desk: Desk, redis: Redis) -> None:
    desk.signs_in("amy")
    desk.rings(desk.waits("CA1"))
    desk.later(36)
    nonsense = {"": 1, "nobody knows": 2, "zebra:4": 3, "offer:9": 4, "caller:x": 5, "rep:x": 6}
    redis.zadd(f"{keys.prefix('cair')}deadlines", nonsense)
    redis.hset(f"{keys.prefix('cair')}offer:9", mapping={"state": "ringing", "leg": "x"})
    redis.expire(f"{keys.prefix('cair')}offer:9", 60)
    assert desk.fire() == 7
    assert desk.rep("amy").misses == 1
    assert desk.happened("quarantined") == 4


def test_a_second_worker_does_what_the_first_one_leaves_undone_and_the_delay_is_seen(
    desk: Desk, redis: Redis
) -> None:
    desk.signs_in("amy")
    desk.rings(desk.waits("CA1"))
    desk.later(41)
    assert [fault.split(":")[0] for fault in desk.faults()] == ["overdue"]
    other = DeskState(redis, "cair", desk.now)
    assert (other.fire(), desk.fire()) == (1, 0)
    assert not desk.faults()


def test_a_rep_in_a_call_is_not_removed_and_loses_lines_only_for_the_next_one(desk: Desk) -> None:
    desk.signs_in("amy")
    offer = desk.talks("CA1")
    assert desk.remove_rep("amy") == (False, "talking")
    desk.save_rep("amy", {"lines": "billing"})
    assert (desk.offer(offer).state, desk.hold("CA1").reps) == ("talking", 0)
    desk.caller_ends("CA1", "hung up")
    assert desk.remove_rep("amy") == (True, "offline")
    assert desk.reps() == {}


def test_a_rep_who_gives_the_phone_away_leaves_it_to_its_new_owner(desk: Desk) -> None:
    desk.signs_in("amy", "ben")
    desk.save_rep("ben", {"phone": "phone of amy"})
    desk.save_rep("amy", {"phone": "another"})
    assert (desk.rep_of_phone("phone of amy"), desk.rep_of_phone("another")) == ("ben", "amy")
    desk.remove_rep("amy")
    assert desk.rep_of_phone("another") is None
