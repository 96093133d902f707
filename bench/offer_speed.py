"""Measures how many offer cycles a database carries, compared with the fewest writes they need, and the effect of a
crowd.

Sizes are measured side by side, round by round, so that whatever else the machine does meets all of them alike.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from redis import Redis

from bench.cycles import CycleDesk, Floor
from store.connection import connect
from store.valkey import EmbeddedValkey

PATIENCE = 60.0
"""Seconds; a crowd is made in long steps."""


@dataclass(frozen=True)
class QueueSize:
    """The number of waiting callers, and of reps who serve them."""

    callers: int
    reps: int


@dataclass(frozen=True)
class OfferPlan:
    """The number and length of the measurements."""

    rounds: int = 15
    cycles: int = 1000
    crowds: Sequence[QueueSize] = (
        QueueSize(1_000, 10),
        QueueSize(100_000, 1_000),
        QueueSize(1_000_000, 10_000),
    )


@dataclass(frozen=True)
class OfferRound:
    """The database's seconds for one cycle: the real ones, the floor's, and those in each crowd, smallest first."""

    cycle: float
    floor: float
    crowded: tuple[float, ...]


@dataclass(frozen=True)
class Offers:
    """The measured rounds, and the bytes of memory for each waiting caller in the largest crowd."""

    rounds: Sequence[OfferRound]
    bytes_per_caller: float


def measure_offers(plan: OfferPlan, tell: Callable[[str], None]) -> Offers:
    """Measure all rounds. Raises LoadFailed, OSError. `tell` is called with the progress."""
    with ExitStack() as stack:
        plain = stack.enter_context(_database(keeps=True))
        alone, floor = CycleDesk(plain, 1), Floor(plain)
        desks, size = [], 0.0
        for crowd in plan.crowds:
            tell(f"{crowd.callers:,} callers join")
            desk = CycleDesk(stack.enter_context(_database(keeps=False)), crowd.reps)
            size = desk.crowd(crowd.callers, crowd.reps)
            desks.append(desk)
        rounds = []
        for number in range(plan.rounds + 1):
            tell(f"offers, round {number} of {plan.rounds}")
            crowded = tuple(desk.run(plan.cycles) for desk in desks)
            rounds.append(OfferRound(alone.run(plan.cycles), floor.run(plan.cycles), crowded))
        return Offers(rounds[1:], size)  # the first warmed up


@contextmanager
def _database(*, keeps: bool) -> Iterator[Redis]:
    """Start a separate database. Crowds are kept off the disk, where a gigabyte would be written for nothing."""
    with (
        tempfile.TemporaryDirectory(prefix="helpdesk-bench-") as folder,
        EmbeddedValkey(Path(folder)) as own,
        connect(own.url, timeout=PATIENCE) as client,
    ):
        client.config_set("appendonly", "yes" if keeps else "no")
        yield client
