"""The line's only clock. Everything else takes a moment as an argument, so that tests and previews can choose it."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def now() -> datetime:
    """Return the present moment, UTC."""
    return datetime.now(UTC)


def milliseconds(at: datetime | None = None) -> int:
    """Return a moment, by default the present one, as ms since 1970 UTC."""
    return ((at or now()) - EPOCH) // timedelta(milliseconds=1)


def instant(moment: int) -> datetime:
    """Return ms since 1970 UTC as an aware datetime."""
    return EPOCH + timedelta(milliseconds=moment)


def seconds() -> float:
    """Return seconds of the monotonic clock; only differences are meaningful."""
    return time.monotonic()


def pause(duration: float) -> None:
    """Wait `duration` seconds."""
    time.sleep(duration)
