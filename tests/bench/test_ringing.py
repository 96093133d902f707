"""A ring is timed from the rep who becomes free to the carrier's door, through a worker of its own process."""

from __future__ import annotations

import pytest

from bench.figures import Figure, ringing_figure
from bench.ringing import RingPlan, measure_ringing


@pytest.mark.long
def test_every_ring_is_timed_with_the_line_as_long_as_before() -> None:
    told: list[str] = []
    rings = measure_ringing(RingPlan(waiting=50, reps=2, rings=5), told.append)
    assert len(rings) == 5
    assert all(0 < seconds < 5 for seconds in rings)
    assert told == ["50 callers join", "reps become free"]


@pytest.mark.parametrize(("late", "figure"), [(5, 5.0), (6, 90.0)])
def test_the_figure_is_the_time_within_which_99_of_100_came(late: int, figure: float) -> None:
    rings = [0.005] * (500 - late) + [0.09] * late
    assert ringing_figure(rings) == Figure("free_to_ring_p99_ms", figure, "ms (p99)", figure / 50)
