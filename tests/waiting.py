"""Waiting for something to become true instead of sleeping; patience where time is not what a test is about."""

from __future__ import annotations

from collections.abc import Callable

from store import clock

PATIENT = {"REDIS_TIMEOUT_MS": "1000"}
"""What web processes are told whose tests are not about a slow database. Real callers are served without it after a
fifth of a second: a machine that is busy for a moment would decide what a test sees."""


def wait_until(claim: Callable[[], object], what: str, within: float = 60.0) -> None:
    """Return as soon as `claim()` holds; fail naming `what` after `within` seconds."""
    limit = clock.seconds() + within
    while not claim():
        assert clock.seconds() < limit, f"waited {within:.0f} s in vain until {what}"
        clock.pause(0.02)


def at_best(act: Callable[[], object], tries: int = 5) -> float:
    """Seconds that something takes when nothing else keeps the machine busy: the quickest of a few times."""

    def seconds() -> float:
        began = clock.seconds()
        act()
        return clock.seconds() - began

    return min(seconds() for _ in range(tries))
