"""The moment of connecting, cases 1–4 and 31: rung, answered, taken, put through, and what may go wrong with each."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from simulator.phones.answering import Voicemail
from simulator.phones.scripted import LocalNetwork
from tests.calls.desk_at_work import OTHER_PHONE, REP_PHONE
from tests.nobody_lost.desk import TroubledDesk
from tests.waiting import wait_until


def test_case_01_caller_hangs_up_while_the_rep_rings(desk: TroubledDesk) -> None:
    rep = desk.rep()
    idle = desk.state.rep("ana").idle_since
    with desk.worker():
        caller = desk.caller()
        desk.rings(rep)
        caller.hangs_up()
        wait_until(lambda: desk.goes_on() or not rep.is_rung(), "the ringing stops")
        desk.finishes_commands()
    assert all(leg.is_over for leg in desk.legs(rep)), "a zombie leg"
    known = desk.state.rep("ana")
    assert (known.status, known.idle_since, known.misses) == ("available", idle, 0)
    desk.stays_well()


def test_case_01_rep_takes_the_call_in_the_instant_in_which_the_caller_hangs_up(desk: TroubledDesk) -> None:
    rep = desk.rep()
    with desk.worker():
        caller = desk.caller()
        desk.rings(rep)
        rep.answers()
        desk.faults.rest_errors = [503]  # the order to hang up is late
        caller.hangs_up()
        rep.presses("1")
        rep.hears("The caller has left")
        desk.finishes_commands()
    assert all(leg.is_over for leg in desk.legs(rep))
    assert desk.status() == "available"
    desk.stays_well()


def test_case_02_two_reps_accept_at_once(desk: TroubledDesk) -> None:
    """The first rep's time is over, but nobody has hung up on that phone yet when the second one is rung."""
    first, second = desk.rep(), desk.rep("bo", OTHER_PHONE)
    idle = desk.state.rep("ana").idle_since
    with desk.worker():
        caller = desk.caller()
        desk.rings(first)
        first.answers()
        desk.finishes_commands()
    assert desk.falls_due(26)
    with desk.listening_in_no_time(second):
        desk.makes_the_carrier_ring(second, desk.offer("bo"))
        second.answers()
    with ThreadPoolExecutor(2) as people:
        list(people.map(lambda rep: rep.presses("1"), [first, second]))
    first.hears("This call is already taken")
    with desk.worker():
        desk.becomes("talking", "bo")
        desk.hears(caller, "A person is here for you now")
        desk.finishes_commands()
    assert (desk.status(), desk.state.rep("ana").idle_since) == ("available", idle)
    assert len(desk.happened("connected", caller)) == 1
    desk.stays_well()


def test_case_03_a_voicemail_box_picks_up(desk: TroubledDesk, network: LocalNetwork) -> None:
    desk.busy_rep("bo", OTHER_PHONE)
    desk.rep(misses_allowed="1")
    box = network.rep_phone(REP_PHONE, answers=Voicemail())
    with desk.worker():
        caller, later = desk.caller(), desk.caller("+15105550111")
        wait_until(lambda: desk.goes_on() or desk.status() == "away", "the box has missed the call")
        wait_until(lambda: desk.goes_on() or box.is_ended, "the box is hung up on")
        box.hears("We got no key, so the caller goes on waiting")
    assert desk.state.rep("ana").reason == "missed"
    assert desk.waiting() == [caller.call.sid, later.call.sid], "the caller has kept the place"
    caller.does_not_hear("A person is here for you now")
    caller.does_not_hear("voicemail")
    desk.stays_well()


def test_case_04_rep_accepts_and_the_carrier_refuses_to_put_the_caller_through(desk: TroubledDesk) -> None:
    """The caller goes back to the same place and on to the next rep; the first one is free, and missed nothing."""
    rep, other = desk.rep(), desk.rep("bo", OTHER_PHONE)
    with desk.worker():
        caller = desk.caller()
        score = desk.state.caller(caller.call.sid).score
        desk.rings(rep)
        rep.answers()
        desk.faults.rest_errors = [400]
        rep.presses("1")
        desk.rings(other)
        assert not desk.happened("connected", caller), "nobody talks before the carrier says so"
        assert desk.state.caller(caller.call.sid).score == score
        wait_until(lambda: desk.goes_on() or rep.is_ended, "the first rep's leg is ended")
        assert (desk.status(), desk.state.rep("ana").misses) == ("available", 0)
        desk.connects(caller, other, "bo")
        desk.finishes_commands()
    desk.stays_well()


def test_case_04_rep_accepts_and_the_carrier_fails_to_put_the_caller_through_at_first(
    desk: TroubledDesk,
) -> None:
    rep = desk.rep()
    with desk.worker():
        caller = desk.caller()
        desk.rings(rep)
        rep.answers()
        desk.faults.rest_errors = [503]
        rep.presses("1")
        wait_until(lambda: not desk.faults.rest_errors, "the carrier has failed")
        assert not desk.happened("connected", caller)
        desk.hears(caller, "A person is here for you now")
        desk.becomes("talking")
        desk.finishes_commands()
    assert len(desk.happened("connected", caller)) == 1
    desk.stays_well()


def test_case_04_rep_accepts_but_the_caller_is_gone_and_nobody_has_told(desk: TroubledDesk) -> None:
    rep = desk.rep()
    with desk.worker():
        caller = desk.caller()
        desk.rings(rep)
        rep.answers()
        desk.faults.lost_callbacks = desk.faults.lost_webhooks = 1
        caller.hangs_up()
        assert desk.state.caller(caller.call.sid).state == "offered"
        rep.presses("1")
        desk.becomes("available")
        wait_until(lambda: desk.goes_on() or rep.is_ended, "the rep's leg is ended")
    assert not desk.happened("connected", caller)
    desk.forgives(11200)
    desk.stays_well()


def test_case_31_the_whisper_is_longer_than_the_time_to_ring(desk: TroubledDesk) -> None:
    rep = desk.rep(ring="5")
    with desk.worker():
        caller = desk.caller()
        desk.rings(rep)
        rep.answers()
        assert not desk.falls_due(20), "answering has given the rep time to listen"
        rep.presses("1")
        desk.hears(caller, "A person is here for you now")
        desk.becomes("talking")
    desk.stays_well()


def test_case_31_caller_is_not_sent_away_for_waiting_too_long_while_the_rep_rings(desk: TroubledDesk) -> None:
    rep = desk.rep(ring="60")
    with desk.worker():
        caller = desk.caller()
        desk.rings(rep)
        desk.backdates_wait(caller, 2 * 3600)
        caller.waits(21)
        assert not caller.is_ended
        rep.answers()
        rep.presses("1")
        desk.hears(caller, "A person is here for you now")
        desk.becomes("talking")
    desk.stays_well()
