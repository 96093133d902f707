"""Profiles: files that say how many calls to expect, by hour or slot of the days of a week. What is wrong has its line.

A row a day with a column an hour (`dow,8,9,…`), or a row a slot with a column a day (`slot,Monday,…`). How spreadsheets
save tables is known to `routing.staffing.tables`; totals are no days.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from pathlib import Path

from prompts.files.typed_hours import read_clock
from routing.staffing.call_log import find_columns, week_of_log
from routing.staffing.demand import DAY_LONG, HOUR, DayProfile
from routing.staffing.tables import Line, decode_table, is_total, read_lines, read_number

MOST_CALLS = 1_000_000
"""In one cell: more is a slip of the hand."""
LARGEST_LOG = 4 * 1024 * 1024
"""Characters of a call log: some 50,000 calls."""
LARGEST = 64 * 1024
"""Characters of a profile: a week by the minute has half as many."""


def read_profile(path: Path) -> list[DayProfile]:
    """Return the days of a file. Raises ValueError with the file and what is wrong, OSError."""
    try:
        return parse_profile(decode_table(path.read_bytes()))
    except ValueError as error:
        raise ValueError(f"{path}: not a profile ({error})") from error


def parse_profile(text: str) -> list[DayProfile]:
    """Return the days of a profile. Raises ValueError with the number of the line and what is wrong there."""
    if len(text) > LARGEST_LOG:
        raise ValueError(f"a call log has at most {LARGEST_LOG // 1024} thousand characters")
    try:
        separator, found = read_lines(text)
    except csv.Error as error:
        raise ValueError(f"it can't be read as a table: {error}") from error
    if len(found) < 2:
        raise ValueError("there must be a head and at least one row below it")
    (number, head), *body = _without_totals(found)
    if not body:
        raise ValueError("there must be a head and at least one row below it")
    columns = None if head[0].lower() in ("dow", "slot") else find_columns(head, body[0][1])
    if columns is None and len(text) > LARGEST:
        raise ValueError(f"a profile has at most {LARGEST // 1024} thousand characters")
    for at, row in body:
        if len(row) != len(head):
            raise ValueError(f"line {at} has {len(row)} cells, and the head has {len(head)}")
    if columns is not None:
        return week_of_log(head, body, columns)
    by = _by_day if head[0].lower() == "dow" else _by_slot
    days = by(number, head, body, separator)
    names = [day.name for day in days]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise ValueError(f"{twice} is there twice")
    for day in days:
        if not sum(day.calls):
            raise ValueError(f"{day.name} is a day without any call; leave it out")
    return days


def _without_totals(lines: Sequence[Line]) -> list[Line]:
    """Return the head and the rows below it, without rows and columns that sum up the others."""
    head = lines[0][1]
    columns = [number for number, name in enumerate(head) if not number or not is_total(name)]
    return [
        (at, [cell for number, cell in enumerate(cells) if number in columns or number >= len(head)])
        for at, cells in lines
        if not is_total(cells[0])
    ]


def _by_day(number: int, head: Sequence[str], body: Sequence[Line], separator: str) -> list[DayProfile]:
    begins = _hours(number, head[1:])
    return [
        DayProfile(_name(at, name), HOUR, [_calls(at, cell, separator) for cell in cells], begins)
        for at, (name, *cells) in body
    ]


def _by_slot(number: int, head: Sequence[str], body: Sequence[Line], separator: str) -> list[DayProfile]:
    if head[0].lower() != "slot":
        raise ValueError(
            f"line {number} begins with neither dow nor slot, and line {body[0][0]} has no date, as a call log would"
        )
    if len(body) < 2 or len(head) < 2:
        raise ValueError("there must be two slots at least, and a day")
    starts = [_clock(at, row[0]) for at, row in body]
    interval = starts[1] - starts[0]
    for (at, _), start, place in zip(body, starts, range(len(starts)), strict=True):
        if interval <= 0 or start != starts[0] + place * interval:
            raise ValueError(f"line {at}: slots must follow each other evenly")
    if starts[-1] + interval > DAY_LONG:
        raise ValueError("the last slot ends after midnight")
    return [
        DayProfile(
            _name(number, name), interval, [_calls(at, row[column], separator) for at, row in body], starts[0]
        )
        for column, name in enumerate(head)
        if column
    ]


def _hours(number: int, cells: Sequence[str]) -> float:
    """Return when the first of these hours begins, in seconds of the day. Raises ValueError unless they follow each
    other."""
    hours = [_hour(cell) for cell in cells]
    if not hours or hours[0] < 0 or hours != list(range(hours[0], hours[0] + len(hours))) or hours[-1] > 23:
        raise ValueError(f"line {number}: the hours of the head must follow each other, such as 8,9,10")
    return hours[0] * HOUR


def _hour(cell: str) -> int:
    """Return the hour that a cell of the head names, as `8`, `8:00`, `8 AM` or `08:00:00`; -1 for anything else."""
    try:
        at = read_clock(cell)
    except ValueError:
        return -1
    return -1 if at.minute else at.hour


def _name(number: int, cell: str) -> str:
    if not cell:
        raise ValueError(f"line {number}: a day without a name")
    return cell


def _calls(number: int, cell: str, separator: str) -> float:
    try:
        calls = read_number(cell, separator)
    except ValueError:
        raise ValueError(f"line {number}: {cell[:20]!r} is not a number of calls") from None
    if not 0 <= calls <= MOST_CALLS or math.isnan(calls):
        raise ValueError(f"line {number}: calls must be 0 or more, {MOST_CALLS:,} at most")
    return calls


def _clock(number: int, cell: str) -> float:
    try:
        at = read_clock(cell)
    except ValueError:
        raise ValueError(f"line {number}: {cell[:20]!r} is not a time such as 08:30") from None
    return at.hour * HOUR + at.minute * 60
