"""What callers are told of their wait holds for four in five, on small desks too; `announced.py` has all rows."""

from __future__ import annotations

from random import Random

import pytest
from click.testing import CliRunner

from tests.oracles.announced import HEAD, even_row, line_of, main, profile_row
from tests.oracles.profiles import DAYS


@pytest.mark.parametrize(("reps", "load"), [(1, 0.9), (2, 0.9), (3, 1.0), (6, 1.15), (15, 1.0)])
def test_four_in_five_waits_are_within_what_was_said(reps: int, load: float) -> None:
    row = even_row(reps, load, 2500, Random(3))
    assert row.waits > 400
    assert row.within == pytest.approx(0.8, abs=0.06), "chance alone makes two points of it"
    assert row.longer < 0.17
    assert row.figure == pytest.approx(row.within, abs=0.04), (
        "reports show the same, without knowing all waits"
    )


def test_it_holds_on_a_day_whose_load_changes() -> None:
    day = DAYS["Anonymous Bank"]
    row = profile_row("small", day.scaled(day.per_hour / 5), 1.0, 2000, Random(3))
    assert row.within == pytest.approx(0.8, abs=0.06)
    assert row.longer < 0.17


def test_the_table_has_a_row_for_each_desk_and_profile() -> None:
    lines = CliRunner().invoke(main, ["--calls", "50"]).output.splitlines()
    assert lines[0] == HEAD
    assert len(lines) == 1 + 7 * 3 + 2 * 3 + 1
    assert line_of(even_row(2, 1.0, 60, Random(1))).startswith("2 reps, load 1 ")
