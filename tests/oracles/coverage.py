"""Measures how often announced waits hold, also for callers who gave up, whose full wait is unknown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from routing.staffing.simulation import SimulatedCall


@dataclass(frozen=True, order=True)
class Ended:
    """A wait that ended at such a quantile of what was foreseen, with an answer or without."""

    quantile: float
    was_answered: bool


def ends(told: Iterable[SimulatedCall], span: tuple[int, int]) -> Iterator[Ended]:
    """Yield the ends of the waits of callers who called within a span of ms and had to wait."""
    for one in told:
        if one.foreseen and span[0] <= one.call.at < span[1]:
            yield Ended(one.foreseen.share_within(one.waited / 1000), one.answered is not None)


def share_below(waits: Sequence[Ended], quantile: float) -> float:
    """Return the share of waits that would end below a quantile if nobody gave up, by Kaplan and Meier."""
    lasting, left = 1.0, len(waits)
    for wait in sorted(waits):
        if wait.quantile > quantile:
            break
        if wait.was_answered:
            lasting *= 1 - 1 / left
        left -= 1
    return 1 - lasting
