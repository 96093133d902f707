"""The planned hours of a desk or a line: the week, seasons, single dates, closed days. Knows no closures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from prompts.files.models import MIDNIGHT, WEEKDAYS, Desk, OpenSpan, WaitingLine
from routing.hours.closed_days import ClosedDate, ClosedDays
from routing.hours.local_time import first_instant, last_instant

DAY = timedelta(days=1)
INSTANT = timedelta(microseconds=1)
FARTHEST = 6
"""Dates that one opening is followed into the past and the future; a desk that opens for longer is always open."""


@dataclass(frozen=True)
class Stretch:
    """The time from one UTC instant up to another, which it excludes."""

    start: datetime
    end: datetime

    def holds(self, instant: datetime) -> bool:
        return self.start <= instant < self.end


class PlannedHours:
    """The plan of one desk, narrowed to the hours of `line` where that has its own."""

    def __init__(self, desk: Desk, line: WaitingLine | None = None) -> None:
        self._desk = desk
        self._line_hours = line.hours if line else None
        self.zone = ZoneInfo(desk.zone)
        self._closed_days = ClosedDays(desk)

    def closed_days(self, year: int) -> tuple[ClosedDate, ...]:
        """Return the closed dates of a year as observed on days with hours, oldest first."""
        return self._closed_days.of(year)

    def closed_on(self, day: date) -> ClosedDate | None:
        """Return the listed or single day for which the desk is closed on a date; a date's own hours take
        precedence."""
        special = self._desk.single_date(day)
        return None if special and special.hours else self._closed_days.on(day)

    def special_on(self, day: date) -> str | None:
        """Return the English name of a date with its own hours or an early closing; None for other dates."""
        special = self._desk.single_date(day)
        return special.name if special and not special.is_closed and not self.closed_on(day) else None

    def whole_day(self, day: date) -> Stretch:
        return Stretch(self._midnight(day), self._midnight(day + DAY))

    def stretches(self, day: date) -> list[Stretch]:
        """Return the hours of a date in order; an opening that passes midnight is one stretch, seen from each of its
        dates.

        It is followed for `FARTHEST` dates to either side, so that the stretches of a desk that never closes end too.
        """
        whole = self.whole_day(day)
        around = merge_stretches([*self._before(whole), *self._hours(day), *self._after(whole)])
        return [one for one in around if one.start < whole.end and one.end > whole.start]

    def reaches_beyond(self, day: date, end: datetime) -> bool:
        """Return whether an opening seen from a date ends later than the plan is followed."""
        return (self._date_of(end) - day).days > FARTHEST

    def _before(self, whole: Stretch) -> list[Stretch]:
        """Return the hours that run into the midnight at which a day begins."""
        earlier: list[Stretch] = []
        start = whole.start
        while len(earlier) < FARTHEST:
            day = self._date_of(start - INSTANT)
            evening = self._hours(day)[-1:]
            if not evening or evening[0].end < start:
                break
            earlier += evening
            start = evening[0].start
            if start > self._midnight(day):
                break
        return earlier

    def _after(self, whole: Stretch) -> list[Stretch]:
        """Return the hours that continue after the midnight at which a day ends."""
        later: list[Stretch] = []
        end = whole.end
        while len(later) < FARTHEST:
            day = self._date_of(end)
            morning = self._hours(day)[:1]
            if not morning or morning[0].start > end:
                break
            later += morning
            end = morning[0].end
            if self._date_of(end) == day:
                break
        return later

    def _hours(self, day: date) -> list[Stretch]:
        """Return the hours of a date, with an early closing taken into account, in order and without overlaps."""
        if self.closed_on(day):
            return []
        stretches = merge_stretches([self._stretch(day, span) for span in self._desk.spans_on(day)])
        if self._line_hours is None:
            return stretches
        line = merge_stretches(
            [self._stretch(day, span) for span in self._line_hours.get(WEEKDAYS[day.weekday()], ())]
        )
        return [both for one in stretches for other in line for both in _common(one, other)]

    def _stretch(self, day: date, span: OpenSpan) -> Stretch:
        return Stretch(first_instant(day, span.opens, self.zone), self._end(day, span))

    def _end(self, day: date, span: OpenSpan) -> datetime:
        special = self._desk.single_date(day)
        early = [last_instant(day, special.closes, self.zone)] if special and special.closes else []
        if span.closes == MIDNIGHT:
            return min([self._midnight(day + DAY), *early])
        return min([last_instant(day, span.closes, self.zone), *early])

    def _midnight(self, day: date) -> datetime:
        return first_instant(day, time.min, self.zone)

    def _date_of(self, instant: datetime) -> date:
        """Return the desk's date, which is not always the next in the calendar, as a zone may leave one out."""
        return instant.astimezone(self.zone).date()


def merge_stretches(stretches: list[Stretch]) -> list[Stretch]:
    """Return the stretches in order, with touching or overlapping ones joined, so that each closing is one that
    callers meet."""
    together: list[Stretch] = []
    for stretch in sorted((one for one in stretches if one.start < one.end), key=lambda one: one.start):
        if together and stretch.start <= together[-1].end:
            last = together.pop()
            stretch = Stretch(last.start, max(last.end, stretch.end))
        together.append(stretch)
    return together


def subtract_closure(stretch: Stretch, closure: Stretch) -> list[Stretch]:
    """Return what a closure leaves of a stretch."""
    parts = (
        Stretch(stretch.start, min(stretch.end, closure.start)),
        Stretch(max(stretch.start, closure.end), stretch.end),
    )
    return [part for part in parts if part.start < part.end]


def utc(at: datetime) -> datetime:
    """Return the same instant in UTC. Raises ValueError without a zone."""
    if at.utcoffset() is None:
        raise ValueError("a closure needs datetimes with a time zone")
    return at.astimezone(UTC)


def _common(one: Stretch, other: Stretch) -> list[Stretch]:
    start, end = max(one.start, other.start), min(one.end, other.end)
    return [Stretch(start, end)] if start < end else []
