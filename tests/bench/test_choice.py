"""Whoever wants one figure gets that one, and pays for no other run."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from bench import measurements
from bench.__main__ import main
from bench.figure_table import GOALS, BenchFigure
from bench.load import LoadFailed
from bench.measurements import MEASUREMENTS, NAMES, Measurement, Tell, chosen


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Two runs that take no time; which of them were taken."""
    runs: list[str] = []

    def run(*names: str) -> Measurement:
        def take(_tell: Tell) -> list[BenchFigure]:
            runs.append(names[0])
            return [BenchFigure(name, 2.0, "times", 2.0) for name in names]

        return Measurement(names, 1, take)

    monkeypatch.setattr(measurements, "MEASUREMENTS", (run("menu_turn", "hold_turn"), run("offer_growth")))
    return runs


def told(*arguments: str) -> list[dict[str, object]]:
    ended = CliRunner().invoke(main, arguments)
    assert ended.exit_code == 0, ended.output
    return [json.loads(line) for line in ended.output.splitlines()]


def test_without_a_name_everything_is_measured(taken: list[str]) -> None:
    assert [one["name"] for one in told()] == ["menu_turn", "hold_turn", "offer_growth"]
    assert taken == ["menu_turn", "offer_growth"]


def test_a_figure_is_told_without_the_others_of_its_run(taken: list[str]) -> None:
    found = told("hold_turn")
    assert taken == ["menu_turn"]
    assert found == [
        {"name": "hold_turn", "value": 2.0, "unit": "times", "ratio": 2.0, "goal": "ratio >= 0.8", "ok": True}
    ]


def test_a_name_that_nothing_has_is_refused_before_anything_is_measured(taken: list[str]) -> None:
    ended = CliRunner().invoke(main, ["offer_growth", "no_such_figure"])
    assert ended.exit_code == 2
    assert "no_such_figure" in ended.output
    assert taken == []


def test_a_run_that_can_not_be_measured_takes_no_other_with_it(
    taken: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_tell: Tell) -> list[BenchFigure]:
        raise LoadFailed("the machine is too busy")

    broken = Measurement(("publish_p99_ms",), 1, fails)
    monkeypatch.setattr(measurements, "MEASUREMENTS", (broken, *measurements.MEASUREMENTS))
    ended = CliRunner().invoke(main, [])
    assert ended.exit_code == 1
    assert "too busy" in ended.stderr
    assert taken == ["menu_turn", "offer_growth"]


def test_the_list_names_every_figure_with_its_goal_and_measures_nothing(taken: list[str]) -> None:
    ended = CliRunner().invoke(main, ["--list"])
    listed = {words[0]: words[1:] for words in map(str.split, ended.output.splitlines()) if words[0] in NAMES}
    assert list(listed) == list(NAMES)
    assert listed["menu_turn"] == ["ratio", ">=", "1.3"]
    assert listed["menu_turn_of_constant"] == ["only", "told"]
    assert taken == []


def test_no_run_needs_what_is_missing_for_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert [one.names for one in chosen(["offer_cycle"])] == [
        ("offer_cycle", "offer_growth", "bytes_per_waiting_caller")
    ]


def test_every_goal_is_of_a_figure_and_every_figure_of_one_run() -> None:
    assert GOALS.keys() <= set(NAMES)
    assert len(NAMES) == len(set(NAMES)) == sum(len(one.names) for one in MEASUREMENTS)
