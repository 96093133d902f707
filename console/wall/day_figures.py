"""The day's figures of a desk beside the usual ones of such a weekday; read every few seconds at most."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from statistics import fmean
from zoneinfo import ZoneInfo

from redis import Redis

from console.column_chart import Column, ColumnChart, draw_columns
from prompts.files.models import WEEKDAYS
from prompts.revision import Revision
from reports.counts import Counts, QuarterlyDay, Usual
from reports.tally import CallTally
from store import clock

CHART_WIDTH = 600
"""As wide as its panel on a usual screen, so that words in it are as large as those around it."""
FRESH = 2.0
"""Seconds for which figures of today are kept; workers fold events into them within a second."""
PAST_FRESH = 600.0
"""Seconds for which those of the weeks before are kept."""
FLOOD_CALLS, FLOOD_TIMES = 50, 4
"""Calls, and times the usual number, from which on the wallboard speaks of attack mode."""
Read = Callable[[date], Sequence[QuarterlyDay]]


@dataclass(frozen=True)
class HalfHourFigures:
    """The results for callers who asked for a person in half an hour of the desk's clock, and the usual number of
    them."""

    clock: time
    answered: int
    abandoned: int
    told: int
    """To try again."""
    usual: float

    @property
    def asked(self) -> int:
        return self.answered + self.abandoned + self.told


@dataclass(frozen=True)
class DayFigures:
    """Today so far; what was usual by this time; what such a day brings in all."""

    today: QuarterlyDay
    by_now: Usual
    whole_day: Usual
    half_hours: Sequence[HalfHourFigures]

    @property
    def is_flooded(self) -> bool:
        """Return whether far more calls came than usual by now; False without days to compare with."""
        calls, usual = self.today.total.entered, self.by_now
        return usual.days > 0 and calls >= FLOOD_CALLS and calls >= FLOOD_TIMES * usual.entered


@dataclass(frozen=True)
class CachedCounts:
    """Counts that were read, and until when they may be shown, in seconds of the monotonic clock."""

    until: float
    day: date
    days: Sequence[QuarterlyDay]


class DayCache:
    """The days of every desk in one process. Raises DatabaseDown."""

    def __init__(self, client: Redis, desks: Mapping[str, Revision]) -> None:
        self._client, self._desks = client, desks
        self._asking = {desk: threading.Lock() for desk in desks}
        self._today: dict[str, CachedCounts] = {}
        self._past: dict[str, CachedCounts] = {}

    def figures(self, desk: str, now: datetime) -> DayFigures:
        """Return the figures of a desk at a moment of the present."""
        published = self._desks[desk].desk
        here = now.astimezone(ZoneInfo(published.zone))
        counts = Counts(self._client, published)
        with self._asking[desk]:
            today = self._of(self._today, desk, here.date(), FRESH, lambda day: [counts.day(day)])[0]
            past = self._of(self._past, desk, here.date(), PAST_FRESH, counts.same_weekday)
        hours = published.hours.get(WEEKDAYS[here.weekday()], ())
        return figures_so_far(today, past, here, [(span.opens, span.closes) for span in hours])

    @staticmethod
    def _of(
        kept: dict[str, CachedCounts], desk: str, day: date, life: float, read: Read
    ) -> Sequence[QuarterlyDay]:
        found = kept.get(desk)
        if found is None or found.day != day or found.until < clock.seconds():
            found = kept[desk] = CachedCounts(clock.seconds() + life, day, read(day))
        return found.days


def figures_so_far(
    today: QuarterlyDay, past: Sequence[QuarterlyDay], here: datetime, hours: Sequence[tuple[time, time]]
) -> DayFigures:
    """Return the figures from days that were read, at a moment of the desk's clock. Pure."""
    by_now = [
        CallTally.total(row.tally for row in day.rows if row.start.time() <= here.time()) for day in past
    ]
    return DayFigures(
        today, Usual.of(by_now), Usual.of([day.total for day in past]), _half_hours(today, past, hours)
    )


def _half_hours(
    today: QuarterlyDay, past: Sequence[QuarterlyDay], hours: Sequence[tuple[time, time]]
) -> list[HalfHourFigures]:
    """Return the half hours from the first to the last in which the desk is open or anything happened."""
    ours, usual = _by_half_hour(today), [_by_half_hour(day) for day in past]
    marks = [_slot(opens) for opens, _ in hours]
    marks += [(_slot(closes) or 48) - (closes.minute % 30 == 0) for _, closes in hours]
    marks += [slot for found in (ours, *usual) for slot, tally in found.items() if _asked(tally)]
    if not marks:
        return []
    return [
        HalfHourFigures(
            time(slot // 2, slot % 2 * 30),
            ours.get(slot, CallTally()).answered,
            ours.get(slot, CallTally()).abandoned,
            sum(ours.get(slot, CallTally()).refused.values()),
            fmean(_asked(day.get(slot, CallTally())) for day in usual) if usual else 0.0,
        )
        for slot in range(max(0, min(marks)), min(47, max(marks)) + 1)
    ]


def _by_half_hour(day: QuarterlyDay) -> dict[int, CallTally]:
    found: dict[int, list[CallTally]] = {}
    for row in day.rows:
        found.setdefault(_slot(row.start.time()), []).append(row.tally)
    return {slot: CallTally.total(tallies) for slot, tallies in found.items()}


def _slot(clock_time: time) -> int:
    return clock_time.hour * 2 + clock_time.minute // 30


def _asked(tally: CallTally) -> int:
    return tally.answered + tally.abandoned + sum(tally.refused.values())


def half_hour_chart(half_hours: Sequence[HalfHourFigures]) -> ColumnChart:
    """Return a column for each half hour, of the results for callers who asked for a person; the line is a
    usual day."""
    return draw_columns(
        [
            Column(
                one.clock.strftime("%-I %p") if one.clock.minute == 0 else "",
                {"answered": one.answered, "abandoned": one.abandoned, "told": one.told},
                one.usual,
            )
            for one in half_hours
        ],
        CHART_WIDTH,
    )
