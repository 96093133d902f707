"""Who calls a simulated desk, and when: calls at random at an even rate, or along a day's profile.

A profile's day has a rate of its own (Gamma), as the total of days varies far more than chance alone would have it.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

DAY_SHAPE = 120.0
"""Gamma shape of a day's rate: a coefficient of variation of 0.09, as measured."""
HANDLING_VARIATION = 1.2
"""Coefficient of variation of lognormal handling times."""
REDIALS = 0.5
"""The share of callers who give up and call again,"""
REDIAL_AFTER = 900.0
"""after so many seconds on average."""
HOUR = 3600.0


@dataclass(frozen=True)
class Call:
    """One call to come, in ms: when, how long it takes a rep, how long the caller waits at most."""

    at: int
    handle: int
    patience: float
    redials_after: int | None = None
    """Ms until this caller calls again after giving up; None for never."""


@dataclass(frozen=True)
class Callers:
    """What callers are like: seconds on average; without `is_lifelike`, exponential and nobody calls again."""

    handle: float
    patience: float = math.inf
    is_lifelike: bool = False

    def call(self, random: Random, at: float) -> Call:
        """Somebody who calls at so many seconds."""
        redials = _ms(random.expovariate(1 / REDIAL_AFTER)) if self._redials(random) else None
        patience = math.inf if math.isinf(self.patience) else _ms(random.expovariate(1 / self.patience))
        return Call(_ms(at), _ms(self._handle(random)), patience, redials)

    def _redials(self, random: Random) -> bool:
        return self.is_lifelike and random.random() < REDIALS

    def _handle(self, random: Random) -> float:
        if not self.is_lifelike:
            return random.expovariate(1 / self.handle)
        spread = math.log1p(HANDLING_VARIATION**2)
        return random.lognormvariate(math.log(self.handle) - spread / 2, math.sqrt(spread))


@dataclass(frozen=True)
class Day:
    """Calls to expect in each interval of a day; `interval` in seconds."""

    name: str
    interval: float
    calls: Sequence[float]

    @property
    def per_hour(self) -> float:
        """The mean rate of the whole day."""
        return sum(self.calls) / (len(self.calls) * self.interval) * HOUR

    def scaled(self, per_hour: float) -> Day:
        """A day of the same shape with this mean rate."""
        return Day(self.name, self.interval, [calls * per_hour / self.per_hour for calls in self.calls])

    def varied(self, random: Random) -> Day:
        """One such day: a good or a bad one."""
        rate = random.gammavariate(DAY_SHAPE, 1 / DAY_SHAPE)
        return Day(self.name, self.interval, [calls * rate for calls in self.calls])

    def moments(self, random: Random) -> Iterator[float]:
        """Seconds of the day at which calls come."""
        for number, calls in enumerate(self.calls):
            at = random.expovariate(1.0)
            while at < calls:
                yield (number + at / calls) * self.interval
                at += random.expovariate(1.0)


def even_day(per_hour: float, hours: float) -> Day:
    """The same rate from beginning to end."""
    return Day("even", hours * HOUR, [per_hour * hours])


def read_profile(path: Path) -> list[Day]:
    """The days of a CSV file: a row a day with a column an hour (`dow,0,1,…`), or a row a slot with a column a day.

    Raises ValueError with what is wrong, OSError.
    """
    with path.open(newline="", encoding="utf-8") as file:
        rows = [row for row in csv.reader(file) if row]
    try:
        days = _days(rows)
    except (IndexError, ValueError) as error:
        raise ValueError(f"{path}: not a profile ({error})") from error
    if not days or any(not calls >= 0 or math.isinf(calls) for day in days for calls in day.calls):
        raise ValueError(f"{path}: calls per interval must be 0 or more")
    if any(day.per_hour == 0 for day in days):
        raise ValueError(f"{path}: a day without any call")
    return days


def _days(rows: Sequence[Sequence[str]]) -> list[Day]:
    head, body = rows[0], rows[1:]
    if any(len(row) != len(head) for row in body):
        raise ValueError("its rows differ in length")
    if head[0] == "dow":
        return [Day(name, HOUR, [float(calls) for calls in row]) for name, *row in body]
    if head[0] != "slot":
        raise ValueError("its first column is neither dow nor slot")
    interval = _clock(body[1][0]) - _clock(body[0][0])
    return [
        Day(name, interval, [float(row[column]) for row in body])
        for column, name in enumerate(head)
        if column
    ]


def _clock(slot: str) -> float:
    hour, minute = slot.split(":")
    return int(hour) * HOUR + int(minute) * 60


def _ms(seconds: float) -> int:
    return round(seconds * 1000)
