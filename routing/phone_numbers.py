"""Which phones of our own people may be rung, and how the carrier wants their numbers written."""

from __future__ import annotations

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat, PhoneNumberType

from routing.errors import NotDialable

ORDINARY = frozenset(
    {
        PhoneNumberType.FIXED_LINE,
        PhoneNumberType.MOBILE,
        PhoneNumberType.FIXED_LINE_OR_MOBILE,
        PhoneNumberType.VOIP,
        PhoneNumberType.UAN,
    }
)
"""Kinds of numbers that nobody earns by being called."""


def dialable(phone: str, country: str) -> str:
    """A number in E.164 form, typed as it is dialled in the country, or with +. Raises NotDialable."""
    return phonenumbers.format_number(_parsed(phone, country), PhoneNumberFormat.E164)


def own_dialable(phone: str, country: str) -> str:
    """The same of a phone that people say is theirs without anybody looking: an ordinary one of this country alone.

    Else the line could be made to ring numbers whose owners earn by it, abroad or at home. Raises NotDialable.
    """
    parsed = _parsed(phone, country)
    if phonenumbers.region_code_for_number(parsed) != country:
        raise NotDialable(phone, "it is not a number of this desk's country; an admin can enter such a phone")
    if phonenumbers.number_type(parsed) not in ORDINARY:
        raise NotDialable(phone, "it is no ordinary phone")
    return phonenumbers.format_number(parsed, PhoneNumberFormat.E164)


def _parsed(phone: str, country: str) -> PhoneNumber:
    try:
        parsed = phonenumbers.parse(phone, country)
    except phonenumbers.NumberParseException as error:
        raise NotDialable(phone, f"it is no phone number: {error}".rstrip(".")) from error
    if not phonenumbers.is_possible_number(parsed) or parsed.extension:
        raise NotDialable(phone, "it can't be dialled; write it like +19165550111, without extension")
    return parsed
