"""The public holidays with which a new desk begins: which days, where weekends move them, and how they are called.

All of it comes from the `holidays` package, whose own observed dates say where a country moves a day. For the United
States only what every state keeps is taken; the state's and the desk's own days are added by hand.
"""

from __future__ import annotations

import re
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import holidays

from prompts.files.models import WeekendRule
from routing.hours.closed_days import FRIDAY, SATURDAY, dates_by_name

FEDERAL = (
    "New Year's Day",
    "Martin Luther King Jr. Day",
    "Memorial Day",
    "Independence Day",
    "Labor Day",
    "Veterans Day",
    "Thanksgiving Day",
    "Christmas Day",
)
"""Days that are closed everywhere in the United States."""
OF_FEDERAL_OFFICES = WeekendRule(saturday="friday", sunday="monday")
SUNDAY = SATURDAY + 1
YEARS_AHEAD = 4
"""A day counts if the calendar has it in each of so many years: no coronation, and nothing that was abolished."""
YEARS_OF_WEEKENDS = 28
"""Until each date has fallen on each weekday."""
OBSERVED = re.compile(r" \([^)]*(?:observed|substitute|in lieu)[^)]*\)$")
GUESSED = re.compile(r" \([^)]*estimated[^)]*\)$")


@dataclass(frozen=True)
class PublicHoliday:
    """A day in the list of a new desk."""

    holiday: str
    """As the package calls it in American English, by which a desk finds it."""
    name: str
    """As people of the country call it in English."""
    rule: WeekendRule | None = None
    """Where it differs from the usual one of the country."""


def public_holidays(
    country: str, subdivision: str | None, year: int
) -> tuple[WeekendRule, list[PublicHoliday]]:
    """Return the usual weekend rule, and the days with which a desk begins in `year`. Raises UnknownRegion."""
    dates = dates_by_name(country, subdivision, year)
    if country == "US":
        names = [name for name in _federal_names(dates, year) if name]
        return OF_FEDERAL_OFFICES, [PublicHoliday(name, name) for name in names]
    later = [dates_by_name(country, subdivision, year + ahead) for ahead in range(1, YEARS_AHEAD)]
    lasting = [name for name in dates if all(name in one for one in later) and not GUESSED.search(name)]
    local = _names_in(country, subdivision, year, f"en_{country}")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # some calendars end within these years
        moves = _moves(country, subdivision, year, lasting)
    usual = {weekday: _usual(moves.values(), weekday) for weekday in (SATURDAY, SUNDAY)}
    return _rule(usual), [
        PublicHoliday(
            name,
            local.get(dates[name][0], name),
            None if usual.items() >= moves[name].items() else _rule({**usual, **moves[name]}),
        )
        for name in lasting
    ]


def name_in_language(country: str, subdivision: str | None, year: int, holiday: str, language: str) -> str:
    """Return how a day is called in a language; empty where the package does not know."""
    dates = dates_by_name(country, subdivision, year).get(holiday, [])
    names = _names_in(country, subdivision, year, language)
    return names.get(dates[0], "") if dates else ""


def _rule(moves: Mapping[int, str]) -> WeekendRule:
    return WeekendRule.model_validate({"saturday": moves[SATURDAY], "sunday": moves[SUNDAY]})


def _federal_names(dates: Mapping[str, list[date]], year: int) -> Iterator[str]:
    """Yield the federal days by the names that the state has for them: Alaska calls a day by another name."""
    by_date = {day: name for name, days in dates.items() for day in days}
    federal = dates_by_name("US", None, year)
    for name in FEDERAL:
        yield name if name in dates else by_date.get(federal[name][0], "")


def _names_in(country: str, subdivision: str | None, year: int, language: str) -> dict[date, str]:
    """Return the names by date in one of the package's languages (`en_GB`, `es`); empty where it has none."""
    if language not in (getattr(holidays, country).supported_languages or ()):
        return {}
    found = holidays.country_holidays(
        country, subdiv=subdivision, years=year, observed=False, expand=False, language=language
    )
    return {day: found.get_list(day)[0] for day in found}


def _moves(country: str, subdivision: str | None, year: int, names: list[str]) -> dict[str, dict[int, str]]:
    """Return, by name and weekday (Saturday is 5), where a day moves the next time that it falls on that day of a
    weekend."""
    moves: dict[str, dict[int, str]] = {name: {} for name in names}
    for each in range(year, year + YEARS_OF_WEEKENDS):
        falls, observed = dates_by_name(country, subdivision, each), _observed(country, subdivision, each)
        taken = {day for name in names for day in falls.get(name, []) if day.weekday() < SATURDAY}
        for name in names:
            for day in falls.get(name, []):
                if day.weekday() >= SATURDAY:
                    moves[name].setdefault(day.weekday(), _move(day, observed.get(name, []), taken))
    if any("next" in one.values() for one in moves.values()):  # of which Monday is a case
        return {
            name: {at: to.replace("monday", "next") for at, to in one.items()} for name, one in moves.items()
        }
    return moves


def _observed(country: str, subdivision: str | None, year: int) -> dict[str, list[date]]:
    """Return, by name, the dates on which a day is observed: its own, and substitutes."""
    found = holidays.country_holidays(
        country,
        subdiv=subdivision,
        years=(year - 1, year, year + 1),
        observed=True,
        expand=False,
        language="en_US",
    )
    dates: dict[str, list[date]] = {}
    for day in sorted(found):
        for name in found.get_list(day):
            dates.setdefault(OBSERVED.sub("", name), []).append(day)
    return dates


def _move(day: date, observed: list[date], taken: set[date]) -> str:
    """Return where a day on a weekend moves, from the dates on which it is observed."""
    near = [one for one in observed if one != day and abs(one - day) <= timedelta(days=4)]
    if not near:
        return "stay"
    friday = day - timedelta(days=day.weekday() - FRIDAY)
    monday = friday + timedelta(days=3)
    if friday in near:
        return "friday"
    return "monday" if monday in near and monday not in taken else "next"


def _usual(moves: Iterable[Mapping[int, str]], weekday: int) -> str:
    counted = Counter(one[weekday] for one in moves if weekday in one)
    return counted.most_common(1)[0][0] if counted else "stay"
