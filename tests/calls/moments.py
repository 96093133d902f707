"""Moments at the CAIR desk, by name."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("America/Los_Angeles")


def at_the_desk(
    year: int, month: int, day: int, hour: int = 10, minute: int = 0, second: int = 0
) -> datetime:
    """An instant by the clock on the desk's wall."""
    return datetime(year, month, day, hour, minute, second, tzinfo=ZONE)


TUESDAY_MORNING = at_the_desk(2026, 11, 24)
TUESDAY_NIGHT = at_the_desk(2026, 11, 24, 22)
THANKSGIVING = at_the_desk(2026, 11, 26)
