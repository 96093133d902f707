"""A rep's own day: offers, calls taken and missed, and times."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from redis import Redis

from prompts.files.models import Desk
from reports.scripts import ReportScripts
from reports.times import quarters
from store import keys

MISSED = ("missed", "unreachable", "busy")
"""Outcomes of an offer in which the rep's phone was tried and nobody spoke."""


@dataclass(frozen=True)
class Work:
    """A rep's day by the desk's clock; times in seconds. A call counts in the quarter in which it was taken."""

    offered: int
    taken: int
    missed: int
    """Not answered, busy, or out of reach."""
    passed: int
    talk: float
    """With time on hold."""
    wrap_up: float
    longest: float
    """The longest conversation with its wrap-up."""

    @property
    def handling(self) -> float | None:
        """Return (talk + wrap-up) ÷ calls taken; None before the first."""
        return (self.talk + self.wrap_up) / self.taken if self.taken else None


def work_of(client: Redis, desk: Desk, rep: str, day: date) -> Work:
    """Return a rep's work on a day. Raises DatabaseDown."""
    return work_of_all(client, desk, day).get(rep, work_from({}))


def work_of_all(client: Redis, desk: Desk, day: date) -> dict[str, Work]:
    """Return every rep's work on a day, by rep; reps without any are missing. Raises DatabaseDown."""
    scripts = ReportScripts(client, desk.id)
    wanted = {(quarter.day, quarter.number) for quarter in quarters(day, ZoneInfo(desk.zone))}
    sums: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for number in sorted({one for one, _ in wanted}):
        for field, value in scripts.record(keys.work(desk.id, number)).items():
            quarter, rep, metric = field.split(":", 2)
            if (number, int(quarter)) in wanted:
                before = sums[rep][metric]
                sums[rep][metric] = max(before, int(value)) if metric == "longest" else before + int(value)
    return {rep: work_from(metrics) for rep, metrics in sorted(sums.items())}


def work_from(metrics: Mapping[str, int]) -> Work:
    """Make a rep's work from numbers by metric."""
    get = metrics.get
    return Work(
        offered=get("offered", 0),
        taken=get("taken", 0),
        missed=sum(get(outcome, 0) for outcome in MISSED),
        passed=get("passed", 0),
        talk=get("talk", 0) / 1000,
        wrap_up=get("wrap_up", 0) / 1000,
        longest=get("longest", 0) / 1000,
    )
