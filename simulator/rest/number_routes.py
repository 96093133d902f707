"""The account's numbers and the URLs asked when they are called."""

from __future__ import annotations

import re
from dataclasses import replace

from simulator.rest.errors import Invalid, NotFound
from simulator.rest.form import RestRequest
from simulator.rest.paging import page_of
from simulator.rest.resources import number_json
from simulator.settings import Number

GIVEN_TO = (
    ("VoiceApplicationSid", "voice_application_sid", "AP"),
    ("SmsApplicationSid", "sms_application_sid", "AP"),
    ("TrunkSid", "trunk_sid", "TK"),
)
"""What takes calls or texts instead of the number's URLs: parameter, field, first letters of its SID."""


def list_numbers(command: RestRequest) -> dict[str, object]:
    wanted = command.get("PhoneNumber") or ""
    found = [number for number in command.network.numbers.values() if wanted in number.e164]
    return page_of(command, "incoming_phone_numbers", found, lambda number: _json(command, number))


def fetch_number(command: RestRequest) -> dict[str, object]:
    return _json(command, _find(command))


def update_number(command: RestRequest) -> dict[str, object]:
    """Give the number other URLs; the next call asks them."""
    number = _find(command)
    changed = replace(
        number,
        **{field: _sid(command, name, prefix, getattr(number, field)) for name, field, prefix in GIVEN_TO},
        voice_url=_url(command, "VoiceUrl", number.voice_url) or "",
        voice_method=command.method("VoiceMethod", number.voice_method),
        voice_fallback_url=_url(command, "VoiceFallbackUrl", number.voice_fallback_url),
        voice_fallback_method=command.method("VoiceFallbackMethod", number.voice_fallback_method),
        status_url=_url(command, "StatusCallback", number.status_url),
        sms_url=_url(command, "SmsUrl", number.sms_url),
    )
    if changed.voice_fallback_url and not changed.voice_url:
        raise Invalid(21405, "Cannot set VoiceFallbackUrl without setting Url")
    command.network.numbers[number.e164] = changed
    return _json(command, changed)


def _url(command: RestRequest, name: str, former: str | None) -> str | None:
    """Return the new URL; an empty field removes the old one, an absent one keeps it."""
    return former if command.get(name) is None else command.url(name, 21402)


def _sid(command: RestRequest, name: str, prefix: str, former: str) -> str:
    """Return the application or trunk of the number after this request; an empty field removes it. Raises Invalid."""
    wanted = command.get(name)
    if wanted and not re.fullmatch(prefix + r"[0-9a-f]{32}", wanted):
        raise Invalid(21402, f"{name} {wanted} is not valid")
    return former if wanted is None else wanted


def _json(command: RestRequest, number: Number) -> dict[str, object]:
    return number_json(number, command.network.settings)


def _find(command: RestRequest) -> Number:
    for number in command.network.numbers.values():
        if number_json(number, command.network.settings)["sid"] == command.place["number"]:
            return number
    raise NotFound(command.path)
