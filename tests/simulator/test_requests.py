"""What the carrier sends: the full set of parameters, signed, with cookies and tokens, in sight of developers."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from twilio.request_validator import RequestValidator

from simulator.events import Requested, Responded
from simulator.http.caller_verification import Attestation
from simulator.http.request_signing import sign, signed_url
from simulator.network_clock import FastClock
from simulator.phones.scripted import LocalNetwork, ScriptedPhone
from tests.simulator.canned_line import CannedLine, Reply
from tests.simulator.conftest import DESK, Connect

HELLO = "<Say>Hello.</Say>"


def test_a_request_carries_the_full_set_of_parameters(line: CannedLine, caller: ScriptedPhone) -> None:
    line.on("/voice", HELLO)
    caller.dials()
    form = line.asked[0].form
    assert form["From"] == form["Caller"] == "+15105550100"
    assert form["To"] == form["Called"] == DESK
    assert (form["CallStatus"], form["Direction"], form["ApiVersion"]) == ("ringing", "inbound", "2010-04-01")
    assert (form["FromCity"], form["FromState"], form["FromZip"], form["FromCountry"]) == (
        *("OAKLAND", "CA", "94612"),
        "US",
    )
    assert (form["CalledCity"], form["CalledZip"]) == ("", "")
    assert form["StirVerstat"] == "TN-Validation-Passed-A"
    assert "CallToken" in form
    assert "ParentCallSid" not in form


@pytest.mark.parametrize(
    ("stir", "told"),
    [
        (None, "TN-Validation-Passed-A"),
        ("B", "TN-Validation-Passed-B"),
        ("C", "TN-Validation-Passed-C"),
        ("failed", "TN-Validation-Failed"),
        ("unchecked", "No-TN-Validation"),
        ("none", None),
    ],
)
def test_a_phone_chooses_what_is_said_of_its_number(
    line: CannedLine, caller: ScriptedPhone, stir: Attestation | None, told: str | None
) -> None:
    line.on("/voice", HELLO)
    caller.dials(stir=stir)
    assert line.asked[0].form.get("StirVerstat") == told


def test_a_number_of_another_continent_is_not_checked(line: CannedLine, network: LocalNetwork) -> None:
    line.on("/voice", HELLO)
    network.caller("+4930123456").dials()
    assert line.asked[0].form["StirVerstat"] == "No-TN-Validation"


def test_empty_parameters_are_sent(line: CannedLine, caller: ScriptedPhone) -> None:
    line.on("/voice", HELLO)
    caller.dials()
    assert b"&CalledCity=&" in line.asked[0].body


def test_requests_after_the_first_say_that_the_call_is_answered(
    line: CannedLine, caller: ScriptedPhone
) -> None:
    line.on("/voice", "<Redirect>/next</Redirect>")
    line.on("/next", HELLO)
    caller.dials()
    assert line.asked_at("/next")[0].form["CallStatus"] == "in-progress"


def test_every_request_is_signed_so_that_the_carriers_library_agrees(
    line: CannedLine, caller_of: Connect
) -> None:
    caller = caller_of(voice_url=f"{line.url}/voice?city=K%C3%B6ln&empty=&plus=%2B")
    line.on("/voice", '<Gather action="/key?b=2&amp;a=1" numDigits="1"/>')
    line.on("/key", "<Redirect method='GET'>/got</Redirect>")
    line.on("/got", HELLO)
    caller.dials()
    caller.presses("5")
    validator = RequestValidator("12345")
    assert {asked.path for asked in line.asked} >= {"/voice", "/key", "/got", "/status"}
    for asked in line.asked:
        form = asked.form if asked.method == "POST" else {}
        assert validator.validate(line.url + asked.target, form, asked.headers["X-Twilio-Signature"])


@pytest.mark.parametrize(
    ("url", "number", "signature"),
    [
        ("https://example.com/myapp.php?foo=1&bar=2", "+14158675310", "L/OH5YylLD5NRKLltdqwSvS0BnU="),
        ("https://mycompany.com/myapp.php?foo=1&bar=2", "+14158675309", "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
    ],
)
def test_the_published_signatures_come_out(url: str, number: str, signature: str) -> None:
    params = {"CallSid": "CA1234567890ABCDE", "Digits": "1234", "To": "+18005551212", "From": number}
    assert sign("12345", url, params | {"Caller": number}) == signature


@pytest.mark.parametrize(
    ("url", "signed"),
    [
        ("https://me:pw@example.com:8443/a?b=#rc=2", "https://example.com/a?b="),
        ("http://example.com:8080/a", "http://example.com:8080/a"),
        ("https://example.com", "https://example.com"),
    ],
)
def test_the_signed_url_has_no_password_no_fragment_and_over_https_no_port(url: str, signed: str) -> None:
    assert signed_url(url) == signed


def test_cookies_are_kept_for_the_length_of_a_call(line: CannedLine, caller: ScriptedPhone) -> None:
    line.on(
        "/voice",
        Reply(b"<Response><Redirect>/next</Redirect></Response>", headers={"Set-Cookie": "a=b; Path=/"}),
    )
    line.on("/next", HELLO)
    caller.dials()
    assert line.asked_at("/next")[0].headers["Cookie"] == "a=b"
    caller.dials()
    assert "Cookie" not in line.asked_at("/voice")[1].headers


def test_a_call_that_travels_in_time_says_so_with_each_request(
    line: CannedLine, caller: ScriptedPhone
) -> None:
    line.on("/voice", '<Gather timeout="10" action="/key" numDigits="1"/>')
    line.on("/key", HELLO)
    at = datetime(2026, 12, 24, 16, 5, tzinfo=ZoneInfo("America/Los_Angeles"))
    caller.dials(at=at)
    caller.waits(6)
    caller.presses("1")
    told = [asked.headers["X-Helpdesk-At"] for asked in line.asked if asked.path != "/status"]
    assert told[0] == "2026-12-24T16:05:00-08:00"
    assert datetime.fromisoformat(told[1]) - at == timedelta(seconds=6)


def test_an_ordinary_call_does_not_travel(line: CannedLine, caller: ScriptedPhone) -> None:
    line.on("/voice", HELLO)
    caller.dials()
    assert "X-Helpdesk-At" not in line.asked[0].headers


def test_a_document_got_with_get_is_asked_again_without_the_old_parameters(
    line: CannedLine, caller: ScriptedPhone
) -> None:
    line.on("/voice", '<Redirect method="GET">/menu</Redirect>')
    line.on("/menu", '<Gather numDigits="1"/>')
    caller.dials()
    caller.presses("1")
    assert [asked.target.partition("?")[0] for asked in line.asked_at("/menu")] == ["/menu", "/menu"]
    assert line.asked_at("/menu")[1].target == "/menu"


def test_two_events_have_two_tokens(line: CannedLine, caller: ScriptedPhone) -> None:
    line.on("/voice", "<Redirect>/next</Redirect>")
    line.on("/next", HELLO)
    caller.dials()
    tokens = [asked.headers["I-Twilio-Idempotency-Token"] for asked in line.asked]
    assert len(set(tokens)) == len(tokens) == 3


def test_every_exchange_is_an_event_with_its_answer(line: CannedLine, network: LocalNetwork) -> None:
    events: list[object] = []

    async def listen() -> None:
        network.network.subscribe(events.append)

    network.do(listen())
    line.on("/voice", HELLO)
    network.caller().dials()
    asked = next(event for event in events if isinstance(event, Requested))
    answered = next(event for event in events if isinstance(event, Responded))
    assert (asked.exchange, asked.method, asked.url) == (answered.exchange, "POST", f"{line.url}/voice")
    assert "<Say>Hello.</Say>" in answered.body
    assert asked.to_json()["event"] == "requested"
    assert isinstance(network.clock, FastClock)
