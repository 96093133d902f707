"""Computes when a desk is open: its hours in its own zone, less closed days, early closings and closures.

Every answer is read off one `OpenStatus`, which is kept until it changes: webhooks ask the same thing all day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from prompts.files.models import Desk, WaitingLine
from prompts.rendering.open_status import ClosedBy, OpenStatus, Said
from routing.errors import NeverOpens
from routing.hours.closed_days import ClosedDate
from routing.hours.planned_hours import PlannedHours, Stretch, subtract_closure, utc

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
        if utc(self.starts) >= utc(self.ends):
            raise ValueError("a closure must end after it starts")


@dataclass(frozen=True)
class OpeningStretch:
    """An opening and the stretch in which it is true."""

    opening: OpenStatus
    during: Stretch
    closures: tuple[Closure, ...]
    """Those that were known when it was looked up."""


class Calendar:
    """The open and closed times of one desk, or of one of its lines. Safe to share between threads.

    Every `at` is an aware datetime in any zone (ValueError otherwise); answers carry the desk's zone.
    All of them may raise UnknownHoliday, UnknownRegion and NeverOpens.
    """

    def __init__(self, desk: Desk, closures: Iterable[Closure] = (), line: WaitingLine | None = None) -> None:
        self._desk = desk
        self._plan = PlannedHours(desk, line)
        self._zone = self._plan.zone
        self._closures = tuple(closures)
        self._kept: OpeningStretch | None = None
        with_hours = [] if line else [one for one in desk.lines if one.hours is not None]
        self._lines = {one.id: Calendar(desk, self._closures, one) for one in with_hours}

    def close_for(self, closures: Iterable[Closure]) -> None:
        """Put these closures into force, and no others."""
        self._closures = tuple(closures)
        for line in self._lines.values():
            line.close_for(self._closures)

    @property
    def closures(self) -> tuple[Closure, ...]:
        """Return the closures in force or to come, as far as this calendar knows them."""
        return self._closures

    @property
    def zone(self) -> ZoneInfo:
        return self._zone

    def of_line(self, line: str) -> Calendar:
        """Return the calendar of a line with separate hours; for any other line this one."""
        return self._lines.get(line, self)

    def is_open(self, at: datetime) -> bool:
        """Open from the opening minute up to, not including, the closing minute."""
        return self.opening(at).is_open

    def why_closed(self, at: datetime) -> ClosedBy | None:
        """Return why the desk is closed; None while open. A closed day counts from midnight to midnight, whatever the
        hours."""
        return self.opening(at).closed_by

    def next_opening(self, at: datetime) -> datetime:
        """Return the next time after `at` at which the desk opens, also while it is open. Raises NeverOpens if it is
        always open."""
        opens = self.opening(at).next_opening
        if opens is None:
            raise NeverOpens(self._desk.id)
        return opens

    def closes_at(self, at: datetime) -> datetime | None:
        """Return the end of the opening in which `at` lies; None while closed, and while open for longer than a
        week."""
        return self.opening(at).closes_at

    def day_ends(self, at: datetime) -> datetime:
        """Return the midnight at the desk that follows `at`."""
        return self._plan.whole_day(at.astimezone(self._zone).date()).end.astimezone(self._zone)

    def closed_days(self, year: int) -> tuple[ClosedDate, ...]:
        """Return the closed dates of a year as observed on days with hours, oldest first."""
        return self._plan.closed_days(year)

    def opening(self, at: datetime) -> OpenStatus:
        """Return the open status."""
        return self._stretch_at(at).opening

    def opening_until(self, at: datetime) -> datetime:
        """Return when `opening(at)` stops being true: the desk opens or closes, or a day begins there."""
        return self._stretch_at(at).during.end.astimezone(self._zone)

    def _stretch_at(self, at: datetime) -> OpeningStretch:
        # One attribute, read once and replaced whole: no lock is needed, the worst race works it out twice.
        # It says which closures it knew, so that one looked up while they changed is not kept.
        kept, closures = self._kept, self._closures
        if at.utcoffset() is None:
            raise ValueError("the calendar needs a datetime with a time zone")
        if kept is None or kept.closures is not closures or not kept.during.holds(at):
            kept = self._kept = self._look_up(at.astimezone(UTC), closures)
        return kept

    def _look_up(self, instant: datetime, closures: tuple[Closure, ...]) -> OpeningStretch:
        today = instant.astimezone(self._zone).date()
        out = [Stretch(utc(one.starts), utc(one.ends)) for one in closures]
        open_now = next((one for one in self._open_stretches(today, out) if one.holds(instant)), None)
        closed_by, closed = (None, None) if open_now else self._reason(today, instant)
        closes = open_now.end if open_now and not self._plan.reaches_beyond(today, open_now.end) else None
        never_closes = open_now is not None and closes is None
        is_told = closed_by is ClosedBy.CLOSURE or (closes and self._closes_ahead_of_plan(today, closes))
        said = _words_at(closes or instant, closures) if is_told else ()
        opening = OpenStatus(
            today=today,
            is_open=open_now is not None,
            next_opening=None if never_closes else self._next_start(closes or instant, today, out),
            closes_at=closes.astimezone(self._zone) if closes else None,
            opened_at=open_now.start.astimezone(self._zone) if open_now else None,
            closed_by=closed_by,
            closed_day=closed.id if closed else None,
            closed_day_name=closed.name if closed else None,
            closed_season=self._closed_season(today) if closed_by is ClosedBy.HOURS else None,
            closure_words=said,
            special_day=self._plan.special_on(today),
        )
        return OpeningStretch(opening, self._around(instant, today, out), closures)

    def _reason(self, today: date, instant: datetime) -> tuple[ClosedBy, ClosedDate | None]:
        closed = self._plan.closed_on(today)
        if closed:
            return ClosedBy.DAY, closed
        planned = any(one.holds(instant) for one in self._plan.stretches(today))
        return (ClosedBy.CLOSURE if planned else ClosedBy.HOURS), None

    def _closed_season(self, today: date) -> str | None:
        """Return the name of a season without hours, if that is what keeps the desk closed on a date."""
        season, special = self._desk.season_on(today), self._desk.single_date(today)
        return season.name if season and season.is_closed and not (special and special.hours) else None

    def _closes_ahead_of_plan(self, today: date, closes: datetime) -> bool:
        return all(one.end != closes for one in self._plan.stretches(today))

    def _next_start(self, after: datetime, today: date, closures: list[Stretch]) -> datetime:
        for day in _days_from(today):
            for stretch in self._open_stretches(day, closures):
                if stretch.start > after:
                    return stretch.start.astimezone(self._zone)
        raise NeverOpens(self._desk.id)

    def _around(self, instant: datetime, today: date, closures: list[Stretch]) -> Stretch:
        """Return the longest stretch of today around `instant` in which nothing changes."""
        day = self._plan.whole_day(today)
        changes = [day.start, day.end]
        for stretch in (*self._plan.stretches(today), *closures):
            changes += (stretch.start, stretch.end)
        return Stretch(
            max(change for change in changes if change <= instant),
            min(change for change in changes if change > instant),
        )

    def _open_stretches(self, day: date, closures: list[Stretch]) -> list[Stretch]:
        """Return when the desk is open on a date, in order: the plan, less the closures."""
        stretches = self._plan.stretches(day)
        for closure in closures:
            stretches = [left for stretch in stretches for left in subtract_closure(stretch, closure)]
        return stretches


def _words_at(instant: datetime, closures: tuple[Closure, ...]) -> Said:
    """Return the words of the first closure in force that has any."""
    return next((one.said for one in closures if one.said and utc(one.starts) <= instant < utc(one.ends)), ())


def _days_from(first: date) -> Iterator[date]:
    """Yield the day and as many days after it as are worth searching, as far as dates go."""
    return (first + timedelta(days=n) for n in range(min(SEARCH_DAYS, (date.max - first).days)))
