"""A desk's day by the quarter of an hour, as its own clock shows it: counts, totals, what is usual on such a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import fmean
from zoneinfo import ZoneInfo

from redis import Redis

from prompts.files.models import Desk
from reports.scripts import ReportScripts
from reports.tally import CallTally
from reports.times import Quarter, quarters
from store import keys

WEEK = timedelta(days=7)
WEEKS_BACK = 8
NO_LINE = "-"
"""Stands for the line of a call as a whole: entered, asked, guided."""


@dataclass(frozen=True)
class QuarterCounts:
    """A quarter of an hour of one line in one language. `line` is empty for counts that concern no line."""

    start: datetime
    """In the desk's zone."""
    line: str
    language: str
    tally: CallTally


@dataclass(frozen=True)
class QuarterlyDay:
    """A day by the desk's clock; quarters in which nothing happened have no row."""

    date: date
    rows: Sequence[QuarterCounts]

    @property
    def total(self) -> CallTally:
        return CallTally.total(row.tally for row in self.rows)

    def of_line(self, line: str, language: str = "") -> CallTally:
        """Return the counts of a line, in one of its languages or in all."""
        return CallTally.total(
            row.tally for row in self.rows if row.line == line and language in ("", row.language)
        )

    def at(self, clock: time) -> CallTally:
        """Return the counts of the quarters that begin at a time of the desk's clock; two of them where an hour is
        repeated."""
        return CallTally.total(row.tally for row in self.rows if row.start.time() == clock)


@dataclass(frozen=True)
class Usual:
    """Averages over the same weekday's last weeks; days on which nobody called are left out."""

    days: int
    """How many there were; without any, every average is 0."""
    entered: float
    offered: float
    answered: float
    abandoned: float
    refused: float

    @classmethod
    def of(cls, tallies: Sequence[CallTally]) -> Usual:
        """Return the averages of some days, a tally each."""
        numbers = [
            (one.entered, one.offered, one.answered, one.abandoned, sum(one.refused.values()))
            for one in tallies
        ]
        means = [fmean(column) for column in zip(*numbers, strict=True)] or [0.0] * 5
        return cls(len(tallies), *means)


class Counts:
    """The counts of one desk. Every method raises DatabaseDown."""

    def __init__(self, client: Redis, desk: Desk) -> None:
        self._scripts = ReportScripts(client, desk.id)
        self._desk = desk
        self._zone = ZoneInfo(desk.zone)

    def day(self, day: date) -> QuarterlyDay:
        """Return a day by the desk's clock, of 23, 24 or 25 hours."""
        every = quarters(day, self._zone)
        kept = {number: self._stored(number) for number in {quarter.day for quarter in every}}
        return QuarterlyDay(day, [row for quarter in every for row in _rows(quarter, kept[quarter.day])])

    def same_weekday(self, day: date, weeks: int = WEEKS_BACK) -> list[QuarterlyDay]:
        """Return the same weekday in the weeks before, newest first, without days on which nobody called."""
        days = [self.day(day - WEEK * number) for number in range(1, weeks + 1)]
        return [one for one in days if one.rows]

    def usual(self, day: date) -> Usual:
        """Return the averages of the same weekday over the last eight weeks."""
        return Usual.of([one.total for one in self.same_weekday(day)])

    def _stored(self, day: int) -> dict[int, list[tuple[str, str, CallTally]]]:
        """Return line, language and tally by quarter of a UTC day."""
        found: dict[tuple[int, str, str], dict[str, int]] = defaultdict(dict)
        for field, number in self._scripts.record(keys.count(self._desk.id, day)).items():
            quarter, line, language, metric = field.split(":", 3)
            found[int(quarter), line, language][metric] = int(number)
        kept = defaultdict(list)
        for (when, line, language), metrics in sorted(found.items()):
            kept[when].append((line, language, CallTally.of(metrics)))
        return kept


def _rows(quarter: Quarter, kept: Mapping[int, list[tuple[str, str, CallTally]]]) -> list[QuarterCounts]:
    return [
        QuarterCounts(quarter.start, "" if line == NO_LINE else line, language, tally)
        for line, language, tally in kept.get(quarter.number, [])
    ]
