"""The requests that are sent: a key pressed in a menu, with everything the carrier says about a call, signed."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from twilio.request_validator import RequestValidator

CALLS = 64
"""Different calls in the load; each request carries an idempotency token of its own besides."""


@dataclass(frozen=True)
class Webhook:
    """One form and its signature."""

    body: str
    signature: str


def signed_webhooks(url: str, account_sid: str, token: str, to: str) -> list[Webhook]:
    """A turn of each of the calls, signed for `url`."""
    validator = RequestValidator(token)
    forms = [
        _key_pressed(f"CA{number:032x}", account_sid, to, f"+1510555{number:04}") for number in range(CALLS)
    ]
    return [Webhook(urlencode(form), validator.compute_signature(url, form)) for form in forms]


def _key_pressed(call: str, account_sid: str, to: str, caller: str) -> dict[str, str]:
    """`#`, “again”: the form that captured requests of the carrier show, empty fields and all."""
    return {
        "AccountSid": account_sid,
        "ApiVersion": "2010-04-01",
        "CallSid": call,
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
