"""Heat maps and shares as rectangles and words, in the units of a picture; templates write them as SVG."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from console.column_chart import WIDTH, AxisMark, Column, ColumnChart, ColumnPart

CELL, ROW, NAMES = 36, 30, 48
"""A heat map's cell, its row, and the room for the weekdays."""
LEVELS = 5
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
BAR_ROW, BAR_NAMES = 34, 250


@dataclass(frozen=True)
class Cell:
    """An hour of a weekday. `level` is 0 for nothing and 5 for the most."""

    x: float
    y: float
    level: int
    number: float
    words: str


@dataclass(frozen=True)
class Heat:
    """Weekdays down, hours across."""

    cells: Sequence[Cell]
    weekdays: Sequence[AxisMark]
    hours: Sequence[AxisMark]
    width: int
    height: int
    size: int = CELL - 2
    tall: int = ROW - 2


def heat(numbers: Mapping[tuple[int, int], float]) -> Heat:
    """Return a heat map by weekday and hour, from the first to the last hour with anything in it."""
    hours = [hour for (_, hour), number in numbers.items() if number] or [8, 16]
    first, last, most = min(hours), max(hours), max([1.0, *numbers.values()])
    cells = [
        Cell(
            NAMES + CELL * (hour - first),
            24 + ROW * weekday,
            _level(number, most),
            number,
            f"{WEEKDAYS[weekday]} {hour}:00",
        )
        for weekday in range(7)
        for hour in range(first, last + 1)
        for number in (numbers.get((weekday, hour), 0.0),)
    ]
    return Heat(
        cells,
        [AxisMark(24 + ROW * (place + 0.65), name) for place, name in enumerate(WEEKDAYS)],
        [AxisMark(NAMES + CELL * (hour - first) + CELL / 2, f"{hour}") for hour in range(first, last + 1)],
        NAMES + CELL * (last - first + 1),
        24 + ROW * 7,
    )


def shares(given: Sequence[Column]) -> ColumnChart:
    """Return horizontal bars of the same length, divided by shares."""
    bars, names = [], []
    for place, one in enumerate(given):
        whole, done = sum(one.parts.values()), 0.0
        names.append(AxisMark(BAR_ROW * (place + 0.6), one.name))
        for kind, number in one.parts.items():
            if number:
                x, width = ((WIDTH - BAR_NAMES) * value / whole for value in (done, number))
                bars.append(
                    ColumnPart(
                        kind, round(BAR_NAMES + x, 1), BAR_ROW * place + 4, round(width, 1), BAR_ROW - 8
                    )
                )
            done += number
    return ColumnChart(bars, names, (), height=BAR_ROW * max(1, len(given)), left=BAR_NAMES - 12)


def _level(number: float, most: float) -> int:
    return 0 if number <= 0 else min(LEVELS, 1 + int(number / most * (LEVELS - 0.001)))
