"""Differences of hours and closed days, as a person would say them: “On December 24 we close at 12, not at 5.”

What changes for every such weekday is told once; then each date of the year ahead that departs from its weekday.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import groupby

from editing.diff.differing import ContentDifference, DifferenceKind
from prompts.files.models import MIDNIGHT, WEEKDAYS, Desk, OpenSpan, WaitingLine
from routing.errors import CalendarError
from routing.hours.planned_hours import PlannedHours

AHEAD = 366
"""Days that are looked at: the same day next year is the last one that can differ by itself."""
DAY = timedelta(days=1)
HOURS = "Hours"
CLOSED = "closed"
_SPOKEN = {
    "id",
    "name",
    "number",
    "fax",
    "email",
    "postal_address",
    "names",
    "languages",
    "switches",
    "outcomes",
}
"""What decides about no hours. Whatever is not listed here is looked at."""


@dataclass(frozen=True)
class HoursPlan:
    """The hours of a desk, or of one of its lines."""

    desk: Desk
    line: WaitingLine | None = None

    def usual(self, day: str) -> str:
        """Return the hours of a weekday outside seasons, in words."""
        hours = self.line.hours if self.line and self.line.hours is not None else self.desk.hours
        return _spans(next((spans for each, spans in hours.items() if each == day), ()))


@dataclass(frozen=True)
class DayHours:
    """A date at the desk: when it is open, and the name of a listed day on which it isn't."""

    day: date
    hours: str
    named: str = ""

    @property
    def told(self) -> str:
        return f"{self.hours} ({self.named})" if self.named else self.hours


def different_hours(before: Desk, after: Desk, today: date) -> Iterator[ContentDifference]:
    """Yield differences of weekdays, then of dates, for the desk and for lines with their own hours."""
    if before.model_dump(exclude=_SPOKEN) == after.model_dump(exclude=_SPOKEN):
        return
    yield from _different(HOURS, HoursPlan(before), HoursPlan(after), today)
    lines = {line.id: line for line in before.lines}
    for line in after.lines:
        was = lines.get(line.id)
        if was and was.hours != line.hours:
            name = f"{HOURS} of the line “{line.id}”"
            yield from _different(name, HoursPlan(before, was), HoursPlan(after, line), today)


def _different(named: str, before: HoursPlan, after: HoursPlan, today: date) -> Iterator[ContentDifference]:
    told_of = "" if named == HOURS else f"{named}. "
    for day in WEEKDAYS:
        was, now = before.usual(day), after.usual(day)
        if was != now:
            told = f"{told_of}Every {day.capitalize()}: {now}, not {was}."
            yield ContentDifference(
                DifferenceKind.HOURS, named, told, f"every {day.capitalize()}", "", was, now
            )
    try:
        sides = [days_of(plan, today, AHEAD) for plan in (before, after)]
    except CalendarError as error:
        yield ContentDifference(DifferenceKind.HOURS, named, f"{told_of}The year can't be compared: {error}.")
        return
    pairs = [(one, other) for one, other in zip(*sides, strict=True) if _matters(one, other)]
    for (is_different, _, _), run in groupby(pairs, key=lambda pair: _change(before, after, *pair)):
        if is_different:
            yield _difference(named, told_of, list(run))


def _spans(spans: tuple[OpenSpan, ...]) -> str:
    ends = [(span.opens, span.closes) for span in sorted(spans, key=lambda one: one.opens)]
    return " and ".join(_span(*one) for one in ends) or CLOSED


def _span(opens: time, closes: time) -> str:
    return f"{opens:%H:%M}–{'24:00' if closes == MIDNIGHT else f'{closes:%H:%M}'}"


def _matters(one: DayHours, other: DayHours) -> bool:
    """Return whether a day matters; one on which neither side is open separates no others, unless its name is new."""
    return one.hours != CLOSED or other.hours != CLOSED or one.named != other.named


def _change(before: HoursPlan, after: HoursPlan, one: DayHours, other: DayHours) -> tuple[bool, str, str]:
    weekday = WEEKDAYS[one.day.weekday()]
    as_every_week = (one.told, other.told) == (before.usual(weekday), after.usual(weekday))
    return one.told != other.told and not as_every_week, one.told, other.told


def _difference(named: str, told_of: str, run: list[tuple[DayHours, DayHours]]) -> ContentDifference:
    (one, other), last = run[0], run[-1][0].day
    when, on = f"{one.day:%A, %B} {one.day.day}, {one.day.year}", "On"
    if last != one.day:
        on, when = "From", f"{one.day:%B} {one.day.day}, {one.day.year} to {last:%B} {last.day}, {last.year}"
    told = f"{told_of}{on} {when}: {other.told}, not {one.told}."
    return ContentDifference(DifferenceKind.HOURS, named, told, when, "", one.told, other.told)


def days_of(plan: HoursPlan, first: date, count: int) -> list[DayHours]:
    """Return the planned hours of so many dates from the first on. Raises CalendarError."""
    planned = PlannedHours(plan.desk, plan.line)
    return [_day(planned, first + DAY * number) for number in range(count)]


def _day(planned: PlannedHours, day: date) -> DayHours:
    closed = planned.closed_on(day)
    if closed:
        return DayHours(day, CLOSED, closed.name)
    return DayHours(day, " and ".join(_within(planned, day)) or CLOSED, planned.special_on(day) or "")


def _within(planned: PlannedHours, day: date) -> Iterator[str]:
    """Yield the spans of a date, cut off at its two midnights."""
    whole = planned.whole_day(day)
    for stretch in planned.stretches(day):
        start, end = max(stretch.start, whole.start), min(stretch.end, whole.end)
        yield _span(*(at.astimezone(planned.zone).time() for at in (start, end)))
