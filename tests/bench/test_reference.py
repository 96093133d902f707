"""The line's own scripts lead to the reference rows, in short; `make reference` does it at length."""

from __future__ import annotations

import json
import math
from random import Random

import pytest
from click.testing import CliRunner

from tests.oracles.controls import controlled, plain
from tests.oracles.coverage import Ended, share_below
from tests.oracles.reference import ROWS, main, simulate_row


@pytest.mark.long
@pytest.mark.parametrize("number", [13, 17])
def test_the_scripts_lead_to_a_reference_row_and_tell_callers_what_comes_true(number: int) -> None:
    """The scripts start without history, and callers give up."""
    row = simulate_row(number, 300)
    assert row.calls > 5_000
    for figure in row.figures:
        off, error = abs(figure.controlled.mean), figure.controlled.error
        assert off <= max(0.02, 4 * error), figure  # short days are skewed, and so are their means
        assert error < 0.08, figure
    assert row.below_low == pytest.approx(0.2, abs=0.07)
    assert row.below_high == pytest.approx(0.8, abs=0.07)
    assert row.coverage is not None
    assert row.coverage > 0.6


def test_it_prints_a_row_for_a_machine_and_ends_with_1_if_a_figure_is_off() -> None:
    ran = CliRunner().invoke(main, ["--row", "13", "--share", "0.002", "--jobs", "1", "--json"])
    row = json.loads(ran.output)
    assert row["number"] == 13
    off = any(abs(figure["controlled"]["mean"]) > 0.02 for figure in row["figures"])
    assert ran.exit_code == int(off)


def test_every_row_is_there() -> None:
    assert set(ROWS) == {1, 4, 6, 7, 10, 11, 13, 15, 17}


def test_a_control_takes_off_what_chance_did() -> None:
    chance = Random(1)
    luck = [chance.gauss(0, 1) for _ in range(20)]
    other = [chance.gauss(0, 1) for _ in range(20)]
    values = [5 + 3 * a - b for a, b in zip(luck, other, strict=True)]
    found = controlled(values, [luck, other])
    assert (found.mean, found.error) == (pytest.approx(5), pytest.approx(0, abs=1e-9))
    assert plain(values).error > 0.3


def test_a_control_that_has_nothing_to_do_with_it_does_no_harm() -> None:
    chance, means = Random(2), []
    for _ in range(300):
        values, other = ([chance.gauss(0, 1) for _ in range(20)] for _ in range(2))
        means.append(controlled(values, [other]))
    assert sum(one.mean for one in means) / 300 == pytest.approx(0, abs=0.04)
    spread = math.sqrt(sum(one.mean**2 for one in means) / 300)
    assert sum(one.error for one in means) / 300 == pytest.approx(spread, rel=0.15)


def test_controls_that_say_the_same_are_refused() -> None:
    with pytest.raises(ValueError, match="the same thing"):
        controlled([1.0, 2.0, 4.0, 3.0], [[0.0, 0.0, 0.0, 0.0]])


def test_waits_that_callers_broke_off_count_as_far_as_they_went() -> None:
    chance, waits = Random(3), []
    for _ in range(20_000):
        wait, patience = chance.random(), chance.random()
        waits.append(Ended(min(wait, patience), wait <= patience))
    assert share_below(waits, 0.2) == pytest.approx(0.2, abs=0.01)
    assert share_below(waits, 0.8) == pytest.approx(0.8, abs=0.02)
    assert share_below([], 0.8) == 0
