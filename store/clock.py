"""The line's only clock. Everything else takes a moment as an argument, so that tests and previews can choose it."""

from __future__ import annotations

import time
from datetime import UTC, datetime


def now() -> datetime:
    """Return the present moment, UTC."""
    return datetime.now(UTC)


def seconds() -> float:
    """Return seconds of the monotonic clock; only differences are meaningful."""
    return time.monotonic()


def pause(duration: float) -> None:
    """Wait `duration` seconds."""
    time.sleep(duration)
