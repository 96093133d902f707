"""A year of a desk as a picture: each day open or closed, why, and what moved off a weekend. Pure."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from prompts.files.models import MIDNIGHT, WEEKDAYS, ClosedDay, Desk, OpenSpan
from routing.hours.closed_days import ClosedDays
from routing.hours.planned_hours import PlannedHours, Stretch, subtract_closure, utc
from routing.hours.schedule import Closure

DAY = timedelta(days=1)
SUNDAY = 6


class DayKind(StrEnum):
    """The kind of a day in the picture."""

    OFF = "off"
    """No hours on this weekday."""
    OPEN = "open"
    SEASON = "season"
    """Open in the hours of a season."""
    SPECIAL = "special"
    """Hours of its own, or an early closing."""
    CLOSED = "closed"
    """A listed or single day."""
    PART = "part"
    """A closure takes a part of its hours."""
    CLOSURE = "closure"
    """A closure takes all of them."""


@dataclass(frozen=True)
class CalendarDay:
    """A date. `names` are the reasons why it is closed or special."""

    date: date
    kind: DayKind
    hours: str
    names: tuple[str, ...] = ()

    @property
    def told(self) -> str:
        """Return the day in words, without the date."""
        for_what = f" for {' and '.join(self.names)}" if self.names else ""
        match self.kind:
            case DayKind.OFF:
                return "closed, no hours on this weekday"
            case DayKind.CLOSED:
                return f"closed{for_what}"
            case DayKind.CLOSURE:
                return "closed by a closing"
            case DayKind.PART:
                return f"open {self.hours}, shortened by a closing"
            case DayKind.SPECIAL:
                return f"open {self.hours}{for_what}"
            case DayKind.SEASON:
                return f"open {self.hours}, {' and '.join(self.names)}"
            case DayKind.OPEN:
                return f"open {self.hours}"

    @property
    def is_plain(self) -> bool:
        """Return whether the day is as in every other week."""
        return self.kind in {DayKind.OFF, DayKind.OPEN}


@dataclass(frozen=True)
class Month:
    """Its weeks from Sunday to Saturday; None where a day is another month's."""

    name: str
    weeks: tuple[tuple[CalendarDay | None, ...], ...]

    @property
    def days(self) -> list[CalendarDay]:
        return [day for week in self.weeks for day in week if day]


def year_of(desk: Desk, year: int, closures: Iterable[Closure] = ()) -> tuple[Month, ...]:
    """Return twelve months. Raises CalendarError."""
    plan, out = PlannedHours(desk), [Stretch(utc(one.starts), utc(one.ends)) for one in closures]
    weeks = calendar.Calendar(SUNDAY)
    return tuple(
        Month(
            calendar.month_name[month],
            tuple(
                tuple(_day(desk, plan, day, out) if day.month == month else None for day in week)
                for week in weeks.monthdatescalendar(year, month)
            ),
        )
        for month in range(1, 13)
    )


def explain_weekends(desk: Desk, year: int) -> list[str]:
    """Return listed days of a year that fall on a weekend, and how the rule treats each. Raises CalendarError."""
    days = ClosedDays(desk)
    return [
        _explained(desk, listed, falls, days.observed(year)[listed.id, falls].date)
        for listed, falls in sorted(_on_weekends(desk, days, year), key=lambda p: p[1])
    ]


def spans_text(spans: Sequence[OpenSpan]) -> str:
    """Return the hours as they are typed: `8:00-12:00, 13:00-17:00`."""
    return ", ".join(
        f"{one.opens:%-H:%M}-{'24:00' if one.closes == MIDNIGHT else f'{one.closes:%-H:%M}'}" for one in spans
    )


def _on_weekends(desk: Desk, days: ClosedDays, year: int) -> Iterator[tuple[ClosedDay, date]]:
    for listed in desk.closed_days:
        for falls in days.falls(listed, year):
            if falls.weekday() >= calendar.SATURDAY:
                yield listed, falls


def _explained(desk: Desk, listed: ClosedDay, falls: date, kept: date) -> str:
    name = listed.name_on(kept)
    begins = f"{name}, {_in_words(falls)}, is a {falls:%A}"
    if kept != falls and desk.spans_on(kept):
        return f"{begins}: closed on {kept:%A}, {_in_words(kept)}."
    if kept != falls:
        return (
            f"{begins}, moved to {kept:%A}, {_in_words(kept)}, which has no hours: no day is closed for it."
        )
    if desk.spans_on(kept):
        return f"{begins}, on which the desk would be open: closed that day."
    return f"{begins}: no other day is closed for it."


def _in_words(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"


def _day(desk: Desk, plan: PlannedHours, day: date, closures: Sequence[Stretch]) -> CalendarDay:
    closed = [one.name for one in plan.closed_days(day.year) if one.date == day]
    if plan.closed_on(day):
        return CalendarDay(day, DayKind.CLOSED, "", tuple(dict.fromkeys(closed)))
    stretches = [_on(day, plan, one) for one in plan.stretches(day)]
    if not stretches:
        season = desk.season_on(day)
        closed_for = (
            (season.name,) if season and season.is_closed and desk.hours.get(WEEKDAYS[day.weekday()]) else ()
        )
        return CalendarDay(day, DayKind.CLOSED if closed_for else DayKind.OFF, "", closed_for)
    left = [part for one in stretches for part in _left(one, closures)]
    hours = ", ".join(_clock(plan, one) for one in left)
    if left != stretches:
        return CalendarDay(day, DayKind.PART if left else DayKind.CLOSURE, hours)
    if special := plan.special_on(day):
        return CalendarDay(day, DayKind.SPECIAL, hours, (special,))
    season = desk.season_on(day)
    return (
        CalendarDay(day, DayKind.SEASON, hours, (season.name,))
        if season
        else CalendarDay(day, DayKind.OPEN, hours)
    )


def _on(day: date, plan: PlannedHours, stretch: Stretch) -> Stretch:
    """Return the part of an opening on a date: a night is shown whole; of a longer opening, what lies on the date."""
    if stretch.end - stretch.start < DAY:
        return stretch
    whole = plan.whole_day(day)
    return Stretch(max(stretch.start, whole.start), min(stretch.end, whole.end))


def _left(stretch: Stretch, closures: Sequence[Stretch]) -> list[Stretch]:
    left = [stretch]
    for closure in closures:
        left = [part for one in left for part in subtract_closure(one, closure)]
    return left


def _clock(plan: PlannedHours, stretch: Stretch) -> str:
    opens, closes = (at.astimezone(plan.zone) for at in (stretch.start, stretch.end))
    if opens.time() == closes.time() == MIDNIGHT:
        return "day and night"
    return f"{opens:%-I:%M %p} to {closes:%-I:%M %p}"
