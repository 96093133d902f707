"""Offers step by step, on the state of the desk alone; `tests/nobody_lost` has the calls."""

from __future__ import annotations

from dataclasses import replace

from routing.queue.script_answers import JoinRequest
from tests.routing.nobody_lost import Desk


def test_a_caller_who_hangs_up_while_the_rep_rings_ends_the_ringing_and_blames_nobody(desk: Desk) -> None:
    desk.signs_in("amy")
    idle = desk.rep("amy").idle_since
    offer = desk.rings(desk.waits("CA1"))
    desk.later(5)
    assert desk.caller_ends("CA1", "hung up")
    assert replace(desk.rep("amy"), status="available", idle_since=idle, misses=0) == desk.rep("amy")
    assert desk.ordered("hang_up") == [{"leg": f"leg{offer}", "offer": offer, "why": "caller left"}]
    assert desk.accept(offer) == "caller left"
    assert desk.status("amy") == "available"


def test_of_two_reps_only_one_gets_the_caller_and_the_other_keeps_the_idleness(desk: Desk) -> None:
    desk.signs_in("amy", "ben")
    first = desk.rings(desk.waits("CA1"))
    desk.later(36)
    desk.fire()
    second = desk.rings("CA1")
    idle = desk.rep("amy").idle_since
    assert (desk.accept(first), desk.accept(second)) == ("missed", "accepted")
    assert (desk.status("amy"), desk.status("ben")) == ("available", "connecting")
    assert desk.rep("amy").idle_since == idle


def test_a_voicemail_box_is_never_connected_and_the_caller_stays_first(desk: Desk) -> None:
    desk.signs_in("amy")
    offer = desk.rings(desk.waits("CA1"))
    desk.waits("CA2")
    assert desk.leg_answers(offer, f"leg{offer}").state == "ringing"
    desk.later(26)
    desk.fire()
    assert (desk.offer(offer).outcome, desk.rep("amy").misses) == ("missed", 1)
    assert desk.rep("amy").offer == desk.offer_of("CA1") != offer
    assert not desk.ordered("move")


def test_a_connection_that_fails_gives_the_place_back_and_frees_the_rep(desk: Desk) -> None:
    desk.signs_in("amy")
    offer = desk.rings(desk.waits("CA1"))
    score = desk.caller("CA1").score
    desk.accept(offer)
    desk.side_joins(offer, "rep")
    desk.later(21)
    desk.fire()
    desk.later(11)
    desk.fire()
    assert desk.caller("CA1").score == score
    assert desk.rep("amy").misses == 0
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


def test_every_word_said_twice_changes_nothing_the_second_time(desk: Desk) -> None:
    desk.signs_in("amy")
    desk.said_twice(lambda: desk.join(JoinRequest("CA1", "general", "en", "login")))
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
    desk.join(JoinRequest("CA1", "general", "en", "login"))
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
    assert desk.status("amy") == desk.caller("CA1").state == "talking"


def test_a_worker_that_dies_before_the_call_leaves_the_order_and_costs_no_place(desk: Desk) -> None:
    desk.signs_in("amy")
    offer = desk.offer_of(desk.waits("CA1"))
    desk.waits("CA2")
    assert [order["offer"] for order in desk.ordered("ring")] == [offer]
    desk.later(36)
    desk.fire()
    assert desk.offer(offer).outcome == "not rung"
    assert desk.rep("amy").misses == 0, "a rep whose phone never rang missed nothing"
    assert desk.offer_of("CA1") not in ("", offer)


def test_a_worker_that_dies_after_the_call_leaves_a_leg_that_finds_its_offer(desk: Desk) -> None:
    desk.signs_in("amy")
    offer = desk.offer_of(desk.waits("CA1"))
    assert desk.leg_answers(offer, "leg nobody wrote down").state == "ringing"
    assert desk.offer(offer).leg == "leg nobody wrote down"
    assert not desk.leg_rings(offer, "second leg"), "the next worker rang again"
    assert desk.ordered("hang_up")[-1]["leg"] == "second leg"
    assert desk.leg_answers("4711", "leg").state == "unknown"


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
    assert desk.offer(offer).outcome == "missed"
    assert desk.caller("CA1").state == "offered"
