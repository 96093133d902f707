"""What an error of the carrier means: about the account, about a phone, about the moment, or unknown."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from ivr.twilio.carrier_client import CarrierClient
from ivr.twilio.carrier_errors import LONGEST_RETRY_AFTER, read_retry_after, sort_error
from routing.errors import (
    AccountRefused,
    BadNumber,
    CarrierError,
    Permanent,
    PhoneNotAllowed,
    Retryable,
    Unauthorized,
    Unclear,
)
from simulator.phones.scripted import LocalNetwork
from simulator.settings import NetworkSettings, Number, RestFault

DESK, REP = "+18005787889", "+19165550111"
ACCOUNT, TOKEN = "AC" + "0" * 32, "12345"
LINE = "https://line.example.org"


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (401, 20003, Unauthorized),
        (401, 0, Unauthorized),
        (403, 0, AccountRefused),
        (403, 20005, AccountRefused),
        (400, 10001, AccountRefused),
        (429, 10004, AccountRefused),
        (400, 21210, AccountRefused),
        (400, 21212, AccountRefused),
        (400, 21215, PhoneNotAllowed),
        (403, 21215, PhoneNotAllowed),
        (400, 21219, PhoneNotAllowed),
        (400, 13227, PhoneNotAllowed),
        (400, 21211, BadNumber),
        (400, 21214, BadNumber),
        (400, 21217, BadNumber),
        (400, 13223, BadNumber),
        (400, 20001, Permanent),
        (429, 20429, Retryable),
        (503, 20503, Unclear),
        (500, 0, Unclear),
    ],
)
def test_an_error_is_sorted_by_its_code_before_its_status(
    status: int, code: int, kind: type[CarrierError]
) -> None:
    error = sort_error(status, code)
    assert type(error) is kind
    assert (error.status, error.code) == (status, code)


@pytest.mark.parametrize(
    "body",
    ["", "<html><body>Bad Gateway</body></html>", "{}", "[]", '{"message": "no"}', '{"code": null}', '"no"'],
)
@pytest.mark.parametrize(("status", "kind"), [(403, AccountRefused), (429, Retryable), (502, Unclear)])
def test_an_error_without_a_code_is_sorted_by_its_status(
    status: int, kind: type[CarrierError], body: str
) -> None:
    with LocalNetwork(NetworkSettings(ACCOUNT, TOKEN, (Number(DESK, LINE),))) as network:
        client = CarrierClient(ACCOUNT, TOKEN, DESK, network.api_url)
        network.faults.rest_errors = [RestFault(status, body=body)] * 3
        for ask in (
            lambda: client.ring(REP, LINE, LINE, 25),
            lambda: client.call_status("CA" + "0" * 32),
            lambda: client.ringing_legs(),
        ):
            with pytest.raises(kind) as caught:
                ask()
            assert (type(caught.value), caught.value.code) == (kind, 0)
        client.close()


@pytest.mark.parametrize(("status", "kind"), [(429, Retryable), (503, Unclear)])
def test_the_carrier_says_how_long_it_wants_to_be_left_alone(status: int, kind: type[CarrierError]) -> None:
    with LocalNetwork(NetworkSettings(ACCOUNT, TOKEN, (Number(DESK, LINE),))) as network:
        client = CarrierClient(ACCOUNT, TOKEN, DESK, network.api_url)
        network.faults.rest_errors = [RestFault(status, retry_after="7")]
        with pytest.raises(kind) as caught:
            client.ring(REP, LINE, LINE, 25)
        assert caught.value.retry_after == 7
        client.close()


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("", 0), ("3", 3), ("0", 0), ("99999", LONGEST_RETRY_AFTER), ("-1", 0), ("soon", 0), ("1.5", 0)],
)
def test_only_seconds_in_bounds_are_honored(value: str, seconds: float) -> None:
    assert read_retry_after(value) == seconds


def test_a_date_is_honored_in_bounds_too() -> None:
    now = datetime.now(UTC)
    assert 15 < read_retry_after(format_datetime(now + timedelta(seconds=20), usegmt=True)) <= 20
    assert read_retry_after(format_datetime(now + timedelta(days=2), usegmt=True)) == LONGEST_RETRY_AFTER
    assert read_retry_after(format_datetime(now - timedelta(days=2), usegmt=True)) == 0
