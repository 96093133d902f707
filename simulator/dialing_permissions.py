"""The countries that the account may call: the carrier's voice dialing permissions."""

from __future__ import annotations

import phonenumbers
from phonenumbers import PhoneNumberType

from simulator.settings import NetworkSettings

SPECIAL = frozenset({PhoneNumberType.PREMIUM_RATE, PhoneNumberType.SHARED_COST})
"""What the carrier counts as high risk and no account may call at first."""


def may_call(settings: NetworkSettings, number: str) -> bool:
    """Return whether the account may call a number in E.164 form; a client is always allowed."""
    if number.startswith("client:"):
        return True
    parsed = phonenumbers.parse(number)
    if phonenumbers.number_type(parsed) in SPECIAL:
        return False
    code = parsed.country_code or 0
    country = phonenumbers.region_code_for_number(parsed) or phonenumbers.region_code_for_country_code(code)
    return country in settings.may_dial
