"""Waiting for something to become true instead of sleeping."""

from __future__ import annotations

from collections.abc import Callable

from store import clock


def wait_until(claim: Callable[[], object], what: str, within: float = 30.0) -> None:
    """Return as soon as `claim()` holds; fail naming `what` after `within` seconds."""
    limit = clock.seconds() + within
    while not claim():
        assert clock.seconds() < limit, f"waited {within:.0f} s in vain until {what}"
        clock.pause(0.02)
