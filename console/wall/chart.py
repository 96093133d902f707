"""The chart of the day as rectangles and a line, drawn on the server; a template writes them as SVG."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from console.wall.day import HalfHour

WIDTH, HEIGHT = 960, 260
LEFT, RIGHT, TOP, BOTTOM = 40, 10, 12, 30
"""Room for the axes, in the units of the picture."""
Scale = Callable[[float], float]
GAP = 0.2
"""Share of a half hour's width that stays empty."""


@dataclass(frozen=True)
class Bar:
    """One part of a column: `kind` is `answered`, `abandoned` or `told`."""

    kind: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Mark:
    """Words at an axis, and where."""

    at: float
    words: str


@dataclass(frozen=True)
class Chart:
    """Everything of it, in the picture's units."""

    bars: Sequence[Bar]
    usual: str
    """The points of the line of a usual day; empty before there is one."""
    hours: Sequence[Mark]
    numbers: Sequence[Mark]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    base: int = HEIGHT - BOTTOM


def chart_of(half_hours: Sequence[HalfHour]) -> Chart:
    """A column a half hour, of what became of those who asked for a person."""
    top = round_up(max([4.0, *(max(one.asked, one.usual) for one in half_hours)]))
    step = (WIDTH - LEFT - RIGHT) / max(1, len(half_hours))
    tall = HEIGHT - TOP - BOTTOM

    def y(number: float) -> float:
        return round(TOP + tall * (1 - number / top), 1)

    bars = [
        bar
        for place, one in enumerate(half_hours)
        for bar in _column(one, LEFT + step * (place + GAP / 2), step * (1 - GAP), y)
    ]
    points = [
        f"{LEFT + step * (place + edge):.1f},{y(one.usual)}"
        for place, one in enumerate(half_hours)
        for edge in (0, 1)
    ]
    has_usual = any(one.usual for one in half_hours)
    hours = [
        Mark(round(LEFT + step * place, 1), one.clock.strftime("%-I %p"))
        for place, one in enumerate(half_hours)
        if one.clock.minute == 0 and (one.clock.hour % 2 == 0 or len(half_hours) <= 24)
    ]
    numbers = [Mark(y(top * part), f"{top * part:g}") for part in (0, 0.5, 1)]
    return Chart(bars, " ".join(points) if has_usual else "", hours, numbers)


def _column(one: HalfHour, x: float, width: float, y: Scale) -> list[Bar]:
    bars, below = [], 0
    for kind, number in (("answered", one.answered), ("abandoned", one.abandoned), ("told", one.told)):
        if number:
            upper, lower = y(below + number), y(below)
            bars.append(Bar(kind, round(x, 1), upper, round(width, 1), round(lower - upper, 1)))
        below += number
    return bars


def round_up(number: float) -> int:
    """To 2, 4, 10, 20, 40, 100 … so that half of it is a whole number too."""
    scale = 10 ** math.floor(math.log10(number))
    return int(next(part * scale for part in (2, 4, 10, 20) if part * scale >= number))
