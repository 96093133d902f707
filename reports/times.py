"""Instants and days as reports read them: UTC in the database, the desk's own clock on the page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from routing.hours.local_time import first_instant
from store import clock
from store.clock import EPOCH, milliseconds

QUARTER = timedelta(minutes=15)
QUARTERS_A_DAY = 96


@dataclass(frozen=True)
class Quarter:
    """A quarter of an hour: the UTC day since 1970 and the number in it, as counts are kept, and when it begins."""

    day: int
    number: int
    start: datetime
    """In the desk's zone."""


def read_instant(milliseconds: str | None) -> datetime | None:
    """Return the UTC instant of ms since 1970 as the database stores them; None for none."""
    return clock.instant(int(milliseconds)) if milliseconds else None


def to_seconds(milliseconds: str | None) -> float | None:
    return int(milliseconds) / 1000 if milliseconds else None


@lru_cache(800)
def quarters(day: date, zone: ZoneInfo) -> tuple[Quarter, ...]:
    """Return the quarters of a day by the desk's clock: 96, or 92 and 100 on the days on which the clock changes."""
    start, end = (first_instant(one, time.min, zone) for one in (day, day + timedelta(days=1)))
    found, at = list[Quarter](), start - (start - EPOCH) % QUARTER
    while at < end:
        number = (at - EPOCH) // QUARTER
        found.append(Quarter(*divmod(number, QUARTERS_A_DAY), at.astimezone(zone)))
        at += QUARTER
    return tuple(found)


def days_since_epoch(day: date) -> int:
    """Return a day by the desk's clock as keys name it: the number of days since the first of 1970."""
    return (day - EPOCH.date()).days


@lru_cache(16)
def clock_changes(zone: str, year: int) -> str:
    """Return the offsets of a zone's clock from UTC in the years around, as `since:offset`, both ms, comma-separated.

    The first holds for whatever was before. For scripts, which know nothing of zones.
    """
    noons = [datetime(year - 2, 1, 1, 12, tzinfo=UTC) + timedelta(days=number) for number in range(5 * 366)]
    found = [(noons[0], _offset(noons[0], zone))]
    for earlier, later in pairwise(noons):
        if _offset(later, zone) != found[-1][1]:
            found.append((_change_between(earlier, later, zone), _offset(later, zone)))
    return ",".join(f"{milliseconds(since)}:{offset // timedelta(milliseconds=1)}" for since, offset in found)


def _change_between(before: datetime, after: datetime, zone: str) -> datetime:
    old = _offset(before, zone)
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        before, after = (middle, after) if _offset(middle, zone) == old else (before, middle)
    return after.replace(microsecond=0)


def _offset(at: datetime, zone: str) -> timedelta:
    offset = at.astimezone(ZoneInfo(zone)).utcoffset()
    assert offset is not None
    return offset
