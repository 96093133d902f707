"""Weeks of counts as folding leaves them, written by hand: the same callers on every day that the desk is open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from redis import Redis

from prompts.files.models import Desk
from reports.times import quarters
from routing.hours.planned_hours import PlannedHours
from store import keys

DAY = timedelta(days=1)
CALLERS: Mapping[int, int] = {16: 3, 17: 9, 18: 14, 19: 12, 20: 9, 26: 7, 27: 6, 32: 4}
"""By half hour of the day: from eight in the morning to half past four."""
ENDS: Mapping[str, int] = {
    **{"answered": 4, "abandoned": 2, "wait": 80_000, "wait_in_vain": 160_000},
    **{"handled": 4, "talk": 800_000, "wrap_up": 240_000},
}
"""What came of the callers of each half hour: calls of 260 s, and patience of 120 s."""


def open_days(desk: Desk, today: date, weeks: int) -> list[date]:
    """The days before today on which the desk is open as usual."""
    plan = PlannedHours(desk)
    days = [today - DAY * number for number in range(7 * weeks, 0, -1)]
    return [day for day in days if plan.stretches(day) and not plan.special_on(day)]


def weeks_of_counts(
    redis: Redis,
    desk: Desk,
    today: date,
    weeks: int = 6,
    callers: Mapping[int, int] = CALLERS,
    ends: Mapping[str, int] = ENDS,
) -> None:
    """So many weeks before today."""
    for day in open_days(desk, today, weeks):
        for slot, number in callers.items():
            counts(redis, desk, day, slot, {"wanted": number, **ends})
            counts(redis, desk, day, slot, {"entered": number}, line="-")


def counts(
    redis: Redis,
    desk: Desk,
    day: date,
    slot: int,
    numbers: Mapping[str, int],
    line: str = "general",
    language: str = "en",
) -> None:
    """Counts of the first quarter of a half hour."""
    found = quarters(day, ZoneInfo(desk.zone))
    here = next(one for one in found if (one.start.hour * 2 + one.start.minute // 30) == slot)
    name, writes = keys.count(desk.id, here.day), redis.pipeline()
    for metric, number in numbers.items():
        writes.hincrby(name, f"{here.number}:{line}:{language}:{metric}", number)
    writes.expire(name, 3600)
    writes.execute()


def expected(slots: Sequence[int]) -> list[int]:
    """`CALLERS` from a half hour to a half hour."""
    return [CALLERS.get(slot, 0) for slot in slots]


def mondays_in_vain(redis: Redis, desk: Desk, today: date, weeks: int) -> None:
    """On every Monday at nine three callers find the line full, and at six in the morning one a closed door."""
    for day in open_days(desk, today, weeks):
        if day.weekday() == 0:
            full = {"vain:full": 3, "vain_known:full": 3, "vain_again:full": 2, "vain_served:full": 1}
            counts(redis, desk, day, 18, {**full, "vain_time:full": 3 * 120_000}, line="-")
            counts(redis, desk, day, 12, {"vain:closed": 1, "vain_time:closed": 20_000}, line="-")
            counts(redis, desk, day, 12, {"wanted_closed": 1})
