"""Converts a time on the desk's wall clock to an instant, also on the two days when clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SECOND = timedelta(seconds=1)


def first_instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Return the UTC instant at which the wall clock first shows `at` or, if that is skipped, a later time."""
    return _instant(datetime.combine(day, at), zone, fold=0)


def last_instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Return the instant as `first_instant` does, but the second one when an hour is repeated."""
    return _instant(datetime.combine(day, at), zone, fold=1)


def _instant(wall: datetime, zone: ZoneInfo, fold: int) -> datetime:
    instant = wall.replace(tzinfo=zone, fold=fold).astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None, fold=0) == wall:
        return instant
    return _clock_change(wall, zone)


def _clock_change(skipped: datetime, zone: ZoneInfo) -> datetime:
    """Return the instant at which the clock jumped over `skipped`, which lies between its two readings."""
    before, after = (skipped.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (1, 0))
    offset = after.astimezone(zone).utcoffset()
    while after - before > SECOND:
        middle = before + (after - before) // 2
        if middle.astimezone(zone).utcoffset() == offset:
            after = middle
        else:
            before = middle
    return after.replace(microsecond=0)
