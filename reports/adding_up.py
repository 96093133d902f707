"""Adds past days up before anybody asks for them, so that no page pays for it. For workers; any number may do it.

The newest days come first, in turns of half a second: after an upgrade a hundred days take less than a minute.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from redis import Redis

from prompts.files.models import Desk
from reports.past_days import KEPT_AFTER, DayReader, beginning_of, keep_days, mark_days
from reports.scripts import ReportScripts
from reports.times import days_since_epoch
from routing.worker.loops import PeriodicTask
from store import clock, keys

DAY = timedelta(days=1)
ADD_EVERY = 3.0
"""Seconds from turn to turn while days are left."""
LOOK_EVERY = 600.0
"""Seconds until days are looked for again after all were added up."""
LONGEST_TURN = 0.5
"""Seconds after which a worker gives its other loops a chance."""
RENEWED_BEFORE = 2 * 86_400_000
"""Ms before sums are forgotten in which they are made again."""
AT_ONCE = 4
"""Days between two looks at the clock."""


def add_up_past_days(
    client: Redis, desk: Desk, now: datetime | None = None, seconds: float = LONGEST_TURN
) -> int:
    """Add up past days whose sums are not kept, or not for long, the newest first, for so many seconds.

    Return how many are left. Raises DatabaseDown.
    """
    scripts, limit = ReportScripts(client, desk.id), clock.seconds() + seconds
    today = (now or clock.now()).astimezone(ZoneInfo(desk.zone)).date()
    waiting = _days_without_sums(scripts, desk, today)
    while waiting and clock.seconds() < limit:
        some, waiting = sorted(waiting[:AT_ONCE]), waiting[AT_ONCE:]
        marks, reader = mark_days(scripts, some), DayReader(scripts, desk, some)
        keep_days(scripts, desk, {day: reader.read(day) for day in some}, marks)
    return len(waiting)


def _days_without_sums(scripts: ReportScripts, desk: Desk, today: date) -> list[date]:
    """Return past days, the newest first; the last two, whose counts are about to be forgotten, are left alone."""
    days = [today - DAY * number for number in range(KEPT_AFTER, desk.history_days - 2)]
    beginnings = [beginning_of(desk, day) for day in days]

    def ask(client: Redis) -> list[object]:
        with client.pipeline(transaction=False) as pipe:
            for day, beginning in zip(days, beginnings, strict=True):
                name = keys.day_counts(desk.id, days_since_epoch(day))
                pipe.getrange(name, 0, len(beginning) - 1)
                pipe.pttl(name)
            return pipe.execute()

    answers = scripts.read("day_counts", ask)
    found = zip(days, beginnings, answers[::2], answers[1::2], strict=True)
    return [
        day
        for day, beginning, text, left in found
        if text != beginning or not isinstance(left, int) or left < RENEWED_BEFORE
    ]


def chores(desks: Iterable[str], published: Callable[[str], Desk]) -> list[PeriodicTask]:
    """Return what workers do for these desks; `published` returns a desk as it is at that moment."""
    return [PeriodicTask(f"adding-up:{desk}", partial(_begin, published, desk), ADD_EVERY) for desk in desks]


def _begin(published: Callable[[str], Desk], desk: str, client: Redis) -> Callable[[], None]:
    next_look = 0.0

    def step() -> None:
        nonlocal next_look
        if clock.seconds() >= next_look and not add_up_past_days(client, published(desk)):
            next_look = clock.seconds() + LOOK_EVERY

    return step
