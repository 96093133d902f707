"""The parameters the carrier sends with every request about a call, empty ones included."""

from __future__ import annotations

from datetime import datetime
from email.utils import format_datetime
from typing import TYPE_CHECKING
from urllib.parse import quote

from simulator.http.caller_verification import verstat

if TYPE_CHECKING:
    from simulator.calls.leg import Leg
    from simulator.phones.text_messages import TextMessage
    from simulator.settings import NetworkSettings

API_VERSION = "2010-04-01"

_PLACES = {
    "209": ("STOCKTON", "95202"),
    "213": ("LOS ANGELES", "90012"),
    "310": ("SANTA MONICA", "90401"),
    "415": ("SAN FRANCISCO", "94103"),
    "510": ("OAKLAND", "94612"),
    "530": ("REDDING", "96001"),
    "559": ("FRESNO", "93721"),
    "619": ("SAN DIEGO", "92101"),
    "661": ("BAKERSFIELD", "93301"),
    "707": ("EUREKA", "95501"),
    "916": ("SACRAMENTO", "95814"),
}
"""Area codes of California that get a city; all other numbers have empty places, as toll-free ones do."""


def voice_parameters(call: Leg, *, token: bool = True) -> dict[str, str]:
    """Return the parameters of each request about a call; the call token only with POST."""
    facts = call.facts
    params = {
        "CallSid": call.sid,
        "AccountSid": call.network.settings.account_sid,
        "From": facts.caller,
        "To": facts.to,
        "Caller": facts.caller,
        "Called": facts.to,
        "CallStatus": call.status,
        "ApiVersion": API_VERSION,
        "Direction": facts.direction,
        **_places(facts.caller, facts.to),
    }
    if facts.parent is not None:
        params["ParentCallSid"] = facts.parent.sid
    if facts.direction == "inbound":
        params |= verstat(call.phone.attestation if call.phone else None, facts.caller)
        if token:
            params["CallToken"] = quote(f'{{"parentCallInfoToken":"{call.sid}","identityHeaderTokens":[]}}')
    return params


def text_parameters(message: TextMessage, settings: NetworkSettings) -> dict[str, str]:
    """Return the parameters of the request about an incoming text message."""
    return {
        **dict.fromkeys(("MessageSid", "SmsSid", "SmsMessageSid"), message.sid),
        "AccountSid": settings.account_sid,
        "From": message.sender,
        "To": message.to,
        "Body": message.body,
        "NumMedia": "0",
        "NumSegments": str(message.segments),
        "SmsStatus": message.status,
        "ApiVersion": API_VERSION,
        **{name: value for name, value in _places(message.sender, message.to).items() if "Call" not in name},
    }


def timestamp(at: datetime) -> str:
    """Return the time by RFC 2822, as everywhere in the carrier's API and callbacks."""
    return format_datetime(at)


def _places(caller: str, to: str) -> dict[str, str]:
    params: dict[str, str] = {}
    for names, number in ((("From", "Caller"), caller), (("To", "Called"), to)):
        is_american = number.startswith("+1")
        city, postcode = _PLACES.get(number[2:5], ("", "")) if is_american else ("", "")
        for name in names:
            params |= {f"{name}City": city, f"{name}State": "CA" if city else "", f"{name}Zip": postcode}
            params[f"{name}Country"] = "US" if is_american else ""
    return params
