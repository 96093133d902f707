"""What was counted on each day, added up once for past days and kept, as months of quarters of an hour are slow to add.

A day is kept in this form once it is four days old, when hardly anything about it is still learned. Workers add days up
(`reports.adding_up`), and so does whoever asks for one that no worker has come to yet. Whatever changes a
count of a day throws its sums away in the same step (`write_counts` in the scripts), so they never differ for long.
"""

from __future__ import annotations

import json
import secrets
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any, cast
from zoneinfo import ZoneInfo

from redis import Redis

from prompts.files.models import Desk
from prompts.menu_keys import PERSON
from reports.counts import NO_LINE
from reports.scripts import ReportScripts
from reports.times import days_since_epoch, quarters
from routing.hours.local_time import first_instant
from store import clock, keys
from store.clock import milliseconds
from store.errors import DatabaseDown

DAY = timedelta(days=1)
KEPT_AFTER = 4
"""Days: what becomes of a caller is counted for 72 hours after the call, and a lost end for 25 hours."""
LONGEST_LIFE = 14 * 86_400
"""Seconds. Sums are made anew every two weeks, in case an older release has changed counts without knowing of them."""
MARK_LIFE = 60
"""Seconds that a reader has to add a day up."""
AT_ONCE = 20
"""Days that are kept in one step."""
SEPARATORS = (",", ":")
FORM = 2
"""Raise it when what is kept changes."""
Sums = dict[str, int]


@dataclass
class DayCounts:
    """The sums of one day by the desk's clock; times in ms."""

    hours: dict[str, Sums] = field(default_factory=dict)
    """By hour of the desk's clock, of all lines."""
    lines: dict[str, Sums] = field(default_factory=dict)
    """By `line:language`, of calls that waited."""
    languages: dict[str, Sums] = field(default_factory=dict)
    lengths: dict[str, list[int]] = field(default_factory=dict)
    """How long each answered wait was, by `hour:line:language`; days from before they were listed have none."""
    work: dict[str, Sums] = field(default_factory=dict)
    """By rep."""
    visits: Sums = field(default_factory=dict)
    paths: Sums = field(default_factory=dict)
    topics: Sums = field(default_factory=dict)
    duty: Sums = field(default_factory=dict)
    ends: Sums = field(default_factory=dict)
    """Of all topics, by metric."""
    heard: int = 0
    zero_outs: int = 0


def counts_of_days(
    client: Redis, desk: Desk, days: Sequence[date], now: datetime | None = None
) -> dict[date, DayCounts]:
    """Return the counts of each of these days. `now` decides which are past. Raises DatabaseDown."""
    scripts = ReportScripts(client, desk.id)
    today = (now or clock.now()).astimezone(ZoneInfo(desk.zone)).date()
    past = [day for day in days if (today - day).days >= KEPT_AFTER]
    found = _stored(scripts, desk, past)
    missing = [day for day in past if day not in found]
    marks = mark_days(scripts, missing)
    reader = DayReader(scripts, desk, [day for day in days if day not in found])
    for day in days:
        if day not in found:
            found[day] = reader.read(day)
    keep_days(scripts, desk, {day: found[day] for day in missing}, marks)
    return found


def mark_days(scripts: ReportScripts, days: Sequence[date]) -> Mapping[date, str]:
    """Leave a mark for each day that is about to be read, which is gone if a count of the day changes meanwhile."""
    marks = {day: f"?{secrets.token_hex(8)}" for day in days}
    try:
        for day, mark in marks.items():
            name = keys.day_counts(scripts.desk, days_since_epoch(day))
            scripts.read("mark", lambda client, name=name, mark=mark: client.set(name, mark, ex=MARK_LIFE))  # type: ignore[misc]
    except DatabaseDown:  # full, or only to be read: then nothing is kept
        return {}
    return marks


def keep_days(
    scripts: ReportScripts, desk: Desk, days: Mapping[date, DayCounts], marks: Mapping[date, str]
) -> None:
    """Keep the sums of days whose marks are still there. A database that takes nothing is none the worse for it."""
    waiting = iter(day for day in days if day in marks)
    while some := list(islice(waiting, AT_ONCE)):
        told: list[str | int] = []
        for day in some:
            text = json.dumps({**_bounds(desk, day), **asdict(days[day])}, separators=SEPARATORS)
            told += [days_since_epoch(day), marks[day], text]
        try:
            scripts.run("keep_days", LONGEST_LIFE, *told)
        except DatabaseDown:
            return


def _stored(scripts: ReportScripts, desk: Desk, days: Sequence[date]) -> dict[date, DayCounts]:
    if not days:
        return {}
    names = [keys.day_counts(desk.id, days_since_epoch(day)) for day in days]
    texts = scripts.read("day_counts", lambda client: cast(list[str | None], client.mget(names)))
    found = dict[date, DayCounts]()
    for day, text in zip(days, texts, strict=True):
        if not text or text.startswith("?"):
            continue
        sums = cast(dict[str, Any], json.loads(text))
        bounds = {name: sums.pop(name, None) for name in ("form", "begins", "ends_at")}
        if bounds == _bounds(desk, day):
            found[day] = DayCounts(**sums)
    return found


def beginning_of(desk: Desk, day: date) -> str:
    """Return what the kept sums of a day begin with, if they can be used."""
    return json.dumps(_bounds(desk, day), separators=SEPARATORS).removesuffix("}")


def _bounds(desk: Desk, day: date) -> dict[str, int]:
    """What a kept day must agree in: the form, and when the day begins and ends, as a desk may move to another zone."""
    zone = ZoneInfo(desk.zone)
    begins, ends = (first_instant(one, time.min, zone) for one in (day, day + DAY))
    return {"form": FORM, "begins": milliseconds(begins), "ends_at": milliseconds(ends)}


class DayReader:
    """Adds days up from quarters of an hour; a UTC day that two of the desk's days are part of is read once."""

    def __init__(self, scripts: ReportScripts, desk: Desk, days: Sequence[date]) -> None:
        self._scripts, self._desk, self._zone = scripts, desk.id, ZoneInfo(desk.zone)
        self._wanted = set(days)
        self._records: dict[str, dict[str, str]] = {}

    def read(self, day: date) -> DayCounts:
        """Return the sums of a day. Raises DatabaseDown."""
        found, number = DayCounts(), days_since_epoch(day)
        for hour, rest, amount in self._by_hour(day, keys.count, "longest_wait"):
            line, language, metric = rest.split(":", 2)
            into = [found.hours.setdefault(hour, {}), found.languages.setdefault(language, {})]
            if line != NO_LINE:
                into.append(found.lines.setdefault(f"{line}:{language}", {}))
            for sums in into:
                add_to_sum(sums, metric, amount, "longest_wait")
        for hour, rest, listed in self._fields(day, keys.lengths):
            found.lengths.setdefault(f"{hour}:{rest}", []).extend(map(int, listed.split()))
        for _, rest, amount in self._by_hour(day, keys.work, "longest"):
            rep, _, metric = rest.rpartition(":")
            add_to_sum(found.work.setdefault(rep, {}), metric, amount, "longest")
        found.visits = self._numbers(keys.visits(self._desk, number))
        found.paths = self._numbers(keys.paths(self._desk, number))
        found.topics = self._numbers(keys.topic_counts(self._desk, number))
        found.duty = self._numbers(keys.duty(self._desk, number))
        for name, amount in found.topics.items():
            add_to_sum(found.ends, name.partition(":")[0], amount)
        found.heard = sum(amount for name, amount in found.visits.items() if name.startswith("heard:"))
        found.zero_outs = sum(amount for name, amount in found.paths.items() if name.split(":")[2] == PERSON)
        return found

    def _numbers(self, name: str) -> Sums:
        return {one: int(number) for one, number in self._scripts.record(name).items()}

    def _by_hour(
        self, day: date, key: Callable[[str, int], str], longest: str
    ) -> Iterator[tuple[str, str, int]]:
        """What an hour's quarters have together: most of the reading is done here, in one plain loop."""
        sums: dict[tuple[str, str], int] = {}
        for hour, rest, written in self._fields(day, key):
            place, amount = (hour, rest), int(written)
            before = sums.get(place, 0)
            sums[place] = max(before, amount) if rest.endswith(longest) else before + amount
        for (hour, rest), amount in sums.items():
            yield hour, rest, amount

    def _fields(self, day: date, key: Callable[[str, int], str]) -> Iterator[tuple[str, str, str]]:
        """Hour of the desk's clock, the rest of the field after the quarter, and the value."""
        hours: dict[int, dict[str, str]] = defaultdict(dict)
        for quarter in quarters(day, self._zone):
            hours[quarter.day][f"{quarter.number}"] = f"{quarter.start.hour}"
        for number, by_quarter in hours.items():
            for name, written in self._record(key(self._desk, number), day).items():
                quarter_number, _, rest = name.partition(":")
                if quarter_number in by_quarter:
                    yield by_quarter[quarter_number], rest, written

    def _record(self, name: str, day: date) -> Mapping[str, str]:
        """A UTC day's counts; remembered only while the next day is to be read, too."""
        record = self._records.pop(name, None)
        if record is None:
            record = self._scripts.record(name)
        if day + DAY in self._wanted:
            self._records[name] = record
        return record


def add_to_sum(sums: Sums, metric: str, number: int, longest: str = "") -> None:
    """Add a number to a metric's sum; of the longest of something the greater one stays."""
    before = sums.get(metric, 0)
    sums[metric] = max(before, number) if metric == longest else before + number


def add_all(sums: Sums, numbers: Mapping[str, int], longest: str = "") -> None:
    """Add the numbers of one day to the sums of several."""
    get = sums.get
    for metric, number in numbers.items():
        sums[metric] = get(metric, 0) + number if metric != longest else max(get(metric, 0), number)
