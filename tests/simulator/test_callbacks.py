"""Status callbacks: what the line is told about a leg or a conference, in the order in which it happened."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

from simulator.phones.scripted import LocalNetwork, ScriptedPhone
from tests.simulator.canned_line import Asked, CannedLine, Reply
from tests.simulator.conftest import codes

HELLO = "<Say>Hello.</Say>"


def test_the_end_of_an_inbound_call_is_reported_once(line: CannedLine, caller: ScriptedPhone) -> None:
    line.on("/voice", "<Pause length='61'/>")
    caller.dials()
    form = line.asked_at("/status")[0].form
    assert (form["CallStatus"], form["CallDuration"], form["Duration"]) == ("completed", "61", "2")
    assert (form["SequenceNumber"], form["CallbackSource"]) == ("0", "call-progress-events")
    assert datetime.strptime(form["Timestamp"], "%a, %d %b %Y %H:%M:%S %z").tzinfo == UTC
    assert len(line.asked_at("/status")) == 1


def test_a_failing_status_callback_is_15003_and_changes_nothing(
    line: CannedLine, caller: ScriptedPhone
) -> None:
    line.on("/voice", HELLO)
    line.on("/status", Reply(status=500))
    caller.dials()
    assert codes(caller) == [15003]
    assert caller.ended == "completed by the line"


ALL_EVENTS = 'statusCallback="/leg" statusCallbackEvent="initiated ringing answered completed"'
DIALS_THE_REP = f"<Dial><Number {ALL_EVENTS}>+19165550111</Number></Dial>"
IN_CONFERENCE = (
    '<Dial><Conference waitUrl="" statusCallback="/room" statusCallbackEvent="start end join leave">'
    "room</Conference></Dial>"
)


def overlaps(line: CannedLine, path: str) -> list[bool]:
    """Return, for each callback to this path, whether another one arrived before it was answered; filled as they
    come."""
    met, under_way, both = [], threading.Semaphore(1), threading.Event()

    def answer(_asked: Asked) -> Reply:
        if not under_way.acquire(blocking=False):
            both.set()
            met.append(True)
            return Reply(status=204)
        met.append(both.wait(0.1))
        under_way.release()
        return Reply(status=204)

    line.on(path, answer)
    return met


def test_callbacks_of_one_leg_arrive_one_after_the_other(
    line: CannedLine, caller: ScriptedPhone, rep: ScriptedPhone
) -> None:
    line.on("/voice", DIALS_THE_REP)
    met = overlaps(line, "/leg")
    caller.dials()
    rep.answers()
    rep.hangs_up()
    statuses = [asked.form["CallStatus"] for asked in line.asked_at("/leg")]
    assert statuses == ["initiated", "ringing", "in-progress", "completed"]
    assert met == [False] * 4


def test_callbacks_of_one_conference_arrive_one_after_the_other(
    line: CannedLine, caller: ScriptedPhone, rep: ScriptedPhone
) -> None:
    line.on("/voice", IN_CONFERENCE)
    met = overlaps(line, "/room")
    caller.dials()
    rep.dials()
    asked = [asked.form["StatusCallbackEvent"] for asked in line.asked_at("/room")]
    assert asked == ["participant-join", "participant-join", "conference-start"]
    assert met == [False] * 3


def test_a_callback_that_fails_holds_up_none_behind_it(
    line: CannedLine, network: LocalNetwork, caller: ScriptedPhone, rep: ScriptedPhone
) -> None:
    line.on("/voice", DIALS_THE_REP)
    line.on("/leg", Reply(status=500), Reply(status=204))
    caller.dials()
    rep.declines()
    assert [asked.form["CallStatus"] for asked in line.asked_at("/leg")] == ["initiated", "ringing", "busy"]
    assert [alert.code for alert in network.alerts] == [15003]
