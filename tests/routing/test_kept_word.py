"""How often ranges hold is told right, although callers give up before it is known."""

from __future__ import annotations

import random

import pytest

from routing.waits.range_coverage import share_within


def test_without_callers_who_give_up_it_is_a_plain_share() -> None:
    assert share_within(10, 80, 10, 0, 0) == pytest.approx(0.8)
    assert share_within(0, 5, 0, 0, 0) == 1.0
    assert share_within(0, 0, 3, 2, 1) == 0.0


def test_nothing_is_told_while_all_gave_up_before_it_showed() -> None:
    assert share_within(0, 0, 0, 0, 0) is None
    assert share_within(0, 0, 0, 4, 7) is None


@pytest.mark.parametrize(("patience", "mean"), [(60, 120), (180, 120), (600, 120), (100, 400)])
def test_it_is_as_it_would_be_if_nobody_gave_up(patience: float, mean: float) -> None:
    """Waits of a gamma distribution, each known only until the caller loses patience."""
    chance, counts, truth = random.Random(5), dict.fromkeys(("s", "k", "l", "e", "w"), 0), 0
    low, high, callers = 0.4 * mean, 1.7 * mean, 40_000
    for _ in range(callers):
        wait, patient = chance.gammavariate(2, mean / 2), chance.expovariate(1 / patience)
        truth += low <= wait <= high
        if min(wait, patient) > high:
            counts["l"] += 1
        elif patient < wait:
            counts["e" if patient < low else "w"] += 1
        else:
            counts["s" if wait < low else "k"] += 1
    told = share_within(*counts.values())
    assert told == pytest.approx(truth / callers, abs=0.05)
    plain = counts["k"] / (counts["s"] + counts["k"] + counts["l"])
    assert told is not None
    assert abs(told - truth / callers) <= abs(plain - truth / callers) + 0.01
