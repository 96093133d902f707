"""Scripted phones: what a sentence of a script does, and how it fails."""

from __future__ import annotations

import pytest

from simulator.events import Texted, event_kind
from simulator.phones.answering import AfterRings, NoAnswer
from simulator.phones.phone import NoCall, PhoneBusy
from simulator.phones.scripted import LocalNetwork, ScriptedPhone
from simulator.settings import NetworkSettings
from tests.simulator.canned_line import CannedLine

MENU = '<Gather action="/key" numDigits="1"><Say>Press one.</Say></Gather><Say>Once more.</Say><Gather/>'


@pytest.fixture(autouse=True)
def line_asks(line: CannedLine) -> None:
    line.on("/voice", MENU)
    line.on("/key", '<Say language="es-US" voice="Polly.Lupe">Gracias.</Say>')


def test_a_transcript_tells_turn_by_turn_what_was_said_and_done(caller: ScriptedPhone) -> None:
    caller.dials()
    caller.presses("1")
    assert [turn.to_json() for turn in caller.transcript] == [
        {
            "said": [{"language": "en-US", "text": "Press one."}],
            "pressed": "1",
            "spoke": None,
            "silent": False,
        },
        {
            "said": [{"language": "es-US", "text": "Gracias."}],
            "pressed": None,
            "spoke": None,
            "silent": False,
        },
    ]


def test_silence_is_a_turn_of_its_own(caller: ScriptedPhone) -> None:
    caller.dials()
    caller.stays_silent()
    caller.hears("Once more.")
    caller.does_not_hear("Press one.")
    assert caller.transcript[0].was_silent


def test_words_that_were_not_said_fail_with_the_transcript(caller: ScriptedPhone) -> None:
    caller.dials()
    with pytest.raises(AssertionError, match=r"did not hear 'Press two' but:\n  en-US: Press one\."):
        caller.hears("Press two")
    with pytest.raises(AssertionError, match="heard 'press  ONE'"):
        caller.does_not_hear("press  ONE")


def test_hanging_up_ends_the_call(line: CannedLine, caller: ScriptedPhone) -> None:
    caller.dials()
    caller.hangs_up()
    assert caller.ended == "hung up"
    assert caller.is_ended
    assert line.asked_at("/status")[0].form["CallStatus"] == "completed"


def test_a_second_call_starts_a_new_transcript(caller: ScriptedPhone) -> None:
    caller.dials()
    caller.hangs_up()
    caller.dials()
    assert not caller.is_ended
    assert len(caller.transcript) == 1


def test_a_phone_can_not_be_used_in_ways_phones_can_not(caller: ScriptedPhone, rep: ScriptedPhone) -> None:
    with pytest.raises(NoCall):
        caller.presses("1")
    with pytest.raises(NoCall):
        _ = caller.call
    with pytest.raises(AssertionError, match="does not ring"):
        rep.answers()
    caller.dials()
    with pytest.raises(PhoneBusy):
        caller.dials()
    with pytest.raises(ValueError, match="no keys"):
        caller.presses("1x")


def test_a_busy_phone_is_busy(network: LocalNetwork, caller: ScriptedPhone) -> None:
    caller.dials()
    friend = network.caller("+15105550177")
    friend.dials("+15105550100")
    assert friend.is_ended
    assert not caller.is_ended


def test_a_phone_that_is_declined_stops_ringing(network: LocalNetwork, caller: ScriptedPhone) -> None:
    friend = network.rep_phone("+15105550177")
    caller.dials("+15105550177")
    friend.declines()
    assert friend.ended == "declined"
    assert caller.is_ended


def test_everybody_gives_up_on_a_phone_that_rings_and_rings(
    network: LocalNetwork, caller: ScriptedPhone
) -> None:
    network.rep_phone("+15105550177", answers=NoAnswer())
    caller.dials("+15105550177")
    assert caller.is_ended


def test_a_phone_taken_off_the_network_ends_its_call(network: LocalNetwork, caller: ScriptedPhone) -> None:
    caller.dials()

    async def disconnect() -> None:
        network.network.disconnect(network.network.phones["+15105550100"])

    network.do(disconnect())
    assert caller.is_ended


def test_an_owner_of_a_phone_decides_how_long_speech_lasts(line: CannedLine, network: LocalNetwork) -> None:
    line.on("/voice", "<Say>Hello.</Say>")

    async def with_a_voice_of_its_own() -> int:
        phone = network.network.phone("+15105550100")
        phone.pacer = lambda said: network.clock.sleep(10 * len(said.text))
        with network.clock.running():
            call = await phone.dial("+18005787889")
            await call.until(lambda: False)
        return call.seconds

    assert network.do(with_a_voice_of_its_own()) == 60


def test_listeners_may_stop_listening(network: LocalNetwork, caller: ScriptedPhone) -> None:
    kinds: list[str] = []

    async def listen() -> None:
        stop = network.network.subscribe(lambda event: kinds.append(event_kind(event)))
        network.network.messages.send("+18005787889", "+15105550100", "Hello")
        stop()

    network.do(listen())
    caller.dials()
    assert kinds == ["texted"]
    assert [type(text) for text in caller.texts] == [Texted]


def test_what_fails_inside_the_network_fails_the_script(settings: NetworkSettings) -> None:
    async def fail() -> None:
        raise ArithmeticError("inside")

    async def start() -> None:
        network.network.start(fail())

    with pytest.raises(ArithmeticError, match="inside"), LocalNetwork(settings) as network:
        network.do(start())


def test_a_phone_that_answers_by_itself_tells_what_it_heard(
    line: CannedLine, network: LocalNetwork, caller: ScriptedPhone
) -> None:
    line.on("/voice", '<Dial><Number url="/whisper">+19165550111</Number></Dial>')
    line.on("/whisper", '<Gather numDigits="1" action="/no"><Say>Somebody waits.</Say></Gather><Hangup/>')
    line.on("/no", "<Hangup/>")
    rep = network.rep_phone("+19165550111", answers=AfterRings(2, keys="2"))
    caller.dials()
    assert [turn.pressed for turn in rep.transcript] == ["2", None]
    assert rep.transcript[0].text == "Somebody waits."
    assert rep.ended == "completed by the line"
    assert rep.call.facts.parent is caller.call
