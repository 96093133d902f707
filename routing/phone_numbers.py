"""Which phones of our own people may be rung, and how the carrier wants their numbers written.

One rule for all: reps' phones and those of supervisors, typed by an admin or by themselves, on a page or a command
line. Else a stolen account, or a slip, could make the line ring numbers whose owners earn by it, abroad or at home.
"""

from __future__ import annotations

from collections.abc import Collection

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
"""Kinds of numbers that nobody earns by being called: no premium or shared-cost ones, no toll-free ones, no pagers."""


def dialable(phone: str, country: str, allowed: Collection[str] = ()) -> str:
    """A number in E.164 form, typed as it is dialled in the country, or with +. Raises NotDialable.

    It must be an ordinary phone in one of the `allowed` countries (ISO codes), or in `country` where none are named.
    """
    parsed = _parsed(phone, country)
    region, fine = country_of(parsed), allowed or (country,)
    if not region:
        raise NotDialable(phone, "no country has such a number")
    if region not in fine:
        raise NotDialable(
            phone,
            f"it is a phone in {region}, and phones in {', '.join(fine)} alone are rung. Give another one, or have "
            f"{region} added to the setting REP_COUNTRIES and to the carrier's geographic permissions",
        )
    if phonenumbers.number_type(parsed) not in ORDINARY:
        raise NotDialable(
            phone, "it is no ordinary phone: premium, toll-free and other special numbers are never rung"
        )
    return phonenumbers.format_number(parsed, PhoneNumberFormat.E164)


def in_full(phone: str, country: str) -> str:
    """Return any complete number in E.164 form, be it one that is never rung: a caller's. Raises NotDialable."""
    parsed = _parsed(phone, country)
    if not phonenumbers.is_valid_number(parsed):
        raise NotDialable(phone, f"it is not complete: write it with its area code, like {_example(country)}")
    return phonenumbers.format_number(parsed, PhoneNumberFormat.E164)


def _example(country: str) -> str:
    example = phonenumbers.example_number(country)
    return phonenumbers.format_number(example, PhoneNumberFormat.INTERNATIONAL) if example else "+19165550111"


def country_of(phone: str | PhoneNumber) -> str:
    """The ISO code of the country that a number, in E.164 form, is in; empty for none."""
    try:
        parsed = phonenumbers.parse(phone) if isinstance(phone, str) else phone
    except phonenumbers.NumberParseException:
        return ""
    return phonenumbers.region_code_for_number(parsed) or ""


def _parsed(phone: str, country: str) -> PhoneNumber:
    try:
        parsed = phonenumbers.parse(phone, country)
    except phonenumbers.NumberParseException as error:
        raise NotDialable(phone, f"it is no phone number: {error}".rstrip(".")) from error
    if not phonenumbers.is_possible_number(parsed) or parsed.extension:
        raise NotDialable(phone, "it can't be dialled; write it like +19165550111, without extension")
    return parsed
