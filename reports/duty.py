"""How reps' time went by, by the days of the desk's own clock."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from redis import Redis

from prompts.files.models import Desk
from reports.scripts import ReportScripts
from reports.times import days_since_epoch, read_instant
from routing.hours.local_time import first_instant
from store import keys

LONGEST_DUTY = 14
"""Days for which a status counts: whoever forgets to sign out for longer is counted no further."""


@dataclass(frozen=True)
class Duty:
    """Seconds in each status."""

    available: float = 0.0
    offered: float = 0.0
    connecting: float = 0.0
    talking: float = 0.0
    wrap_up: float = 0.0
    pause: float = 0.0
    away: float = 0.0

    @property
    def there(self) -> float:
        """Return the seconds signed in and not away."""
        return self.available + self.offered + self.connecting + self.talking + self.wrap_up + self.pause

    @property
    def occupancy(self) -> float | None:
        """Return (ringing + connecting + talking + wrap-up) ÷ time signed in and not away; None without any."""
        busy = self.offered + self.connecting + self.talking + self.wrap_up
        return busy / self.there if self.there else None

    def __add__(self, other: Duty) -> Duty:
        return Duty(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(Duty)))


STATUSES = frozenset(one.name for one in fields(Duty))


def duty_of_all(
    client: Redis, desk: Desk, days: Sequence[date], until: datetime | None = None
) -> dict[date, dict[str, Duty]]:
    """Return reps' times by day of the desk's clock. A present status counts up to `until`; without it, only once it
    has ended.

    Raises DatabaseDown.
    """
    scripts = ReportScripts(client, desk.id)
    lasting = duty_that_lasts(client, desk, days, until) if until else {}
    return {
        day: duty_of(
            {
                name: int(number)
                for name, number in scripts.record(keys.duty(desk.id, days_since_epoch(day))).items()
            },
            lasting.get(day, {}),
        )
        for day in days
    }


def duty_of(numbers: Mapping[str, int], lasting: Mapping[str, int]) -> dict[str, Duty]:
    """Return each rep's time of a day, from ms by `rep:status` that are over and that last."""
    sums: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for part in (numbers, lasting):
        for name, milliseconds in part.items():
            rep, _, status = name.rpartition(":")
            if status in STATUSES:
                sums[rep][status] += milliseconds
    return {
        rep: Duty(**{status: spent / 1000 for status, spent in sums[rep].items()}) for rep in sorted(sums)
    }


def duty_that_lasts(
    client: Redis, desk: Desk, days: Sequence[date], until: datetime
) -> dict[date, dict[str, int]]:
    """Return the ms that statuses which last take of each of these days, by `rep:status`. Raises DatabaseDown."""
    found: dict[date, dict[str, int]] = defaultdict(dict)
    for rep, status, since in _lasting(ReportScripts(client, desk.id), desk):
        first = since.astimezone(ZoneInfo(desk.zone)).date()
        for day in days:
            if first <= day and (spent := _spent_on(day, since, until, desk)):
                found[day][f"{rep}:{status}"] = round(spent * 1000)
    return found


def _lasting(scripts: ReportScripts, desk: Desk) -> Iterator[tuple[str, str, datetime]]:
    """Yield each rep, the status that folding has seen begin, and since when."""
    for field, value in scripts.record(keys.fold_progress(desk.id)).items():
        kind, _, rep = field.partition(":")
        status, _, since = value.rpartition(" ")
        if kind == "duty" and (began := read_instant(since)):
            yield rep, status, began


def _spent_on(day: date, since: datetime, until: datetime, desk: Desk) -> float:
    """Return the seconds of the day between both moments, as `fold` counts them once the status ends."""
    zone = ZoneInfo(desk.zone)
    if (day - since.astimezone(zone).date()).days >= LONGEST_DUTY:
        return 0.0
    start, end = (first_instant(one, time.min, zone) for one in (day, day + timedelta(days=1)))
    return max(0.0, (min(end, until) - max(start, since)).total_seconds())
