"""A short run of chaos on the whole line: one kill of each kind, one loss of all data, and nobody is lost."""

from __future__ import annotations

import pytest

from chaos.chaos_run import run_chaos
from chaos.run_plan import Habits, RunPlan

SHORT = RunPlan(
    calls=40,
    reps=10,
    seconds_between_faults=0.5,
    arrivals_per_second=10.0,
    longest_stop=1.0,
    speed=20.0,
    habits=Habits(talk=(0.2, 1.0), long_talks=0.0),
    reps_quiet=1.0,
)


@pytest.mark.long
def test_nobody_is_lost_while_each_part_is_killed_and_the_data_with_it() -> None:
    found = run_chaos(SHORT, lambda _: None)
    told = "\n".join(found.offences)
    figures = found.figures
    assert figures.calls >= SHORT.calls
    assert figures.kills >= 4, "web, worker, database, and the database with its data"
    assert figures.data_losses == 1
    assert figures.talked, told
    became = figures.talked + figures.guided + figures.told + figures.hung_up
    assert (became, figures.lost) == (figures.calls, 0), told
    assert (figures.talked_twice, figures.cut_off, figures.reps_stuck, figures.webhook_errors) == (
        0,
        0,
        0,
        0,
    ), told
    assert figures.faults == []
