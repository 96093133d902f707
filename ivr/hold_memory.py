"""What a caller was told in line, in one short text that the caller's record keeps between two bits of hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from routing.announcement import Standing
from routing.estimate import WaitRange

AGAIN = "again"
"""Stands for what was told to a caller whose number had the place already: nothing yet."""


@dataclass(frozen=True)
class HoldMemory:
    """`last` names what was said last, `at` the seconds waited by then. Ranges are written down in seconds."""

    last: str
    at: float
    standing: Standing

    def written(self) -> str:
        wait = self.standing.wait
        low = "" if wait is None or wait.at_least is None else wait.at_least
        high = "" if wait is None else wait.at_most
        told = self.standing
        return f"{self.last} {self.at:.0f} {told.at:.0f} {told.position} {told.reps:g} {low}:{high}"

    @classmethod
    def read(cls, text: str) -> Self | None:
        """None for a caller who was told nothing yet."""
        if text in ("", AGAIN):
            return None
        last, at, told_at, position, reps, wait = text.split(" ")
        low, _, high = wait.partition(":")
        told = WaitRange(int(low) if low else None, int(high)) if high else None
        return cls(last, float(at), Standing(float(told_at), int(position), float(reps), told))
