"""Reps who leave, whose phones are dead or busy, who hang up first; callers who call twice: cases 21 to 25."""

from __future__ import annotations

import pytest

from simulator.phones.answering import NoAnswer
from simulator.phones.scripted import LocalNetwork
from store import keys
from tests.calls.desk_at_work import OTHER_PHONE, REP_PHONE
from tests.calls.moments import TUESDAY_MORNING
from tests.nobody_lost.desk import TroubledDesk
from tests.waiting import wait_until

BIT = 21


def test_case_21_the_last_rep_goes_on_a_break_while_callers_wait(desk: TroubledDesk) -> None:
    rep = desk.busy_rep()
    caller = desk.caller()
    desk.hears(caller, "You are next in line")
    desk.state.set_status("ana", "away", "lunch")
    desk.backdates_wait(caller, 180)
    caller.waits(2 * BIT)
    caller.hears("Nobody is at the phones at this moment")
    later = desk.caller("+15105550111")
    later.hears("Nobody can take your call right now")
    assert desk.waiting() == [caller.call.sid]
    with desk.worker():
        desk.state.set_status("ana", "available")
        desk.connects(caller, rep)
    desk.stays_well()


def test_case_22_a_reps_phone_is_dead(desk: TroubledDesk, network: LocalNetwork) -> None:
    """It is rung as often as misses are allowed, and no more; the caller waits on."""
    desk.busy_rep("bo", OTHER_PHONE)
    rep = network.rep_phone(REP_PHONE, answers=NoAnswer())
    desk.rep(misses_allowed="2")
    with desk.worker():
        caller = desk.caller()
        wait_until(lambda: desk.network.waits(5) or desk.status() == "away", "the rep is away")
        desk.network.waits(60)
        desk.finishes_commands()
    assert len(desk.legs(rep)) == 2
    assert desk.state.rep("ana").reason == "missed"
    assert desk.waits(caller)
    desk.stays_well()


def test_case_22_a_reps_phone_is_off_the_network(desk: TroubledDesk) -> None:
    desk.busy_rep("bo", OTHER_PHONE)
    phone = desk.rep(misses_allowed="1")
    phone.leaves_network()
    with desk.worker():
        caller = desk.caller()
        desk.becomes("away")
    assert desk.state.rep("ana").reason == "unreachable"
    assert desk.waits(caller)
    desk.stays_well()


def test_case_23_a_rep_is_on_a_private_call_when_offered(desk: TroubledDesk, network: LocalNetwork) -> None:
    """Busy is not missed: the rep is left alone for half a minute, then asked again."""
    rep, friend = desk.busy_rep(), network.caller("+15105550177")
    caller = desk.caller()
    rep.dials(friend.number)
    friend.answers()
    with desk.worker():
        desk.state.set_status("ana", "available")
        desk.becomes("wrap_up")
        assert (desk.state.rep("ana").reason, desk.state.rep("ana").misses) == ("busy", 0)
        rep.hangs_up()
        assert desk.waits(caller)
        assert desk.falls_due(31)
        desk.connects(caller, rep)
    desk.stays_well()


def test_case_24_the_rep_hangs_up_first(desk: TroubledDesk) -> None:
    rep = desk.rep()
    with desk.worker():
        caller = desk.caller()
        desk.connects(caller, rep)
        waiting = desk.caller("+15105550111")
        rep.hangs_up()
        desk.hears(caller, "press 1, and you are next")
        desk.becomes("wrap_up")
        caller.presses("1")
        assert desk.waiting() == [caller.call.sid, waiting.call.sid]
        other = desk.rep("bo", OTHER_PHONE)
        desk.connects(caller, other, "bo")
    desk.stays_well()


@pytest.mark.parametrize("answer", ["", "7", "yes", "hello"], ids=lambda answer: answer or "silence")
def test_case_24_a_caller_who_stays_on_the_phone_is_back_in_line_whatever_comes(
    desk: TroubledDesk, answer: str
) -> None:
    rep = desk.rep()
    with desk.worker():
        caller = desk.caller()
        desk.connects(caller, rep)
        rep.hangs_up()
        desk.hears(caller, "press 1, and you are next. You can also stay on the line.")
        match answer:
            case "":
                caller.stays_silent()
            case "7":
                caller.presses("7")
            case words:
                caller.says(words)
        caller.hears("You are next in line")
        assert desk.waiting() == [caller.call.sid]
    desk.stays_well()


@pytest.mark.parametrize("is_told", [True, False], ids=["hung up", "nobody told"])
def test_case_25_the_same_caller_calls_twice(desk: TroubledDesk, is_told: bool) -> None:
    desk.busy_rep()
    caller, later = desk.caller(), desk.caller("+15105550111")
    place = desk.state.caller(caller.call.sid).score
    if not is_told:
        desk.faults.lost_webhooks = desk.faults.lost_callbacks = 1
    caller.hangs_up()
    caller.dials(at=TUESDAY_MORNING)
    caller.presses("0")
    assert desk.waiting() == [caller.call.sid, later.call.sid]
    assert desk.state.caller(caller.call.sid).score == place
    if not is_told:
        desk.forgives(11200)
    desk.stays_well()


def test_case_25_a_second_call_while_the_first_ones_rep_rings_is_the_only_one(desk: TroubledDesk) -> None:
    rep = desk.rep()
    with desk.worker():
        caller = desk.caller()
        first, offer = caller.call.sid, desk.offer()
        desk.rings(rep)
        desk.faults.lost_webhooks = desk.faults.lost_callbacks = 1
        caller.hangs_up()
        with desk.listening_in_no_time(caller):
            caller.dials(at=TUESDAY_MORNING)
            caller.presses("0")
        assert desk.state.caller(first).ended_by == "redialled"
        assert desk.state.offer(offer).outcome == "caller left"
        wait_until(lambda: desk.goes_on() or len(desk.legs(rep)) == 2, "the rep is asked for the second call")
        desk.connects(caller, rep)
    assert desk.redis.zcard(keys.line("cair", "general", "en")) == 0
    desk.network.waits(20)
    desk.forgives(11200)
    desk.stays_well()
