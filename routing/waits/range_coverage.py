"""How often announced ranges hold, although callers give up before it is known how long they would have waited."""

from __future__ import annotations


def share_within(shorter: float, kept: float, longer: float, left_early: float, left: float) -> float | None:
    """Estimate the share of waits that end within the range that was announced; None without any.

    `shorter`, `kept` and `longer` are the waits that showed it: answered before the range, within it, or not over by
    its end. `left_early` and `left` are callers who gave up before it and within it. Leaving these out would be off by
    up to ten points, as callers who give up are those who would have waited longer. So the share still waiting at each
    end of the range is taken to shrink by answers and by giving up in proportion (competing risks).
    """
    all_of_them = shorter + kept + longer + left_early + left
    if shorter + kept + longer <= 0:
        return None
    reached = all_of_them - shorter - left_early
    return _lasts(reached / all_of_them, shorter, left_early) * (
        1 - _lasts(longer / reached if reached else 1.0, kept, left)
    )


def _lasts(share: float, answered: float, left: float) -> float:
    """Return the share of waits that would outlast a stretch in which nobody gives up, from the share that does."""
    return float(share ** (answered / (answered + left))) if answered else 1.0
