"""What a caller was told in line, in one short text that the caller's record keeps between two bits of hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from routing.waits.announcement import QueueStanding
from routing.waits.estimate import WaitRange

AGAIN = "again"
"""Stands for what was told to a caller whose number had the place already: nothing yet."""
RINGING = "ringing 0 0 1 0 :"
"""Stands for what was told to a caller for whom a rep was rung at once: nothing of the line yet. It has the shape of
all others, since a web process of an earlier version may read it during an upgrade."""


@dataclass(frozen=True)
class AnnouncementState:
    """`last` names what was said last, `at` the seconds waited by then. Ranges are written down in seconds."""

    last: str
    at: float
    standing: QueueStanding

    def written(self) -> str:
        """Return the text; when the wait was said stands behind `last`, if it was not with the rest."""
        told = self.standing
        wait = told.wait
        low = "" if wait is None or wait.at_least is None else wait.at_least
        high = "" if wait is None else wait.at_most
        said = "" if told.wait_said in (None, told.at) else f"@{told.wait_said:.0f}"
        return f"{self.last}{said} {self.at:.0f} {told.at:.0f} {told.position} {told.reps:g} {low}:{high}"

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Return None for a caller who was told nothing of the line yet."""
        if text in ("", AGAIN, RINGING):
            return None
        first, at, told_at, position, reps, wait = text.split(" ")
        last, _, said = first.partition("@")
        low, _, high = wait.partition(":")
        told = WaitRange(int(low) if low else None, int(high)) if high else None
        wait_said = float(said) if said else None
        return cls(
            last, float(at), QueueStanding(float(told_at), int(position), float(reps), told, wait_said)
        )
