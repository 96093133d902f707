"""When a desk is open: its hours in its own zone, less closed days, early closings and unplanned closures.

Every answer is read off one `Opening`, which is kept until it changes: webhooks ask the same thing all day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from prompts.models import MIDNIGHT, Desk, Span
from prompts.opening import ClosedBy, Opening, Said
from routing.closed_days import WEEKDAYS, ClosedDate, ClosedDays
from routing.errors import NeverOpens
from routing.local_time import first_instant, last_instant

DAY = timedelta(days=1)
INSTANT = timedelta(microseconds=1)
SEARCH_DAYS = 3 * 366


@dataclass(frozen=True)
class Closure:
    """An unplanned closing, aware datetimes; it ends by itself."""

    starts: datetime
    ends: datetime
    reason: str = ""
    said: Said = ()
    """Why, as callers hear it."""

    def __post_init__(self) -> None:
        if _utc(self.starts) >= _utc(self.ends):
            raise ValueError("a closure must end after it starts")


@dataclass(frozen=True)
class Stretch:
    """From one UTC instant up to, not including, another."""

    start: datetime
    end: datetime

    def holds(self, instant: datetime) -> bool:
        return self.start <= instant < self.end


@dataclass(frozen=True)
class Kept:
    """An opening and the stretch in which it is true."""

    opening: Opening
    during: Stretch
    closures: tuple[Closure, ...]
    """Those that were known when it was looked up."""


class Calendar:
    """The open and closed times of one desk. Safe to share between threads.

    Every `at` is an aware datetime in any zone (ValueError otherwise); answers carry the desk's zone.
    All of them may raise UnknownHoliday, UnknownRegion and NeverOpens.
    """

    def __init__(self, desk: Desk, closures: Iterable[Closure] = ()) -> None:
        self._desk = desk
        self._zone = ZoneInfo(desk.zone)
        self._closures = tuple(closures)
        self._closed_days = ClosedDays(desk)
        self._kept: Kept | None = None

    def close_for(self, closures: Iterable[Closure]) -> None:
        """From now on these unplanned closures hold, and no others."""
        self._closures = tuple(closures)

    def is_open(self, at: datetime) -> bool:
        """Open from the opening minute up to, not including, the closing minute."""
        return self.opening(at).is_open

    def why_closed(self, at: datetime) -> ClosedBy | None:
        """None while open; a listed day counts from midnight to midnight, whatever the hours."""
        return self.opening(at).closed_by

    def next_opening(self, at: datetime) -> datetime:
        """The next time after `at` that the door opens, also while it is open."""
        return self.opening(at).next_opening

    def closes_at(self, at: datetime) -> datetime | None:
        """The end of the opening that `at` lies in; None while closed."""
        return self.opening(at).closes_at

    def closed_days(self, year: int) -> tuple[ClosedDate, ...]:
        """The closed dates of a year as observed on days with hours, oldest first."""
        return self._closed_days.of(year)

    def opening(self, at: datetime) -> Opening:
        """The state of the door."""
        return self._kept_at(at).opening

    def opening_until(self, at: datetime) -> datetime:
        """When `opening(at)` stops being true: the door moves, or a day begins at the desk."""
        return self._kept_at(at).during.end.astimezone(self._zone)

    def _kept_at(self, at: datetime) -> Kept:
        # One attribute, read once and replaced whole: no lock is needed, the worst race works it out twice.
        # It says which closures it knew, so that one looked up while they changed is not kept.
        kept, closures = self._kept, self._closures
        if at.utcoffset() is None:
            raise ValueError("the calendar needs a datetime with a time zone")
        if kept is None or kept.closures is not closures or not kept.during.holds(at):
            kept = self._kept = self._look_up(at.astimezone(UTC), closures)
        return kept

    def _look_up(self, instant: datetime, closures: tuple[Closure, ...]) -> Kept:
        today = instant.astimezone(self._zone).date()
        out = [Stretch(_utc(one.starts), _utc(one.ends)) for one in closures]
        open_now = next((one for one in self._open_stretches(today, out) if one.holds(instant)), None)
        closed_by, closed = (None, None) if open_now else self._reason(today, instant)
        said = next(
            (one.said for one, during in zip(closures, out, strict=True) if during.holds(instant)), ()
        )
        opening = Opening(
            today=today,
            is_open=open_now is not None,
            next_opening=self._next_start(instant, today, out).astimezone(self._zone),
            closes_at=open_now.end.astimezone(self._zone) if open_now else None,
            closed_by=closed_by,
            closed_day=closed.id if closed else None,
            closed_day_name=closed.name if closed else None,
            closure_words=said if closed_by is ClosedBy.CLOSURE else (),
        )
        return Kept(opening, self._around(instant, today, out), closures)

    def _reason(self, today: date, instant: datetime) -> tuple[ClosedBy, ClosedDate | None]:
        closed = self._closed_days.on(today)
        if closed:
            return ClosedBy.DAY, closed
        planned = any(one.holds(instant) for one in self._planned_stretches(today))
        return (ClosedBy.CLOSURE if planned else ClosedBy.HOURS), None

    def _next_start(self, instant: datetime, today: date, closures: list[Stretch]) -> datetime:
        for day in _days_from(today):
            for stretch in self._open_stretches(day, closures):
                if stretch.start > instant:
                    return stretch.start
        raise NeverOpens(self._desk.id)

    def _around(self, instant: datetime, today: date, closures: list[Stretch]) -> Stretch:
        """The longest stretch of today around `instant` in which nothing changes."""
        day = self._whole_day(today)
        changes = [day.start, day.end]
        for stretch in (*self._planned_stretches(today), *closures):
            changes += (stretch.start, stretch.end)
        return Stretch(
            max(change for change in changes if change <= instant),
            min(change for change in changes if change > instant),
        )

    def _midnight(self, day: date) -> datetime:
        return first_instant(day, time.min, self._zone)

    def _open_stretches(self, day: date, closures: list[Stretch]) -> list[Stretch]:
        """When the door is open on a date, in order: what is planned, less the closures."""
        stretches = self._planned_stretches(day)
        for closure in closures:
            stretches = [left for stretch in stretches for left in _without(stretch, closure)]
        return stretches

    def _planned_stretches(self, day: date) -> list[Stretch]:
        """The hours of a date in order; a night's two sides of midnight are one stretch, seen from either date.

        A date that is open all day does not continue the one before it: a desk that never closes would never open.
        """
        whole, stretches = self._whole_day(day), self._hours(day)
        yesterday, tomorrow = self._date_of(whole.start - INSTANT), self._date_of(whole.end)
        evening = [] if stretches == [whole] else self._hours(yesterday)[-1:]
        morning = [one for one in self._hours(tomorrow)[:1] if self._date_of(one.end) == tomorrow]
        around = _joined([*evening, *stretches, *morning])
        return [one for one in around if one.start < whole.end and one.end > whole.start]

    def _hours(self, day: date) -> list[Stretch]:
        """The hours of a date, an early closing taken into account, in order and without overlaps."""
        if self._closed_days.on(day):
            return []
        spans = self._desk.hours.get(WEEKDAYS[day.weekday()], ())
        return _joined(
            [Stretch(first_instant(day, span.opens, self._zone), self._end(day, span)) for span in spans]
        )

    def _end(self, day: date, span: Span) -> datetime:
        early = [
            one.closes for one in self._desk.extra_closings if one.date == day and one.closes is not None
        ]
        ends = [last_instant(day, closes, self._zone) for closes in early]
        if span.closes == MIDNIGHT:
            return min([self._midnight(day + DAY), *ends])
        return min([last_instant(day, span.closes, self._zone), *ends])

    def _whole_day(self, day: date) -> Stretch:
        return Stretch(self._midnight(day), self._midnight(day + DAY))

    def _date_of(self, instant: datetime) -> date:
        """The desk's date: not always the next in the calendar, a zone may leave one out."""
        return instant.astimezone(self._zone).date()


def _days_from(first: date) -> Iterator[date]:
    """The day itself and as many after it as are worth searching, as far as dates go."""
    return (first + timedelta(days=n) for n in range(min(SEARCH_DAYS, (date.max - first).days)))


def _joined(stretches: list[Stretch]) -> list[Stretch]:
    """In order; those that touch or overlap are one, so that a closing is one the caller would meet."""
    joined: list[Stretch] = []
    for stretch in sorted((one for one in stretches if one.start < one.end), key=lambda one: one.start):
        if joined and stretch.start <= joined[-1].end:
            last = joined.pop()
            stretch = Stretch(last.start, max(last.end, stretch.end))
        joined.append(stretch)
    return joined


def _without(stretch: Stretch, closure: Stretch) -> list[Stretch]:
    parts = (
        Stretch(stretch.start, min(stretch.end, closure.start)),
        Stretch(max(stretch.start, closure.end), stretch.end),
    )
    return [part for part in parts if part.start < part.end]


def _utc(at: datetime) -> datetime:
    if at.utcoffset() is None:
        raise ValueError("a closure needs datetimes with a time zone")
    return at.astimezone(UTC)
