"""The scale plan stands on figures that the bench measures, on all of them and on no others."""

from __future__ import annotations

import re

from bench.figure_table import GOALS
from bench.measurements import NAMES
from tests.docs.pages import ROOT, quoted, rows, section

PAGE = "docs/scale.md"


def named(cell: str) -> list[str]:
    return re.findall(r"`(\w+)`", cell)


def test_every_figure_of_the_bench_is_in_the_plan_and_no_other() -> None:
    listed = [name for row in rows(section(PAGE, "What was measured")) for name in named(row[0])]
    assert sorted(listed) == sorted(NAMES)


def test_every_limit_names_the_figures_it_stands_on() -> None:
    limits = rows(section(PAGE, "Where the limits are"))
    assert all(len(row) == 5 for row in limits)
    used = {name for row in limits for name in named(row[1])}
    assert used
    assert used <= set(NAMES)


def test_every_goal_is_said() -> None:
    told = {quoted(row[0]): row[2] for row in rows(section(PAGE, "What was measured"))}
    for name, goal in GOALS.items():
        assert told[name].startswith("at least" if goal.is_least else "at most"), name
        assert f"{goal.bound:g}" in told[name], name


def test_every_script_that_a_call_runs_is_one_of_the_lines() -> None:
    scripts = {path.stem for path in ROOT.glob("*/lua/**/*.lua")}
    listed = [named(row[0])[0] for row in rows(section(PAGE, "One call")) if named(row[0])]
    assert {"join", "hold", "accept", "side_joins"} <= set(listed) <= scripts
