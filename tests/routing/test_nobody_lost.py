"""The nasty cases of every phone queue, made to happen to the state of the desk. `tests/calls` has the rest."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from redis import Redis

from store import keys
from store.desk_state import DeskState, Joined, Wish
from tests.databases import empty
from tests.routing.nobody_lost import START, Desk


@pytest.fixture
def desk(redis: Redis) -> Desk:
    return Desk(redis, "cair", START)


# --- 1–4: the moment of connecting


def test_a_caller_who_hangs_up_while_the_rep_rings_ends_the_ringing_and_blames_nobody(desk: Desk) -> None:
    desk.signs_in("amy")
    idle = desk.rep("amy")["idle"]
    offer = desk.rings(desk.waits("CA1"))
    desk.later(5)
    assert desk.caller_ends("CA1", "hung up")
    assert desk.rep("amy") | {"status": "available", "idle": idle, "misses": "0"} == desk.rep("amy")
    assert desk.ordered("hang_up") == [{"leg": f"leg{offer}", "offer": offer, "why": "caller left"}]
    assert desk.accept(offer) == "caller left"
    assert desk.status("amy") == "available"


def test_of_two_reps_only_one_gets_the_caller_and_the_other_keeps_the_idleness(desk: Desk) -> None:
    desk.signs_in("amy", "ben")
    first = desk.rings(desk.waits("CA1"))
    desk.later(36)
    desk.fire()
    second = desk.rings("CA1")
    idle = desk.rep("amy")["idle"]
    assert (desk.accept(first), desk.accept(second)) == ("missed", "accepted")
    assert (desk.status("amy"), desk.status("ben")) == ("available", "connecting")
    assert desk.rep("amy")["idle"] == idle


def test_a_voicemail_box_is_never_connected_and_the_caller_stays_first(desk: Desk) -> None:
    desk.signs_in("amy")
    offer = desk.rings(desk.waits("CA1"))
    desk.waits("CA2")
    assert desk.leg_answers(offer, f"leg{offer}").state == "ringing"
    desk.later(26)
    desk.fire()
    assert (desk.offer(offer)["outcome"], desk.rep("amy")["misses"]) == ("missed", "1")
    assert desk.rep("amy")["offer"] == desk.offer_of("CA1") != offer
    assert not desk.ordered("move")


def test_a_connection_that_fails_gives_the_place_back_and_frees_the_rep(desk: Desk) -> None:
    desk.signs_in("amy")
    offer = desk.rings(desk.waits("CA1"))
    score = desk.caller("CA1")["score"]
    desk.accept(offer)
    desk.side_joins(offer, "rep")
    desk.later(21)
    desk.fire()
    desk.later(11)
    desk.fire()
    assert desk.caller("CA1")["score"] == score
    assert desk.rep("amy")["misses"] == "0"
    assert [order.get("back") for order in desk.ordered("move")] == [None, "1"]
    assert desk.offer_of("CA1") not in ("", offer), "asked again at once, of the only rep there is"


def test_a_conversation_of_which_nobody_told_is_asked_for_before_it_is_ended(desk: Desk) -> None:
    desk.signs_in("amy")
    offer = desk.rings(desk.waits("CA1"))
    desk.accept(offer)
    desk.later(21)
    desk.fire()
    assert desk.ordered("confirm") == [{"offer": offer, "leg": f"leg{offer}", "sid": "CA1"}]
    assert desk.status("amy") == "connecting"
    desk.side_joins(offer, "rep")
    assert desk.side_joins(offer, "caller") == "talking"
    desk.later(600)
    desk.fire()
    assert desk.status("amy") == "talking"


# --- 5, 6: webhooks twice and in any order


def test_every_word_said_twice_changes_nothing_the_second_time(desk: Desk) -> None:
    desk.signs_in("amy")
    desk.said_twice(lambda: desk.join(Wish("CA1", "general", "en", "login")))
    offer = desk.offer_of("CA1")
    desk.said_twice(lambda: desk.leg_rings(offer, "leg"))
    desk.said_twice(lambda: desk.leg_answers(offer, "leg"))
    desk.said_twice(lambda: desk.accept(offer))
    desk.said_twice(lambda: desk.side_joins(offer, "rep"))
    desk.said_twice(lambda: desk.side_joins(offer, "caller"))
    desk.rep_leaves(offer)
    desk.said_twice(lambda: desk.rep_leaves(offer), same_answer=False)
    desk.said_twice(lambda: desk.rejoin("CA1"))
    desk.caller_ends("CA1", "hung up")
    desk.said_twice(lambda: desk.caller_ends("CA1", "hung up"))


def test_whatever_comes_after_the_end_is_only_answered(desk: Desk) -> None:
    desk.signs_in("amy")
    offer = desk.rings(desk.waits("CA1"))
    desk.caller_ends("CA1", "hung up")
    before = desk.records()
    desk.join(Wish("CA1", "general", "en", "login"))
    desk.hold("CA1")
    desk.leg_answers(offer, f"leg{offer}")
    desk.accept(offer)
    desk.side_joins(offer, "caller")
    desk.rep_leaves(offer)
    desk.not_taken(offer, "missed")
    assert desk.records() == before


def test_a_request_for_hold_that_comes_late_does_not_end_the_conversation(desk: Desk) -> None:
    desk.signs_in("amy")
    desk.talks("CA1")
    desk.hold("CA1")
    desk.later(100)
    desk.fire()
    assert desk.status("amy") == desk.caller("CA1")["state"] == "talking"


# --- 8, 9: a worker dies


def test_a_worker_that_dies_before_the_call_leaves_the_order_and_costs_no_place(desk: Desk) -> None:
    desk.signs_in("amy")
    offer = desk.offer_of(desk.waits("CA1"))
    desk.waits("CA2")
    assert [order["offer"] for order in desk.ordered("ring")] == [offer]
    desk.later(36)
    desk.fire()
    assert desk.offer(offer)["outcome"] == "not rung"
    assert desk.rep("amy")["misses"] == "0", "a rep whose phone never rang missed nothing"
    assert desk.offer_of("CA1") not in ("", offer)


def test_a_worker_that_dies_after_the_call_leaves_a_leg_that_finds_its_offer(desk: Desk) -> None:
    desk.signs_in("amy")
    offer = desk.offer_of(desk.waits("CA1"))
    assert desk.leg_answers(offer, "leg nobody wrote down").state == "ringing"
    assert desk.offer(offer)["leg"] == "leg nobody wrote down"
    assert not desk.leg_rings(offer, "second leg"), "the next worker rang again"
    assert desk.ordered("hang_up")[-1]["leg"] == "second leg"
    assert desk.leg_answers("4711", "leg").state == "unknown"


# --- 13–15: the database is lost


def emptied(desk: Desk, redis: Redis) -> None:
    empty(redis)
    desk.signs_in("amy")


def test_callers_bring_their_order_back_when_the_database_has_forgotten_everything(
    desk: Desk, redis: Redis
) -> None:
    empty(redis)
    callers = [f"CA{number}" for number in range(100)]
    random.Random(1).shuffle(callers)
    for call in callers * 2:
        assert desk.hold(call).state in ("unknown", "waiting")
        joined = START - 600_000 + 1000 * int(call[2:])
        outcome, _ = desk.join(Wish(call, "general", "en", "login", joined=joined, longest_line=20))
        assert outcome is Joined.WAITING, "nobody who was let in is refused now, whoever is signed in"
    assert desk.line() == [f"CA{number}" for number in range(100)]
    desk.signs_in("amy", "ben")
    assert desk.offer_of("CA0")
    assert desk.offer_of("CA1")
    assert len(desk.ordered("ring")) == 2
    assert desk.hold("CA2").waited == pytest.approx(598)


def test_a_word_about_an_offer_from_before_the_loss_never_meets_a_new_one(desk: Desk, redis: Redis) -> None:
    desk.signs_in("amy")
    old = desk.rings(desk.waits("CA1"))
    emptied(desk, redis)
    desk.later(1)
    new = desk.offer_of(desk.waits("CA2"))
    assert int(new) > int(old)
    assert desk.accept(old) == "unknown"
    assert not desk.not_taken(old, "missed")
    assert not desk.leg_rings(old, "leg")
    assert desk.status("amy") == "offered"


# --- 18, 19, 21: the day ends, the reps leave


def test_a_caller_who_waits_while_the_day_turns_keeps_the_place(desk: Desk) -> None:
    desk.signs_in("amy")
    desk.set_status("amy", "away")
    desk.join(Wish("CA1", "general", "en", "login", joined=START))
    until_midnight = 86_400 - START // 1000 % 86_400
    for _ in range(until_midnight // 60 + 2):
        desk.later(60)
        desk.fire()
        assert desk.hold("CA1").position == 1
    desk.set_status("amy", "available")
    assert desk.offer_of("CA1")


def test_closing_time_ends_waiting_and_no_conversation_and_leaves_no_place(desk: Desk) -> None:
    desk.signs_in("amy")
    desk.talks("CA1")
    desk.waits("CA2", "+15105550100")
    desk.caller_ends("CA2", "closed")
    assert desk.status("amy") == desk.caller("CA1")["state"] == "talking"
    desk.waits("CA3")
    desk.later(1)
    desk.waits("CA4", "+15105550100")
    assert desk.line() == ["CA3", "CA4"]


def test_callers_learn_that_the_last_rep_has_gone_and_keep_their_place(desk: Desk) -> None:
    desk.signs_in("amy")
    desk.talks("CA0")
    desk.waits("CA1")
    desk.caller_ends("CA0", "hung up")
    desk.set_status("amy", "away", "lunch")
    assert (desk.hold("CA1").reps, desk.hold("CA1").position) == (0, 1)
    assert desk.join(Wish("CA2", "general", "en", "login")) == (Joined.NOBODY, 0)
    desk.set_status("amy", "available")
    assert desk.offer_of("CA1")


# --- 22, 23: the rep's phone


def test_a_dead_phone_is_not_rung_for_ever(desk: Desk) -> None:
    desk.signs_in("amy")
    desk.waits("CA1")
    for _ in range(2):
        desk.rings("CA1")
        desk.later(36)
        desk.hold("CA1")
        desk.fire()
    assert (desk.status("amy"), desk.rep("amy")["reason"]) == ("away", "missed")
    assert (len(desk.ordered("ring")), desk.line()) == (2, ["CA1"])


def test_a_phone_that_cannot_be_reached_is_tried_again_later_and_then_left_alone(desk: Desk) -> None:
    desk.signs_in("amy")
    desk.waits("CA1")
    desk.not_taken(desk.offer_of("CA1"), "unreachable")
    assert (desk.status("amy"), desk.line()) == ("wrap_up", ["CA1"])
    desk.later(31)
    desk.fire()
    desk.not_taken(desk.offer_of("CA1"), "unreachable")
    assert (desk.status("amy"), desk.rep("amy")["reason"]) == ("away", "unreachable")


def test_a_busy_rep_is_asked_again_after_a_pause_and_has_missed_nothing(desk: Desk) -> None:
    desk.signs_in("amy")
    idle = desk.rep("amy")["idle"]
    desk.later(1)
    desk.not_taken(desk.rings(desk.waits("CA1")), "busy")
    assert (desk.status("amy"), desk.rep("amy")["misses"], desk.line()) == ("wrap_up", "0", ["CA1"])
    desk.later(31)
    desk.fire()
    assert desk.offer_of("CA1")
    assert desk.rep("amy")["idle"] == idle


# --- 24, 25: who comes back


def test_a_caller_dropped_by_the_rep_goes_to_the_front(desk: Desk) -> None:
    desk.signs_in("amy")
    offer = desk.talks("CA1")
    desk.later(300)
    desk.waits("CA2")
    assert desk.rep_leaves(offer) == "talking"
    assert (desk.caller("CA1")["state"], desk.status("amy")) == ("dropped", "wrap_up")
    assert desk.rejoin("CA1") == "waiting"
    assert desk.line() == ["CA1", "CA2"]


def test_a_caller_back_at_the_front_has_the_time_of_any_who_waits(desk: Desk) -> None:
    desk.signs_in("amy")
    desk.rep_leaves(desk.talks("CA1"))
    desk.later(80)
    desk.fire()
    desk.rejoin("CA1")
    desk.later(15)
    desk.fire()
    assert desk.caller("CA1")["state"] == "offered"


def test_a_rep_who_says_available_twice_loses_no_idleness(desk: Desk) -> None:
    desk.signs_in("amy")
    desk.later(60)
    desk.signs_in("ben")
    desk.set_status("amy", "available")
    desk.waits("CA1")
    assert desk.rep("amy")["offer"] == desk.offer_of("CA1")


def test_a_dropped_caller_who_says_nothing_is_let_go(desk: Desk) -> None:
    desk.signs_in("amy")
    desk.rep_leaves(desk.talks("CA1"))
    desk.later(91)
    desk.fire()
    assert desk.rejoin("CA1") == "ended"


@pytest.mark.parametrize(
    ("pause", "line"), [(60, ["CA3", "CA2"]), (599, ["CA3", "CA2"]), (601, ["CA2", "CA3"])]
)
def test_a_caller_who_dials_again_within_ten_minutes_has_the_old_place(
    desk: Desk, pause: int, line: list[str]
) -> None:
    desk.signs_in("amy")
    desk.talks("CA0")
    desk.waits("CA1", "+15105550100")
    desk.later(1)
    desk.waits("CA2", "+15105550111")
    desk.caller_ends("CA1", "hung up")
    desk.later(pause)
    desk.waits("CA3", "+15105550100")
    assert desk.line() == line


def test_a_caller_who_dials_again_before_the_first_call_is_known_to_be_over_has_one_place(desk: Desk) -> None:
    desk.signs_in("amy")
    desk.rings(desk.waits("CA1", "+15105550100"))
    desk.waits("CA2", "+15105550100")
    assert (desk.hold("CA1").state, desk.hold("CA1").told) == ("ended", "redialled")
    assert (desk.rep("amy")["offer"], desk.line()) == (desk.offer_of("CA2"), [])


def test_a_caller_who_was_served_and_calls_again_waits_like_anybody(desk: Desk) -> None:
    desk.signs_in("amy")
    desk.talks("CA1", "+15105550100")
    desk.waits("CA2")
    desk.caller_ends("CA1", "hung up")
    desk.later(10)
    desk.waits("CA3", "+15105550100")
    assert desk.line() == ["CA2", "CA3"]


# --- 27–29: records that make no sense, workers that make nothing


def spoil_caller(desk: Desk, redis: Redis) -> None:
    redis.delete(keys.caller("cair", "CA1"))


def contradict_caller(desk: Desk, redis: Redis) -> None:
    redis.hset(keys.caller("cair", "CA1"), "state", "ended")


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
    assert (desk.line(), desk.rep("amy")["offer"]) == ([], desk.offer_of("CA2"))
    assert desk.happened("quarantined") == 1


def test_a_damaged_rep_does_not_stop_the_others(desk: Desk, redis: Redis) -> None:
    desk.signs_in("amy", "ben")
    redis.delete(keys.rep("cair", "amy"))
    assert desk.faults(), "the damage is seen"
    desk.waits("CA1")
    assert desk.rep("ben")["offer"] == desk.offer_of("CA1")
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
    assert desk.rep("amy")["misses"] == "1"
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


# --- 30–32: too many, too long, taken away


def test_a_full_line_refuses_and_counts_nobody_as_having_given_up(desk: Desk) -> None:
    desk.signs_in("amy")
    desk.talks("CA0")
    desk.join(Wish("CA1", "general", "en", "login", longest_line=1))
    assert desk.join(Wish("CA2", "general", "en", "login", longest_line=1)) == (Joined.FULL, 0)
    assert (desk.happened("refused"), desk.happened("ended"), desk.line()) == (1, 0, ["CA1"])


def test_the_whisper_has_its_own_time_and_only_once(desk: Desk) -> None:
    desk.signs_in("amy")
    offer = desk.rings(desk.waits("CA1"))
    desk.later(34)
    desk.leg_answers(offer, f"leg{offer}")
    desk.later(20)
    assert desk.fire() == 0
    desk.leg_answers(offer, f"leg{offer}")
    desk.later(6)
    desk.fire()
    assert desk.offer(offer)["outcome"] == "missed"
    assert desk.caller("CA1")["state"] == "offered"


def test_a_rep_in_a_call_is_not_removed_and_loses_lines_only_for_the_next_one(desk: Desk) -> None:
    desk.signs_in("amy")
    offer = desk.talks("CA1")
    assert desk.remove_rep("amy") == (False, "talking")
    desk.save_rep("amy", {"lines": "billing"})
    assert (desk.offer(offer)["state"], desk.hold("CA1").reps) == ("talking", 0)
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
