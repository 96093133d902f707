"""When refused callers are told to try again, from what the database keeps, and without a database."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from redis import Redis

from prompts.files.models import Weekday
from prompts.rendering.refusal import QueueRefusal, Retry
from routing.hours.schedule import Calendar
from routing.queue.desk_state import DeskState
from routing.waits.adviser import Adviser
from routing.waits.retry_advice import Waits, WeekHalfHour, history_of
from store.errors import DatabaseDown
from tests.routing.desks import cair
from tests.routing.past_waits import ZONE, remember_waits, remember_weeks

TUESDAY = datetime(2026, 11, 24, 9, 10, tzinfo=ZONE)
CALMER = Retry(TUESDAY.replace(hour=14, minute=30))


def retry(state: DeskState | None, now: datetime = TUESDAY, why: QueueRefusal | None = None) -> Retry:
    def reach() -> DeskState:
        if state is None:
            raise DatabaseDown("away")
        return state

    calendar = Calendar(cair())
    return Adviser(cair(), calendar).retry(reach, calendar.opening(now), now, why)


def test_a_calmer_time_is_found_in_what_the_database_keeps(state: DeskState, redis: Redis) -> None:
    remember_weeks(redis, TUESDAY, "+0 14:30")
    assert retry(state) == CALMER
    assert retry(state, why=QueueRefusal.PAST_CLOSING) == CALMER


def test_waits_of_long_ago_are_not_spoken_of(state: DeskState, redis: Redis) -> None:
    remember_weeks(redis, TUESDAY - timedelta(weeks=7), "+0 14:30")
    assert retry(state) == Retry()


def test_without_the_database_it_is_in_some_minutes_or_at_the_opening() -> None:
    assert retry(None) == Retry()
    assert retry(None, why=QueueRefusal.PAST_CLOSING) == Retry(at_opening=True)


@pytest.mark.parametrize(
    ("hour", "minute", "at_opening"), [(16, 44, False), (16, 45, True), (17, 5, True), (7, 0, True)]
)
def test_nobody_is_told_to_try_again_when_the_door_is_closed(
    state: DeskState, hour: int, minute: int, at_opening: bool
) -> None:
    assert retry(state, TUESDAY.replace(hour=hour, minute=minute)) == Retry(at_opening=at_opening)


def test_the_database_is_asked_once_in_half_an_hour_and_again_after_it_was_away(
    state: DeskState, redis: Redis
) -> None:
    calendar = Calendar(cair())
    adviser = Adviser(cair(), calendar)
    asked = 0

    def reach() -> DeskState:
        nonlocal asked
        asked += 1
        if asked == 1:
            raise DatabaseDown("away")
        return state

    remember_weeks(redis, TUESDAY, "+0 14:30")
    moments = [TUESDAY + timedelta(minutes=minutes) for minutes in (0, 5, 10, 19, 20)]
    told = [adviser.retry(reach, calendar.opening(moment), moment) for moment in moments]
    assert told == [Retry(), CALMER, CALMER, CALMER, CALMER]
    assert asked == 3


def test_weeks_are_laid_upon_each_other_by_the_clock_on_the_wall(redis: Redis, state: DeskState) -> None:
    """Also over the end of summer time, on November 1."""
    for day in (datetime(2026, 10, 27, 9, tzinfo=ZONE), datetime(2026, 11, 3, 9, tzinfo=ZONE)):
        remember_waits(redis, day, 60, answered=2)
    remember_waits(redis, datetime(2026, 11, 3, 9, 30, tzinfo=ZONE), 0, answered=1)
    week = int(datetime(2026, 11, 3, tzinfo=UTC).timestamp()) // 604_800
    assert history_of(state.waits([week - 1, week]), ZONE) == {
        WeekHalfHour(Weekday.TUESDAY, time(9)): Waits(4, 240, 2),
        WeekHalfHour(Weekday.TUESDAY, time(9, 30)): Waits(1, 0, 1),
    }
