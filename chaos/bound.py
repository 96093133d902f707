"""How large the share of lost calls can be, given how many were lost in all runs so far."""

from __future__ import annotations

import json
from dataclasses import asdict
from math import exp
from pathlib import Path

from chaos.run_figures import RunFigures

DOUBT = 0.05
"""The chance that the true share lies above the bound."""


def lost_at_most(lost: int, calls: int) -> float:
    """Return the 95 % upper bound of the share of lost calls: 3 / `calls` if none was lost, the rule of three.

    The bound is the share at which so few lost calls are seen in 5 of 100 runs (Poisson).
    """
    if not calls:
        return 1.0
    low, high = 0.0, 3.0 * lost + 6.0
    while high - low > 1e-9 * high:
        mean = (low + high) / 2
        low, high = (mean, high) if _poisson(lost, mean) > DOUBT else (low, mean)
    return min(1.0, high / calls)


def add_to(results: Path, figures: RunFigures) -> str:
    """Append the figures of a run to a file, one JSON object a line; return a sentence on all runs in the file.

    Raises OSError if the file can't be written, ValueError if it holds something else.
    """
    with results.open("a", encoding="utf-8") as file:
        file.write(json.dumps(asdict(figures)) + "\n")
    runs = [json.loads(line) for line in results.read_text("utf-8").splitlines()]
    lost, calls = (sum(run[name] for run in runs) for name in ("lost", "calls"))
    return f"{len(runs)} runs, {calls:,} calls: lost {lost}, {in_words(lost, calls)}"


def in_words(lost: int, calls: int) -> str:
    """Return the bound as a sentence's end: `at most 1 in 10,000 is lost (95 % sure)`."""
    share = lost_at_most(lost, calls)
    return f"at most 1 call in {int(1 / share):,} is lost (95 % sure)"


def _poisson(most: int, mean: float) -> float:
    """Return the chance of at most so many events if `mean` are expected."""
    term = total = exp(-mean)
    for count in range(1, most + 1):
        term *= mean / count
        total += term
    return total
