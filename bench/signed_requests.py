"""The requests to send: a key pressed in a menu, with all of the carrier's parameters, signed."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from twilio.request_validator import RequestValidator

from store.desk.call_ids import CallSid

CALLS = 64
"""Different calls in the load; each request carries an idempotency token of its own besides."""


@dataclass(frozen=True)
class SignedForm:
    """A form, its path, and its signature."""

    path: str
    body: str
    signature: str


def signed_webhooks(url: str, account_sid: str, token: str, to: str) -> list[SignedForm]:
    """Return a turn of each of the calls, signed for `url`."""
    return [signed(url, key_pressed(account_sid, to, number), token) for number in range(CALLS)]


def signed(url: str, form: dict[str, str], token: str) -> SignedForm:
    """Return a form for `url`, as the carrier's own library signs it."""
    return SignedForm(
        urlsplit(url).path, urlencode(form), RequestValidator(token).compute_signature(url, form)
    )


def call_sid(number: int) -> CallSid:
    """Return the carrier's id of a call of the load."""
    return CallSid(f"CA{number:032x}")


def key_pressed(account_sid: str, to: str, number: int) -> dict[str, str]:
    """Return the form of the key `#`, “again”, as captured requests of the carrier have it, with its empty fields."""
    caller = f"+1510555{number:04}"
    return {
        "AccountSid": account_sid,
        "ApiVersion": "2010-04-01",
        "CallSid": call_sid(number),
        "CallStatus": "in-progress",
        "CallToken": "%7B%22parentCallInfoToken%22%3A%22eyJhbGciOiJFUzI1NiJ9.e30%22%7D",
        "Called": to,
        "CalledCity": "",
        "CalledCountry": "US",
        "CalledState": "",
        "CalledZip": "",
        "Caller": caller,
        "CallerCity": "OAKLAND",
        "CallerCountry": "US",
        "CallerState": "CA",
        "CallerZip": "94612",
        "Digits": "#",
        "Direction": "inbound",
        "FinishedOnKey": "",
        "From": caller,
        "FromCity": "OAKLAND",
        "FromCountry": "US",
        "FromState": "CA",
        "FromZip": "94612",
        "StirVerstat": "TN-Validation-Passed-A",
        "To": to,
        "ToCity": "",
        "ToCountry": "US",
        "ToState": "",
        "ToZip": "",
        "msg": "Gather End",
    }
