"""The configuration of a run of chaos."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from store import clock

SPEED = 5.0
"""Times faster than life on the phone network: speech, music, ringing and its pauses. The line's own times are real."""
CALLS_PER_SECOND = 50.0
"""How fast the desk may dial: whoever is free is to be rung, the run is not about the carrier's limit."""
FIRST_REP_PHONE = 19_165_550_000
FIRST_CALLER_PHONE = 15_105_000_000
OPEN_AT = 10
"""The hour of a working day at which every call is said to happen."""


WISHES = {
    "guidance": 22,
    "person": 42,
    "impatient": 8,
    "redial": 8,
    "at ring": 7,
    "at accept": 6,
    "by key": 4,
    "silent": 3,
}
"""What callers have in mind, and how many of a hundred."""


VICTIMS = ("web", "worker 0", "worker 1", "database")
"""What can be hurt: `web` is one of the web processes."""


@dataclass(frozen=True)
class Habits:
    """The habits of callers; times in seconds."""

    wishes: Mapping[str, int] = field(default_factory=lambda: WISHES)
    talk: tuple[float, float] = (1.0, 3.0)
    long_talks: float = 0.02
    """The share of conversations that last longer than the line waits for a connection to be confirmed."""
    patience: tuple[float, float] = (0.2, 8.0)
    """Of the impatient."""


@dataclass(frozen=True)
class RunPlan:
    """The number of calls in a run, and the frequency of faults."""

    calls: int = 2000
    reps: int = 40
    seed: int = 1
    seconds_between_faults: float = 4.0
    faults: bool = True
    victims: tuple[str, ...] = VICTIMS
    """Of which one at a time is killed or stopped."""
    arrivals_per_second: float = 7.0
    longest_stop: float = 9.0
    """Seconds; some stops are longer than workers wait before they take over, none as long as the carrier waits."""
    habits: Habits = field(default_factory=Habits)
    settle: float = 150.0
    """Seconds after the last arrival and fault in which every call has to end by itself."""
    speed: float = SPEED
    workers: int = 2
    reps_quiet: float = 10.0
    """Seconds without a call after which a rep signs in again."""


def open_moment(zone: str) -> datetime:
    """Return a moment at which the desk is open, told to the line with every call: the next Tuesday's morning."""
    today = clock.now().astimezone(ZoneInfo(zone))
    tuesday = today + timedelta(days=(1 - today.weekday()) % 7 or 7)
    return tuesday.replace(hour=OPEN_AT, minute=0, second=0, microsecond=0)
