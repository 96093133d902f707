"""Control variates: what chance did to figures whose true values are known tells what it did to those in question.

Source: Law, Simulation Modeling and Analysis, 11.4.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Estimate:
    """A mean and its standard error."""

    mean: float
    error: float


def plain(values: Sequence[float]) -> Estimate:
    """Return the mean of independent replications."""
    mean = math.fsum(values) / len(values)
    return Estimate(mean, math.sqrt(_squares(values, mean) / (len(values) - 1) / len(values)))


def controlled(values: Sequence[float], controls: Sequence[Sequence[float]]) -> Estimate:
    """Return the mean, less what the controls explain of it; a control per row, each known to be 0 in truth.

    Needs more replications than controls and one. Raises ValueError where controls say the same thing.
    """
    mean = math.fsum(values) / len(values)
    centre = [math.fsum(row) / len(row) for row in controls]
    apart = [[x - middle for x in row] for row, middle in zip(controls, centre, strict=True)]
    weights = _solve(
        [[_dot(one, other) for other in apart] for one in apart],
        [_dot(one, [value - mean for value in values]) for one in apart],
    )
    rest = [
        value - mean - sum(weight * row[n] for weight, row in zip(weights, apart, strict=True))
        for n, value in enumerate(values)
    ]
    freedom = len(values) - 1 - len(controls)
    return Estimate(mean - _dot(weights, centre), math.sqrt(_squares(rest, 0.0) / freedom / len(values)))


def _squares(values: Sequence[float], mean: float) -> float:
    return math.fsum((value - mean) ** 2 for value in values)


def _dot(one: Sequence[float], other: Sequence[float]) -> float:
    return math.fsum(x * y for x, y in zip(one, other, strict=True))


def _solve(matrix: list[list[float]], right: list[float]) -> list[float]:
    """Solve linear equations by Gauss and Jordan; the matrices are 3 by 3."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for n in range(len(rows)):
        pivot = max(range(n, len(rows)), key=lambda k: abs(rows[k][n]))
        rows[n], rows[pivot] = rows[pivot], rows[n]
        if not rows[n][n]:
            raise ValueError("the controls say the same thing")
        for k, row in enumerate(rows):
            if k != n:
                factor = row[n] / rows[n][n]
                rows[k] = [x - factor * y for x, y in zip(row, rows[n], strict=True)]
    return [row[-1] / row[n] for n, row in enumerate(rows)]
