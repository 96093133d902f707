"""Requests of the carrier: signed, complete, retried, given up, replaced by the fallback."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from twilio.request_validator import RequestValidator

from simulator.clock import FastClock
from simulator.events import Requested, Responded
from simulator.patience import Patience
from simulator.scripted import LocalNetwork, ScriptedPhone
from simulator.settings import NetworkSettings
from simulator.signature import sign, signed_url
from tests.simulator.canned_line import Asked, CannedLine, Reply
from tests.simulator.conftest import DESK

HELLO = "<Say>Hello.</Say>"
Connect = Callable[..., ScriptedPhone]


@pytest.fixture
def caller_of(settings: NetworkSettings) -> Iterator[Connect]:
    """A caller on a network whose number has other URLs."""
    networks: list[LocalNetwork] = []

    def connect(**urls: str) -> ScriptedPhone:
        number = replace(settings.numbers[0], **urls)
        network = LocalNetwork(replace(settings, numbers=(number,))).__enter__()
        networks.append(network)
        return network.caller()

    yield connect
    for network in networks:
        network.__exit__()


@pytest.fixture
def nobody() -> Iterator[str]:
    """A URL where connections are refused."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}/voice"


def codes(caller: ScriptedPhone) -> list[int]:
    return [alert.code for alert in caller.alerts]


# --- what is sent


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


def test_the_end_of_an_inbound_call_is_reported_once(line: CannedLine, caller: ScriptedPhone) -> None:
    line.on("/voice", "<Pause length='61'/>")
    caller.dials()
    form = line.asked_at("/status")[0].form
    assert (form["CallStatus"], form["CallDuration"], form["Duration"]) == ("completed", "61", "2")
    assert (form["SequenceNumber"], form["CallbackSource"]) == ("0", "call-progress-events")
    assert datetime.strptime(form["Timestamp"], "%a, %d %b %Y %H:%M:%S %z").tzinfo == UTC
    assert len(line.asked_at("/status")) == 1


# --- what is tried again


def test_a_refused_connection_is_tried_again_with_the_same_token(
    line: CannedLine, network: LocalNetwork, caller: ScriptedPhone
) -> None:
    line.on("/voice", HELLO)
    network.faults.refused_connections = 1
    caller.dials()
    caller.hears("Hello.")
    tries = [request for request in caller.requests if request.purpose == "voice"]
    assert [request.attempt for request in tries] == [1, 2]
    assert len({request.headers["I-Twilio-Idempotency-Token"] for request in tries}) == 1


def test_an_error_of_the_line_is_not_tried_again(line: CannedLine, caller: ScriptedPhone) -> None:
    line.on("/voice", Reply(status=500))
    caller.dials()
    assert len(line.asked_at("/voice")) == 1
    assert codes(caller) == [11200]


def test_the_urls_fragment_asks_for_more_tries(line: CannedLine, caller_of: Connect) -> None:
    caller = caller_of(voice_url=f"{line.url}/voice#rc=2&rp=5xx,ct")
    broken, fine = Reply(status=503), Reply(b"<Response><Say>Third time.</Say></Response>")
    line.on("/voice", broken, broken, fine)
    caller.dials()
    caller.hears("Third time.")
    assert line.asked[0].target == "/voice"


def test_patience_is_read_from_the_fragment_within_limits() -> None:
    assert Patience.of("http://x/") == Patience(5.0, 15.0, 15.0, 1, frozenset({"ct"}))
    asked = Patience.of("http://x/#rc=9&rp=all&ct=2000&rt=99999&tt=500")
    assert asked == Patience(2.0, 15.0, 0.5, 5, frozenset({"ct", "rt", "4xx", "5xx"}))


def test_two_events_have_two_tokens(line: CannedLine, caller: ScriptedPhone) -> None:
    line.on("/voice", "<Redirect>/next</Redirect>")
    line.on("/next", HELLO)
    caller.dials()
    tokens = [asked.headers["I-Twilio-Idempotency-Token"] for asked in line.asked]
    assert len(set(tokens)) == len(tokens) == 3


def test_a_doubled_webhook_arrives_twice_and_counts_once(
    line: CannedLine, network: LocalNetwork, caller: ScriptedPhone
) -> None:
    line.on("/voice", HELLO)
    network.faults.double_webhooks = True
    caller.dials()
    caller.hears("Hello.")
    first, second = line.asked_at("/voice")
    assert first.headers["I-Twilio-Idempotency-Token"] == second.headers["I-Twilio-Idempotency-Token"]
    assert first.form == second.form
    assert caller.heard == "Hello."


def test_a_slow_way_takes_time_on_the_networks_clock(
    line: CannedLine, network: LocalNetwork, caller: ScriptedPhone
) -> None:
    line.on("/voice", "<Redirect>/next</Redirect>")
    line.on("/next", HELLO)
    network.faults.webhook_delay = 3.0
    caller.dials()
    assert 6 <= (network.clock.now() - caller.call.created).total_seconds() < 8


def test_a_kept_connection_that_died_is_replaced(caller_of: Connect) -> None:
    """The line closes each connection after one answer without saying so, as a restarted process does."""
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: %d\r\n\r\n%s"
    documents = [
        b"<Response><Redirect>/next</Redirect></Response>",
        b"<Response><Say>Hello.</Say></Response>",
    ]
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer_and_drop() -> None:
            for document in documents:
                connection, _address = server.accept()
                with connection:
                    connection.recv(65536)
                    connection.sendall(answer % (len(document), document))

        thread = threading.Thread(target=answer_and_drop)
        thread.start()
        caller = caller_of(voice_url=f"http://127.0.0.1:{server.getsockname()[1]}/", status_url="")
        caller.dials()
        thread.join()
    caller.hears("Hello.")
    assert caller.alerts == []


def test_a_document_got_with_get_is_asked_again_without_the_old_parameters(
    line: CannedLine, caller: ScriptedPhone
) -> None:
    line.on("/voice", '<Redirect method="GET">/menu</Redirect>')
    line.on("/menu", '<Gather numDigits="1"/>')
    caller.dials()
    caller.presses("1")
    assert [asked.target.partition("?")[0] for asked in line.asked_at("/menu")] == ["/menu", "/menu"]
    assert line.asked_at("/menu")[1].target == "/menu"


# --- what goes wrong


def test_the_fallback_url_is_asked_when_the_first_fails(line: CannedLine, caller_of: Connect) -> None:
    caller = caller_of(voice_fallback_url=f"{line.url}/fallback")
    line.on("/voice", Reply(status=500))
    line.on("/fallback", "<Say>Please try again later.</Say>")
    caller.dials()
    caller.hears("Please try again later.")
    form = line.asked_at("/fallback")[0].form
    assert (form["ErrorCode"], form["ErrorUrl"]) == ("11200", f"{line.url}/voice")


def test_without_a_fallback_the_carrier_apologizes_and_hangs_up(
    line: CannedLine, caller: ScriptedPhone
) -> None:
    line.on("/voice", Reply(status=500))
    caller.dials()
    caller.hears("application error has occurred")
    assert caller.ended == "application error"


def test_a_fallback_that_fails_too_is_a_second_alert(line: CannedLine, caller_of: Connect) -> None:
    caller = caller_of(voice_fallback_url=f"{line.url}/fallback")
    line.on("/voice", Reply(b"no document"))
    caller.dials()
    caller.hears("application error")
    assert codes(caller) == [12100, 11200]


def test_nobody_at_the_address_is_11205(nobody: str, caller_of: Connect) -> None:
    caller = caller_of(voice_url=nobody)
    caller.dials()
    assert codes(caller)[0] == 11205


@pytest.mark.parametrize("host", [f"http://{'x' * 64}.example.com/voice", "http://my_desk.example.com/voice"])
def test_a_bad_host_name_is_11210(host: str, caller_of: Connect) -> None:
    caller = caller_of(voice_url=host)
    caller.dials()
    assert codes(caller)[0] == 11210


def test_an_answer_that_comes_too_late_is_11200(line: CannedLine, caller_of: Connect) -> None:
    caller, released = caller_of(voice_url=f"{line.url}/voice#tt=100"), threading.Event()

    def late(_asked: Asked) -> Reply:
        released.wait(5)
        return Reply()

    line.on("/voice", late)
    caller.dials()
    released.set()
    assert codes(caller) == [11200]
    assert caller.ended == "application error"


def test_more_than_ten_redirects_are_11215(line: CannedLine, caller: ScriptedPhone) -> None:
    line.on("/voice", Reply(status=302, headers={"Location": "/voice"}))
    caller.dials()
    assert codes(caller) == [11215]
    assert len(line.asked_at("/voice")) == 11


def test_a_redirect_loses_the_parameters(line: CannedLine, caller: ScriptedPhone) -> None:
    line.on("/voice", Reply(status=302, headers={"Location": "/moved"}))
    line.on("/moved", HELLO)
    caller.dials()
    caller.hears("Hello.")
    assert (line.asked_at("/moved")[0].method, line.asked_at("/moved")[0].form) == ("GET", {})


def test_what_is_no_http_is_11206(caller_of: Connect) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def babble() -> None:
            for _ in range(1):
                connection, _address = server.accept()
                with connection:
                    connection.recv(65536)
                    connection.sendall(b"220 smtp.example.com ESMTP\r\n")

        thread = threading.Thread(target=babble)
        thread.start()
        caller = caller_of(
            voice_url=f"http://127.0.0.1:{server.getsockname()[1]}/", status_url="http://127.0.0.1:1/"
        )
        caller.dials()
        thread.join()
    assert codes(caller)[0] == 11206


def test_a_failing_status_callback_is_15003_and_changes_nothing(
    line: CannedLine, caller: ScriptedPhone
) -> None:
    line.on("/voice", HELLO)
    line.on("/status", Reply(status=500))
    caller.dials()
    assert codes(caller) == [15003]
    assert caller.ended == "completed by the line"


def test_a_lost_callback_never_arrives(
    line: CannedLine, network: LocalNetwork, caller: ScriptedPhone
) -> None:
    line.on("/voice", HELLO)
    network.faults.lost_callbacks = 1
    caller.dials()
    assert line.asked_at("/status") == []


# --- what developers see


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
