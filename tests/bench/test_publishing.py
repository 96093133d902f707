"""What is measured is the last of all processes."""

from __future__ import annotations

from bench.figure_table import BenchFigure, publishing_figure
from bench.publish_speed import PublishPlan, measure_publishing


def test_every_process_is_waited_for() -> None:
    told: list[str] = []
    seconds = measure_publishing(PublishPlan(processes=2, publications=3), told.append)
    assert len(seconds) == 3
    assert all(one > 0.05 for one in seconds), "compiling alone takes longer"
    assert told == ["publishing, 3 times to 2 processes"]


def test_the_figure_is_held_against_a_second() -> None:
    assert publishing_figure([0.5] * 98 + [0.8, 2.0]) == BenchFigure("publish_p99_ms", 800.0, "ms (p99)", 0.8)
