"""Dial: who rings, who talks, and what the action is told."""

from __future__ import annotations

import pytest

from simulator.calls.dialing import start_documents
from simulator.phones.answering import AfterRings, Answering, Busy, Declines, NoAnswer, Voicemail
from simulator.phones.scripted import LocalNetwork, ScriptedPhone
from simulator.twiml.twiml_runner import Goto
from tests.simulator.canned_line import CannedLine
from tests.simulator.conftest import DESK

REP = "+19165550111"
DIAL = f'<Dial action="/after" callerId="{DESK}" timeout="20"><Number>{REP}</Number></Dial>'


@pytest.fixture(autouse=True)
def line_dials(line: CannedLine) -> None:
    line.on("/voice", DIAL)
    line.on("/after", "<Hangup/>")


def test_a_caller_talks_to_a_rep_who_answers(
    line: CannedLine, caller: ScriptedPhone, rep: ScriptedPhone
) -> None:
    caller.dials()
    assert rep.is_rung()
    rep.answers()
    rep.says("Help desk, good morning.")
    caller.hears("good morning")
    caller.says("I forgot my password.")
    rep.hears("forgot my password")
    caller.waits(30)
    rep.hangs_up()
    form = line.asked_at("/after")[0].form
    assert (form["DialCallStatus"], form["DialCallDuration"], form["DialBridged"]) == (
        "completed",
        "30",
        "true",
    )
    assert form["DialCallSid"] == rep.call.sid
    assert caller.ended == "completed by the line"
    assert caller.alerts == rep.alerts == []


def test_the_rep_sees_the_number_the_line_shows(caller: ScriptedPhone, rep: ScriptedPhone) -> None:
    caller.dials()
    assert rep.is_rung()
    rep.answers()
    assert rep.call.facts.caller == DESK
    assert rep.call.facts.direction == "outbound-dial"


@pytest.mark.parametrize(
    ("answers", "status"),
    [(Busy(), "busy"), (Declines(), "busy"), (NoAnswer(), "no-answer"), (Voicemail(), "no-answer")],
)
def test_the_action_is_told_why_nobody_came(
    line: CannedLine, network: LocalNetwork, caller: ScriptedPhone, answers: Answering, status: str
) -> None:
    line.on("/voice", DIAL.replace('timeout="20"', 'timeout="5"'))
    network.rep_phone(REP, answers=answers)
    caller.dials()
    form = line.asked_at("/after")[0].form
    assert form["DialCallStatus"] == status
    assert "DialCallDuration" not in form


def test_a_number_nobody_has_fails(line: CannedLine, caller: ScriptedPhone) -> None:
    caller.dials()
    assert line.asked_at("/after")[0].form["DialCallStatus"] == "failed"


def test_without_an_action_the_document_goes_on(line: CannedLine, caller: ScriptedPhone) -> None:
    line.on("/voice", f"<Dial callerId='{DESK}'>{REP}</Dial><Say>Nobody is there.</Say>")
    caller.dials()
    caller.hears("Nobody is there.")


def test_a_called_party_hears_the_whisper_and_takes_the_call(
    line: CannedLine, caller: ScriptedPhone, rep: ScriptedPhone
) -> None:
    line.on("/voice", DIAL.replace("<Number>", '<Number url="/whisper">'))
    line.on(
        "/whisper", '<Gather numDigits="1" action="/accept"><Say>Press 1 to take it.</Say></Gather><Hangup/>'
    )
    line.on("/accept", "<Say>Connecting.</Say>")
    caller.dials()
    rep.answers()
    rep.hears("Press 1 to take it.")
    rep.presses("1")
    rep.says("Hello.")
    caller.hears("Hello.")
    caller.does_not_hear("Press 1")
    form = line.asked_at("/whisper")[0].form
    assert (form["CallSid"], form["ParentCallSid"]) == (rep.call.sid, caller.call.sid)


def test_a_voicemail_box_never_swallows_a_caller_behind_a_whisper(
    line: CannedLine, network: LocalNetwork, caller: ScriptedPhone
) -> None:
    line.on("/voice", DIAL.replace("<Number>", '<Number url="/whisper">').replace('"20"', '"60"'))
    line.on("/whisper", '<Gather numDigits="1" action="/accept"><Say>Press 1.</Say></Gather><Hangup/>')
    network.rep_phone(REP, answers=Voicemail())
    caller.dials()
    caller.does_not_hear("voicemail")
    assert line.asked_at("/after")[0].form["DialBridged"] == "false"


def test_a_rep_who_presses_by_itself_takes_the_call(
    line: CannedLine, network: LocalNetwork, caller: ScriptedPhone
) -> None:
    line.on("/voice", DIAL.replace("<Number>", '<Number url="/whisper">'))
    line.on("/whisper", '<Gather numDigits="1" action="/accept"/><Hangup/>')
    line.on("/accept", "<Pause/>")
    network.rep_phone(REP, answers=AfterRings(1, keys="1"))
    caller.dials()
    assert caller.call.rest == "talking"


def test_the_first_of_several_takes_the_call_and_the_others_stop_ringing(
    line: CannedLine, network: LocalNetwork, caller: ScriptedPhone, rep: ScriptedPhone
) -> None:
    other = network.rep_phone("+19165550112")
    line.on("/voice", f"<Dial><Number>{REP}</Number><Number>+19165550112</Number></Dial>")
    caller.dials()
    assert rep.is_rung()
    assert other.is_rung()
    other.answers()
    assert not rep.is_rung()
    assert rep.ended == "answered elsewhere"


def test_a_client_is_rung_by_name(line: CannedLine, network: LocalNetwork, caller: ScriptedPhone) -> None:
    browser = network.rep_phone("client:maria")
    line.on("/voice", f'<Dial callerId="{DESK}"><Client><Identity>maria</Identity></Client></Dial>')
    caller.dials()
    browser.answers()
    assert caller.call.rest == "talking"


def test_star_ends_the_conversation_when_allowed(
    line: CannedLine, caller: ScriptedPhone, rep: ScriptedPhone
) -> None:
    line.on("/voice", DIAL.replace("<Dial", '<Dial hangupOnStar="true"'))
    caller.dials()
    rep.answers()
    caller.presses("*")
    assert rep.is_ended
    assert line.asked_at("/after")[0].form["DialCallStatus"] == "completed"


def test_a_conversation_ends_at_its_time_limit(
    line: CannedLine, caller: ScriptedPhone, rep: ScriptedPhone
) -> None:
    line.on("/voice", DIAL.replace("<Dial", '<Dial timeLimit="60"'))
    caller.dials()
    rep.answers()
    caller.waits(61)
    assert line.asked_at("/after")[0].form["DialCallDuration"] == "60"


def test_a_caller_who_gives_up_stops_the_ringing(
    line: CannedLine, caller: ScriptedPhone, rep: ScriptedPhone
) -> None:
    caller.dials()
    caller.hangs_up()
    assert rep.ended == "the caller is gone"
    form = line.asked_at("/after")[0].form
    assert form["CallStatus"] == "completed"


def test_status_callbacks_of_a_leg_are_numbered_and_name_the_parent(
    line: CannedLine, caller: ScriptedPhone, rep: ScriptedPhone
) -> None:
    events = 'statusCallback="/leg" statusCallbackEvent="initiated ringing answered completed"'
    line.on("/voice", DIAL.replace("<Number>", f"<Number {events}>"))
    line.on("/leg", "")
    caller.dials()
    rep.answers()
    rep.hangs_up()
    forms = sorted(
        (asked.form for asked in line.asked_at("/leg")), key=lambda form: int(form["SequenceNumber"])
    )
    assert [form["CallStatus"] for form in forms] == ["initiated", "ringing", "in-progress", "completed"]
    assert {form["ParentCallSid"] for form in forms} == {caller.call.sid}
    assert {form["CallbackSource"] for form in forms} == {"call-progress-events"}
    assert forms == rep.call.recorded_callbacks


def test_two_phones_call_each_other_without_the_line(network: LocalNetwork, caller: ScriptedPhone) -> None:
    friend = network.rep_phone("+15105550177")
    caller.dials("(510) 555-0177")
    friend.answers()
    caller.says("Hi.")
    friend.hears("Hi.")
    friend.hangs_up()
    assert caller.is_ended
    assert network.alerts == []


def test_a_leg_that_is_sent_elsewhere_leaves_the_conversation_and_lives_on(
    line: CannedLine, network: LocalNetwork, caller: ScriptedPhone, rep: ScriptedPhone
) -> None:
    line.on("/elsewhere", "<Say>You are free.</Say><Gather timeout='60'/>")
    caller.dials()
    rep.answers()

    async def send_away() -> None:
        start_documents(rep.call, Goto(f"{line.url}/elsewhere"))

    network.do(send_away())
    rep.waits(2)
    rep.hears("You are free.")
    assert not rep.is_ended
    assert line.asked_at("/after")[0].form["DialCallStatus"] == "completed"


def test_parties_are_rung_one_after_the_other_when_asked_for(
    line: CannedLine, network: LocalNetwork, caller: ScriptedPhone
) -> None:
    network.rep_phone(REP, answers=Declines())
    second = network.rep_phone("+19165550112", answers=AfterRings(1))
    numbers = f"<Number>{REP}</Number><Number>+19165550112</Number>"
    line.on("/voice", f'<Dial sequential="true">{numbers}</Dial>')
    caller.dials()
    assert caller.call.rest == "talking"
    assert (second.call.created - caller.call.created).total_seconds() == 6


def test_a_whisper_may_not_dial(line: CannedLine, caller: ScriptedPhone, rep: ScriptedPhone) -> None:
    line.on("/voice", DIAL.replace("<Number>", '<Number url="/whisper">'))
    line.on("/whisper", "<Dial>+15105550100</Dial>")
    caller.dials()
    rep.answers()
    assert [alert.code for alert in rep.alerts] == [13201]


def test_a_leg_that_is_sent_elsewhere_during_its_whisper_is_not_taken(
    line: CannedLine, network: LocalNetwork, caller: ScriptedPhone, rep: ScriptedPhone
) -> None:
    line.on("/voice", DIAL.replace("<Number>", '<Number url="/whisper">'))
    line.on("/whisper", '<Gather numDigits="1"><Say>Press 1.</Say></Gather>')
    line.on("/elsewhere", "<Say>Already taken.</Say><Gather timeout='60'/>")
    caller.dials()
    rep.answers()

    async def send_away() -> None:
        start_documents(rep.call, Goto(f"{line.url}/elsewhere"))

    network.do(send_away())
    rep.waits(2)
    rep.hears("Already taken.")
    assert not rep.is_ended
    assert line.asked_at("/after")[0].form["DialBridged"] == "false"


def test_tones_may_be_played(line: CannedLine, caller: ScriptedPhone) -> None:
    line.on("/voice", '<Play digits="w12#"/>')
    caller.dials()
    assert caller.call.seconds == 2
