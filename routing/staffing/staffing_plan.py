"""How many reps it takes, half hour by half hour, so that callers wait no longer than was promised. Pure.

Erlang A for each half hour, on the load that the half hours before it leave behind: work goes on after its caller came,
which a half hour looked at alone would not know (modified offered load: Jagerman 1975, Massey and Whitt 1994).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from routing.staffing.demand import HOUR, DayProfile
from routing.staffing.erlang import Expected, Workload, expect

HALF_HOUR = 1800.0
MOST_REPS = 2_000
TYPICAL, PATIENT = 300.0, 180.0
"""Seconds of a call and of patience where nothing better is known; little patience takes more reps."""
NOBODY = 1e-6
"""Expected calls in a slot that are none."""
LEFT_OVER = 0.1
"""Erlangs of work from before that a slot without calls needs a rep for: callers may still be in line."""


@dataclass(frozen=True)
class ServiceTarget:
    """A promise to callers: this share is answered within so many seconds, and at most that share gives up."""

    share: float = 0.8
    within: float = 20.0
    abandonment: float = 0.05

    def __post_init__(self) -> None:
        if not 0 < self.share < 1:
            raise ValueError("the share answered in time must lie between 0 and 1, such as 0.8")
        if not self.within >= 0:
            raise ValueError("the time to answer must be 0 s or more")
        if not 0 < self.abandonment <= 1:
            raise ValueError("the share that may give up must lie between 0 and 1, such as 0.05")

    def is_met(self, expected: Expected) -> bool:
        return expected.service_level(self.within) >= self.share and expected.abandonment <= self.abandonment


@dataclass(frozen=True)
class Calls:
    """What calls are like on average, in seconds."""

    handle: float
    """Talk and wrap-up."""
    patience: float
    connect: float = 0.0
    """Until a rep has been rung and talks to the caller: the rep's time as well as the caller's."""

    @property
    def rep_time(self) -> float:
        """All of the time that a call takes a rep."""
        return self.handle + self.connect


@dataclass(frozen=True)
class Slot:
    """A stretch of a day. `start` and `length` are in seconds; without calls or work left over it needs no reps."""

    start: float
    length: float
    calls: float
    """Expected in all."""
    load: float
    """Erlangs that are planned for: reps who would be kept busy without a pause."""
    reps: int
    expected: Expected | None = None
    fewer: Expected | None = None
    """With one rep less; None if there is only one."""
    more: Expected | None = None
    """With one rep more."""


def staff_day(day: DayProfile, calls: Calls, target: ServiceTarget, length: float = HALF_HOUR) -> list[Slot]:
    """Return a day in slots of so many seconds, with the reps that each takes.

    Raises ValueError for what no desk can be, or for a promise that ringing alone breaks.
    """
    if target.within < calls.connect:
        raise ValueError(
            f"nobody can be answered within {target.within:g} s: a rep is rung and connected for "
            f"{calls.connect:.0f} s. Plan for a longer time, such as {5 * math.ceil(calls.connect / 5) + 20:g} s"
        )
    slots = []
    load, step = 0.0, min(day.interval, length)
    parts, steps = list(_regrouped(day, step)), round(length / step) if length % step == 0 else 1
    for number, expected in enumerate(_regrouped(day, length)):
        inside = parts[number * steps : (number + 1) * steps] if steps > 1 else [expected]
        inside += [0.0] * (steps - len(inside))
        before, seen = load, 0.0
        for calls_in_step in inside:
            met, load = _load_after(load, calls_in_step, length / steps, calls.rep_time)
            seen += met * (calls_in_step / expected if expected else 1 / steps)
        # A load that rises is planned for as it ends. One that falls is planned for halfway between its beginning and
        # what its callers meet on average: its beginning alone would take a rep too many in every fifth half hour.
        planned = max(load, (before + seen) / 2)
        slots.append(_slot(number * length, length, expected, planned, calls, target))
    return slots


def _load_after(load: float, arrivals: float, seconds: float, rep_time: float) -> tuple[float, float]:
    """Return the mean load of a stretch with so many calls, and the load at its end (modified offered load)."""
    settled, faded = arrivals / seconds * rep_time, math.exp(-seconds / rep_time)
    mean = settled + (load - settled) * (1 - faded) * rep_time / seconds
    return mean, settled + (load - settled) * faded


def reps_for(work: Workload, target: ServiceTarget) -> int:
    """Return the fewest reps who keep the promise, whatever `work.reps` says. Raises ValueError."""
    # Fewer could not even do the work of those who stay; without abandonment they must do all of it, and more.
    endless = math.isinf(work.patience)
    reps = max(1, math.floor(work.load) + 1 if endless else math.floor(work.load * (1 - target.abandonment)))
    too_few, step = reps - 1, 1
    while reps <= MOST_REPS and not target.is_met(with_reps(work, reps)):
        too_few, reps, step = reps, reps + step, step * 2
    # One rep more never makes it worse, so what lies between can be halved.
    while reps - too_few > 1:
        middle = (too_few + reps) // 2
        if target.is_met(with_reps(work, middle)):
            reps = middle
        else:
            too_few = middle
    if reps > MOST_REPS:
        raise ValueError(f"more than {MOST_REPS:,} reps would be needed; are the calls per hour right?")
    return reps


def with_reps(work: Workload, reps: int) -> Expected:
    """Return the expected figures of the same callers with so many reps."""
    return expect(replace(work, reps=reps))


def rep_hours(slots: Sequence[Slot]) -> float:
    """Return the work of all reps of a day, in hours."""
    return sum(slot.reps * slot.length for slot in slots) / HOUR


def _slot(
    start: float, length: float, expected: float, load: float, calls: Calls, target: ServiceTarget
) -> Slot:
    if expected < NOBODY and load < LEFT_OVER:
        return Slot(start, length, expected, load, 0)
    work = Workload(load / calls.rep_time * HOUR, calls.rep_time, 1, calls.patience, calls.connect)
    reps = reps_for(work, target)
    fewer = with_reps(work, reps - 1) if reps > 1 else None
    return Slot(start, length, expected, load, reps, with_reps(work, reps), fewer, with_reps(work, reps + 1))


def _regrouped(day: DayProfile, length: float) -> Iterator[float]:
    """Yield the calls to expect in each slot; intervals of the profile are taken to be even in themselves."""
    whole = len(day.calls) * day.interval
    for number in range(math.ceil(whole / length)):
        begin, end = number * length, min(whole, (number + 1) * length)
        first, last = int(begin // day.interval), min(len(day.calls), math.ceil(end / day.interval))
        yield sum(
            day.calls[at] * (min(end, (at + 1) * day.interval) - max(begin, at * day.interval)) / day.interval
            for at in range(first, last)
        )
