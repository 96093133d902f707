"""Conferences: starting, talking, holding, listening in, ending."""

from __future__ import annotations

import pytest

from simulator.phones.scripted import LocalNetwork, ScriptedPhone
from tests.simulator.canned_line import CannedLine

EVENTS = 'statusCallback="/conference" statusCallbackEvent="start end join leave mute hold"'


@pytest.fixture(autouse=True)
def line_joins(line: CannedLine) -> None:
    line.on("/conference", "")
    line.on("/wait", "<Say>One moment.</Say>")
    line.on("/after", "<Hangup/>")


def room(attributes: str = "") -> str:
    return f'<Dial action="/after"><Conference waitUrl="/wait" {attributes}>room 1</Conference></Dial>'


@pytest.fixture
def talking(line: CannedLine, caller: ScriptedPhone, rep: ScriptedPhone) -> None:
    line.on("/voice", room(f'startConferenceOnEnter="false" {EVENTS}'), room('endConferenceOnExit="true"'))
    caller.dials()
    rep.dials()


def test_a_caller_waits_until_the_rep_comes(
    line: CannedLine, network: LocalNetwork, caller: ScriptedPhone, rep: ScriptedPhone
) -> None:
    line.on("/voice", room('startConferenceOnEnter="false"'), room())
    caller.dials()
    caller.hears("One moment.")
    conference = network.network.conferences.named("room 1")
    assert conference is not None
    assert conference.status == "init"
    rep.dials()
    assert conference.status == "in-progress"
    rep.does_not_hear("One moment.")


@pytest.mark.usefixtures("talking")
def test_participants_hear_each_other(caller: ScriptedPhone, rep: ScriptedPhone) -> None:
    rep.says("Good morning.")
    caller.hears("Good morning.")
    caller.says("My inventory is wrong.")
    rep.hears("inventory is wrong")


@pytest.mark.usefixtures("talking")
def test_a_conference_ends_with_the_one_who_ends_it(
    line: CannedLine, caller: ScriptedPhone, rep: ScriptedPhone
) -> None:
    rep.hangs_up()
    assert caller.ended == "completed by the line"
    assert "answered" in {asked.form["DialCallStatus"] for asked in line.asked_at("/after")}
    last = max((asked.form for asked in line.asked_at("/conference")), key=lambda f: int(f["SequenceNumber"]))
    assert last["StatusCallbackEvent"] == "conference-end"
    assert last["CallSidEndingConference"] == rep.call.sid


@pytest.mark.usefixtures("talking")
def test_events_are_numbered_and_come_from_the_first_participant_only(
    line: CannedLine, network: LocalNetwork, caller: ScriptedPhone
) -> None:
    network.waits(1)
    forms = sorted(
        (asked.form for asked in line.asked_at("/conference")), key=lambda f: int(f["SequenceNumber"])
    )
    assert [form["StatusCallbackEvent"] for form in forms] == [
        "participant-join",
        "participant-join",
        "conference-start",
    ]
    assert forms[0]["CallSid"] == caller.call.sid
    assert forms[0]["StartConferenceOnEnter"] == "false"


@pytest.mark.usefixtures("talking")
def test_a_coach_is_heard_by_one_only(
    line: CannedLine, network: LocalNetwork, caller: ScriptedPhone, rep: ScriptedPhone
) -> None:
    supervisor = network.rep_phone("+19165550199")
    line.on("/voice", room(f'coach="{rep.call.sid}"'))
    supervisor.dials()
    supervisor.says("Offer the e-mail address.")
    rep.hears("Offer the e-mail address.")
    caller.does_not_hear("Offer")
    caller.says("Who is there?")
    supervisor.hears("Who is there?")


@pytest.mark.usefixtures("talking")
def test_a_muted_participant_listens_only(
    line: CannedLine, network: LocalNetwork, caller: ScriptedPhone
) -> None:
    listener = network.rep_phone("+19165550199")
    line.on("/voice", room('muted="true"'))
    listener.dials()
    listener.says("Can you hear me?")
    caller.does_not_hear("Can you hear me?")


def test_a_wait_document_may_not_ask(line: CannedLine, network: LocalNetwork, caller: ScriptedPhone) -> None:
    line.on("/voice", room())
    line.on("/wait", '<Gather numDigits="1"/>')
    caller.dials()
    assert [alert.code for alert in network.alerts] == [13238]


def test_a_full_conference_lets_nobody_in(
    line: CannedLine, network: LocalNetwork, caller: ScriptedPhone, rep: ScriptedPhone
) -> None:
    line.on("/voice", room('maxParticipants="1"'))
    caller.dials()
    rep.dials()
    assert [alert.code for alert in network.alerts] == [16023]
    assert line.asked_at("/after")[0].form["DialCallStatus"] == "failed"


@pytest.mark.parametrize("wait", ["/gone", ""])
def test_a_missing_wait_document_leaves_silence(line: CannedLine, caller: ScriptedPhone, wait: str) -> None:
    line.on("/voice", f'<Dial><Conference waitUrl="{wait}">room</Conference></Dial>')
    caller.dials()
    assert caller.call.rest == "holding"
    assert [alert.code for alert in caller.alerts] == ([11200] if wait else [])


def test_a_coach_of_nobody_is_not_let_in(
    line: CannedLine, network: LocalNetwork, caller: ScriptedPhone
) -> None:
    line.on("/voice", room(f'coach="CA{"1" * 32}"'))
    caller.dials()
    assert [alert.code for alert in network.alerts] == [13240]
    assert line.asked_at("/after")[0].form["DialCallStatus"] == "failed"
