"""What was counted, by the half hours of the desk's own clock: one plain reading of some days, for a few metrics."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from redis import Redis

from prompts.files.models import Desk
from reports.scripts import ReportScripts
from reports.times import quarters
from store import keys

DAY = timedelta(days=1)
SLOT = 1800.0
"""Seconds of a half hour, by which reps are planned."""
SLOTS = 48


@dataclass(frozen=True)
class Count:
    """A number of one half hour. `line` is `-` for what concerns no line."""

    day: date
    slot: int
    """0 is midnight to half past; an hour that the clock repeats counts twice as much."""
    line: str
    language: str
    metric: str
    number: int


def counts_of(
    client: Redis, desk: Desk, first: date, last: date, is_wanted: Callable[[str], bool]
) -> Iterator[Count]:
    """Yield the counts of these days, both included, whose metric is wanted; quarters may come one by one. Raises
    DatabaseDown."""
    scripts, places = ReportScripts(client, desk.id), _places(desk, first, last)
    for utc_day, wanted in places.items():
        for field, number in scripts.record(keys.count(desk.id, utc_day)).items():
            quarter, line, language, metric = field.split(":", 3)
            if quarter in wanted and is_wanted(metric):
                yield Count(*wanted[quarter], line, language, metric, int(number))


def _places(desk: Desk, first: date, last: date) -> dict[int, dict[str, tuple[date, int]]]:
    """Return, by UTC day and quarter, the desk's day and half hour in which the quarter lies."""
    found: dict[int, dict[str, tuple[date, int]]] = defaultdict(dict)
    zone, day = ZoneInfo(desk.zone), first
    while day <= last:
        for quarter in quarters(day, zone):
            here = quarter.start
            found[quarter.day][f"{quarter.number}"] = (day, here.hour * 2 + here.minute // 30)
        day += DAY
    return found
