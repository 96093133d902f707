"""The carrier's REST API, used through the carrier's own client."""

from __future__ import annotations

import base64
import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from functools import partial

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from simulator.phones.scripted import LocalNetwork, ScriptedPhone
from tests.simulator.canned_line import CannedLine
from tests.simulator.conftest import DESK

ACCOUNT = "AC" + "0" * 32
REP = "+19165550111"


def carrier_client(network: LocalNetwork, token: str = "12345") -> Client:
    """The official client, told another base URL; nothing else about it is changed."""
    client = Client(ACCOUNT, token)
    client.api.base_url = client.voice.base_url = network.api_url
    return client


@pytest.fixture
def carrier(network: LocalNetwork) -> Iterator[Client]:
    client = carrier_client(network)
    yield client
    client.http_client.session.close()


def refused(action: object, **params: object) -> tuple[int, int]:
    """HTTP status and code of the carrier's refusal."""
    with pytest.raises(TwilioRestException) as caught:
        action(**params)  # type: ignore[operator]
    return caught.value.status, caught.value.code


def test_a_call_made_by_rest_rings_and_runs_its_document(
    line: CannedLine, carrier: Client, rep: ScriptedPhone
) -> None:
    line.on("/offer", '<Gather numDigits="1" action="/accept"><Say>A caller waits.</Say></Gather>')
    call = carrier.calls.create(to=REP, from_=DESK, url=f"{line.url}/offer")
    assert (call.status, call.direction) == ("queued", "outbound-api")
    rep.waits(0)
    rep.answers()
    rep.hears("A caller waits.")
    fetched = carrier.calls(call.sid).fetch()
    assert fetched.status == "in-progress"
    assert fetched.from_formatted == "(800) 578-7889"
    assert fetched.date_created is not None


def test_calls_are_dialled_one_a_second(carrier: Client, network: LocalNetwork, rep: ScriptedPhone) -> None:
    other = network.rep_phone("+19165550112")
    for number in (REP, "+19165550112"):
        carrier.calls.create(to=number, from_=DESK, twiml="<Response><Pause/></Response>")
    network.waits(0.1)
    assert rep.is_rung()
    assert not other.is_rung()
    network.waits(1)
    assert other.is_rung()


def test_an_unanswered_call_ends_as_no_answer(
    line: CannedLine, carrier: Client, network: LocalNetwork, rep: ScriptedPhone
) -> None:
    call = carrier.calls.create(
        to=REP,
        from_=DESK,
        twiml="<Response/>",
        timeout=10,
        status_callback=f"{line.url}/status",
        status_callback_event=["initiated", "ringing", "answered", "completed"],
    )
    network.waits(16)
    assert rep.ended == "not answered"
    assert carrier.calls(call.sid).fetch().status == "no-answer"
    assert [asked.form["CallStatus"] for asked in line.asked_at("/status")] == [
        "initiated",
        "ringing",
        "no-answer",
    ]


def test_a_live_call_is_sent_to_another_document(
    line: CannedLine, carrier: Client, caller: ScriptedPhone
) -> None:
    line.on("/voice", "<Gather timeout='60'/>")
    line.on("/elsewhere", "<Say>You are somewhere else.</Say><Gather/>")
    caller.dials()
    carrier.calls(caller.call.sid).update(url=f"{line.url}/elsewhere")
    caller.waits(5)
    caller.hears("You are somewhere else.")


def test_a_live_call_is_hung_up(line: CannedLine, carrier: Client, caller: ScriptedPhone) -> None:
    line.on("/voice", "<Gather timeout='60'/>")
    caller.dials()
    carrier.calls(caller.call.sid).update(status="completed")
    assert caller.ended == "hung up by the line"
    assert carrier.calls(caller.call.sid).fetch().duration == "0"


def test_a_queued_call_is_canceled_without_a_callback(
    line: CannedLine, carrier: Client, network: LocalNetwork
) -> None:
    call = carrier.calls.create(
        to=REP, from_=DESK, twiml="<Response/>", status_callback=f"{line.url}/status", method="POST"
    )
    assert carrier.calls(call.sid).update(status="canceled").status == "canceled"
    network.waits(3)
    assert line.asked_at("/status") == []


def test_a_finished_call_can_not_be_changed(line: CannedLine, carrier: Client, caller: ScriptedPhone) -> None:
    line.on("/voice", "<Hangup/>")
    caller.dials()
    finished = carrier.calls(caller.call.sid)
    assert refused(finished.update, status="completed") == (400, 21220)
    assert refused(finished.update, url="http://example.com/x") == (400, 21220)


@pytest.mark.parametrize(
    ("code", "params"),
    [
        (21201, {"to": "", "from_": DESK, "twiml": "<Response/>"}),
        (21211, {"to": "12", "from_": DESK, "twiml": "<Response/>"}),
        (21211, {"to": "client:", "from_": DESK, "twiml": "<Response/>"}),
        (21211, {"to": "client:cair-12", "from_": DESK, "twiml": "<Response/>"}),
        (21211, {"to": "client:Ann Lee", "from_": DESK, "twiml": "<Response/>"}),
        (21211, {"to": "client:" + "a" * 122, "from_": DESK, "twiml": "<Response/>"}),
        (21212, {"to": REP, "from_": "client:Ann Lee", "twiml": "<Response/>"}),
        (21213, {"to": REP, "from_": "", "twiml": "<Response/>"}),
        (21212, {"to": REP, "from_": "anonymous", "twiml": "<Response/>"}),
        (21210, {"to": REP, "from_": "+12125550100", "twiml": "<Response/>"}),
        (21205, {"to": REP, "from_": DESK, "url": "/voice"}),
        (21205, {"to": REP, "from_": DESK}),
        (21208, {"to": REP, "from_": DESK, "twiml": "<Response/>", "timeout": 601}),
        (21209, {"to": REP, "from_": DESK, "url": "http://example.com/", "method": "PUT"}),
        (21626, {"to": REP, "from_": DESK, "twiml": "<Response/>", "status_callback_event": ["rang"]}),
        (21609, {"to": REP, "from_": DESK, "twiml": "<Response/>", "status_callback": "nowhere"}),
        (20001, {"to": REP, "from_": DESK, "twiml": "x" * 4001}),
        (21206, {"to": REP, "from_": DESK, "twiml": "<Response/>", "send_digits": "w" * 33}),
        (21206, {"to": REP, "from_": DESK, "twiml": "<Response/>", "send_digits": "1-2"}),
        (21262, {"to": REP, "from_": DESK, "twiml": "<Response/>", "async_amd": "true"}),
        (20001, {"to": REP, "from_": DESK, "twiml": "<Response/>", "machine_detection": "Yes"}),
        (20001, {"to": REP, "from_": DESK, "twiml": "<Response/>", "machine_detection_timeout": 61}),
    ],
)
def test_a_bad_call_is_refused_with_the_carriers_code(
    carrier: Client, code: int, params: dict[str, object]
) -> None:
    assert refused(carrier.calls.create, **params) == (400, code)


def test_a_call_may_send_digits_or_look_for_a_machine(line: CannedLine, carrier: Client) -> None:
    create = partial(carrier.calls.create, to=REP, from_=DESK, twiml="<Response/>")
    assert create(send_digits="ww12#" + "9" * 27, async_amd="true").status == "queued"
    heard = f"{line.url}/machine"
    detection = {"machine_detection": "Enable", "async_amd": "true", "async_amd_status_callback": heard}
    assert create(**detection).status == "queued"


def test_a_call_can_not_be_sent_to_url_and_document_at_once(
    line: CannedLine, carrier: Client, caller: ScriptedPhone
) -> None:
    line.on("/voice", "<Gather timeout='60'/>")
    caller.dials()
    live = carrier.calls(caller.call.sid)
    assert refused(live.update, url="http://example.com/", twiml="<Response/>") == (400, 32019)


def test_calls_are_listed_newest_first_in_pages(
    line: CannedLine, carrier: Client, network: LocalNetwork
) -> None:
    line.on("/voice", "<Hangup/>")
    sids = []
    for last in range(5):
        phone = network.caller(f"+1510555010{last}")
        phone.dials()
        sids.append(phone.call.sid)
    assert [call.sid for call in carrier.calls.list(page_size=2)] == sids[::-1]
    assert [call.sid for call in carrier.calls.list(from_="+15105550102")] == [sids[2]]
    assert carrier.calls.list(status="in-progress") == []


def test_a_wrong_token_is_turned_away(network: LocalNetwork) -> None:
    stranger = carrier_client(network, token="wrong")
    assert refused(stranger.calls("CA" + "1" * 32).fetch) == (401, 20003)
    stranger.http_client.session.close()


def test_what_does_not_exist_is_not_found(carrier: Client) -> None:
    assert refused(carrier.calls("CA" + "1" * 32).fetch) == (404, 20404)
    assert refused(carrier.queues("QU" + "1" * 32).fetch) == (404, 20404)
    assert refused(carrier.conferences("CF" + "1" * 32).fetch) == (404, 20404)
    assert refused(carrier.messages("SM" + "1" * 32).fetch) == (404, 20404)


def test_an_unknown_path_is_a_404_in_json(network: LocalNetwork) -> None:
    request = urllib.request.Request(f"{network.api_url}/2010-04-01/Accounts/{ACCOUNT}/TwilioCalls.json")
    request.add_header("Authorization", "Basic " + base64.b64encode(f"{ACCOUNT}:12345".encode()).decode())
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(request)
    with caught.value as error:
        assert json.load(error)["code"] == 20404


def test_a_text_message_reaches_its_phone(carrier: Client, network: LocalNetwork, rep: ScriptedPhone) -> None:
    message = carrier.messages.create(from_=DESK, to=REP, body="CAIRHelpDesk@cdph.ca.gov")
    assert (message.status, message.num_segments) == ("queued", "1")
    assert carrier.messages(message.sid).fetch().status == "delivered"
    lost = carrier.messages.create(from_=DESK, to="+12125550100", body="Hello")
    assert carrier.messages(lost.sid).fetch().error_code == 30003
    assert len(carrier.messages.list(to=REP)) == 1
    assert [text.body for text in rep.texts] == ["CAIRHelpDesk@cdph.ca.gov"]
    assert network.alerts == []


@pytest.mark.parametrize(
    ("code", "params"),
    [
        (21604, {"to": "", "from_": DESK, "body": "x"}),
        (21211, {"to": "12", "from_": DESK, "body": "x"}),
        (21603, {"to": REP, "body": "x"}),
        (21606, {"to": REP, "from_": "+12125550100", "body": "x"}),
        (21602, {"to": REP, "from_": DESK}),
        (21617, {"to": REP, "from_": DESK, "body": "x" * 1601}),
    ],
)
def test_a_bad_message_is_refused(carrier: Client, code: int, params: dict[str, object]) -> None:
    assert refused(carrier.messages.create, **params) == (400, code)


def test_a_numbers_urls_are_changed_by_rest(line: CannedLine, carrier: Client, caller: ScriptedPhone) -> None:
    line.on("/new", "<Say>This is the new one.</Say>")
    number = carrier.incoming_phone_numbers.list(phone_number=DESK)[0]
    assert number.voice_url == f"{line.url}/voice"
    changed = carrier.incoming_phone_numbers(number.sid).update(voice_url=f"{line.url}/new")
    assert changed.voice_url == f"{line.url}/new"
    caller.dials()
    caller.hears("This is the new one.")
    assert refused(
        carrier.incoming_phone_numbers(number.sid).update,
        voice_url="",
        voice_fallback_url="http://example.com/",
    ) == (400, 21405)


def test_injected_faults_answer_as_an_overloaded_carrier(carrier: Client, network: LocalNetwork) -> None:
    network.faults.rest_errors += [429, 503]
    assert refused(carrier.calls.create, to=REP, from_=DESK, twiml="<Response/>") == (429, 20429)
    assert refused(carrier.calls.create, to=REP, from_=DESK, twiml="<Response/>") == (503, 20500)
    assert carrier.calls.list() == []


def test_a_lost_answer_leaves_the_call_made(
    carrier: Client, network: LocalNetwork, rep: ScriptedPhone
) -> None:
    network.faults.rest_timeouts = 1
    with pytest.raises(OSError, match="Connection"):
        carrier.calls.create(to=REP, from_=DESK, twiml="<Response/>")
    network.waits(1)
    assert rep.is_rung()
    assert len(carrier.calls.list()) == 1


def test_a_finished_call_can_be_deleted(line: CannedLine, carrier: Client, caller: ScriptedPhone) -> None:
    line.on("/voice", "<Gather timeout='60'/>")
    caller.dials()
    call = carrier.calls(caller.call.sid)
    assert refused(call.delete) == (400, 20009)
    caller.hangs_up()
    assert call.delete()
    assert refused(call.fetch) == (404, 20404)


def test_private_calls_are_no_business_of_the_account(
    carrier: Client, network: LocalNetwork, caller: ScriptedPhone
) -> None:
    network.rep_phone("+15105550177")
    caller.dials("+15105550177")
    assert carrier.calls.list() == []
    assert refused(carrier.calls(caller.call.sid).fetch) == (404, 20404)


def test_queues_and_numbers_are_listed(carrier: Client) -> None:
    made = [carrier.queues.create(friendly_name=f"line {number}").sid for number in range(3)]
    assert [queue.sid for queue in carrier.queues.list(page_size=1)] == made
    number = carrier.incoming_phone_numbers.list()[0]
    assert carrier.incoming_phone_numbers(number.sid).fetch().phone_number == DESK
