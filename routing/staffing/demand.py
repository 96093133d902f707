"""Generates the callers of a simulated desk: calls at random at an even rate, or along a day's profile.

A profile's day has a rate of its own (Gamma), as the total of days varies far more than chance alone would have it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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
DAY_LONG = 24 * HOUR


@dataclass(frozen=True)
class ComingCall:
    """A call to come, in ms: the time, how long a rep handles it, and how long the caller waits at most."""

    at: int
    handle: int
    patience: float
    redials_after: int | None = None
    """Ms until this caller calls again after giving up; None for never."""


@dataclass(frozen=True)
class Callers:
    """The callers' averages in seconds; without `is_lifelike`, times are exponential and nobody calls again."""

    handle: float
    patience: float = math.inf
    is_lifelike: bool = False

    def call(self, random: Random, at: float) -> ComingCall:
        """Return a random call at so many seconds."""
        redials = _ms(random.expovariate(1 / REDIAL_AFTER)) if self._redials(random) else None
        patience = math.inf if math.isinf(self.patience) else _ms(random.expovariate(1 / self.patience))
        return ComingCall(_ms(at), _ms(self._handle(random)), patience, redials)

    def _redials(self, random: Random) -> bool:
        return self.is_lifelike and random.random() < REDIALS

    def _handle(self, random: Random) -> float:
        if not self.is_lifelike:
            return random.expovariate(1 / self.handle)
        spread = math.log1p(HANDLING_VARIATION**2)
        return random.lognormvariate(math.log(self.handle) - spread / 2, math.sqrt(spread))


@dataclass(frozen=True)
class DayProfile:
    """Calls to expect in each interval of a day; `interval` in seconds."""

    name: str
    interval: float
    calls: Sequence[float]
    begins: float = 0.0
    """When the first interval begins, in seconds after midnight."""

    @property
    def per_hour(self) -> float:
        """Return the mean rate of the whole day."""
        return sum(self.calls) / (len(self.calls) * self.interval) * HOUR

    def scaled(self, per_hour: float) -> DayProfile:
        """Return A day of the same shape with this mean rate."""
        return DayProfile(
            self.name, self.interval, [calls * per_hour / self.per_hour for calls in self.calls], self.begins
        )

    def varied(self, random: Random) -> DayProfile:
        """Return a random day of this kind: a busy or a quiet one."""
        rate = random.gammavariate(DAY_SHAPE, 1 / DAY_SHAPE)
        return DayProfile(self.name, self.interval, [calls * rate for calls in self.calls], self.begins)

    def moments(self, random: Random) -> Iterator[float]:
        """Yield the seconds of the day at which calls come."""
        for number, calls in enumerate(self.calls):
            at = random.expovariate(1.0)
            while at < calls:
                yield (number + at / calls) * self.interval
                at += random.expovariate(1.0)


def even_day(per_hour: float, hours: float) -> DayProfile:
    """Return a day with the same rate from beginning to end."""
    return DayProfile("even", hours * HOUR, [per_hour * hours])


def _ms(seconds: float) -> int:
    return round(seconds * 1000)
