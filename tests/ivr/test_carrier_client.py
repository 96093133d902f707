"""The carrier as routing sees it: asked through the official client, its failures sorted by what may be done."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest

from commands.calling.line_process import free_port
from ivr.twilio.carrier_client import CarrierClient, open_client
from ivr.twilio.edge_and_region import CarrierPlace
from routing.errors import CarrierError, Permanent, Retryable, Unauthorized, Unclear
from routing.worker.dispatch import HANDS
from simulator.phones.scripted import LocalNetwork, ScriptedPhone
from simulator.settings import NetworkSettings, Number
from tests.simulator.canned_line import Asked, CannedLine, Reply

DESK, REP = "+18005787889", "+19165550111"
ACCOUNT, TOKEN = "AC" + "0" * 32, "12345"


@pytest.fixture
def line() -> Iterator[CannedLine]:
    with CannedLine() as line:
        line.on("/offer", "<Gather numDigits='1' timeout='60'/>")
        line.on("/talk", "<Gather numDigits='1' timeout='60'/>")
        line.on("/offer/status", "")
        yield line


@pytest.fixture
def network(line: CannedLine) -> Iterator[LocalNetwork]:
    with LocalNetwork(NetworkSettings(ACCOUNT, TOKEN, (Number(DESK, f"{line.url}/voice"),))) as network:
        yield network


@pytest.fixture
def client(network: LocalNetwork) -> Iterator[CarrierClient]:
    client = CarrierClient(ACCOUNT, TOKEN, DESK, network.api_url)
    yield client
    client.close()


@pytest.fixture
def rep(network: LocalNetwork) -> ScriptedPhone:
    return network.rep_phone(REP)


def ring(client: CarrierClient, line: CannedLine, to: str = REP) -> str:
    return client.ring(to, f"{line.url}/offer", f"{line.url}/offer/status", 25)


def test_it_rings_a_phone_and_hands_over_its_document(
    client: CarrierClient, line: CannedLine, rep: ScriptedPhone
) -> None:
    leg = ring(client, line)
    rep.waits(0)
    assert rep.is_rung()
    rep.answers()
    (asked,) = line.asked_at("/offer")
    assert (asked.form["CallSid"], asked.form["From"], asked.form["To"]) == (leg, DESK, REP)
    assert client.call_status(leg) == "in-progress"


def test_it_is_told_how_a_leg_ends(client: CarrierClient, line: CannedLine, rep: ScriptedPhone) -> None:
    ring(client, line)
    rep.waits(0)
    rep.declines()
    rep.waits(1)
    assert [asked.form["CallStatus"] for asked in line.asked_at("/offer/status")] == ["busy"]


def test_a_live_call_is_sent_elsewhere_and_one_that_is_over_is_not(
    client: CarrierClient, line: CannedLine, rep: ScriptedPhone
) -> None:
    leg = ring(client, line)
    rep.waits(0)
    rep.answers()
    assert client.redirect(leg, f"{line.url}/talk")
    rep.waits(1)
    assert line.asked_at("/talk")
    rep.hangs_up()
    assert not client.redirect(leg, f"{line.url}/talk")


def test_hanging_up_ends_a_ringing_leg_and_does_nothing_to_one_that_is_over(
    client: CarrierClient, line: CannedLine, rep: ScriptedPhone
) -> None:
    leg = ring(client, line)
    rep.waits(0)
    client.hang_up(leg)
    rep.waits(0)
    assert not rep.is_rung()
    client.hang_up(leg)
    client.hang_up("CA" + "9" * 32)


def test_a_call_nobody_knows_is_over(client: CarrierClient) -> None:
    assert client.call_status("CA" + "9" * 32) == "completed"


def test_it_is_told_who_is_in_a_conference_and_of_one_that_is_over_nobody(
    client: CarrierClient, line: CannedLine, network: LocalNetwork, rep: ScriptedPhone
) -> None:
    line.on("/voice", "<Dial><Conference>cair-1</Conference></Dial>")
    line.on("/offer", "<Dial><Conference>cair-1</Conference></Dial>")
    caller = network.caller()
    caller.dials(DESK)
    assert client.present("cair-1") == frozenset()
    leg = ring(client, line)
    rep.waits(0)
    rep.answers()
    assert client.present("cair-1") == {caller.call.sid, leg}
    assert client.present("cair-2") == frozenset()
    rep.hangs_up()
    caller.hangs_up()
    assert client.present("cair-1") == frozenset()


def test_the_legs_to_a_phone_are_those_since_a_moment(
    client: CarrierClient, line: CannedLine, network: LocalNetwork, rep: ScriptedPhone
) -> None:
    before = network.network.clock.now()
    leg = ring(client, line)
    ring(client, line, "+19165550112")
    assert [(one.id, one.is_live) for one in client.legs_to(REP, before)] == [(leg, True)]
    assert client.legs_to(REP, before + timedelta(seconds=5)) == []
    client.hang_up(leg)
    assert [one.is_live for one in client.legs_to(REP, before)] == [False]


def test_ringing_legs_are_those_nobody_has_answered(
    client: CarrierClient, line: CannedLine, rep: ScriptedPhone
) -> None:
    answered = ring(client, line)
    rep.waits(0)
    rep.answers()
    queued = ring(client, line, "+19165550112")
    assert answered != queued
    assert [leg.id for leg in client.ringing_legs()] == [queued]


def test_a_text_reaches_the_phone(client: CarrierClient, rep: ScriptedPhone) -> None:
    client.text(REP, "You are available now.")
    rep.waits(1)
    assert [text.body for text in rep.texts] == ["You are available now."]


def test_nobodys_number_is_logged(
    client: CarrierClient, line: CannedLine, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    ring(client, line)
    assert "6555" not in caplog.text


@pytest.mark.parametrize(
    ("status", "kind"),
    [(429, Retryable), (500, Unclear), (503, Unclear), (400, Permanent), (401, Unauthorized)],
)
def test_what_the_carrier_answers_is_sorted(
    client: CarrierClient, line: CannedLine, network: LocalNetwork, status: int, kind: type[CarrierError]
) -> None:
    network.faults.rest_errors = [status]
    with pytest.raises(kind, match=str(status)):
        ring(client, line)
    assert client.legs_to(REP, datetime(2020, 1, 1, tzinfo=UTC)) == []


@pytest.mark.parametrize(("status", "kind"), [(429, Retryable), (503, Unclear), (401, Unauthorized)])
def test_what_it_answers_to_a_question_for_a_list_is_sorted_too(
    client: CarrierClient, network: LocalNetwork, status: int, kind: type[CarrierError]
) -> None:
    """The official client fetches lists in a way of its own, with another exception."""
    network.faults.rest_errors = [status] * 2
    for question in (client.ringing_legs, lambda: client.legs_to(REP, datetime(2020, 1, 1, tzinfo=UTC))):
        with pytest.raises(kind, match=str(status)):
            question()


def test_an_answer_that_never_comes_leaves_it_unclear_and_the_leg_can_be_found(
    client: CarrierClient, line: CannedLine, network: LocalNetwork
) -> None:
    network.faults.rest_timeouts = 1
    with pytest.raises(Unclear):
        ring(client, line)
    assert len(client.legs_to(REP, datetime(2020, 1, 1, tzinfo=UTC))) == 1


def test_a_number_that_is_none_is_refused_for_good(client: CarrierClient, line: CannedLine) -> None:
    with pytest.raises(Permanent, match="21211") as caught:
        ring(client, line, "+0")
    assert "+0" not in str(caught.value)


def test_a_carrier_that_can_not_be_reached_was_asked_nothing(line: CannedLine) -> None:
    client = CarrierClient(ACCOUNT, TOKEN, DESK, f"http://127.0.0.1:{free_port()}")
    with pytest.raises(Retryable):
        ring(client, line)
    client.close()


def test_every_hand_of_a_worker_keeps_its_connection(caplog: pytest.LogCaptureFixture) -> None:
    together = Barrier(HANDS, timeout=60)

    def answers_once_all_have_asked(_: Asked) -> Reply:
        together.wait()
        return Reply(json.dumps({"sid": "SM1"}).encode(), 201, content_type="application/json")

    with CannedLine() as carrier, ThreadPoolExecutor(HANDS) as hands:
        carrier.on(f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json", answers_once_all_have_asked)
        client = CarrierClient(ACCOUNT, TOKEN, DESK, carrier.url)
        list(hands.map(lambda _: client.text(REP, "You are available now."), range(HANDS)))
        client.close()
    assert "pool is full" not in caplog.text


def test_a_leg_without_an_answer_asks_its_first_url_again(
    client: CarrierClient, line: CannedLine, rep: ScriptedPhone, network: LocalNetwork
) -> None:
    line.on("/offer", "<Redirect method='POST'>/broken</Redirect>", "<Gather numDigits='1' timeout='60'/>")
    line.on("/broken", Reply(status=500))
    ring(client, line)
    rep.waits(0)
    rep.answers()
    assert line.asked_at("/offer")[-1].form["ErrorUrl"] == f"{line.url}/broken"
    assert not rep.is_ended


def test_a_call_that_the_line_has_made_ends_after_its_longest_time(
    network: LocalNetwork, line: CannedLine, rep: ScriptedPhone
) -> None:
    line.on("/offer", "<Pause length='3600'/>")
    client = CarrierClient(ACCOUNT, TOKEN, DESK, network.api_url, longest=600)
    ring(client, line)
    rep.waits(0)
    rep.answers()
    assert (rep.ended, rep.call.seconds) == ("time limit", 600)
    client.close()


def test_a_caller_whose_new_document_fails_hears_the_numbers_fallback_file(line: CannedLine) -> None:
    number = Number(DESK, f"{line.url}/voice", f"{line.url}/file.xml", voice_fallback_method="GET")
    line.on("/voice", "<Gather numDigits='1' timeout='60'/>")
    line.on("/talk", Reply(status=500))
    line.on("/file.xml", "<Gather numDigits='1' timeout='60'/>")
    with LocalNetwork(NetworkSettings(ACCOUNT, TOKEN, (number,))) as network:
        client = CarrierClient(ACCOUNT, TOKEN, DESK, network.api_url)
        caller = network.caller()
        caller.dials(DESK)
        ring(client, line)
        assert client.redirect(caller.call.sid, f"{line.url}/talk")
        caller.waits(1)
        assert len(line.asked_at("/talk")) == 3, "it is tried as often as the number's own document"
        (asked,) = line.asked_at("/file.xml")
        assert (asked.method, caller.is_ended) == ("GET", False)
        client.close()


def test_without_a_fallback_file_the_document_is_asked_for_again(
    client: CarrierClient, line: CannedLine, network: LocalNetwork
) -> None:
    line.on("/voice", "<Gather numDigits='1' timeout='60'/>")
    line.on("/talk", *[Reply(status=500)] * 3, "<Gather numDigits='1' timeout='60'/>")
    caller = network.caller()
    caller.dials(DESK)
    assert client.redirect(caller.call.sid, f"{line.url}/talk")
    caller.waits(1)
    assert line.asked_at("/talk")[-1].form["ErrorUrl"].partition("#")[0] == f"{line.url}/talk"
    assert not caller.is_ended


@pytest.mark.parametrize(
    ("place", "host"),
    [
        (CarrierPlace(), "api.twilio.com"),
        (CarrierPlace("dublin"), "api.dublin.us1.twilio.com"),
        (CarrierPlace("dublin", "ie1"), "api.dublin.ie1.twilio.com"),
    ],
)
def test_requests_go_by_edge_and_region(place: CarrierPlace, host: str) -> None:
    client = open_client("AC1", "token", place=place)
    assert client.get_hostname("https://api.twilio.com/calls") == f"https://{host}/calls"


def test_another_address_of_the_api_is_used_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWILIO_EDGE", "dublin")
    address = "http://127.0.0.1:8001"
    assert open_client("AC1", "token", address).get_hostname(f"{address}/calls") == f"{address}/calls"
