"""A call log, one row for each call, as the profile of a usual week: calls of each weekday by the half hour.

Times are taken as they stand, so a log must be in the desk's own time. A weekday's calls are divided by how often that
weekday occurs between the first and the last day of the log.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from prompts.files.typed_hours import read_clock
from routing.staffing.demand import DayProfile
from routing.staffing.tables import Line

SLOT = 1800.0
"""Seconds."""
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MOMENTS = (
    "start",
    "started",
    "call start",
    "timestamp",
    "datetime",
    "date/time",
    "date time",
    "date",
    "day",
    "when",
)
TIMES = ("time", "call time", "time of day", "hour", "start time")
_YEAR_FIRST = re.compile(r"(?P<y>\d{4})[-/.](?P<a>\d{1,2})[-/.](?P<b>\d{1,2})")
_YEAR_LAST = re.compile(r"(?P<a>\d{1,2})(?P<sign>[-/.])(?P<b>\d{1,2})[-/.](?P<y>\d{4}|\d{2})")
_BETWEEN = re.compile(r"[T,\s]+")
_SECONDS = re.compile(r"(?<=\d:\d\d):\d\d(?:\.\d+)?")
_OFFSET = re.compile(r"(?<=\d)\s*(?:Z|UTC|[+-]\d{2}:?\d{2})$", re.IGNORECASE)


@dataclass(frozen=True)
class LogColumns:
    """Where a log has the moment of a call; both are the same where one cell holds date and time."""

    date: int
    time: int


def find_columns(head: Sequence[str], first: Sequence[str]) -> LogColumns | None:
    """Return the columns of a log by their names, or by what stands in its first row; None for another table."""
    names = [cell.strip().lower() for cell in head]
    dated = [place for place, cell in enumerate(first) if _begins_with_date(cell)]
    if not dated:
        return None
    named = [names.index(name) for name in MOMENTS if name in names]
    day = next((place for place in named if place in dated), dated[0])
    if _BETWEEN.search(first[day].strip()):
        return LogColumns(day, day)
    times = [names.index(name) for name in TIMES if name in names]
    other = [place for place in range(day + 1, len(first)) if ":" in first[place]]
    return LogColumns(day, (times or other or [day])[0])


def week_of_log(head: Sequence[str], body: Sequence[Line], columns: LogColumns) -> list[DayProfile]:
    """Return the usual days of a log. Raises ValueError with the line and the column of what can't be read."""
    is_day_first = any(_is_day_first(cells[columns.date]) for _, cells in body)
    moments = [_moment(head, line, columns, is_day_first) for line in body]
    days = Counter(moment.weekday() for moment in _every_day(moments))
    slots = Counter((moment.weekday(), int((moment.hour * 60 + moment.minute) // 30)) for moment in moments)
    first, last = min(slot for _, slot in slots), max(slot for _, slot in slots)
    if first == last:
        last = first + 1 if first < 47 else first
        first = last - 1
    return [
        DayProfile(
            WEEKDAYS[weekday],
            SLOT,
            [slots[weekday, slot] / days[weekday] for slot in range(first, last + 1)],
            first * SLOT,
        )
        for weekday in sorted({weekday for weekday, _ in slots})
    ]


def _every_day(moments: Sequence[datetime]) -> Iterator[date]:
    day, last = min(moments).date(), max(moments).date()
    while day <= last:
        yield day
        day += timedelta(days=1)


def _begins_with_date(cell: str) -> bool:
    return bool(_YEAR_FIRST.match(cell.strip()) or _YEAR_LAST.match(cell.strip()))


def _is_day_first(cell: str) -> bool:
    """Only a day can be above 12; with points the day always comes first."""
    found = _YEAR_LAST.match(cell.strip())
    return bool(found and (int(found["a"]) > 12 or found["sign"] == "."))


def _moment(head: Sequence[str], line: Line, columns: LogColumns, is_day_first: bool) -> datetime:
    number, cells = line
    try:
        day, rest = _date(cells[columns.date].strip(), is_day_first)
    except ValueError:
        raise ValueError(
            _in_words(head, number, columns.date, cells, "is no date, such as 2026-11-30")
        ) from None
    typed = rest if columns.time == columns.date else cells[columns.time].strip()
    try:
        return datetime.combine(day, read_clock(_SECONDS.sub("", _OFFSET.sub("", typed))))
    except ValueError:
        raise ValueError(
            _in_words(head, number, columns.time, cells, "has no time of day, such as 8:15")
        ) from None


def _date(text: str, is_day_first: bool) -> tuple[date, str]:
    """The date at the beginning of a cell, and what follows."""
    found = _YEAR_FIRST.match(text)
    if found:
        day = date(int(found["y"]), int(found["a"]), int(found["b"]))
    else:
        found = _YEAR_LAST.match(text)
        if not found:
            raise ValueError(text)
        month, dom = (found["b"], found["a"]) if is_day_first else (found["a"], found["b"])
        day = date(int(found["y"]) + (2000 if len(found["y"]) == 2 else 0), int(month), int(dom))
    return day, _BETWEEN.sub(" ", text[found.end() :]).strip()


def _in_words(head: Sequence[str], number: int, column: int, cells: Sequence[str], why: str) -> str:
    return f"line {number}, column {head[column] or column + 1!r}: {cells[column][:30]!r} {why}"
