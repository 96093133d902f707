"""Which PINs are refused, and that a copy of the database alone is no help in guessing one."""

from __future__ import annotations

import pytest

from routing.pins import hash_pin, is_outdated, new_pin, pepper_of, pin_fits, pin_weakness
from tests.calls.desk_at_work import PIN

PEPPER = pepper_of(b"k" * 32)


@pytest.mark.parametrize(
    "pin",
    [
        *("123456", "654321", "987654", "345678", "890123", "135791", "123789", "321654"),
        *("111111", "121212", "123123", "112233", "111222", "123321", "454554"),
        *("147258", "258369", "963852", "159357", "125896", "147852"),
        *("031285", "310385", "851203", "198503", "031985", "20240229"),
        *("", "4711", "47118", "12a456", "47118253609", "４７１１８２"),
    ],
)
def test_a_pin_that_many_would_try_first_is_refused(pin: str) -> None:
    assert pin_weakness(pin)


@pytest.mark.parametrize("pin", ["471182", "902846", "739184", "204873", "5830274"])
def test_any_other_pin_may_be_used(pin: str) -> None:
    assert pin_weakness(pin) == ""


def test_a_part_of_the_reps_phone_number_is_refused() -> None:
    assert pin_weakness("655501", "+19165550111") == "it is part of the phone's number"


def test_a_new_pin_has_six_digits_and_is_not_refused() -> None:
    made = {new_pin() for _ in range(50)}
    assert {len(pin) for pin in made} == {6}
    assert not [pin for pin in made if pin_weakness(pin)]


def test_a_stored_pin_fits_only_with_the_lines_key() -> None:
    stored = hash_pin("471182", PEPPER)
    assert pin_fits("471182", stored, PEPPER)
    assert not pin_fits("471183", stored, PEPPER)
    assert not pin_fits("471182", stored, pepper_of(b"x" * 32))
    assert not pin_fits("471182", stored, b"")


def test_a_pin_that_an_earlier_version_stored_fits_still() -> None:
    assert pin_fits("4711", PIN, PEPPER)
    assert not pin_fits("4712", PIN, PEPPER)
    assert (is_outdated(PIN), is_outdated(hash_pin("471182", PEPPER))) == (True, False)
