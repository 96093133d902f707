"""Text messages from phones to the desk's number: what the line is asked, and what becomes of its answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from simulator.phones.scripted import LocalNetwork, ScriptedPhone
from simulator.settings import NetworkSettings
from tests.simulator.canned_line import CannedLine, Reply
from tests.simulator.conftest import DESK, codes


@pytest.fixture
def settings(settings: NetworkSettings, line: CannedLine) -> NetworkSettings:
    return replace(settings, numbers=(replace(settings.numbers[0], sms_url=f"{line.url}/sms"),))


@pytest.fixture
def carrier(network: LocalNetwork) -> Iterator[Client]:
    client = Client(network.settings.account_sid, "12345")
    client.api.base_url = network.api_url
    yield client
    client.http_client.session.close()


def bodies(phone: ScriptedPhone) -> list[str]:
    return [text.body for text in phone.texts]


def test_a_caller_texts_the_desk_and_gets_a_text_back(line: CannedLine, caller: ScriptedPhone) -> None:
    line.on("/sms", "<Message>CAIRHelpDesk@cdph.ca.gov</Message>")
    caller.texts_to("What is your address?")
    assert [(text.sender, text.to, text.body) for text in caller.texts] == [
        (DESK, "+15105550100", "CAIRHelpDesk@cdph.ca.gov")
    ]
    assert caller.alerts == []


def test_the_line_is_told_the_whole_text(line: CannedLine, caller: ScriptedPhone) -> None:
    line.on("/sms", "")
    caller.texts_to("¿Están abiertos?\n" + "x" * 160)
    form = line.asked_at("/sms")[0].form
    assert form["MessageSid"] == form["SmsSid"] == form["SmsMessageSid"]
    assert form["MessageSid"].startswith("SM")
    assert (form["From"], form["To"]) == ("+15105550100", DESK)
    assert form["Body"].startswith("¿Están abiertos?\nx")
    assert (form["NumMedia"], form["NumSegments"], form["SmsStatus"]) == ("0", "2", "received")
    assert (form["FromCity"], form["ToCity"], form["AccountSid"]) == ("OAKLAND", "", "AC" + "0" * 32)
    assert "CallSid" not in form
    assert "CalledCity" not in form


def test_the_request_is_signed(line: CannedLine, caller: ScriptedPhone) -> None:
    line.on("/sms", "")
    caller.texts_to("Hello")
    asked = line.asked_at("/sms")[0]
    signature = asked.headers["X-Twilio-Signature"]
    assert RequestValidator("12345").validate(f"{line.url}/sms", asked.form, signature)
    assert asked.headers["I-Twilio-Idempotency-Token"]


def test_texts_both_ways_are_the_accounts_messages(
    line: CannedLine, carrier: Client, caller: ScriptedPhone
) -> None:
    line.on("/sms", "<Message>We are open until five.</Message>")
    caller.texts_to("Are you open?")
    reply, question = carrier.messages.list()
    assert (question.direction, question.status, question.body) == ("inbound", "received", "Are you open?")
    assert question.error_code is None
    assert (reply.direction, reply.status, reply.to) == ("outbound-reply", "delivered", "+15105550100")


def test_a_line_may_answer_nothing(line: CannedLine, caller: ScriptedPhone) -> None:
    line.on("/sms", "")
    caller.texts_to("Thank you")
    assert (caller.texts, caller.alerts) == ([], [])


def test_a_line_may_answer_more_than_once_and_to_others(
    line: CannedLine, caller: ScriptedPhone, rep: ScriptedPhone
) -> None:
    line.on("/sms", '<Message to="+19165550111">A text came.</Message><Redirect>/more</Redirect>')
    line.on("/more", "<Message><Body>Thank you.</Body></Message><Message>Goodbye.</Message>")
    caller.texts_to("Hello")
    assert bodies(rep) == ["A text came."]
    assert bodies(caller) == ["Thank you.", "Goodbye."]


def test_plain_text_is_the_answer_itself(line: CannedLine, caller: ScriptedPhone) -> None:
    line.on("/sms", Reply(b"5 < 6 & so on", content_type="text/plain"))
    caller.texts_to("Hello")
    assert bodies(caller) == ["5 < 6 & so on"]


@pytest.mark.parametrize(
    ("code", "inside"),
    [
        (14101, '<Message to="me">x</Message>'),
        (14102, '<Message from="desk">x</Message>'),
        (14103, "<Message/>"),
        (14103, f"<Message>{'x' * 1601}</Message>"),
        (14104, '<Message method="PUT">x</Message>'),
        (14105, '<Message statusCallback="">x</Message>'),
        (14106, "<Redirect>/sms</Redirect>"),
        (14108, '<Message from="+12125550100">x</Message>'),
        (14110, "<Say>x</Say>"),
        (12200, '<Message To="+19165550111">x</Message>'),
        (12200, "<Message><Say>x</Say></Message>"),
        (11100, "<Redirect>http://</Redirect>"),
    ],
)
def test_what_the_carrier_would_complain_about_is_an_alert(
    line: CannedLine, caller: ScriptedPhone, code: int, inside: str
) -> None:
    line.on("/sms", inside)
    caller.texts_to("Hello")
    assert code in codes(caller)


def test_more_than_ten_replies_are_14109(line: CannedLine, caller: ScriptedPhone) -> None:
    line.on("/sms", "<Message>Again.</Message>" * 11)
    caller.texts_to("Hello")
    assert len(caller.texts) == 10
    assert codes(caller) == [14109]


def test_a_message_with_an_unknown_attribute_is_sent_all_the_same(
    line: CannedLine, caller: ScriptedPhone
) -> None:
    line.on("/sms", '<Message colour="red">Hello.</Message>')
    caller.texts_to("Hello")
    assert (codes(caller), bodies(caller)) == ([12200], ["Hello."])


@pytest.mark.parametrize(
    ("code", "reply"),
    [
        (11200, Reply(status=500)),
        (12100, Reply(b"no document")),
        (12300, Reply(b"{}", content_type="application/json")),
    ],
)
def test_an_answer_that_can_not_be_used_is_an_alert(
    line: CannedLine, caller: ScriptedPhone, code: int, reply: Reply
) -> None:
    line.on("/sms", reply)
    caller.texts_to("Hello")
    assert (codes(caller), caller.texts) == ([code], [])


def test_a_message_is_no_verb_of_a_call(line: CannedLine, caller: ScriptedPhone) -> None:
    line.on("/voice", "<Message>x</Message>")
    caller.dials()
    assert codes(caller) == [12200]


def test_a_lost_or_doubled_webhook_happens_to_texts_too(
    line: CannedLine, network: LocalNetwork, caller: ScriptedPhone
) -> None:
    line.on("/sms", "<Message>Hello.</Message>")
    network.faults.lost_webhooks = network.faults.doubled_webhooks = 1
    caller.texts_to("Once")
    assert (codes(caller), line.asked) == ([11200], [])
    caller.texts_to("Twice")
    assert (len(line.asked), bodies(caller)) == (2, ["Hello."])


def test_a_caller_may_text_while_talking(line: CannedLine, caller: ScriptedPhone) -> None:
    line.on("/voice", "<Gather timeout='60'/>")
    line.on("/sms", "<Message>Hello.</Message>")
    caller.dials()
    caller.texts_to("Hello")
    assert bodies(caller) == ["Hello."]
    assert not caller.is_ended


def test_a_number_that_asks_nobody_keeps_the_text(network: LocalNetwork, caller: ScriptedPhone) -> None:
    number = network.network.numbers[DESK]
    network.network.numbers[DESK] = replace(number, sms_url=None)
    caller.texts_to("Hello")
    assert [message.body for message in network.network.messages.kept] == ["Hello"]


def test_a_text_to_another_phone_is_no_business_of_the_accounts(
    carrier: Client, caller: ScriptedPhone, rep: ScriptedPhone
) -> None:
    caller.texts_to("See you at five.", "+19165550111")
    assert bodies(rep) == ["See you at five."]
    assert carrier.messages.list() == []


def test_a_phone_needs_words_and_a_number_to_text(network: LocalNetwork, caller: ScriptedPhone) -> None:
    with pytest.raises(ValueError, match="needs words"):
        caller.texts_to("")
    with pytest.raises(ValueError, match="needs words"):
        network.rep_phone("client:rep1").texts_to("Hello")
