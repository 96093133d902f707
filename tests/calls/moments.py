"""Moments at the CAIR desk, by name."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from prompts.revision import load_desks
from routing.hours.schedule import Calendar
from settings import DESKS
from store import clock

ZONE = ZoneInfo("America/Los_Angeles")


def at_the_desk(
    year: int, month: int, day: int, hour: int = 10, minute: int = 0, second: int = 0
) -> datetime:
    """An instant by the clock on the desk's wall."""
    return datetime(year, month, day, hour, minute, second, tzinfo=ZONE)


TUESDAY_MORNING = at_the_desk(2026, 11, 24)
TUESDAY_NIGHT = at_the_desk(2026, 11, 24, 22)
THANKSGIVING = at_the_desk(2026, 11, 26)
"""Fixed dates are for what depends on the date alone. A test whose database forgets or whose worker acts by the real
clock needs one of the moments below."""


def latest_open_morning() -> datetime:
    """Return ten in the morning of the latest day before today on which the desk was open then."""
    calendar = Calendar(load_desks(DESKS)["cair"].desk)
    today = clock.now().astimezone(ZONE).replace(hour=10, minute=0, second=0, microsecond=0)
    days = (today - timedelta(days=number) for number in count(1))
    return next(morning for morning in days if calendar.is_open(morning))


def tuesday_ahead(month: int) -> datetime:
    """Return ten in the morning of the first Tuesday of a month five years from now.

    What hangs at the door then ends long after the test. A web process that serves other tests may still know of it, so
    that no other test may call in that month. From August to October no Tuesday is a holiday.
    """
    first = at_the_desk(clock.now().year + 5, month, 1)
    return first + timedelta(days=(1 - first.weekday()) % 7)
