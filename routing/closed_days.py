"""On which dates a desk is closed: its listed days, dated by what was pinned, else by the `holidays` package.

The package is asked for the days as they fall: its own shifting would close desks on federal-style Fridays. What was
pinned on publishing wins, so that no update of the package moves a closed day; the desk's own rule moves either.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches
from functools import lru_cache

import holidays

from prompts.models import ClosedDay, Desk, WeekendRule
from routing.errors import UnknownHoliday, UnknownRegion

SATURDAY, SUNDAY = 5, 6
MOST_YEARS_KEPT = 16
# A rule moves a day by two dates at most (Saturday to Monday, Sunday to Friday): only these change the year.
YEAR_ENDS = {(12, 30), (12, 31), (1, 1), (1, 2)}


@dataclass(frozen=True)
class ClosedDate:
    """A date on which the desk would be open but for a day off; `id` is None for an extra closing."""

    date: date
    id: str | None
    name: str
    """English, as the day is called on that date."""


class ClosedDays:
    """The closed dates of one desk, worked out a year at a time when first asked for."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._years: dict[int, tuple[ClosedDate, ...]] = {}

    def of(self, year: int) -> tuple[ClosedDate, ...]:
        """Closed dates as observed, oldest first; two that meet on one date both stay, in the desk's order.

        Raises UnknownHoliday if a listed day isn't known in that year, UnknownRegion.
        """
        known = self._years.get(year)
        if known is None:
            if len(self._years) >= MOST_YEARS_KEPT:
                self._years.clear()
            known = self._years[year] = self._work_out(year)
        return known

    def on(self, day: date) -> ClosedDate | None:
        """The closed date on that date; of two that meet there, the one the desk lists first."""
        return next((closed for closed in self.of(day.year) if closed.date == day), None)

    def _work_out(self, year: int) -> tuple[ClosedDate, ...]:
        closed = [*self._observed(year), *self._single()]
        return tuple(
            sorted(
                (one for one in closed if one.date.year == year and self._counts(one.date)),
                key=lambda one: one.date,
            )
        )

    def _observed(self, year: int) -> Iterator[ClosedDate]:
        """Listed days that are kept in or next to `year`; a neighbouring year's matter only at its ends."""
        years = [each for each in (year - 1, year, year + 1) if 1 <= each <= 9999]
        for listed in self._desk.closed_days:
            if not self.falls(listed, year):
                known = self.package(year)
                raise UnknownHoliday(
                    listed.holiday, year, get_close_matches(listed.holiday, known, cutoff=0.5)
                )
            for each in years:
                for day in self.falls(listed, each):
                    if each == year or (day.month, day.day) in YEAR_ENDS:
                        yield self._observe(listed, day)

    def falls(self, listed: ClosedDay, year: int) -> list[date]:
        """On which dates of a year a listed day falls."""
        return self._desk.pinned.of(listed, year) or dates_of(listed, self.package(year))

    def package(self, year: int) -> Mapping[str, list[date]]:
        """What the `holidays` package knows of a year, by English name. Raises UnknownRegion."""
        return dates_by_name(self._desk.country, self._desk.subdivision, year)

    def _observe(self, listed: ClosedDay, day: date) -> ClosedDate:
        kept = move_off_weekend(day, listed.weekend or self._desk.weekend_rule)
        return ClosedDate(kept, listed.id, listed.name_on(kept))

    def _single(self) -> Iterator[ClosedDate]:
        for special in self._desk.dates:
            if special.is_closed:
                yield ClosedDate(special.date, None, special.name)

    def _counts(self, day: date) -> bool:
        """The desk would be open then, and has no hours of its own for just this date."""
        special = self._desk.single_date(day)
        return bool(self._desk.spans_on(day)) and not (special and special.hours)


def move_off_weekend(day: date, rule: WeekendRule) -> date:
    """The date on which a day off is kept; CAIR's rules are Gov. Code 6701 and 19853."""
    if day.weekday() == SATURDAY:
        return day + timedelta(days={"friday": -1, "monday": 2, "stay": 0}[rule.saturday])
    if day.weekday() == SUNDAY:
        return day + timedelta(days={"friday": -2, "monday": 1, "stay": 0}[rule.sunday])
    return day


def dates_of(listed: ClosedDay, dates: Mapping[str, list[date]]) -> list[date]:
    """The day's dates under the name the package knows; after a renaming the package may follow the law."""
    names = (listed.holiday, *listed.renamed.values())
    return next((dates[name] for name in names if name in dates), [])


@lru_cache(MOST_YEARS_KEPT)
def dates_by_name(country: str, subdivision: str | None, year: int) -> Mapping[str, list[date]]:
    """The `holidays` package's days of a year as they fall, by English name. Raises UnknownRegion."""
    try:
        days = holidays.country_holidays(
            country, subdiv=subdivision, years=year, observed=False, expand=False, language="en_US"
        )
    except NotImplementedError as error:
        raise UnknownRegion(country, subdivision) from error
    dates: dict[str, list[date]] = {}
    for day in sorted(days):
        for name in days.get_list(day):
            dates.setdefault(name, []).append(day)
    return dates
