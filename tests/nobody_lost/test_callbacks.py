"""What the carrier says twice, in any order, or never: cases 5, 6 and 7."""

from __future__ import annotations

from collections import defaultdict

import pytest

from simulator.events import Event, Requested, Responded
from store import keys
from tests.calls.moments import TUESDAY_MORNING
from tests.nobody_lost.desk import TroubledDesk
from tests.waiting import wait_until

ALWAYS = 10_000


def answers(events: list[Event]) -> dict[str, list[str]]:
    """The answers to each thing that the carrier asked, by its idempotency token."""
    bodies = {event.exchange: event.body for event in events if isinstance(event, Responded)}
    found = defaultdict(list)
    for event in events:
        if isinstance(event, Requested) and event.purpose != "media" and event.exchange in bodies:
            found[event.headers["I-Twilio-Idempotency-Token"]].append(bodies[event.exchange])
    return found


def test_case_05_every_webhook_arrives_twice(desk: TroubledDesk) -> None:
    """Menu, waiting with every key, whisper, conversation, wrap-up: a repeat gets the first answer, to the letter."""
    events: list[Event] = []
    desk.network.network.subscribe(events.append)
    desk.faults.doubled_webhooks = desk.faults.doubled_callbacks = ALWAYS
    rep = desk.busy_rep()
    with desk.worker():
        caller = desk.network.caller()
        caller.dials(at=TUESDAY_MORNING)
        for key in "110":
            caller.presses(key)
        caller.waits(45)
        for key in "19":
            caller.presses(key)
        desk.state.set_status("ana", "available")
        desk.rings(rep)
        rep.answers()
        rep.presses("1")
        desk.becomes("talking")
        caller.hangs_up()
        desk.hears(rep, "The caller has hung up")
        rep.presses("1")
        desk.becomes("available")
        desk.finishes_commands()
    assert len(desk.legs(rep)) == 1
    for event in ("joined", "offered", "accepted", "connected", "ended", "entered"):
        assert len(desk.happened(event, caller)) == 1, event
    repeated = [bodies for bodies in answers(events).values() if len(bodies) == 2]
    assert len(repeated) > 15
    assert [bodies for bodies in repeated if bodies[0] != bodies[1]] == []
    desk.stays_well()


@pytest.mark.parametrize("key", ["*", "2"], ids=["caller leaves the line", "rep passes"])
def test_case_05_what_ends_waiting_arrives_twice(desk: TroubledDesk, key: str) -> None:
    events: list[Event] = []
    desk.network.network.subscribe(events.append)
    rep = desk.busy_rep()
    with desk.worker():
        caller = desk.caller()
        desk.faults.doubled_webhooks = desk.faults.doubled_callbacks = ALWAYS
        if key == "2":
            desk.state.set_status("ana", "available")
            desk.rings(rep)
            rep.answers()
            rep.presses(key)
            rep.hears("Somebody else is asked")
            assert desk.waiting() == [caller.call.sid]
        else:
            caller.presses(key)
            caller.hears("You have left the line")
            assert desk.waiting() == []
    assert [bodies for bodies in answers(events).values() if len(set(bodies)) > 1] == []
    desk.stays_well()


def test_case_06_callbacks_overtake_each_other(desk: TroubledDesk) -> None:
    """The end of a leg is reported before its answer, and the end of a conference before a participant joins."""
    rep = desk.rep()
    desk.faults.overtaken_callbacks = ALWAYS
    with desk.worker():
        caller = desk.caller()
        desk.rings(rep)
        rep.answers()
        rep.presses("1")
        desk.becomes("talking")
        caller.hangs_up()
        desk.hears(rep, "The caller has hung up")
        rep.hangs_up()
        desk.becomes("wrap_up")
        desk.network.waits(30)
        desk.finishes_commands()
    assert len(desk.happened("connected", caller)) == len(desk.happened("ended", caller)) == 1
    assert desk.state.caller(caller.call.sid).state == "ended"
    assert desk.status() == "wrap_up"
    desk.stays_well()


def test_case_06_request_for_hold_arrives_after_the_caller_has_hung_up(desk: TroubledDesk) -> None:
    desk.busy_rep()
    caller = desk.caller()
    desk.faults.overtaken_webhooks = 1
    caller.waits(21)
    caller.hangs_up()
    desk.network.waits(30)
    assert desk.state.caller(caller.call.sid).state == "ended"
    assert desk.waiting() == []
    desk.stays_well()


def test_case_06_word_that_the_rep_missed_the_call_comes_after_the_next_offer(desk: TroubledDesk) -> None:
    rep = desk.rep()
    with desk.worker():
        caller = desk.caller()
        desk.rings(rep)
        missed = desk.offer()
        desk.faults.delayed_callbacks, desk.faults.delay = 1, 20.0
        rep.declines()
        desk.falls_due(36)
        wait_until(lambda: desk.goes_on() or desk.offer() not in ("", missed), "the rep is asked again")
        desk.connects(caller, rep)
        desk.network.waits(20)
    assert desk.state.offer(missed).outcome == "missed"
    assert (desk.status(), desk.state.rep("ana").misses) == ("talking", 1)
    desk.stays_well()


def test_case_07_word_that_the_rep_does_not_answer_never_comes(desk: TroubledDesk) -> None:
    rep = desk.rep()
    with desk.worker():
        caller = desk.caller()
        desk.rings(rep)
        offer = desk.offer()
        desk.faults.lost_callbacks = ALWAYS
        rep.declines()
        assert desk.state.offer(offer).state == "ringing"
        desk.faults.lost_callbacks = 0
        assert desk.falls_due(36)
        assert desk.state.offer(offer).outcome == "missed"
        desk.connects(caller, rep)
    desk.stays_well()


@pytest.mark.parametrize("who", ["caller", "rep"])
def test_case_07_word_that_a_conversation_has_ended_never_comes(desk: TroubledDesk, who: str) -> None:
    """Neither the callbacks nor the webhooks of the two legs arrive; the other side's call breaks off too."""
    rep = desk.rep()
    with desk.worker():
        caller = desk.caller()
        desk.connects(caller, rep)
        desk.faults.lost_callbacks = desk.faults.lost_webhooks = ALWAYS
        (caller if who == "caller" else rep).hangs_up()
        desk.network.waits(40)
        assert desk.status() == "talking", "nobody has told"
        desk.faults.lost_callbacks = desk.faults.lost_webhooks = 0
        assert desk.is_reconciled() == 1
        assert desk.status() == "wrap_up"
    desk.forgives(11200)
    desk.stays_well()


def test_case_07_word_that_a_waiting_caller_has_hung_up_never_comes(desk: TroubledDesk) -> None:
    desk.busy_rep()
    caller, later = desk.caller(), desk.caller("+15105550111")
    desk.faults.lost_callbacks = desk.faults.lost_webhooks = 1
    caller.hangs_up()
    later.waits(21)
    assert len(desk.waiting()) == 2, "nobody has told"
    desk.redis.zincrby("{cair}:deadlines", -60_000, f"caller:{keys.digest(caller.call.sid)}")
    assert desk.falls_due(60)
    assert desk.waiting() == [later.call.sid]
    desk.forgives(11200)
    desk.stays_well()
