"""Whoever can't wait is told when to try again: a calmer time if the desk's past knows one, never a closed one."""

from __future__ import annotations

from datetime import datetime

import pytest
from redis import Redis

from routing.queue.script_answers import JoinRequest
from simulator.phones.scripted import ScriptedPhone
from tests.calls.desk_at_work import DeskAtWork
from tests.calls.moments import at_the_desk
from tests.routing.past_waits import remember_weeks


def asks_for_a_person(caller: ScriptedPhone, at: datetime) -> None:
    """On a Tuesday with a half hour of its own: what the past advises is looked up once in each."""
    caller.dials(at=at)
    caller.presses("0")


def line_of(desk: DeskAtWork, callers: int) -> None:
    for number in range(callers):
        desk.state.join(JoinRequest(f"CA-ahead-{number}", "general", "en", "main"))


def test_with_nobody_signed_in_a_caller_hears_of_a_calmer_time_today(
    desk: DeskAtWork, caller: ScriptedPhone, redis: Redis
) -> None:
    now = at_the_desk(2026, 12, 8, 9, 10)
    remember_weeks(redis, now, "+0 14:30")
    asks_for_a_person(caller, now)
    caller.hears("Nobody can take your call right now")
    caller.hears("The line is usually calmer today after two thirty in the afternoon. Please try again then.")
    assert "in about 15 minutes" not in caller.heard


def test_a_spanish_caller_hears_of_it_in_spanish(
    desk: DeskAtWork, spanish_caller: ScriptedPhone, redis: Redis
) -> None:
    now = at_the_desk(2026, 12, 8, 9, 40)
    remember_weeks(redis, now, "+1 14:30")
    spanish_caller.dials(at=now)
    spanish_caller.presses("9")
    spanish_caller.presses("0")
    spanish_caller.hears(
        "La línea suele estar más tranquila mañana, miércoles, después de las dos y media de la tarde"
    )


@pytest.mark.parametrize(
    ("ahead", "now", "calmer", "why", "advice"),
    [
        (
            50,
            at_the_desk(2026, 12, 8, 10, 10),
            "+2 8:00",
            "The line is full right now",
            "on Thursday after eight in the morning",
        ),
        (
            20,
            at_the_desk(2026, 12, 8, 16, 50),
            "+1 10:00",
            "We close at five in the afternoon, and the wait is longer than that",
            "tomorrow, Wednesday, after ten in the morning",
        ),
    ],
    ids=["no room", "closing time"],
)
def test_a_caller_for_whom_the_line_is_too_long_hears_of_a_calmer_time(
    desk: DeskAtWork,
    caller: ScriptedPhone,
    redis: Redis,
    ahead: int,
    now: datetime,
    calmer: str,
    why: str,
    advice: str,
) -> None:
    desk.gets_busy()
    line_of(desk, ahead)
    remember_weeks(redis, now, calmer)
    asks_for_a_person(caller, now)
    caller.hears(why)
    caller.hears(f"The line is usually calmer {advice}")
    assert "when we open" not in caller.heard


def test_without_a_past_whoever_would_wait_past_closing_time_hears_when_the_desk_opens(
    desk: DeskAtWork, caller: ScriptedPhone
) -> None:
    desk.gets_busy()
    line_of(desk, 20)
    asks_for_a_person(caller, at_the_desk(2026, 12, 10, 16, 50))
    caller.hears("We close at five in the afternoon, and the wait is longer than that")
    caller.hears("Please call again when we open, tomorrow, Friday, at eight in the morning")


def test_shortly_before_closing_nobody_is_told_to_try_again_when_it_is_closed(
    desk: DeskAtWork, caller: ScriptedPhone
) -> None:
    asks_for_a_person(caller, at_the_desk(2026, 12, 9, 16, 50))
    caller.hears("and then again tomorrow, Thursday, at eight in the morning. You can also")
    assert "in about 15 minutes" not in caller.heard


def test_a_past_that_knows_no_calmer_time_is_not_spoken_of(
    desk: DeskAtWork, caller: ScriptedPhone, redis: Redis
) -> None:
    now = at_the_desk(2026, 12, 8, 13, 40)
    remember_weeks(redis, now, "+0 19:00")  # calm, but closed
    asks_for_a_person(caller, now)
    caller.hears("Please try again in about 15 minutes")
