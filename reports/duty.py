"""How reps' time went by, by the days of the desk's own clock."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, fields
from datetime import date

from redis import Redis

from prompts.models import Desk
from reports.scripts import ReportScripts
from reports.times import days_since_epoch
from store import keys


@dataclass(frozen=True)
class Duty:
    """Seconds in each status; a status that lasts counts when it ends."""

    available: float = 0.0
    offered: float = 0.0
    connecting: float = 0.0
    talking: float = 0.0
    wrap_up: float = 0.0
    pause: float = 0.0
    away: float = 0.0

    @property
    def there(self) -> float:
        """Signed in, and not away."""
        return self.available + self.offered + self.connecting + self.talking + self.wrap_up + self.pause

    @property
    def occupancy(self) -> float | None:
        """(Talking + wrap-up) ÷ time signed in and not away; None without any."""
        return (self.talking + self.wrap_up) / self.there if self.there else None

    def __add__(self, other: Duty) -> Duty:
        return Duty(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(Duty)))


def duty_of_all(client: Redis, desk: Desk, first: date, last: date) -> dict[str, Duty]:
    """By rep, of all days from `first` to `last`, both counted. Raises DatabaseDown."""
    scripts, known = ReportScripts(client, desk.id), {one.name for one in fields(Duty)}
    sums: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for day in range(days_since_epoch(first), days_since_epoch(last) + 1):
        for field, milliseconds in scripts.record(keys.duty(desk.id, day)).items():
            rep, _, status = field.rpartition(":")
            if status in known:
                sums[rep][status] += int(milliseconds) / 1000
    return {rep: Duty(**statuses) for rep, statuses in sorted(sums.items())}
