"""How long handling a call and patience last lately, on one line: what `routing.estimate` needs to know.

Folds over what happened, two numbers each, so that they can be kept anywhere. They begin as if some typical calls
had been seen; each new one makes all earlier ones count a little less, the typical ones too.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

TYPICAL_HANDLING = 300.0
"""Seconds, before there is data: a small help desk's (reference rows 13 to 17)."""
SHORTEST_HANDLING = 90.0
"""Seconds: the floor of Genesys Stat Server, so that a run of wrong numbers promises nobody an early turn."""
LIKE_CALLS = 5.0
"""The typical handling time counts as this many calls; so do as many callers who gave up for the patience."""
REMEMBERED_CALLS = 50.0
"""About an hour's calls of six reps: the previous hour is what the field goes by."""

TYPICAL_PATIENCE = 300.0
SHORTEST_PATIENCE = 60.0
"""Seconds. Little patience means a short line and a short estimate: too low a figure breaks promises."""
LONGEST_PATIENCE = 3600.0
REMEMBERED_WAITS = 200.0
"""More than calls, as few of those who wait give up."""


@dataclass(frozen=True)
class HandlingHistory:
    """Recent handling times: talk, hold and wrap-up."""

    calls: float = LIKE_CALLS
    seconds: float = LIKE_CALLS * TYPICAL_HANDLING

    @classmethod
    def beginning_with(cls, typical: float) -> HandlingHistory:
        """Before any call, on a desk whose calls typically take so many seconds."""
        return cls(LIKE_CALLS, LIKE_CALLS * _seconds(typical))

    def add(self, seconds: float) -> HandlingHistory:
        """One more call was handled in so many seconds. Raises ValueError if negative or without end."""
        kept = 1 - 1 / REMEMBERED_CALLS
        return HandlingHistory(self.calls * kept + 1, self.seconds * kept + _seconds(seconds))

    @property
    def mean(self) -> float:
        """Seconds that the next call is likely to take."""
        return max(SHORTEST_HANDLING, self.seconds / self.calls)


@dataclass(frozen=True)
class PatienceHistory:
    """Recent waits, and how many of them ended by giving up."""

    given_up: float = LIKE_CALLS
    waited: float = LIKE_CALLS * TYPICAL_PATIENCE

    @classmethod
    def beginning_with(cls, typical: float) -> PatienceHistory:
        """Before anybody waited, on a desk whose callers typically wait so many seconds before they give up."""
        return cls(LIKE_CALLS, LIKE_CALLS * _seconds(typical))

    def add(self, seconds: float, gave_up: bool) -> PatienceHistory:
        """One more caller waited so many seconds, to be answered or to give up. Raises ValueError as above."""
        kept = 1 - 1 / REMEMBERED_WAITS
        return PatienceHistory(self.given_up * kept + gave_up, self.waited * kept + _seconds(seconds))

    @property
    def mean(self) -> float:
        """Seconds a caller would wait on average before giving up.

        All waiting counts, also of those answered, who showed only that their patience lasts longer than that:
        time waited over callers lost is what is likeliest then (and is P(Ab) = θ·E[W]).
        """
        if self.waited >= self.given_up * LONGEST_PATIENCE:
            return LONGEST_PATIENCE
        return max(SHORTEST_PATIENCE, self.waited / self.given_up)


def _seconds(seconds: float) -> float:
    if not 0 <= seconds < math.inf:
        raise ValueError("a call lasts 0 s or more, and ends")
    return seconds
