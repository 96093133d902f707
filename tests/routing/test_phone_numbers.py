"""Which phones may be rung, and how they are written."""

from __future__ import annotations

import pytest

from routing.errors import NotDialable
from routing.phone_numbers import dialable, own_dialable


@pytest.mark.parametrize("typed", ["(916) 555-0111", "916 555 0111", "+1 916-555-0111", "1 916 555 0111"])
def test_a_phone_is_written_as_the_carrier_wants_it(typed: str) -> None:
    assert dialable(typed, "US") == own_dialable(typed, "US") == "+19165550111"


@pytest.mark.parametrize("typed", ["", "Ann", "12", "916 555 0111 ext. 5", "+999 12345678"])
def test_what_can_not_be_dialled_is_refused(typed: str) -> None:
    with pytest.raises(NotDialable):
        dialable(typed, "US")


@pytest.mark.parametrize("typed", ["+442079460000", "+18765550100", "+19005550100", "+18005787889"])
def test_an_own_phone_is_an_ordinary_one_of_the_country(typed: str) -> None:
    assert dialable(typed, "US") == typed
    with pytest.raises(NotDialable):
        own_dialable(typed, "US")
