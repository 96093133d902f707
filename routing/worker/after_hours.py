"""Signs out reps who forgot it: when all queues that they serve have closed by plan and been drained.

A rep who stays signed in overnight is rung the next morning, and callers wait for somebody who is not there. An
unplanned closure signs nobody out, since the desk may open again at any moment; neither does a queue that never closes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial

from redis import Redis

from prompts.files.models import Desk, WaitingLine
from routing.hours.planned_hours import PlannedHours, utc
from routing.queue.desk_snapshot import RepNow
from routing.queue.desk_state import DeskState
from routing.worker.loops import PeriodicTask
from store.desk.records import Rep
from store.desk.states import RepStatus, StatusReason

LOOK_EVERY = 30.0
"""Seconds."""
LOOK_BACK = 31
"""Days in which the last closing is looked for; a queue that was not open in them has been closed for as long."""


def find_last_closing(desk: Desk, lines: Iterable[str], at: datetime) -> datetime | None:
    """Return when the last of these queues had closed and been drained; None while one is open, or without queues.

    `at` is an aware datetime, and so is the answer, in UTC. Unknown queues are left out.
    """
    served = set(lines)
    closings = [_find_closing(desk, line, utc(at)) for line in desk.lines if line.id in served]
    known = [closing for closing in closings if closing]
    return max(known) if known and len(known) == len(closings) else None


def _find_closing(desk: Desk, line: WaitingLine, at: datetime) -> datetime | None:
    plan = PlannedHours(desk, line)
    drain = timedelta(minutes=line.drain_minutes)
    today = at.astimezone(plan.zone).date()
    for days in range(LOOK_BACK):
        begun = [one for one in plan.stretches(today - timedelta(days=days)) if one.start <= at]
        if begun:
            closing = max(one.end for one in begun) + drain
            return closing if closing <= at else None
    return at - timedelta(days=LOOK_BACK)


def is_leaving(desk: Desk, rep: Rep | RepNow, at: datetime) -> bool:
    """Return whether a rep in a call is signed out after it: the rep has asked for that, or all queues have closed.

    `at` is an aware datetime.
    """
    if rep.status.is_in_call and rep.leaves:
        return True
    wraps_up = rep.status is RepStatus.WRAP_UP and rep.reason == StatusReason.AFTER_CALL
    if not (rep.status.is_in_call or wraps_up):
        return False
    closing = find_last_closing(desk, rep.lines, at)
    return closing is not None and (rep.chosen or 0) < closing.timestamp() * 1000


class AfterHours:
    """Signs out the reps of one desk after its hours. Every method may raise DatabaseDown."""

    def __init__(self, state: DeskState, desk: Desk) -> None:
        self._state = state
        self.desk = desk

    def sign_out(self) -> list[str]:
        """Sign out the reps whose queues have closed; return their ids."""
        at = datetime.fromtimestamp(self._state.moment() / 1000, UTC)
        every_line = [line.id for line in self.desk.lines]
        if all(find_last_closing(self.desk, [line], at) is None for line in every_line):
            return []  # open: no rep has to be looked at
        return [id_ for id_, rep in self._state.reps().items() if self._is_signed_out(id_, rep.lines, at)]

    def _is_signed_out(self, rep: str, lines: Sequence[str], at: datetime) -> bool:
        closing = find_last_closing(self.desk, lines, at)
        return closing is not None and self._state.sign_out_after_hours(rep, int(closing.timestamp() * 1000))


def sign_out_tasks(desks: Iterable[str], published: Callable[[str], Desk]) -> list[PeriodicTask]:
    """Return what workers do for these desks; `published` gives a desk as it is at that moment."""
    return [
        PeriodicTask(f"after-hours:{desk}", partial(_begin, published, desk), LOOK_EVERY) for desk in desks
    ]


def _begin(published: Callable[[str], Desk], desk: str, client: Redis) -> Callable[[], None]:
    after_hours = AfterHours(DeskState(client, desk), published(desk))

    def step() -> None:
        after_hours.desk = published(desk)
        after_hours.sign_out()

    return step
