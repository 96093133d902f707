"""Every request the line makes of the carrier's REST API, against the carrier's own description of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import requests

from ivr.twilio.carrier_account import AccountNumber, CarrierAccount
from ivr.twilio.carrier_client import CarrierClient
from ivr.twilio.number_settings import wanted_settings
from routing.errors import CarrierError, Unclear
from simulator.phones.scripted import LocalNetwork
from simulator.settings import NetworkSettings, Number
from tests.carrier.contract import OPERATIONS, check_answer, check_request, example_of, find_operation
from tests.simulator.canned_line import Asked, CannedLine, Reply

ACCOUNT, TOKEN = "AC" + "0" * 32, "12345"
DESK, REP = "+18005787889", "+19165550111"
CALL, OTHER_CALL, ROOM, NUMBER = "CA" + "1" * 32, "CA" + "2" * 32, "CF" + "1" * 32, "PN" + "1" * 32
LINE = "https://line.example.org"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
COUNTRY = "/v1/DialingPermissions/Countries/US"
"""Of another API, whose description is another one."""


class DescribedCarrier(CannedLine):
    """Checks what it is asked, and answers as the description allows, in two pages where it is a list.

    With `upstream`, that carrier answers, and its answers are checked too.
    """

    def __init__(self, upstream: str = "") -> None:
        super().__init__()
        self.problems: list[str] = []
        self.used: set[str] = set()
        self.has_nulls = False
        self.error: Reply | None = None
        self.answer_fields: dict[str, Any] = {}
        """Fields of every row of a list, instead of the example's."""
        self._upstream = upstream

    def answer(self, asked: Asked) -> Reply:
        self.asked.append(asked)
        if asked.path == COUNTRY:
            return self._forwarded(asked)[1] if self._upstream else _json({"low_risk_numbers_enabled": None})
        self.problems += check_request(asked)
        operation = find_operation(asked.method, asked.path)
        if operation is None:
            return Reply(status=404)
        self.used.add(operation.name)
        if self.error:
            return self.error
        if self._upstream:
            answer, reply = self._forwarded(asked)
            self.problems += check_answer(operation, reply.status, answer)
            return reply
        is_first = operation.rows is not None and "Page=1" not in asked.target
        following = f"{asked.path}?PageSize=50&Page=1&PageToken=PA1" if is_first else None
        pages = {"next_page_uri": following} if operation.rows else {}
        answer = example_of(operation, has_nulls=self.has_nulls, **pages)
        if operation.rows:
            answer[operation.rows[0]][0] |= self.answer_fields
        return _json(answer, operation.status)

    def _forwarded(self, asked: Asked) -> tuple[Any, Reply]:
        kept = {
            name: asked.headers[name] for name in ("Authorization", "Content-Type") if name in asked.headers
        }
        answer = requests.request(
            asked.method, self._upstream + asked.target, data=asked.body, headers=kept, timeout=10
        )
        return answer.json(), Reply(answer.content, answer.status_code, content_type="application/json")


def _json(answer: object, status: int = 200) -> Reply:
    return Reply(json.dumps(answer).encode(), status, content_type="application/json")


@pytest.fixture
def carrier() -> Iterator[DescribedCarrier]:
    with DescribedCarrier() as carrier:
        yield carrier


CALLS: dict[str, Callable[[CarrierClient], object]] = {
    "ring": lambda client: client.ring(REP, f"{LINE}/offer", f"{LINE}/status", 25),
    "ring a browser": lambda client: client.ring("client:cair_12", f"{LINE}/offer", f"{LINE}/status", 25),
    "read_out": lambda client: client.read_out(REP, "<Response><Say>Hello</Say></Response>"),
    "redirect": lambda client: client.redirect(CALL, f"{LINE}/talk"),
    "redirect_leg": lambda client: client.redirect_leg(CALL, f"{LINE}/over/released"),
    "hold": lambda client: client.hold(ROOM, CALL, f"{LINE}/held"),
    "hold no more": lambda client: client.hold(ROOM, CALL, None),
    "ends_room": lambda client: client.ends_room(ROOM, CALL, on=True),
    "coach": lambda client: client.coach(ROOM, CALL, OTHER_CALL, is_muted=False),
    "coach nobody": lambda client: client.coach(ROOM, CALL, None, is_muted=True),
    "is_in_room": lambda client: client.is_in_room(ROOM, CALL),
    "hang_up": lambda client: client.hang_up(CALL),
    "call_status": lambda client: client.call_status(CALL),
    "legs_to": lambda client: client.legs_to(REP, LONG_AGO),
    "ringing_legs": lambda client: client.ringing_legs(),
    "present": lambda client: client.present("cair-1"),
    "rooms": lambda client: client.rooms("cair-"),
    "participants": lambda client: client.participants(ROOM),
    "room_of": lambda client: client.room_of("cair-1"),
    "text": lambda client: client.text(REP, "Está disponible: “sí” & más"),
}
RINGS = ("ring", "ring a browser")
QUESTIONS: dict[str, Callable[[CarrierAccount], object]] = {
    "standing": lambda account: account.standing(),
    "permission": lambda account: account.permission("US"),
    "numbers": lambda account: account.numbers(),
    "queue_sizes": lambda account: account.queue_sizes(),
    "change": lambda account: account.change(
        AccountNumber(NUMBER, DESK, {}), wanted_settings(LINE, "cair", "https://files.example.org/cair.xml")
    ),
}


def test_every_public_method_is_held_against_the_description() -> None:
    for known, of in ((CALLS, CarrierClient), (QUESTIONS, CarrierAccount)):
        methods = {name for name, what in vars(of).items() if callable(what) and not name.startswith("_")}
        assert methods - {"close"} == {name.split()[0] for name in known}


@pytest.mark.parametrize("has_nulls", [False, True], ids=["full", "nulls"])
def test_every_request_is_as_described_and_every_described_answer_is_understood(
    carrier: DescribedCarrier, has_nulls: bool
) -> None:
    carrier.has_nulls = has_nulls
    client = CarrierClient(ACCOUNT, TOKEN, DESK, carrier.url)
    for name, ask in CALLS.items():
        if name not in RINGS or not has_nulls:
            ask(client)
            continue
        with pytest.raises(Unclear, match="no id"):  # whether it rings is asked then
            ask(client)
    client.close()
    with CarrierAccount(ACCOUNT, TOKEN, carrier.url) as account:
        for question in QUESTIONS.values():
            question(account)
    assert carrier.problems == []
    if not has_nulls:  # a conference without an id has no participants to be asked about
        assert carrier.used == {operation.name for operation in OPERATIONS}


def test_every_page_of_a_list_is_read(carrier: DescribedCarrier) -> None:
    client = CarrierClient(ACCOUNT, TOKEN, DESK, carrier.url)
    assert len(client.legs_to(REP, LONG_AGO)) == 2
    assert len(client.ringing_legs()) == 2 * len({"queued", "ringing"})
    assert sum("PageToken" in asked.target for asked in carrier.asked) == 3
    client.close()


ERRORS = {
    "HTML": Reply(b"<html><body>Bad gateway</body></html>", 502, content_type="text/html"),
    "nothing": Reply(b"", 500, content_type=None),
    "JSON without a code": _json({"message": "no"}, 400),
    "JSON that is no object": _json(["no"], 403),
    "HTML that is no error": Reply(b"<html><body>Welcome</body></html>", 200, content_type="text/html"),
}


def test_an_empty_answer_to_a_ring_leaves_it_unclear(carrier: DescribedCarrier) -> None:
    carrier.error = Reply(b"", 201, content_type=None)
    client = CarrierClient(ACCOUNT, TOKEN, DESK, carrier.url)
    with pytest.raises(Unclear):
        client.ring(REP, LINE, LINE, 25)
    client.close()


def test_a_queued_call_without_a_date_is_found_and_is_no_stray(carrier: DescribedCarrier) -> None:
    carrier.answer_fields = {"date_created": None}
    client = CarrierClient(ACCOUNT, TOKEN, DESK, carrier.url)
    assert client.legs_to(REP, datetime.now(UTC)) != []
    assert all(leg.made > datetime.now(UTC) for leg in client.ringing_legs())
    client.close()


@pytest.mark.parametrize("error", ERRORS.values(), ids=ERRORS)
def test_an_answer_that_is_not_described_is_a_carrier_error(carrier: DescribedCarrier, error: Reply) -> None:
    carrier.error = error
    client = CarrierClient(ACCOUNT, TOKEN, DESK, carrier.url)
    for ask in CALLS.values():
        with pytest.raises(CarrierError):
            ask(client)
    client.close()
    with CarrierAccount(ACCOUNT, TOKEN, carrier.url) as account:
        for name, question in QUESTIONS.items():
            if name != "permission":
                with pytest.raises(CarrierError):
                    question(account)


def test_the_local_phone_network_keeps_the_same_contract() -> None:
    with CannedLine() as line:
        line.on("/voice", "<Dial><Conference>cair-1</Conference></Dial>")
        line.on("/offer", "<Dial><Conference>cair-1</Conference></Dial>")
        line.on("/talk", "<Gather numDigits='1' timeout='60'/>")
        line.on("/held", "<Pause length='60'/>")
        line.on("/offer/status", "")
        number = Number(DESK, f"{line.url}/voice", "https://files.example.org/cair.xml")
        with (
            LocalNetwork(NetworkSettings(ACCOUNT, TOKEN, (number,), calls_per_second=1000)) as network,
            DescribedCarrier(network.api_url) as carrier,
        ):
            client = CarrierClient(ACCOUNT, TOKEN, DESK, carrier.url)
            _goes_through_a_call(network, line, client)
            client.close()
            with CarrierAccount(ACCOUNT, TOKEN, carrier.url) as account:
                (found,) = account.numbers()
                assert account.queue_sizes() == {}
                account.change(found, wanted_settings(LINE, "cair", None))
                assert account.standing().status == "active"
                assert account.permission("US").is_given
            assert carrier.problems == []
            assert carrier.used == {operation.name for operation in OPERATIONS}


def _goes_through_a_call(network: LocalNetwork, line: CannedLine, client: CarrierClient) -> None:
    caller, rep = network.caller(), network.rep_phone(REP)
    caller.dials(DESK)
    leg = client.ring(REP, f"{line.url}/offer", f"{line.url}/offer/status", 25)
    assert [one.id for one in client.ringing_legs()] == [leg]
    rep.waits(0)
    rep.answers()
    assert client.present("cair-1") == {caller.call.sid, leg}
    room = client.room_of("cair-1")
    assert client.rooms("cair-") == {(room, "cair-1")}
    assert {one.call_sid for one in client.participants(room)} == {caller.call.sid, leg}
    assert client.is_in_room(room, leg)
    assert client.hold(room, caller.call.sid, f"{line.url}/held")
    assert client.hold(room, caller.call.sid, None)
    assert client.ends_room(room, leg, on=False)
    assert client.coach(room, leg, caller.call.sid, is_muted=False)
    assert client.redirect_leg(leg, f"{line.url}/talk")
    assert client.redirect(caller.call.sid, f"{line.url}/talk")
    assert client.call_status(leg) == "in-progress"
    assert [one.id for one in client.legs_to(REP, LONG_AGO)] == [leg]
    client.text(REP, "Está disponible.")
    client.hang_up(leg)
    client.read_out(REP, "<Response><Say>Hello</Say></Response>")
