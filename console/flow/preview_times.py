"""The moment at which a walk listens: read off a form, and the few that people want most."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from prompts.files.models import Desk
from routing.hours.local_time import first_instant
from routing.hours.schedule import Calendar

WRITTEN = "%Y-%m-%dT%H:%M"
"""As browsers write a date and time."""
EARLIEST, LATEST = 2000, 2100
A_LITTLE = timedelta(minutes=5)
MORNING = time(10)


@dataclass(frozen=True)
class Pick:
    """A moment with a name."""

    name: str
    at: datetime
    closure: bool = False
    """The desk had to close just then."""

    @property
    def written(self) -> str:
        return self.at.strftime(WRITTEN)


def read_moment(written: str, desk: Desk, now: datetime) -> datetime:
    """Return the instant of a date and time by the desk's clock, in its zone; the present one if they are invalid."""
    zone = ZoneInfo(desk.zone)
    try:
        wall = datetime.strptime(written, WRITTEN)  # noqa: DTZ007  (the desk's own clock)
    except ValueError:
        return now.astimezone(zone)
    if not EARLIEST <= wall.year < LATEST:
        return now.astimezone(zone)
    return first_instant(wall.date(), wall.time(), zone).astimezone(zone)


def picks(desk: Desk, now: datetime) -> Iterator[Pick]:
    """Yield moments to choose: now, while open, after closing, the next closed day, during a closure. Raises
    CalendarError."""
    zone, calendar = ZoneInfo(desk.zone), Calendar(desk)
    here = now.astimezone(zone)
    yield Pick("Now", here)
    opens = here if calendar.is_open(here) else calendar.next_opening(here)
    closes = calendar.closes_at(opens)
    yield Pick("While open", opens if opens == here else opens + A_LITTLE)
    if closes:
        yield Pick("After closing", closes + A_LITTLE)
    closed = next(
        (
            one
            for year in (here.year, here.year + 1)
            for one in calendar.closed_days(year)
            if one.date > here.date()
        ),
        None,
    )
    if closed:
        morning = first_instant(closed.date, MORNING, zone).astimezone(zone)
        yield Pick(f"Next closed day: {closed.name}", morning)
    yield Pick("During a closure", opens if opens == here else opens + A_LITTLE, closure=True)
