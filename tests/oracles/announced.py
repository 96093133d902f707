"""`python -m tests.oracles.announced`: the share of waits within the announced range.

How long callers who gave up would have waited is known here: they keep their place in line, unseen by the reps. The
ranges are the product's own (`queue_position.py`, `estimate.py`), from what it learns of earlier calls.
"""

from __future__ import annotations

import heapq
import math
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from random import Random

import click

from routing.queue.queue_position import wait_behind
from routing.queue.wait_inputs import Outlook, Recent
from routing.staffing.demand import HOUR, REDIAL_AFTER, REDIALS, Callers, DayProfile, even_day
from routing.waits.estimate import WaitRange, spoken_range
from routing.waits.range_coverage import share_within
from tests.oracles.profiles import DAYS, FLASH

LINE = "general:en"
HANDLE, PATIENCE, CONNECT = 300.0, 348.0, 15.0
REPS, LOADS = (1, 2, 3, 5, 8, 15, 40), (0.8, 1.0, 1.15)
CALLS = 4000
"""Of each row, about."""
WARM_UP = 0.05
"""The share of a row's callers who don't count."""


@dataclass
class Caller:
    """A call; `wait` is how long the caller would have waited without giving up."""

    at: float
    patience: float
    handle: float
    connect: float
    told: WaitRange | None = None
    has_left: bool = False
    is_answered: bool = False
    wait: float | None = None


@dataclass(frozen=True)
class Row:
    """Shares of all waits that were announced, and seconds; `figure` is what reports show of them."""

    name: str
    waits: int
    within: float
    shorter: float
    longer: float
    figure: float | None
    width: float


@dataclass
class Line:
    """A line in virtual time, first come, first served; `shifts` are seconds and the number of reps from then on."""

    shifts: Sequence[tuple[float, int]]
    random: Random
    callers: list[Caller] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._style = Callers(HANDLE, PATIENCE, is_lifelike=True)
        self._agenda: list[tuple[float, int, str, object]] = []
        self._order, self._line = count(), deque[Caller]()
        self._reps = self._busy = self._waiting = 0
        self._recent = Recent()

    def play(self, moments: Sequence[float]) -> None:
        """Simulate every call that comes at these moments, in seconds, from beginning to end."""
        for at, reps in self.shifts:
            self._later(at, "shift", reps)
        for at in moments:
            self._later(at, "comes", None)
        while self._agenda:
            at, _, what, about = heapq.heappop(self._agenda)
            getattr(self, f"_{what}")(at, about)
            self._serve(at)

    def _later(self, at: float, what: str, about: object) -> None:
        heapq.heappush(self._agenda, (at, next(self._order), what, about))

    def _shift(self, _: float, reps: int) -> None:
        self._reps = reps

    def _comes(self, at: float, _: None) -> None:
        call = self._style.call(self.random, at)
        caller = Caller(at, call.patience / 1000, call.handle / 1000, CONNECT * self.random.uniform(0.6, 1.4))
        if self._reps and (self._busy >= self._reps or self._waiting):
            wait = wait_behind(
                LINE, self._waiting, Outlook({frozenset({LINE}): self._reps}, {}, self._recent)
            )
            caller.told = spoken_range(wait) if wait else None
        self.callers.append(caller)
        self._line.append(caller)
        self._waiting += 1
        self._later(at + caller.patience, "leaves", caller)

    def _leaves(self, at: float, caller: Caller) -> None:
        if caller.is_answered:
            return
        caller.has_left = True
        self._waiting -= 1
        self._learn(caller.patience, gave_up=1)
        if self.random.random() < REDIALS:
            self._later(at + self.random.expovariate(1 / REDIAL_AFTER), "comes", None)

    def _ends(self, _: float, caller: Caller) -> None:
        self._busy -= 1
        assert caller.wait is not None
        self._learn(caller.wait, caller.connect + caller.handle, caller.connect)

    def _serve(self, at: float) -> None:
        """Give the next caller a free rep; a caller who has left only shows how long it would have been."""
        while self._line and self._busy < self._reps:
            caller = self._line.popleft()
            caller.wait = at - caller.at + caller.connect
            if not caller.has_left:
                caller.is_answered = True
                self._waiting -= 1
                self._busy += 1
                self._later(at + caller.connect + caller.handle, "ends", caller)

    def _learn(self, waited: float, took: float = 0.0, connect: float = 0.0, gave_up: int = 0) -> None:
        """Update the recent figures as `learn` does in the routing scripts."""
        old, fade = self._recent, 0.98 if took else 1.0
        self._recent = Recent(
            old.calls * fade + bool(took),
            old.handled * fade + took,
            old.waits * 0.995 + 1,
            old.given_up * 0.995 + gave_up,
            old.waited * 0.995 + waited,
            old.connections * fade + bool(took),
            old.connected * fade + connect,
        )


def row_of(name: str, callers: Sequence[Caller]) -> Row:
    """Return the results for callers who heard a range."""
    told = [caller for caller in callers if caller.told and caller.wait is not None]
    told = told[round(len(told) * WARM_UP) :]
    ends = dict.fromkeys(("shorter", "kept", "longer", "left_early", "left"), 0)
    truth = dict.fromkeys(("shorter", "kept", "longer"), 0)
    for caller in told:
        assert caller.told is not None
        assert caller.wait is not None
        least, most = caller.told.at_least or 0, caller.told.at_most
        truth[_end(caller.wait, least, most)] += 1
        seen = min(caller.wait, caller.patience)
        left = {"shorter": "left_early", "kept": "left", "longer": "longer"}
        end = _end(seen, least, most)
        ends[left[end] if caller.has_left else end] += 1
    number = len(told) or 1
    width = sum(caller.told.width for caller in told if caller.told)
    kept, shorter, longer = (truth[name] / number for name in ("kept", "shorter", "longer"))
    return Row(name, len(told), kept, shorter, longer, share_within(*ends.values()), width / number)


def _end(wait: float, least: float, most: float) -> str:
    return "longer" if wait > most else "shorter" if wait < least else "kept"


def even_row(reps: int, load: float, calls: int, random: Random) -> Row:
    """Return the results for the same load all day."""
    per_hour = reps * load * HOUR / (HANDLE + CONNECT)
    day = even_day(per_hour, calls / per_hour)
    line = Line([(0, reps)], random)
    line.play(list(day.moments(random)))
    return row_of(f"{reps} reps, load {load:g}", line.callers)


def profile_row(name: str, day: DayProfile, of_load: float, calls: int, random: Random) -> Row:
    """Return the results for days of a profile, each with a random rate, with so many reps for the load of each
    hour."""
    length, days = len(day.calls) * day.interval, max(1, round(calls / sum(day.calls)))
    moments, shifts = list[float](), list[tuple[float, int]]()
    for number in range(days):
        moments += [number * length + at for at in day.varied(random).moments(random)]
        for place, expected in enumerate(day.calls):
            load = expected / day.interval * (HANDLE + CONNECT)
            shifts.append((number * length + place * day.interval, max(1, round(load * of_load))))
    line = Line([*shifts, (days * length, math.ceil(calls / days))], random)
    line.play(moments)
    return row_of(f"{name}, reps = load × {of_load:g}", line.callers)


def flash_row(calls: int, random: Random) -> Row:
    """Return the results for four times the usual calls in an unplanned hour: callers in it and in the hour after."""
    usual = DAYS["Anonymous Bank"]
    hour = FLASH[0]
    crowd = DayProfile("flash", usual.interval, [*usual.calls[:hour], FLASH[1], *usual.calls[hour + 1 :]])
    found = list[Caller]()
    for _ in range(max(1, round(calls / 2 / FLASH[1]))):
        shifts = [
            (place * HOUR, max(1, round(expected / HOUR * (HANDLE + CONNECT))))
            for place, expected in enumerate(usual.calls)
        ]
        line = Line(shifts, random)
        line.play(list(crowd.varied(random).moments(random)))
        found += [caller for caller in line.callers if hour <= caller.at / HOUR < hour + 2]
    return row_of("flash crowd", found)


def rows(calls: int, random: Random) -> Iterator[Row]:
    """Yield every row of the table."""
    for reps in REPS:
        for load in LOADS:
            yield even_row(reps, load, calls, random)
    for name, day in DAYS.items():
        for scale, of_load in ((1.0, 1.0), (1.0, 0.8), (0.2, 1.0)):
            scaled = day.scaled(day.per_hour * scale)
            told = name if scale == 1 else f"{name} × {scale:g}"
            yield profile_row(told, scaled, of_load, calls, random)
    yield flash_row(calls, random)


def line_of(row: Row) -> str:
    """Return a row as it is printed."""
    figure = "-" if row.figure is None else f"{row.figure:.0%}"
    return (
        f"{row.name:<40}{row.waits:>7,}{row.within:>8.0%}{row.shorter:>9.0%}{row.longer:>8.0%}"
        f"{figure:>8}{row.width / 60:>7.1f} min"
    )


HEAD = f"{'':<40}{'waits':>7}{'within':>8}{'shorter':>9}{'longer':>8}{'figure':>8}{'width':>11}"


@click.command()
@click.option("--calls", type=click.IntRange(50), default=CALLS, show_default=True, help="Of each row.")
@click.option("--seed", type=int, default=1, show_default=True)
def main(calls: int, seed: int) -> None:
    """Print how many waits end within the range announced, shorter and longer, and what reports show of it.

    Example: python -m tests.oracles.announced --calls 1000
    """
    click.echo(HEAD)
    for row in rows(calls, Random(seed)):
        click.echo(line_of(row))


if __name__ == "__main__":
    main()
