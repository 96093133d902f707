"""What callers hear of the door: open, closed, each closed day, the closing minute, and when to try again."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from prompts.revision import load_revision
from routing.hours.closed_days import ClosedDate
from routing.hours.schedule import Calendar
from settings import DESKS
from simulator.phones.scripted import LocalNetwork, ScriptedPhone
from tests.calls.moments import THANKSGIVING, TUESDAY_MORNING, TUESDAY_NIGHT, at_the_desk

CAIR = Calendar(load_revision(DESKS / "cair").desk)
HOLIDAYS = [day for year in (2026, 2027) for day in CAIR.closed_days(year)]
SPOKEN = {
    "new_year": ("New Year's Day", "Año Nuevo"),
    "martin_luther_king": ("Martin Luther King Junior Day", "Martin Luther King"),
    "presidents": ("Presidents' Day", "Presidentes"),
    "cesar_chavez": ("Farmworkers Day", "Trabajador"),
    "memorial": ("Memorial Day", "Caídos"),
    "independence": ("Independence Day", "Independencia"),
    "labor": ("Labor Day", "Trabajo"),
    "veterans": ("Veterans Day", "Veteranos"),
    "thanksgiving": ("Thanksgiving Day", "Acción de Gracias"),
    "after_thanksgiving": ("the day after Thanksgiving", "siguiente al de Acción de Gracias"),
    "christmas": ("Christmas Day", "Navidad"),
}


@pytest.mark.parametrize("day", HOLIDAYS, ids=lambda day: day.date.isoformat())
def test_each_closed_day_is_named_in_both_languages(network: LocalNetwork, day: ClosedDate) -> None:
    date, name = day.date, day.id
    english, spanish = SPOKEN[name]
    caller = network.caller()
    caller.dials(at=at_the_desk(date.year, date.month, date.day))
    caller.hears(f"The help desk is closed today for {english}. It opens again")
    caller.presses("9")
    caller.hears("cerrada hoy")
    caller.hears(spanish)
    caller.hangs_up()


def test_the_closed_sentence_is_exactly_this(caller: ScriptedPhone) -> None:
    caller.dials(at=THANKSGIVING)
    caller.hears(
        "The help desk is closed today for Thanksgiving Day. "
        "It opens again on Monday, November thirtieth, at eight in the morning."
    )


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        (at_the_desk(2026, 11, 24, 7, 59, 59), False),
        (at_the_desk(2026, 11, 24, 8, 0, 0), True),
        (at_the_desk(2026, 11, 24, 16, 59, 59), True),
        (at_the_desk(2026, 11, 24, 17, 0, 0), False),
        (at_the_desk(2026, 11, 28, 12), False),
        (at_the_desk(2026, 11, 2, 8), True),  # the Monday after the clocks went back
        (at_the_desk(2027, 3, 15, 8), True),  # and after they went forward
        (at_the_desk(2026, 6, 19, 12), True),  # Juneteenth is none of the desk's days
        (at_the_desk(2026, 7, 3, 12), True),  # nor is the Friday before a Saturday holiday
    ],
)
def test_the_door_opens_and_closes_to_the_second(caller: ScriptedPhone, at: datetime, is_open: bool) -> None:
    caller.dials(at=at)
    caller.hears("The help desk is open until five" if is_open else "The help desk is closed")


def test_a_call_that_began_before_closing_learns_that_the_door_has_closed(caller: ScriptedPhone) -> None:
    caller.dials(at=at_the_desk(2026, 11, 24, 16, 59, 58))
    caller.hears("open until five")
    caller.presses("4")
    caller.stays_silent()
    caller.presses("0")
    caller.hears("The help desk is closed right now. It opens again tomorrow")


def test_a_person_asked_for_when_closed_is_answered_with_the_next_opening(caller: ScriptedPhone) -> None:
    caller.dials(at=TUESDAY_NIGHT)
    caller.presses("0")
    caller.hears("opens again tomorrow, Wednesday, at eight in the morning")
    caller.hears("have voicemail right now")
    caller.hears("please try again")
    caller.hears("e-mail")


def test_a_person_asked_for_when_open_is_answered_with_when_to_try_again(caller: ScriptedPhone) -> None:
    caller.dials(at=TUESDAY_MORNING)
    caller.presses("0")
    caller.hears("Nobody can take your call right now")
    caller.hears("please try again")
    caller.hears("until five in the afternoon")
    caller.does_not_hear("closed")


def test_a_spanish_caller_hears_when_to_try_again(spanish_caller: ScriptedPhone) -> None:
    spanish_caller.dials(at=THANKSGIVING)
    spanish_caller.presses("9")
    spanish_caller.presses("0")
    spanish_caller.hears("el lunes 30 de noviembre, a las ocho de la mañana")


@pytest.mark.parametrize("days", range(7))
def test_the_time_that_is_announced_is_one_at_which_the_desk_is_open(
    network: LocalNetwork, days: int
) -> None:
    at = at_the_desk(2026, 12, 24, 18) + timedelta(days=days)
    assert CAIR.is_open(CAIR.next_opening(at))
    caller = network.caller()
    caller.dials(at=at)
    caller.hears("opens again")
    caller.hangs_up()
