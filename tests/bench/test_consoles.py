"""A change counts as shown when a console has what contains it, and consoles that vanish are really looked for."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from bench.consoles import consoles
from bench.consoles.consoles import (
    PATIENCE,
    ConsolePlan,
    ConsoleRound,
    Consoles,
    QueueChange,
    Sighting,
    count_threads,
    delays,
    measure_consoles,
    threads_left,
)
from bench.figure_table import BenchFigure, console_figures
from bench.load import Load, LoadFailed, find_wrk

THREADS = "import threading as t; t.Thread(target=input).start(); print('up', flush=True)"


def test_a_change_is_shown_by_the_first_fragment_that_contains_it() -> None:
    changes = [QueueChange(1.0, (1, 9)), QueueChange(1.1, (1, 8)), QueueChange(1.2, (2, 8))]
    sightings = [Sighting(1.05, (1, 9)), Sighting(1.3, (1, 9)), Sighting(1.5, (2, 8))]
    assert delays(changes, sightings) == pytest.approx([0.05, 0.4, 0.3])


def test_a_change_that_no_fragment_contains_was_shown_too_late() -> None:
    assert delays(
        [QueueChange(1.0, (1, 9)), QueueChange(1.1, (2, 9))], [Sighting(1.2, (1, 9))]
    ) == pytest.approx([0.2, PATIENCE])


@pytest.mark.long
def test_every_console_is_asked_about_every_change(monkeypatch: pytest.MonkeyPatch) -> None:
    try:
        find_wrk()
    except LoadFailed as missing:
        pytest.skip(str(missing))
    monkeypatch.setattr(consoles, "THREADS_LIMIT", 0.0)
    measured = measure_consoles(ConsolePlan(consoles=4, rounds=1, seconds=1), lambda _: None)
    shown = measured.rounds[0].shown
    assert len(shown) % 4 == 0
    assert len(shown) >= 4 * consoles.CHANGES_A_SECOND / 2
    assert max(shown) < PATIENCE
    assert min(one.p99 for one in (measured.rounds[0].without, measured.rounds[0].with_consoles)) > 0


def test_threads_of_all_processes_are_counted_until_they_have_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consoles, "THREADS_LIMIT", 0.0)
    before = count_threads(os.getpid())
    with subprocess.Popen(
        [sys.executable, "-c", THREADS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "up\n"
        assert threads_left(os.getpid(), before) == 2
        other.communicate("\n")
    assert threads_left(os.getpid(), before) == 0


def test_the_figures_are_medians_of_the_rounds() -> None:
    rounds = [
        ConsoleRound(Load(1, 10), Load(1, with_consoles), [0.1] * 98 + [slow] * 2)
        for with_consoles, slow in ((15, 0.4), (90, 4.0), (12, 0.3))
    ]
    assert console_figures(Consoles(rounds, 3)) == [
        BenchFigure("menu_turn_with_consoles", 15, "ms (p99)", 1.5),
        BenchFigure("console_change_p99_ms", 400.0, "ms (p99)", 0.4),
        BenchFigure("console_threads_left", 3, "threads", 3),
    ]
