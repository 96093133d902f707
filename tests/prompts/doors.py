"""States of the CAIR desk's door, as the calendar would give them."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from prompts.rendering.open_status import ClosedBy, OpenStatus

ZONE = ZoneInfo("America/Los_Angeles")

OPEN = OpenStatus(
    today=date(2026, 11, 24),
    is_open=True,
    next_opening=datetime(2026, 11, 25, 8, tzinfo=ZONE),
    closes_at=datetime(2026, 11, 24, 17, tzinfo=ZONE),
)
EARLY = OpenStatus(
    date(2026, 11, 24), False, datetime(2026, 11, 24, 8, tzinfo=ZONE), closed_by=ClosedBy.HOURS
)
EVENING = OpenStatus(
    date(2026, 11, 24), False, datetime(2026, 11, 25, 8, tzinfo=ZONE), closed_by=ClosedBy.HOURS
)
CLOSURE = OpenStatus(
    date(2026, 11, 24), False, datetime(2026, 11, 24, 13, tzinfo=ZONE), closed_by=ClosedBy.CLOSURE
)
THANKSGIVING = OpenStatus(
    today=date(2026, 11, 26),
    is_open=False,
    next_opening=datetime(2026, 11, 30, 8, tzinfo=ZONE),
    closed_by=ClosedBy.DAY,
    closed_day="thanksgiving",
    closed_day_name="Thanksgiving Day",
)
ALL = (OPEN, EARLY, EVENING, CLOSURE, THANKSGIVING)


def closed_for(name: str, today: date = date(2026, 11, 26)) -> OpenStatus:
    """Closed on a listed day called `name`."""
    return OpenStatus(today, False, THANKSGIVING.next_opening, None, ClosedBy.DAY, "a_day", name)
