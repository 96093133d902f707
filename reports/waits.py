"""How waits are kept so that any share of them can be told later: counted between fixed bounds."""

from __future__ import annotations

import math
from collections.abc import Sequence

BOUNDS = (5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 300, 450, 600, 900, 1200, 1800, 2700, 3600)
"""Seconds. A wait counts at the first bound that it does not pass; one beyond an hour counts as `more`."""
SHORT_WAIT = 5.0
"""Seconds: who gives up sooner is counted apart (a wrong number, a change of mind); call-center.md, figures."""


EXACT_BELOW = 1_000
"""So many waits and more are told from the numbers between the bounds: that is exact enough, and quicker."""


def exact_quantile(lengths: Sequence[int], share: float) -> float:
    """Return the shortest of some waits (ms, at least one) that a share of them does not pass, in seconds."""
    return sorted(lengths)[max(0, math.ceil(share * len(lengths) - 1e-9) - 1)] / 1000


def quantile(counts: Sequence[int], share: float, longest: float) -> float | None:
    """Return the seconds that a share (0 to 1) of the waits does not exceed; None without waits.

    `counts` has one number for each bound and one for what is beyond. Between two bounds waits are taken to lie
    evenly; none is longer than `longest`, the longest known.
    """
    total = sum(counts)
    if not total:
        return None
    wanted, below, lower = share * total, 0.0, 0.0
    for count, bound in zip(counts, [*map(float, BOUNDS), float("inf")], strict=True):
        upper = min(bound, max(longest, lower))
        if count and below + count >= wanted:
            return lower + (upper - lower) * (wanted - below) / count
        below, lower = below + count, upper
    return longest
