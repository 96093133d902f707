"""Column charts as rectangles, a line and words, in the units of a picture, which `_columns.html` writes as SVG."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 960, 260
LEFT, RIGHT, TOP, BOTTOM = 44, 10, 12, 30
"""Room for the axes."""
GAP = 0.2
"""Share of a column's width that stays empty."""
NAME_WIDTH = 80
"""Room for a name under a chart; more of them would run into each other."""
Scale = Callable[[float], float]


@dataclass(frozen=True)
class Column:
    """A column: its name, numbers by kind from the bottom up, and the height of the line over it."""

    name: str
    parts: Mapping[str, float]
    line: float = 0


@dataclass(frozen=True)
class ColumnPart:
    """A part of a column, by its kind."""

    kind: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class AxisMark:
    """Words at an axis, and where."""

    at: float
    words: str


@dataclass(frozen=True)
class ColumnChart:
    """Stacked columns with two axes, everything in the picture's units."""

    bars: Sequence[ColumnPart]
    names: Sequence[AxisMark]
    numbers: Sequence[AxisMark]
    line: str = ""
    """The points of a line across the columns, in steps; empty if there is none."""
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    base: int = HEIGHT - BOTTOM

    @property
    def right(self) -> int:
        """Return where the axis ends."""
        return self.width - RIGHT


def draw_columns(given: Sequence[Column], width: int = WIDTH) -> ColumnChart:
    """Return a column for each item, as tall as its numbers together; of many names only some are written.

    The narrower the picture, the larger are its words where it stands.
    """
    top = round_up(max([4.0, *(max(sum(one.parts.values()), one.line) for one in given)]))
    step, tall = (width - LEFT - RIGHT) / max(1, len(given)), HEIGHT - TOP - BOTTOM

    def y(number: float) -> float:
        return round(TOP + tall * (1 - number / top), 1)

    bars: list[ColumnPart] = []
    names, points = [], []
    for place, one in enumerate(given):
        x = LEFT + step * place
        bars += _column(one, x + step * GAP / 2, step * (1 - GAP), y)
        points += [f"{edge:.1f},{y(one.line)}" for edge in (x, x + step)]
        if one.name:
            names.append(AxisMark(round(x + step / 2, 1), one.name))
    every = -(-len(names) // (width // NAME_WIDTH)) or 1
    numbers = [AxisMark(y(top * part), f"{top * part:g}") for part in (0, 0.5, 1)]
    line = " ".join(points) if any(one.line for one in given) else ""
    return ColumnChart(bars, names[::every], numbers, line, width)


def _column(one: Column, x: float, width: float, y: Scale) -> Iterator[ColumnPart]:
    below = 0.0
    for kind, number in one.parts.items():
        if number:
            upper, lower = y(below + number), y(below)
            yield ColumnPart(kind, round(x, 1), upper, round(width, 1), round(lower - upper, 1))
        below += number


def round_up(number: float) -> int:
    """Round up to 2, 4, 10, 20, 40, 100 …, so that half of it is a whole number too."""
    scale = 10 ** math.floor(math.log10(number))
    return int(next(part * scale for part in (2, 4, 10, 20) if part * scale >= number))
