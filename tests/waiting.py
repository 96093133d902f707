"""Waiting for something to become true instead of sleeping; patience where time is not what a test is about."""

from __future__ import annotations

from collections.abc import Callable

from store import clock

PATIENT = {"REDIS_TIMEOUT_MS": "1000"}
"""What web processes are told whose tests are not about a slow database. Real callers are served without it after a
fifth of a second: a machine that is busy for a moment would decide what a test sees."""


LONG = 120.0
"""Seconds after which nothing is going to happen any more, however busy the machine. Where all is well nobody waits."""


def wait_until(claim: Callable[[], object], what: str) -> None:
    """Return as soon as `claim()` holds; fail naming `what` when nobody would wait any longer."""
    limit = clock.seconds() + LONG
    while not claim():
        assert clock.seconds() < limit, f"waited {LONG:.0f} s in vain until {what}"
        clock.pause(0.02)


def happens_within(limit: float, act: Callable[[], object]) -> None:
    """Do something until it has once taken less than `limit` seconds: whatever else the machine does only adds."""
    took: list[float] = []

    def is_quick() -> bool:
        began = clock.seconds()
        act()
        took.append(clock.seconds() - began)
        return took[-1] < limit

    wait_until(is_quick, f"it takes less than {limit} s")
