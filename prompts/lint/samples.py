"""Door states to try a desk with: one of each kind, with a date that takes long to say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from prompts.files.models import Desk
from prompts.rendering.open_status import ClosedBy, OpenStatus

_TODAY = date(2026, 11, 25)
_MONDAY = date(2026, 11, 30)


def open_door(desk: Desk) -> OpenStatus:
    """Open, on a Wednesday in November."""
    closes = datetime.combine(_TODAY, time(17), ZoneInfo(desk.zone))
    return OpenStatus(_TODAY, True, _next_opening(desk), closes)


def closed_doors(desk: Desk) -> Iterator[OpenStatus]:
    """Yield the states of a closed desk: by the hours, by a closure, and by each listed day."""
    again = _next_opening(desk)
    yield OpenStatus(_TODAY, False, again, closed_by=ClosedBy.HOURS)
    yield OpenStatus(_TODAY, False, again, closed_by=ClosedBy.CLOSURE)
    for day in desk.closed_days:
        yield OpenStatus(_TODAY, False, again, None, ClosedBy.DAY, day.id, day.name)


def _next_opening(desk: Desk) -> datetime:
    opens = [span.opens for spans in desk.hours.values() for span in spans]
    return datetime.combine(_MONDAY, opens[0] if opens else time(8), ZoneInfo(desk.zone))
