"""Which phones may be rung, and how they are written."""

from __future__ import annotations

import pytest

from routing.errors import NotDialable
from routing.phone_numbers import country_of, dialable


@pytest.mark.parametrize("typed", ["(916) 555-0111", "916 555 0111", "+1 916-555-0111", "1 916 555 0111"])
def test_a_phone_is_written_as_the_carrier_wants_it(typed: str) -> None:
    assert dialable(typed, "US") == "+19165550111"


@pytest.mark.parametrize("typed", ["", "Ann", "12", "916 555 0111 ext. 5", "+999 12345678"])
def test_what_can_not_be_dialled_is_refused(typed: str) -> None:
    with pytest.raises(NotDialable):
        dialable(typed, "US")


@pytest.mark.parametrize(
    "typed", ["+442079460000", "+18765550100", "+19005550100", "+18005787889", "+13001234567"]
)
def test_a_phone_is_an_ordinary_one_of_the_country(typed: str) -> None:
    with pytest.raises(NotDialable):
        dialable(typed, "US")


def test_a_phone_in_another_country_is_refused_with_what_to_do() -> None:
    with pytest.raises(NotDialable) as caught:
        dialable("+442079460000", "US")
    assert "a phone in GB, and phones in US alone are rung" in caught.value.why
    assert "REP_COUNTRIES" in caught.value.why


def test_the_countries_that_are_named_are_the_ones_that_count() -> None:
    allowed = ("CA", "GB")
    assert dialable("+442079460000", "US", allowed) == "+442079460000"
    assert dialable("+14165550100", "US", allowed) == "+14165550100"
    for typed in ("916 555 0111", "+449098790000"):  # the desk's own country was not named; a premium number
        with pytest.raises(NotDialable):
            dialable(typed, "US", allowed)


@pytest.mark.parametrize(
    ("phone", "country"), [("+19165550111", "US"), ("+525555551234", "MX"), ("client:x", "")]
)
def test_a_number_has_a_country(phone: str, country: str) -> None:
    assert country_of(phone) == country
