"""Tells refused callers when to try again, from `routing.waits.retry_advice` and the waits in the database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from prompts.files.models import Desk
from prompts.rendering.open_status import OpenStatus
from prompts.rendering.refusal import QueueRefusal, Retry
from routing.hours.schedule import Calendar
from routing.queue.desk_state import DeskState
from routing.waits.retry_advice import HALF_HOUR, calmer_time, history_of
from store.errors import DatabaseDown

WEEK = timedelta(weeks=1)
WEEKS = 8
"""Weeks of history that count besides the one under way: what the database keeps."""


class Adviser:
    """The adviser of one desk. Safe to share between threads: callers refused in the same half hour hear the same
    time."""

    def __init__(self, desk: Desk, calendar: Calendar) -> None:
        self._zone = ZoneInfo(desk.zone)
        self._soon = timedelta(minutes=desk.try_again_minutes)
        self._calendar = calendar
        self._kept: tuple[int, datetime | None] | None = None

    def retry(
        self,
        reach: Callable[[], DeskState],
        opening: OpenStatus,
        now: datetime,
        why: QueueRefusal | None = None,
    ) -> Retry:
        """Return a calmer time if the history knows one, else some minutes if the desk is open then, else the
        opening.

        Without the database nothing is known of calmer times.
        """
        if opening.is_open and (calmer := self._calmer(reach, now)):
            return Retry(calmer)
        closes = opening.closes_at
        if opening.never_closes:
            return Retry()
        return Retry(
            at_opening=why is QueueRefusal.PAST_CLOSING or closes is None or now + self._soon >= closes
        )

    def _calmer(self, reach: Callable[[], DeskState], now: datetime) -> datetime | None:
        half_hour, kept = int(now.timestamp() // HALF_HOUR.total_seconds()), self._kept
        if kept and kept[0] == half_hour:
            return kept[1]
        this_week = int(now.timestamp() // WEEK.total_seconds())
        try:
            waits = reach().waits(range(this_week - WEEKS, this_week + 1))
        except DatabaseDown:
            return None
        calmer = calmer_time(history_of(waits, self._zone), self._calendar, now)
        self._kept = half_hour, calmer
        return calmer
