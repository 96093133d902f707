"""Keeps records and counts up with the events, and forgets what is past its time. For workers; any number may do it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, cast

from redis import Redis

from prompts.files.models import Desk
from reports.menu.topics import HEARD
from reports.scripts import ReportScripts
from reports.times import clock_changes
from reports.waits import BOUNDS, SHORT_WAIT
from routing.worker.loops import PeriodicTask
from store import clock, keys
from store.clock import EPOCH

DAY = 86_400
BATCH = 50
"""Events folded in one step: a few milliseconds in which no caller is answered."""
SLICE = 200
"""Records looked at in one step of forgetting or settling."""
LONGEST_TURN = 0.5
"""Seconds after which a worker with much to catch up with gives its other loops and its end a chance."""
FOLD_EVERY = 0.25
FORGET_EVERY = 60.0


@dataclass(frozen=True)
class Progress:
    """The progress of folding: the events `skipped` ever since, and how many seconds it is behind."""

    skipped: int
    behind: float


class Folding:
    """The folding of one desk's events."""

    def __init__(self, client: Redis, desk: Desk, now: int | None = None) -> None:
        self._scripts = ReportScripts(client, desk.id, now)
        self.desk = desk

    def _now(self) -> datetime:
        return clock.now() if self._scripts.now is None else EPOCH + timedelta(milliseconds=self._scripts.now)

    def _arguments(self) -> tuple[str | int, ...]:
        desk, bounds = self.desk, ",".join(str(bound) for bound in BOUNDS)
        level, short = desk.service_level_seconds * 1000, int(SHORT_WAIT * 1000)
        changes = clock_changes(desk.zone, self._now().year)
        return desk.history_days * DAY, level, short, bounds, changes, int(HEARD * 1000)

    def fold(self, most: int = BATCH) -> int:
        """Fold the next events, each once even if other workers fold too; return how many there were. Raises
        DatabaseDown."""
        folded, _ = self._scripts.run("fold", most, *self._arguments())
        return int(folded)

    def settle(self, most: int = SLICE) -> int:
        """End calls whose end was never told; how many old ones were looked at, each once. Raises DatabaseDown."""
        return int(self._scripts.run("settle", most, *self._arguments()))

    def forget(self, most: int = SLICE) -> int:
        """Remove numbers and records past their time; how many. Raises DatabaseDown."""
        desk = self.desk
        return int(self._scripts.run("forget", desk.retention_days * DAY, desk.history_days * DAY, most))

    def catch_up(self, seconds: float = LONGEST_TURN) -> None:
        """Fold until nothing is left, or for that many seconds. Raises DatabaseDown."""
        limit = clock.seconds() + seconds
        while self.fold() == BATCH and clock.seconds() < limit:
            pass

    def tidy(self) -> None:
        """Settle and forget until nothing is left, or for half a second."""
        limit = clock.seconds() + LONGEST_TURN
        while self.settle() + self.forget() and clock.seconds() < limit:
            pass

    def progress(self) -> Progress:
        """Return the progress of folding, for doctors and health checks. Raises DatabaseDown."""
        desk = self.desk.id
        folded = self._scripts.record(keys.fold_progress(desk))
        start = f"({folded['id']}" if folded else "-"
        waiting = self._scripts.read(
            "events", lambda one: cast(list[Any], one.xrange(keys.events(desk), min=start, count=1))
        )
        behind = 0.0
        if waiting:
            seconds, microseconds = self._scripts.read("time", lambda one: one.time())
            behind = seconds + microseconds / 1e6 - int(waiting[0][0].partition("-")[0]) / 1000
        return Progress(int(folded.get("skipped", 0)), max(0.0, behind))


def folding_tasks(desks: Iterable[str], published: Callable[[str], Desk]) -> list[PeriodicTask]:
    """Return the workers' tasks for the reports of these desks; `published` returns a desk as it is at that moment."""
    return [chore for desk in desks for chore in _chores_of(desk, partial(published, desk))]


def _chores_of(desk: str, published: Callable[[], Desk]) -> list[PeriodicTask]:
    def begin(deed: Callable[[Folding], None], client: Redis) -> Callable[[], None]:
        folding = Folding(client, published())

        def step() -> None:
            folding.desk = published()
            deed(folding)

        return step

    return [
        PeriodicTask(f"folding:{desk}", partial(begin, Folding.catch_up), FOLD_EVERY),
        PeriodicTask(f"forgetting:{desk}", partial(begin, Folding.tidy), FORGET_EVERY),
    ]
