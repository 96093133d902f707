"""Profiles: files that say how many calls to expect, by hour or slot of the days of a week. What is wrong has its line.

A row a day with a column an hour (`dow,8,9,…`), or a row a slot with a column a day (`slot,Monday,…`).
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from routing.demand import DAY_LONG, HOUR, Day

MOST_CALLS = 1_000_000
"""In one cell: more is a slip of the hand."""
LARGEST = 64 * 1024
"""Characters of a profile: a week by the minute has half as many."""
CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
Line = tuple[int, Sequence[str]]
"""A row with its number in the file."""


def read_profile(path: Path) -> list[Day]:
    """The days of a file. Raises ValueError with the file and what is wrong, OSError."""
    try:
        return parse_profile(path.read_text("utf-8-sig"))
    except ValueError as error:
        raise ValueError(f"{path}: not a profile ({error})") from error


def parse_profile(text: str) -> list[Day]:
    """The days of a profile. Raises ValueError with the number of the line and what is wrong there."""
    if len(text) > LARGEST:
        raise ValueError(f"a profile has at most {LARGEST // 1024} thousand characters")
    try:
        found = list(_lines(text))
    except csv.Error as error:
        raise ValueError(f"it can't be read as a table: {error}") from error
    if len(found) < 2:
        raise ValueError("there must be a head and at least one row below it")
    (number, head), *body = found
    for at, row in body:
        if len(row) != len(head):
            raise ValueError(f"line {at} has {len(row)} cells, and the head has {len(head)}")
    days = _by_day(number, head, body) if head[0].lower() == "dow" else _by_slot(number, head, body)
    names = [day.name for day in days]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise ValueError(f"{twice} is there twice")
    for day in days:
        if not sum(day.calls):
            raise ValueError(f"{day.name} is a day without any call; leave it out")
    return days


def _lines(text: str) -> Iterator[Line]:
    reader = csv.reader(text.splitlines())
    for row in reader:
        cells = [cell.strip() for cell in row]
        if any(cells):
            yield reader.line_num, cells


def _by_day(number: int, head: Sequence[str], body: Sequence[Line]) -> list[Day]:
    begins = _hours(number, head[1:])
    return [
        Day(_name(at, name), HOUR, [_calls(at, cell) for cell in cells], begins)
        for at, (name, *cells) in body
    ]


def _by_slot(number: int, head: Sequence[str], body: Sequence[Line]) -> list[Day]:
    if head[0].lower() != "slot":
        raise ValueError(f"line {number} begins with neither dow nor slot")
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
        Day(_name(number, name), interval, [_calls(at, row[column]) for at, row in body], starts[0])
        for column, name in enumerate(head)
        if column
    ]


def _hours(number: int, cells: Sequence[str]) -> float:
    """When the first of these hours begins, in seconds of the day."""
    hours = [int(cell) if cell.isascii() and cell.isdecimal() and len(cell) <= 2 else -1 for cell in cells]
    if not hours or hours[0] < 0 or hours != list(range(hours[0], hours[0] + len(hours))) or hours[-1] > 23:
        raise ValueError(f"line {number}: the hours of the head must follow each other, such as 8,9,10")
    return hours[0] * HOUR


def _name(number: int, cell: str) -> str:
    if not cell:
        raise ValueError(f"line {number}: a day without a name")
    return cell


def _calls(number: int, cell: str) -> float:
    try:
        calls = float(cell)
    except ValueError:
        raise ValueError(f"line {number}: {cell[:20]!r} is not a number of calls") from None
    if not 0 <= calls <= MOST_CALLS or math.isnan(calls):
        raise ValueError(f"line {number}: calls must be 0 or more, {MOST_CALLS:,} at most")
    return calls


def _clock(number: int, cell: str) -> float:
    found = CLOCK.fullmatch(cell)
    if not found:
        raise ValueError(f"line {number}: {cell[:20]!r} is not a time such as 08:30")
    return int(found[1]) * HOUR + int(found[2]) * 60
