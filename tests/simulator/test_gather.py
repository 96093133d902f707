"""Gather as the carrier documents it: input, timeouts, barge-in, empty results."""

from __future__ import annotations

import pytest

from simulator.events import event_kind
from simulator.phones.scripted import LocalNetwork, ScriptedPhone
from tests.simulator.canned_line import CannedLine
from tests.simulator.conftest import DESK

MENU = '<Gather action="/key" numDigits="1"><Say>Press one.</Say></Gather><Say>Goodbye.</Say>'


def test_a_caller_hears_the_menu_and_presses_a_key(line: CannedLine, caller: ScriptedPhone) -> None:
    line.on("/voice", MENU)
    line.on("/key", "<Say>Thank you.</Say>")
    caller.dials()
    caller.hears("press ONE")
    caller.presses("1")
    caller.hears("Thank you.")
    caller.does_not_hear("press one")
    assert caller.ended == "completed by the line"
    assert caller.alerts == []


def test_a_key_arrives_with_digits_and_the_undocumented_fields(
    line: CannedLine, caller: ScriptedPhone
) -> None:
    line.on("/voice", MENU)
    line.on("/key", "<Hangup/>")
    caller.dials()
    caller.presses("7")
    form = line.asked_at("/key")[0].form
    assert {name: form[name] for name in ("Digits", "FinishedOnKey", "msg")} == {
        "Digits": "7",
        "FinishedOnKey": "",
        "msg": "Gather End",
    }


def test_a_silent_caller_falls_through_to_the_next_verb(line: CannedLine, caller: ScriptedPhone) -> None:
    line.on("/voice", MENU)
    caller.dials()
    caller.stays_silent()
    caller.hears("Goodbye.")
    assert line.asked_at("/key") == []


def test_an_empty_result_reaches_the_action_only_when_asked_for(
    line: CannedLine, caller: ScriptedPhone
) -> None:
    line.on("/voice", '<Gather action="/key" actionOnEmptyResult="true"/>')
    line.on("/key", "<Hangup/>")
    caller.dials()
    caller.stays_silent()
    assert line.asked_at("/key")[0].form["Digits"] == ""


def test_hash_finishes_the_input_and_is_no_part_of_it(line: CannedLine, caller: ScriptedPhone) -> None:
    line.on("/voice", '<Gather action="/key"/>')
    line.on("/key", "<Hangup/>")
    caller.dials()
    caller.presses("42#")
    form = line.asked_at("/key")[0].form
    assert (form["Digits"], form["FinishedOnKey"]) == ("42", "#")


def test_hash_alone_is_an_empty_input(line: CannedLine, caller: ScriptedPhone) -> None:
    line.on("/voice", '<Gather action="/key"/><Say>Nothing.</Say>')
    caller.dials()
    caller.presses("#")
    caller.hears("Nothing.")


def test_without_a_finishing_key_hash_is_a_digit(line: CannedLine, caller: ScriptedPhone) -> None:
    line.on("/voice", '<Gather action="/key" finishOnKey="" numDigits="1"/>')
    line.on("/key", "<Hangup/>")
    caller.dials()
    caller.presses("#")
    assert line.asked_at("/key")[0].form["Digits"] == "#"


def test_each_key_starts_the_timeout_anew(
    line: CannedLine, network: LocalNetwork, caller: ScriptedPhone
) -> None:
    line.on("/voice", '<Gather action="/key" timeout="5"/>')
    line.on("/key", "<Hangup/>")
    caller.dials()
    for key in "123":
        caller.presses(key)
        network.waits(4)
    assert line.asked_at("/key") == []
    network.waits(2)
    assert line.asked_at("/key")[0].form["Digits"] == "123"


def test_a_key_cuts_the_prompt_short(line: CannedLine, network: LocalNetwork) -> None:
    line.on("/voice", f'<Gather action="/key" numDigits="1"><Say>{"word " * 600}</Say></Gather>')
    line.on("/key", "<Hangup/>")

    async def press_while_it_speaks() -> list[str]:
        phone, events = network.network.phone("+15105550100"), []
        phone.subscribe(lambda event: events.append(event_kind(event)))
        with network.clock.running():
            call = await phone.dial(DESK)
            network.clock.call_later(3, lambda: phone.press("1"))
            await call.until(lambda: False)
            assert call.seconds == 3
        return events

    events = network.do(press_while_it_speaks())
    assert events[: events.index("ended")] == [
        *("ringing", "requested", "responded", "answered"),
        *("said", "pressed", "speech_stopped"),
        *("requested", "responded"),
    ]


def test_typed_words_are_speech(line: CannedLine, caller: ScriptedPhone) -> None:
    line.on("/voice", '<Gather action="/key" input="dtmf speech" speechTimeout="auto"/>')
    line.on("/key", "<Hangup/>")
    caller.dials()
    caller.says("signing in")
    form = line.asked_at("/key")[0].form
    assert form["SpeechResult"] == "signing in"
    assert 0 < float(form["Confidence"]) <= 1
    assert "Digits" not in form


def test_words_mean_nothing_to_a_gather_for_keys(line: CannedLine, caller: ScriptedPhone) -> None:
    line.on("/voice", MENU)
    caller.dials()
    caller.says("hello")
    assert not caller.is_ended
    assert line.asked_at("/key") == []


@pytest.mark.parametrize("verb", ["<Pause/>", "<Play digits='1'/>"])
def test_pauses_and_tones_may_be_nested(line: CannedLine, caller: ScriptedPhone, verb: str) -> None:
    line.on("/voice", f'<Gather action="/key">{verb}</Gather>')
    caller.dials()
    assert caller.alerts == []
    assert not caller.is_ended


def test_without_an_action_the_document_itself_is_asked_again(
    line: CannedLine, caller: ScriptedPhone
) -> None:
    line.on("/voice", '<Gather numDigits="1"/>')
    caller.dials()
    caller.presses("3")
    assert [asked.form.get("Digits") for asked in line.asked_at("/voice")] == [None, "3"]
