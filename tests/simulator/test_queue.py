"""Enqueue, its hold loop, and how callers come off a queue."""

from __future__ import annotations

import pytest

from simulator.calls.dialing import start_documents
from simulator.phones.scripted import LocalNetwork, ScriptedPhone
from simulator.twiml.twiml_runner import Goto
from tests.simulator.canned_line import CannedLine

REP = "+19165550111"
ENQUEUE = '<Enqueue action="/after" waitUrl="/hold">general</Enqueue>'
HOLD = "<Say>Please stay on the line.</Say><Pause length='20'/>"


@pytest.fixture(autouse=True)
def line_enqueues(line: CannedLine) -> None:
    line.on("/voice", ENQUEUE)
    line.on("/hold", HOLD)
    line.on("/after", "<Hangup/>")


@pytest.fixture
def other_caller(network: LocalNetwork) -> ScriptedPhone:
    return network.caller("+14155550102")


def test_a_waiting_caller_hears_the_hold_document_again_and_again(
    line: CannedLine, caller: ScriptedPhone
) -> None:
    caller.dials()
    caller.hears("stay on the line")
    caller.waits(70)
    times = [int(asked.form["QueueTime"]) for asked in line.asked_at("/hold")]
    assert len(times) >= 4
    assert times == sorted(times)
    assert times[0] == 0


def test_the_hold_document_is_told_the_place_in_the_queue(
    line: CannedLine, caller: ScriptedPhone, other_caller: ScriptedPhone
) -> None:
    caller.dials()
    other_caller.dials()
    form = next(
        asked.form for asked in line.asked_at("/hold") if asked.form["CallSid"] == other_caller.call.sid
    )
    assert (form["QueuePosition"], form["CurrentQueueSize"], form["MaxQueueSize"]) == ("2", "2", "1000")
    assert form["QueueSid"].startswith("QU")
    assert form["AvgQueueTime"] == "0"


def test_a_caller_leaves_through_the_hold_document(line: CannedLine, caller: ScriptedPhone) -> None:
    line.on("/hold", HOLD, "<Leave/>")
    caller.dials()
    caller.waits(30)
    form = line.asked_at("/after")[0].form
    assert form["QueueResult"] == "leave"
    assert int(form["QueueTime"]) >= 20


def test_a_caller_who_hangs_up_leaves_the_queue(
    line: CannedLine, network: LocalNetwork, caller: ScriptedPhone
) -> None:
    caller.dials()
    caller.hangs_up()
    assert line.asked_at("/after")[0].form["QueueResult"] == "hangup"
    queue = network.network.queues.named("general")
    assert queue is not None
    assert queue.members == []


def test_a_key_on_hold_is_heard(line: CannedLine, caller: ScriptedPhone) -> None:
    line.on("/hold", '<Gather numDigits="1" action="/key" timeout="20"><Say>Press 1 to leave.</Say></Gather>')
    line.on("/key", "<Leave/>")
    caller.dials()
    caller.presses("1")
    assert line.asked_at("/after")[0].form["QueueResult"] == "leave"


def test_a_rep_who_dials_the_queue_gets_the_caller_who_waits_longest(
    line: CannedLine, caller: ScriptedPhone, other_caller: ScriptedPhone, rep: ScriptedPhone
) -> None:
    caller.dials()
    other_caller.dials()
    line.on("/voice", '<Dial action="/rep-after"><Queue url="/announce">general</Queue></Dial>')
    line.on("/announce", "<Say>A person takes your call now.</Say>")
    line.on("/rep-after", "<Hangup/>")
    rep.dials()
    caller.hears("A person takes your call now.")
    rep.says("Good morning.")
    caller.hears("Good morning.")
    other_caller.does_not_hear("Good morning.")
    form = line.asked_at("/announce")[0].form
    assert (form["CallSid"], form["DequeingCallSid"]) == (caller.call.sid, rep.call.sid)
    rep.hangs_up()
    results = [asked.form["QueueResult"] for asked in line.asked_at("/after")]
    assert results == ["bridged"]
    assert caller.is_ended
    assert not other_caller.is_ended


def test_a_rep_waits_at_an_empty_queue_for_the_next_caller(
    line: CannedLine, network: LocalNetwork, caller: ScriptedPhone, rep: ScriptedPhone
) -> None:
    caller.dials()
    caller.hangs_up()
    line.on("/voice", "<Dial><Queue>general</Queue></Dial>", ENQUEUE)
    rep.dials()
    caller.dials()
    network.waits(1)
    caller.says("Hello?")
    rep.hears("Hello?")


def test_dialling_a_queue_that_does_not_exist_fails(line: CannedLine, rep: ScriptedPhone) -> None:
    line.on("/voice", '<Dial action="/after"><Queue>nowhere</Queue></Dial>')
    rep.dials()
    assert line.asked_at("/after")[0].form["DialCallStatus"] == "failed"


def test_a_full_queue_turns_callers_away(
    line: CannedLine, network: LocalNetwork, caller: ScriptedPhone, other_caller: ScriptedPhone
) -> None:
    line.on("/voice", ENQUEUE.replace("<Enqueue", '<Enqueue maxQueueSize="1"'))
    caller.dials()
    other_caller.dials()
    assert line.asked_at("/after")[0].form["QueueResult"] == "queue-full"
    assert [alert.code for alert in network.alerts] == [14207]


def test_a_verb_that_hold_documents_may_not_have_is_an_alert(
    line: CannedLine, network: LocalNetwork, caller: ScriptedPhone
) -> None:
    line.on("/hold", f"<Dial>{REP}</Dial><Pause length='10'/>")
    caller.dials()
    assert {alert.code for alert in network.alerts} == {14219}


def test_a_hold_document_that_takes_no_time_makes_no_storm(line: CannedLine, caller: ScriptedPhone) -> None:
    line.on("/hold", "")
    caller.dials()
    caller.waits(10)
    assert len(line.asked_at("/hold")) <= 12


def test_silence_and_music_need_no_document(line: CannedLine, caller: ScriptedPhone) -> None:
    line.on("/voice", '<Enqueue waitUrl="">general</Enqueue>')
    caller.dials()
    assert caller.call.rest == "holding"
    line.on("/voice", "<Enqueue>general</Enqueue>")
    caller.hangs_up()
    caller.dials()
    assert caller.call.rest == "holding"


def test_a_caller_who_is_sent_elsewhere_while_talking_was_redirected_from_the_bridge(
    line: CannedLine, network: LocalNetwork, caller: ScriptedPhone, rep: ScriptedPhone
) -> None:
    caller.dials()
    line.on("/voice", '<Dial action="/rep-after"><Queue>general</Queue></Dial>')
    line.on("/rep-after", "<Say>The caller is gone.</Say>")
    line.on("/elsewhere", "<Say>You are somewhere else.</Say><Gather timeout='60'/>")
    rep.dials()

    async def send_away() -> None:
        start_documents(caller.call, Goto(f"{line.url}/elsewhere"))

    network.do(send_away())
    network.waits(2)
    caller.hears("somewhere else")
    rep.hears("The caller is gone.")
    assert line.asked_at("/after")[0].form["QueueResult"] == "redirected-from-bridged"


def test_hold_may_hang_up(line: CannedLine, caller: ScriptedPhone) -> None:
    line.on("/hold", "<Say>We are closed now.</Say><Hangup/>")
    caller.dials()
    caller.hears("We are closed now.")
    assert caller.is_ended
    assert line.asked_at("/after")[0].form["QueueResult"] == "hangup"


def test_a_rep_who_gives_up_during_the_announcement_loses_nobody_silently(
    line: CannedLine, network: LocalNetwork, caller: ScriptedPhone
) -> None:
    caller.dials()
    line.on("/voice", "<Dial><Queue url='/announce'>general</Queue></Dial>")
    line.on("/announce", f"<Say>{'A person comes. ' * 20}</Say>")

    async def dial_and_give_up() -> None:
        phone = network.network.phone("+19165550111")
        with network.clock.running():
            await phone.dial("+18005787889")
            await network.clock.sleep(2)
            phone.hang_up()
            await network.clock.sleep(60)

    network.do(dial_and_give_up())
    assert [asked.form["QueueResult"] for asked in line.asked_at("/after")] == ["error"]
