"""The upper bound of the share of lost calls, for one run and for several."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from chaos.bound import add_to, in_words, lost_at_most
from chaos.run_figures import RunFigures


def figures(calls: int, lost: int) -> RunFigures:
    others = {field.name: 0 for field in fields(RunFigures)}
    return RunFigures(**{**others, "calls": calls, "lost": lost, "faults": []})  # type: ignore[arg-type]


@pytest.mark.parametrize("calls", [100, 2_000, 30_000])
def test_without_a_loss_it_is_the_rule_of_three(calls: int) -> None:
    assert lost_at_most(0, calls) == pytest.approx(3 / calls, rel=0.002)


@pytest.mark.parametrize(("lost", "most"), [(1, 4.744), (2, 6.296), (5, 10.513), (20, 29.062)])
def test_with_losses_it_is_the_bound_of_the_poisson_distribution(lost: int, most: float) -> None:
    assert lost_at_most(lost, 10_000) == pytest.approx(most / 10_000, rel=0.0002)


def test_it_is_never_above_all_calls() -> None:
    assert lost_at_most(0, 1) == lost_at_most(0, 0) == 1.0


def test_it_is_said_in_words() -> None:
    assert in_words(0, 30_000) == "at most 1 call in 10,014 is lost (95 % sure)"


def test_runs_accumulate_in_a_file(tmp_path: Path) -> None:
    results = tmp_path / "chaos.jsonl"
    add_to(results, figures(1_000, 0))
    told = add_to(results, figures(2_000, 1))
    assert told == "2 runs, 3,000 calls: lost 1, at most 1 call in 632 is lost (95 % sure)"
