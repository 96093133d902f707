"""The dates on which a desk is closed: its listed days, by pinned dates or else by the `holidays` package.

The package is asked for the days as they fall: its own shifting would close desks on federal-style Fridays. What was
pinned on publishing wins, so that no update of the package moves a closed day; the desk's own rule moves either.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches
from functools import lru_cache
from itertools import count

import holidays

from prompts.files.models import ClosedDay, Desk, WeekendRule
from routing.errors import UnknownHoliday, UnknownRegion

FRIDAY, SATURDAY = 4, 5
MOST_YEARS_KEPT = 16
# A rule moves a day by few dates: only these change the year, or are in the way of one that does.
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
        closed = [*self.observed(year).values(), *self._single()]
        return tuple(
            sorted(
                (one for one in closed if one.date.year == year and self._counts(one.date)),
                key=lambda one: one.date,
            )
        )

    def observed(self, year: int) -> Mapping[tuple[str, date], ClosedDate]:
        """Return when listed days that fall in or next to `year` are observed, by id and the date on which they fall.

        Raises UnknownHoliday, UnknownRegion.
        """
        falling = list(self._falling(year))
        kept = {
            (listed.id, day): ClosedDate(moved, listed.id, listed.name_on(moved))
            for listed, day in falling
            if (moved := move_off_weekend(day, self.rule_of(listed))) is not None
        }
        taken = {one.date for one in kept.values()}
        for listed, day in sorted(falling, key=lambda pair: pair[1]):
            if (listed.id, day) not in kept:
                free = next_free_weekday(day, taken)
                taken.add(free)
                kept[listed.id, day] = ClosedDate(free, listed.id, listed.name_on(free))
        return kept

    def rule_of(self, listed: ClosedDay) -> WeekendRule:
        """The day's own weekend rule, or the desk's."""
        return listed.weekend or self._desk.weekend_rule

    def _falling(self, year: int) -> Iterator[tuple[ClosedDay, date]]:
        """Listed days that fall in or next to `year`; a neighbouring year's matter only at its ends."""
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
                        yield listed, day

    def falls(self, listed: ClosedDay, year: int) -> list[date]:
        """On which dates of a year a listed day falls."""
        return self._desk.pinned.of(listed, year) or dates_of(listed, self.package(year))

    def package(self, year: int) -> Mapping[str, list[date]]:
        """Return the days of a year in the `holidays` package, by English name. Raises UnknownRegion."""
        return dates_by_name(self._desk.country, self._desk.subdivision, year)

    def _single(self) -> Iterator[ClosedDate]:
        for special in self._desk.dates:
            if special.is_closed:
                yield ClosedDate(special.date, None, special.name)

    def _counts(self, day: date) -> bool:
        """Return whether the desk would be open then, and has no separate hours for this very date."""
        special = self._desk.single_date(day)
        return bool(self._desk.spans_on(day)) and not (special and special.hours)


def move_off_weekend(day: date, rule: WeekendRule) -> date | None:
    """Return the date on which a day off is kept; None if other days off decide (`next`).

    CAIR's rules are Gov. Code 6701 and 19853.
    """
    if day.weekday() < SATURDAY:
        return day
    to = rule.saturday if day.weekday() == SATURDAY else rule.sunday
    if to == "next":
        return None
    friday = day - timedelta(days=day.weekday() - FRIDAY)
    return {"friday": friday, "monday": friday + timedelta(days=3), "stay": day}[to]


def next_free_weekday(day: date, taken: Collection[date]) -> date:
    """Return the first day from Monday to Friday after `day` that is not `taken`."""
    after = (day + timedelta(days=ahead) for ahead in count(1))
    return next(one for one in after if one.weekday() < SATURDAY and one not in taken)


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
