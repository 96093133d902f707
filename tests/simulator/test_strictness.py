"""Every document the carrier would reject or warn about is an alert with the carrier's code."""

from __future__ import annotations

import pytest

from simulator.calls.dialing import Origination, originate
from simulator.phones.scripted import LocalNetwork, ScriptedPhone
from simulator.twiml.twiml_parser import Unreadable, parse
from simulator.twiml.twiml_runner import Inline
from simulator.twiml.validation import findings
from tests.simulator.canned_line import CannedLine, Reply

JOANNA = 'voice="Polly.Joanna-Neural"'


def codes_of(inside: str) -> list[int]:
    return [finding.code for finding in findings(f"<Response>{inside}</Response>".encode())]


@pytest.mark.parametrize(
    "inside",
    [
        "",
        "<Say>Hello.</Say>",
        f'<Say {JOANNA} language="en-US">Hello <break time="300ms"/><prosody rate="90%">there</prosody>.</Say>',
        '<Say voice="Polly.Lupe-Neural" language="es-US"><say-as interpret-as="characters">CAIR</say-as></Say>',
        '<Say voice="Google.es-US-Neural2-A" language="es-US">Hola.</Say>',
        '<Gather input="dtmf speech" numDigits="1" timeout="7" finishOnKey="" actionOnEmptyResult="true" '
        'action="/x" language="es-US" hints="uno, dos" speechTimeout="auto"><Say>Hi</Say><Pause/></Gather>',
        '<Gather speechModel="phone_call" speechTimeout="2" input="speech"/>',
        '<Enqueue waitUrl="/hold" action="/after" waitUrlMethod="POST">general</Enqueue>',
        '<Dial action="/x" timeout="20" callerId="+18005787889"><Number url="/whisper">+15105550100</Number></Dial>',
        '<Dial><Conference waitUrl="" beep="false" startConferenceOnEnter="false">room</Conference></Dial>',
        '<Dial><Queue url="/announce">general</Queue></Dial>',
        '<Reject reason="busy"/>',
        "<!-- a remark --><Leave/>",
    ],
)
def test_a_good_document_raises_nothing(inside: str) -> None:
    assert codes_of(inside) == []


@pytest.mark.parametrize(
    ("code", "inside"),
    [
        (12200, "<Speak>Hello.</Speak>"),
        (12200, "<say>Hello.</say>"),
        (12200, '<Record maxLength="30"/>'),
        (12200, '<Say Voice="man">Hello.</Say>'),
        (12200, '<Say speed="fast">Hello.</Say>'),
        (12200, "Hello."),
        (12200, "<Pause>2</Pause>"),
        (12200, '<Hangup reason="busy"/>'),
        (12200, "<Redirect><Say>x</Say>/next</Redirect>"),
        (12200, f"<Say {JOANNA}>Press <blink>1</blink></Say>"),
        (12200, '<Gather input="keys"/>'),
        (12200, '<Gather actionOnEmptyResult="yes"/>'),
        (13320, "<Gather><Redirect>/x</Redirect></Gather>"),
        (13310, '<Gather finishOnKey="x"/>'),
        (13312, '<Gather method="PUT"/>'),
        (13313, '<Gather timeout="soon"/>'),
        (13313, '<Gather timeout="0"/>'),
        (13314, '<Gather numDigits="-1"/>'),
        (11100, '<Gather action="key two"/>'),
        (13331, '<Gather language="en" input="speech"/>'),
        (13335, '<Gather speechTimeout="long" input="speech"/>'),
        (13335, '<Gather speechModel="phone_call" speechTimeout="auto" input="speech"/>'),
        (13335, '<Gather speechModel="phone_call" input="speech"/>'),
        (13338, f'<Gather input="speech" hints="{"x" * 101}"/>'),
        (13338, f'<Gather input="speech" hints="{",".join(["a"] * 501)}"/>'),
        (13321, '<Gather><Say voice="robot">Hello.</Say></Gather>'),
        (13510, '<Say loop="often">Hello.</Say>'),
        (13511, '<Say voice="robot">Hello.</Say>'),
        (13511, '<Say voice="Polly.Nobody">Hello.</Say>'),
        (13511, '<Say language="en">Hello.</Say>'),
        (13511, f'<Say {JOANNA} language="es-US">Hola.</Say>'),
        (13513, f'<Say {JOANNA}><prosody rate="rapid">Hello.</prosody></Say>'),
        (13520, "<Say></Say>"),
        (13520, "<Say>Hello <break/> there.</Say>"),
        (13521, f"<Say>{'a' * 4097}</Say>"),
        (13521, f"<Say {JOANNA}>{'a' * 3001}</Say>"),
        (13521, f'<Say voice="Google.en-US-Neural2-A">{"a" * 4501}</Say>'),
        (13521, f"<Say>{'ñ' * 1000}</Say>"),
        (13410, '<Play loop="x">/a.wav</Play>'),
        (13910, '<Pause length="long"/>'),
        (13710, '<Redirect method="PUT">/x</Redirect>'),
        (11100, "<Redirect/>"),
        (13810, '<Reject reason="tired"/>'),
        (13210, '<Dial action="a b">+15105550100</Dial>'),
        (13211, '<Dial method="PUT">+15105550100</Dial>'),
        (13212, '<Dial timeout="4">+15105550100</Dial>'),
        (13213, '<Dial hangupOnStar="*">+15105550100</Dial>'),
        (13215, "<Dial><Say>Hello.</Say></Dial>"),
        (13216, '<Dial timeLimit="x">+15105550100</Dial>'),
        (13221, '<Dial><Number method="PUT">+15105550100</Number></Dial>'),
        (13222, '<Dial><Number sendDigits="x">+15105550100</Number></Dial>'),
        (13250, f"<Dial>{'<Number>+15105550100</Number>' * 11}</Dial>"),
        (13230, '<Dial><Conference muted="1">room</Conference></Dial>'),
        (13231, '<Dial><Conference endConferenceOnExit="1">room</Conference></Dial>'),
        (13232, '<Dial><Conference startConferenceOnEnter="1">room</Conference></Dial>'),
        (13233, '<Dial><Conference waitUrl="a b">room</Conference></Dial>'),
        (13234, '<Dial><Conference waitMethod="PUT">room</Conference></Dial>'),
        (13235, '<Dial><Conference beep="loud">room</Conference></Dial>'),
        (13237, "<Dial><Conference/></Dial>"),
        (13240, '<Dial><Conference coach="somebody">room</Conference></Dial>'),
        (16025, f'<Dial><Conference participantLabel="{"x" * 129}">room</Conference></Dial>'),
        (14201, '<Enqueue method="PUT">general</Enqueue>'),
        (14202, '<Enqueue waitUrl="ftp://example.com/hold">general</Enqueue>'),
        (14203, '<Enqueue action="a b">general</Enqueue>'),
        (14204, "<Enqueue/>"),
        (14205, f"<Enqueue>{'x' * 65}</Enqueue>"),
        (14206, '<Enqueue waitUrlMethod="PUT">general</Enqueue>'),
        (14210, '<Dial><Queue method="PUT">general</Queue></Dial>'),
        (14211, '<Dial><Queue url="a b">general</Queue></Dial>'),
        (14212, "<Dial><Queue/></Dial>"),
        (14213, f"<Dial><Queue>{'x' * 65}</Queue></Dial>"),
    ],
)
def test_a_bad_document_has_the_carriers_code(code: int, inside: str) -> None:
    assert code in codes_of(inside)


@pytest.mark.parametrize(
    ("code", "body"),
    [
        (12100, b""),
        (12100, b" <Response/>"),
        (12100, b"\n<?xml version='1.0'?><Response/>"),
        (12100, b"<Response><Say>Hello.</Response>"),
        (12100, b"<Answer/>"),
        (12100, b"<response/>"),
        (12100, b"<Response/><Response/>"),
        (12100, "<?xml version='1.0' encoding='utf-8'?><Response><Say>ñ</Say></Response>".encode("latin-1")),
        (11750, b"<Response>" + b" " * 65536 + b"</Response>"),
    ],
)
def test_a_document_that_can_not_be_read_has_a_code(code: int, body: bytes) -> None:
    with pytest.raises(Unreadable) as caught:
        parse(body)
    assert caught.value.code == code


def test_speech_is_heard_as_words(line: CannedLine, caller: ScriptedPhone) -> None:
    say = f'<Say {JOANNA}>Write to <sub alias="cair help desk">CAIRHelpDesk</sub>.<break/>Thank <s>you</s></Say>'
    line.on("/voice", say)
    caller.dials()
    assert caller.heard == "Write to cair help desk. Thank you"
    utterance = caller.transcript[0].said[0]
    assert (utterance.language, utterance.voice) == ("en-US", "Polly.Joanna-Neural")


def test_a_warning_does_not_stop_the_call(line: CannedLine, caller: ScriptedPhone) -> None:
    line.on("/voice", "<Sing>La.</Sing><Say>Hello.</Say>")
    caller.dials()
    caller.hears("Hello.")
    assert [alert.code for alert in caller.alerts] == [12200]


@pytest.mark.parametrize("content_type", ["text/xml", "application/xml; charset=utf-8", "text/html"])
def test_xml_may_come_under_three_names(line: CannedLine, caller: ScriptedPhone, content_type: str) -> None:
    line.on("/voice", Reply(b"<Response><Say>Hello.</Say></Response>", content_type=content_type))
    caller.dials()
    caller.hears("Hello.")
    assert caller.alerts == []


@pytest.mark.parametrize("content_type", ["application/json", "image/png", None])
def test_another_content_type_is_12300(
    line: CannedLine, caller: ScriptedPhone, content_type: str | None
) -> None:
    line.on("/voice", Reply(b"<Response/>", content_type=content_type))
    caller.dials()
    assert [alert.code for alert in caller.alerts] == [12300]


def test_plain_text_is_read_aloud(line: CannedLine, caller: ScriptedPhone) -> None:
    line.on("/voice", Reply(b"Error & <trace>", content_type="text/plain"))
    caller.dials()
    caller.hears("Error & <trace>")


def test_audio_is_played(line: CannedLine, caller: ScriptedPhone) -> None:
    line.on("/voice", Reply(b"\0" * 16000, content_type="audio/basic"))
    caller.dials()
    assert caller.call.seconds == 2
    assert caller.alerts == []


def test_playing_what_is_no_audio_is_13420(line: CannedLine, caller: ScriptedPhone) -> None:
    line.on("/voice", "<Play>/music</Play><Play>/gone</Play><Say>Hello.</Say>")
    line.on("/music", Reply(b"<html/>", content_type="text/html"))
    caller.dials()
    caller.hears("Hello.")
    assert [alert.code for alert in caller.alerts] == [13420, 11200]


@pytest.mark.parametrize(
    ("code", "dial"),
    [
        (13214, '<Dial callerId="+12125550100">+19165550111</Dial>'),
        (13214, '<Dial callerId="anonymous">+19165550111</Dial>'),
        (13223, "<Dial>911 please</Dial>"),
    ],
)
def test_a_call_that_may_not_be_dialled_fails(
    line: CannedLine, caller: ScriptedPhone, rep: ScriptedPhone, code: int, dial: str
) -> None:
    line.on("/voice", dial)
    caller.dials()
    assert [alert.code for alert in caller.alerts] == [code]
    assert not rep.is_rung()


def test_a_hidden_number_is_never_shown_on(line: CannedLine, network: LocalNetwork) -> None:
    network.rep_phone("+19165550111")
    hidden = network.caller("anonymous")
    line.on("/voice", "<Dial>+19165550111</Dial>")
    hidden.dials()
    assert [alert.code for alert in hidden.alerts] == [13214]


def test_a_relative_url_needs_a_document_with_a_url(network: LocalNetwork, rep: ScriptedPhone) -> None:
    async def originated() -> None:
        twiml = Inline("<Response><Gather action='/key' numDigits='1'/></Response>")
        originate(network.network, Origination("+19165550111", "+18005787889", twiml))

    network.do(originated())
    network.waits(1)
    rep.answers()
    rep.presses("1")
    assert [alert.code for alert in rep.alerts] == [15004]


def test_urls_are_resolved_against_the_document_they_are_in(line: CannedLine, caller: ScriptedPhone) -> None:
    line.on("/voice", "<Redirect>/menus/main/en</Redirect>")
    line.on("/menus/main/en", '<Gather action="../es" numDigits="1"/>')
    line.on("/menus/es", "<Say>Hola.</Say>")
    caller.dials()
    caller.presses("9")
    caller.hears("Hola.")


@pytest.mark.parametrize(("reason", "status"), [("busy", "busy"), ("rejected", "no-answer")])
def test_a_rejected_call_is_never_answered(
    line: CannedLine, caller: ScriptedPhone, reason: str, status: str
) -> None:
    line.on("/voice", f'<Reject reason="{reason}"/>')
    caller.dials()
    assert (caller.call.status, caller.call.answered) == (status, None)
    assert caller.ended == "rejected by the line"
