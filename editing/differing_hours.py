"""Hours and closed days that differ, as one would say them: “On December 24 we close at 12, not at 17:00”.

What changes for every such weekday is told once; then each date of the year ahead that departs from its weekday.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from editing.differing import Difference, Kind
from prompts.models import MIDNIGHT, Desk, Span
from routing.calendar import Calendar
from routing.closed_days import WEEKDAYS
from routing.errors import CalendarError
from routing.local_time import first_instant

AHEAD = 366
"""Days that are looked at: the same day next year is the last one that can differ by itself."""
DAY = timedelta(days=1)
HOURS = "Hours"
CLOSED = "closed"


@dataclass(frozen=True)
class DayHours:
    """A date at the desk: when it is open, and the name of a listed day on which it isn't."""

    day: date
    hours: str
    named: str = ""

    @property
    def told(self) -> str:
        return f"{self.hours} ({self.named})" if self.named else self.hours


def different_hours(before: Desk, after: Desk, today: date) -> Iterator[Difference]:
    """First weekdays, then dates; nothing if what decides about them is the same."""
    if _decides(before) == _decides(after):
        return
    changed = [day for day in WEEKDAYS if _usual(before, day) != _usual(after, day)]
    for day in changed:
        was, now = _usual(before, day), _usual(after, day)
        told = f"Every {day.capitalize()}: {now}, not {was}."
        yield Difference(Kind.HOURS, HOURS, told, f"every {day.capitalize()}", "", was, now)
    yield from _dates(before, after, today)


def _decides(desk: Desk) -> dict[str, object]:
    fields = desk.model_dump()
    spoken = {
        "id",
        "name",
        "number",
        "fax",
        "email",
        "postal_address",
        "names",
        "languages",
        "lines",
        "switches",
    }
    return {name: value for name, value in fields.items() if name not in spoken}


def _usual(desk: Desk, day: str) -> str:
    return _spans(next((spans for each, spans in desk.hours.items() if each == day), ()))


def _spans(spans: tuple[Span, ...]) -> str:
    ends = [(span.opens, span.closes) for span in sorted(spans, key=lambda one: one.opens)]
    return " and ".join(_span(*one) for one in ends) or CLOSED


def _span(opens: time, closes: time) -> str:
    return f"{opens:%H:%M}–{'24:00' if closes == MIDNIGHT else f'{closes:%H:%M}'}"


def _dates(before: Desk, after: Desk, today: date) -> Iterator[Difference]:
    try:
        sides = [days_of(desk, today, AHEAD) for desk in (before, after)]
    except CalendarError as error:
        yield Difference(Kind.HOURS, HOURS, f"The year can't be compared: {error}")
        return
    pairs = [(one, other) for one, other in zip(*sides, strict=True) if _matters(one, other)]
    for (is_different, _, _), run in groupby(pairs, key=lambda pair: _change(before, after, *pair)):
        if is_different:
            yield _difference(list(run))


def _matters(one: DayHours, other: DayHours) -> bool:
    """A day on which neither side is open does not part two that belong together, unless its name is new."""
    return one.hours != CLOSED or other.hours != CLOSED or one.named != other.named


def _change(before: Desk, after: Desk, one: DayHours, other: DayHours) -> tuple[bool, str, str]:
    usual = (_usual(before, WEEKDAYS[one.day.weekday()]), _usual(after, WEEKDAYS[one.day.weekday()]))
    as_every_week = (one.told, other.told) == usual
    return one.told != other.told and not as_every_week, one.told, other.told


def _difference(run: list[tuple[DayHours, DayHours]]) -> Difference:
    (one, other), last = run[0], run[-1][0].day
    when = f"{one.day:%A, %B} {one.day.day}, {one.day.year}"
    told = f"On {when}: {other.told}, not {one.told}."
    if last != one.day:
        when = f"{one.day:%B} {one.day.day}, {one.day.year} to {last:%B} {last.day}, {last.year}"
        told = f"From {when}: {other.told}, not {one.told}."
    return Difference(Kind.HOURS, HOURS, told, when, "", one.told, other.told)


def days_of(desk: Desk, first: date, count: int) -> list[DayHours]:
    """The hours of so many dates from the first on, as the calendar that answers calls knows them."""
    calendar, zone = Calendar(desk), ZoneInfo(desk.zone)
    return [_day(calendar, zone, first + DAY * number) for number in range(count)]


def _day(calendar: Calendar, zone: ZoneInfo, day: date) -> DayHours:
    named = next((one.name for one in calendar.closed_days(day.year) if one.date == day), "")
    spans = [] if named else list(_open(calendar, zone, day))
    return DayHours(day, " and ".join(_span(*one) for one in spans) or CLOSED, named)


def _open(calendar: Calendar, zone: ZoneInfo, day: date) -> Iterator[tuple[time, time]]:
    """The stretches of a date in which the door is open, in its own time."""
    at = first_instant(day, time.min, zone)
    end = first_instant(day + DAY, time.min, zone)
    while at < end:
        until: datetime = min(calendar.opening_until(at).astimezone(UTC), end)
        if calendar.is_open(at):
            yield at.astimezone(zone).time(), until.astimezone(zone).time()
        at = until
