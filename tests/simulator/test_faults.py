"""Faults on purpose: webhooks and callbacks that are lost, late, doubled or overtaken, each counted."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from twilio.rest import Client

from simulator.phones.scripted import LocalNetwork, ScriptedPhone
from simulator.settings import OVERTAKING, Faults, NetworkSettings
from tests.simulator.canned_line import CannedLine
from tests.simulator.conftest import DESK, codes
from tests.waiting import wait_until

HELLO = "<Say>Hello.</Say>"
MENU = '<Gather numDigits="1" action="/key" timeout="60"/>'
DIALS_THE_REP = (
    '<Dial><Number statusCallback="/leg" statusCallbackEvent="initiated ringing answered completed">'
    "+19165550111</Number></Dial>"
)


def statuses(line: CannedLine) -> list[str]:
    return [asked.form["CallStatus"] for asked in line.asked_at("/leg")]


@pytest.fixture
def faults(network: LocalNetwork) -> Faults:
    return network.faults


# --- webhooks


def test_a_doubled_webhook_arrives_twice_and_counts_once(
    line: CannedLine, faults: Faults, caller: ScriptedPhone
) -> None:
    line.on("/voice", HELLO)
    faults.doubled_webhooks = 1
    caller.dials()
    caller.hears("Hello.")
    first, second = line.asked_at("/voice")
    assert first.headers["I-Twilio-Idempotency-Token"] == second.headers["I-Twilio-Idempotency-Token"]
    assert first.form == second.form
    assert caller.heard == "Hello."


def test_only_as_many_webhooks_are_doubled_as_were_asked_for(
    line: CannedLine, faults: Faults, caller: ScriptedPhone
) -> None:
    line.on("/voice", "<Redirect>/next</Redirect>")
    line.on("/next", HELLO)
    faults.doubled_webhooks = 1
    caller.dials()
    assert (len(line.asked_at("/voice")), len(line.asked_at("/next"))) == (2, 1)
    assert faults.doubled_webhooks == 0


def test_a_delayed_webhook_takes_time_on_the_networks_clock(
    line: CannedLine, network: LocalNetwork, caller: ScriptedPhone
) -> None:
    line.on("/voice", "<Redirect>/next</Redirect>")
    line.on("/next", HELLO)
    network.faults.delayed_webhooks, network.faults.delay = 2, 3.0
    caller.dials()
    assert 6 <= (network.clock.now() - caller.call.created).total_seconds() < 8


def test_a_lost_webhook_is_waited_for_in_vain(
    line: CannedLine, network: LocalNetwork, caller: ScriptedPhone
) -> None:
    line.on("/voice", HELLO)
    network.faults.lost_webhooks = 1
    caller.dials()
    assert line.asked_at("/voice") == []
    assert codes(caller) == [11200]
    caller.hears("application error")
    assert (network.clock.now() - caller.call.created).total_seconds() >= 15


def test_after_a_lost_webhook_the_fallback_is_asked(line: CannedLine, settings: NetworkSettings) -> None:
    number = replace(settings.numbers[0], voice_fallback_url=f"{line.url}/fallback")
    line.on("/fallback", "<Say>Please try again later.</Say>")
    with LocalNetwork(replace(settings, numbers=(number,)), faults=Faults(lost_webhooks=1)) as network:
        caller = network.caller()
        caller.dials()
    caller.hears("Please try again later.")
    assert [request.purpose for request in caller.requests][:2] == ["voice", "fallback"]


def test_an_overtaken_webhook_arrives_after_the_next_request_although_the_call_is_over(
    line: CannedLine, network: LocalNetwork, caller: ScriptedPhone
) -> None:
    line.on("/voice", MENU)
    line.on("/key", HELLO)
    caller.dials()
    network.faults.overtaken_webhooks = 1

    async def press_and_hang_up() -> None:
        phone = network.network.phones["+15105550100"]
        phone.press("1")
        await network.clock.settled()
        phone.hang_up()
        await network.clock.settled()

    network.do(press_and_hang_up())
    assert [asked.path for asked in line.asked] == ["/voice", "/status", "/key"]


def test_an_overtaken_webhook_arrives_even_if_no_other_request_comes(
    line: CannedLine, network: LocalNetwork, caller: ScriptedPhone
) -> None:
    line.on("/voice", HELLO)
    network.faults.overtaken_webhooks = 1
    caller.dials()
    caller.hears("Hello.")
    assert (network.clock.now() - caller.call.created).total_seconds() >= OVERTAKING


# --- status callbacks


def test_a_lost_callback_never_arrives(line: CannedLine, faults: Faults, caller: ScriptedPhone) -> None:
    line.on("/voice", HELLO)
    faults.lost_callbacks = 1
    caller.dials()
    assert line.asked_at("/status") == []


def test_a_doubled_callback_arrives_twice(line: CannedLine, faults: Faults, caller: ScriptedPhone) -> None:
    line.on("/voice", HELLO)
    faults.doubled_callbacks = 1
    caller.dials()
    first, second = line.asked_at("/status")
    assert first.headers["I-Twilio-Idempotency-Token"] == second.headers["I-Twilio-Idempotency-Token"]


def test_a_delayed_callback_holds_up_those_behind_it(
    line: CannedLine, network: LocalNetwork, caller: ScriptedPhone, rep: ScriptedPhone
) -> None:
    line.on("/voice", DIALS_THE_REP)
    network.faults.delayed_callbacks = 1
    caller.dials()
    assert statuses(line) == []
    network.waits(5)
    assert statuses(line) == ["initiated", "ringing"]


def test_an_overtaken_callback_arrives_after_the_next_one_of_its_leg(
    line: CannedLine, faults: Faults, caller: ScriptedPhone, rep: ScriptedPhone
) -> None:
    line.on("/voice", DIALS_THE_REP)
    faults.overtaken_callbacks = 1
    caller.dials()
    rep.answers()
    assert statuses(line) == ["ringing", "initiated", "in-progress"]
    assert [asked.form["SequenceNumber"] for asked in line.asked_at("/leg")] == ["1", "0", "2"]


def test_several_callbacks_are_overtaken_by_the_same_one(
    line: CannedLine, faults: Faults, caller: ScriptedPhone, rep: ScriptedPhone
) -> None:
    line.on("/voice", DIALS_THE_REP)
    faults.overtaken_callbacks = 2
    caller.dials()
    rep.answers()
    assert statuses(line) == ["in-progress", "initiated", "ringing"]


def test_the_last_callback_of_a_leg_is_late_when_nothing_can_overtake_it(
    line: CannedLine, network: LocalNetwork, caller: ScriptedPhone
) -> None:
    line.on("/voice", MENU)
    caller.dials()
    network.faults.overtaken_callbacks = 1
    caller.hangs_up()
    assert line.asked_at("/status") == []
    network.waits(OVERTAKING)
    assert len(line.asked_at("/status")) == 1


# --- answers of the REST API


def test_a_delayed_answer_is_about_what_has_been_done_already(
    network: LocalNetwork, rep: ScriptedPhone
) -> None:
    network.faults.rest_delays = 1
    carrier = Client(network.settings.account_sid, network.settings.auth_token)
    carrier.api.base_url = network.api_url
    with ThreadPoolExecutor(1) as line:
        answer = line.submit(carrier.calls.create, to=rep.number, from_=DESK, twiml="<Response/>")
        wait_until(lambda: network.network.calls, "the call is made")
        assert not answer.done()
        network.waits(network.faults.delay)
        assert answer.result().sid in network.network.calls
