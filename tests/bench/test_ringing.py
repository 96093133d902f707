"""A ring is timed from the rep who becomes free to the carrier's door, through a worker of its own process."""

from __future__ import annotations

import pytest

from bench.desk_fairness import FloodPlan, measure_flood
from bench.figure_table import BenchFigure, flood_figure, ringing_figure
from bench.ring_speed import RingPlan, measure_ringing


@pytest.mark.long
def test_every_ring_is_timed_with_the_line_as_long_as_before() -> None:
    told: list[str] = []
    rings = measure_ringing(RingPlan(waiting=50, reps=2, rings=5), told.append)
    assert len(rings) == 5
    assert all(0 < seconds < 5 for seconds in rings)
    assert told == ["50 callers join", "reps become free"]


@pytest.mark.long
def test_of_many_desks_each_in_turn_rings_its_rep() -> None:
    rings = measure_ringing(RingPlan(waiting=6, reps=2, rings=4, desks=2), lambda _: None)
    assert len(rings) == 4


@pytest.mark.long
def test_a_flooded_desk_delays_a_quiet_one_by_about_one_call() -> None:
    plan = FloodPlan(desks=3, flooded=2, callers=30, rings=5, calls_per_second=10)
    before = measure_flood(plan, lambda _: None)
    assert len(before) == 5
    assert max(before) <= 2 * plan.flooded


def test_the_figure_of_a_flood_is_the_longest_wait_of_calls_against_one_of_each_flooded_desk() -> None:
    assert flood_figure([2, 9, 3], 6) == BenchFigure("calls_before_a_quiet_desks", 9, "calls", 1.5)


@pytest.mark.parametrize(("late", "figure"), [(5, 5.0), (6, 90.0)])
def test_the_figure_is_the_time_within_which_99_of_100_came(late: int, figure: float) -> None:
    rings = [0.005] * (500 - late) + [0.09] * late
    assert ringing_figure(rings) == BenchFigure("free_to_ring_p99_ms", figure, "ms (p99)", figure / 50)
