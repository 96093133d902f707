"""A desk's past, as its scripts would have written it (`tests/routing/test_history.py` shows that they do)."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from redis import Redis

from store import keys

ZONE = ZoneInfo("America/Los_Angeles")
WEEKS_BACK = (1, 2, 3, 4)
PER_HALF_HOUR = 8
"""Callers answered: more than twenty in a half hour of the week after four weeks."""


def remember_waits(redis: Redis, begins: datetime, seconds: float, answered: int = PER_HALF_HOUR) -> None:
    """Record that so many callers were answered after so many seconds each, in the half hour that begins at a
    moment."""
    half_hour = int(begins.timestamp()) // 1800
    name = keys.waits("cair", half_hour // 336)
    redis.hincrby(name, str(half_hour), answered * 10**12 + round(answered * seconds * 1000))
    redis.expire(name, 86_400)


def remember_weeks(redis: Redis, now: datetime, calm: str) -> None:
    """The four weeks before `now`: on its weekday callers wait long all morning; `calm`, as in `+1 14:30`, they don't.

    The number counts days from `now`'s.
    """
    days, _, clock = calm.partition(" ")
    for week in WEEKS_BACK:
        day = now.astimezone(ZONE).replace(hour=8, minute=0, second=0) - timedelta(weeks=week)
        for half_hours in range(8):
            remember_waits(redis, day + timedelta(minutes=30 * half_hours), 300)
        hour, minute = map(int, clock.split(":"))
        remember_waits(redis, day.replace(hour=hour, minute=minute) + timedelta(days=int(days)), 20)
