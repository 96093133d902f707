"""What a wait is foreseen from, as the database knows it: who serves, who is ahead, what calls taught lately."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

Lines = frozenset[str]
"""Names such as `general:en`."""


@dataclass(frozen=True)
class Recent:
    """A line's calls and waits, the time in seconds; earlier ones count less, so that numbers may be fractions."""

    calls: float = 0.0
    handled: float = 0.0
    """The time that these calls took reps: ringing, connecting, talk and wrap-up together."""
    waits: float = 0.0
    given_up: float = 0.0
    waited: float = 0.0
    """By all who waited, answered or not."""
    connections: float = 0.0
    """Calls whose connect time was measured."""
    connected: float = 0.0
    """Their connect times together: from a rep's phone ringing until rep and caller talk."""

    @classmethod
    def read(cls, text: str, connect: str = "") -> Self:
        """Read what the scripts keep of calls and of connect time, in ms; both are empty before the first call."""
        calls, handled, waits, given_up, waited = (float(part) for part in (text or "0 0 0 0 0").split())
        connections, connected = (float(part) for part in (connect or "0 0").split())
        return cls(calls, handled / 1000, waits, given_up, waited / 1000, connections, connected / 1000)


@dataclass(frozen=True)
class Outlook:
    """`teams`: reps signed in, by the lines they serve. `ahead`: callers ahead on each line that shares a rep."""

    teams: Mapping[Lines, int] = field(default_factory=dict)
    ahead: Mapping[str, int] = field(default_factory=dict)
    recent: Recent = Recent()

    @classmethod
    def read(cls, answer: Sequence[Any]) -> Self:
        """Read the part of the answers of the scripts `hold` and `look` that concerns the wait."""
        if not answer:
            return cls()
        teams: dict[Lines, int] = {}
        for name, reps in _pairs(answer[0]):
            lines = frozenset(name.split(","))
            teams[lines] = teams.get(lines, 0) + reps
        return cls(teams, dict(_pairs(answer[1])), Recent.read(*answer[2:4]))


def _pairs(flat: Sequence[Any]) -> list[tuple[str, int]]:
    return [(name, int(count)) for name, count in zip(flat[::2], flat[1::2], strict=True)]


NO_OUTLOOK = Outlook()
