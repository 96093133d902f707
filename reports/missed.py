"""Callers who asked for a person and have talked to none since, for reps who want to call them back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import cast
from zoneinfo import ZoneInfo

from redis import Redis

from prompts.files.models import Desk
from reports.records import Record, Records
from reports.scripts import ReportScripts
from reports.times import quarters
from store import keys
from store.clock import milliseconds
from store.desk.call_ids import CallId

MOST = 500
"""Callers listed at most, the latest first."""


@dataclass(frozen=True)
class Missed:
    """A caller who was not served, by the number; each call of a withheld number is one by itself."""

    latest: Record
    calls: int
    first: datetime
    """When the first of these calls came."""


def missed_callers(client: Redis, desk: Desk, first: date, last: date, most: int = MOST) -> list[Missed]:
    """Return the missed callers on days from `first` to `last` by the desk's clock, latest first. Raises
    DatabaseDown."""
    zone = ZoneInfo(desk.zone)
    lowest = milliseconds(quarters(first, zone)[0].start)
    highest = milliseconds(quarters(last, zone)[-1].start) + 900_000 - 1
    name = keys.missed_caller_ids(desk.id)
    found = ReportScripts(client, desk.id).read(
        name, lambda one: one.zrevrangebyscore(name, highest, lowest, start=0, num=most)
    )
    records = Records(client, desk.id)
    by_caller: dict[str, list[Record]] = {}
    for id_ in cast(list[str], found):
        if (record := records.find(CallId(id_))) is not None:
            by_caller.setdefault(record.number_hash or id_, []).append(record)
    return [Missed(calls[0], len(calls), calls[-1].entered) for calls in by_caller.values()]
