"""The dates of closed days, written down when a desk is published: `closed_dates.yaml`.

The calendar goes by them, so a new version of the `holidays` package moves no closed day unseen. Where the two
differ, a person is told and decides; what stands there is never replaced by itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from prompts.errors import BrokenDesk
from prompts.files.models import ClosedDates, ClosedDay, Desk, PinnedDay
from prompts.loader import CLOSED_DATES, Files, read_models
from routing.errors import CalendarError
from routing.hours.closed_days import dates_by_name, dates_of

YEARS = 3
"""The year under way and the next two."""
_HEAD = """\
# yaml-language-server: $schema=../schemas/closed_dates.json
# Written when the desk is published. The closed days are kept on these dates, moved off weekends by the desk's rule,
# whatever a newer version of the holidays package says.
years:
"""


@dataclass(frozen=True)
class DateDifference:
    """A listed day whose pinned dates are not those that the package has now."""

    year: int
    id: str
    name: str
    pinned: tuple[date, ...]
    package: tuple[date, ...]
    """Empty when the package knows no such day any more."""
    called: str = ""
    """What the package calls the day of the pinned date now, where it knows none of that name."""

    @property
    def told(self) -> str:
        """Return the difference as a sentence without its full stop."""
        here = f"{self.name} is kept on {_listed(self.pinned)}"
        if self.package:
            return f"{here}, but the holidays package has {_listed(self.package)} now"
        if self.called:
            return f"{here}; the holidays package calls that day {self.called} now"
        return f"{here}, but the holidays package no longer knows it in {self.year}"


def with_pinned_dates(desk_id: str, files: Files, year: int) -> Files:
    """Return the files with closed days' dates of `year` and the next two; unreadable or undated ones stay as they
    were."""
    try:
        desk, *_ = read_models(desk_id, files)
        pins = filled(desk, year)
    except (BrokenDesk, CalendarError):
        return files  # the checks say why, with every other reason
    return files if pins == desk.pinned else with_pins(files, pins)


def with_pins(files: Files, pins: ClosedDates) -> Files:
    """Return the files with these pins and no others."""
    others = {name: text for name, text in files.items() if name != CLOSED_DATES}
    return {**others, CLOSED_DATES: write_dates(pins)} if any(pins.years.values()) else others


def filled(desk: Desk, year: int) -> ClosedDates:
    """Return the dates that are pinned already, and the missing ones from the package. Raises UnknownRegion."""
    kept = {past: pins for past, pins in desk.pinned.years.items() if past == year - 1}
    ahead = {each: _pins(desk, each) for each in sorted({*range(year, year + YEARS), *_later(desk, year)})}
    return ClosedDates(years=kept | {each: pins for each, pins in ahead.items() if pins})


def taken_over(desk: Desk, year: int, id_: str) -> ClosedDates:
    """Return the pins with the package's dates for one day in one year; without them where it knows none."""
    listed = next(one for one in desk.closed_days if one.id == id_)
    others = [pin for pin in desk.pinned.years.get(year, ()) if pin.id != id_]
    pins = tuple(sorted([*others, *_from_package(desk, listed, year)], key=lambda pin: pin.date))
    return ClosedDates(years={**desk.pinned.years, year: pins})


def find_date_differences(desk: Desk, first_year: int) -> list[DateDifference]:
    """Return where pins and package differ, from a year on. Raises UnknownRegion."""
    return [
        found
        for year in sorted(desk.pinned.years)
        if year >= first_year
        for listed in desk.closed_days
        if (found := _difference(desk, listed, year))
    ]


def write_dates(pins: ClosedDates) -> str:
    """Return the text of `closed_dates.yaml`."""
    lines = []
    for year, days in sorted((year, days) for year, days in pins.years.items() if days):
        lines.append(f"  {year}:")
        lines += [
            f"    - {{id: {pin.id}, holiday: {json.dumps(pin.holiday, ensure_ascii=False)}, date: {pin.date}}}"
            for pin in days
        ]
    return _HEAD + "\n".join(lines) + "\n"


def _later(desk: Desk, year: int) -> Iterator[int]:
    return (each for each in desk.pinned.years if each >= year)


def _pins(desk: Desk, year: int) -> tuple[PinnedDay, ...]:
    pins = []
    for listed in desk.closed_days:
        if dates := desk.pinned.of(listed, year):
            pins += [PinnedDay(id=listed.id, holiday=listed.holiday, date=day) for day in dates]
        else:
            pins += _from_package(desk, listed, year)
    return tuple(sorted(pins, key=lambda pin: pin.date))


def _from_package(desk: Desk, listed: ClosedDay, year: int) -> list[PinnedDay]:
    dates = dates_of(listed, dates_by_name(desk.country, desk.subdivision, year))
    return [PinnedDay(id=listed.id, holiday=listed.holiday, date=day) for day in dates]


def _difference(desk: Desk, listed: ClosedDay, year: int) -> DateDifference | None:
    pinned, known = desk.pinned.of(listed, year), dates_by_name(desk.country, desk.subdivision, year)
    now = dates_of(listed, known)
    if not pinned or pinned == now:
        return None
    called = "" if now else next((name for name, days in known.items() if pinned[0] in days), "")
    return DateDifference(year, listed.id, listed.name_on(pinned[0]), tuple(pinned), tuple(now), called)


def _listed(days: tuple[date, ...]) -> str:
    return " and ".join(f"{day:%A, %B} {day.day}, {day.year}" for day in days)
