"""Attack mode as callers meet it: who presses the digit, another one, none, `0`, or speaks."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from itertools import count

import pytest
from redis import Redis

from routing.notices.attack_mode import switch_off, switch_on
from routing.notices.notices import read_bulletin
from routing.queue.desk_snapshot import DeskSnapshots
from simulator.phones.scripted import ScriptedPhone
from store import keys
from store.clock import milliseconds
from tests.calls.desk_at_work import DeskAtWork
from tests.calls.moments import tuesday_ahead
from tests.waiting import wait_until

# Each test has a Tuesday of its own, as the web process may still know of the attack of the test before.
FIRST_MORNING = tuesday_ahead(8)
WEEKS = count()
CALLS = 8
"""In a row: several web processes answer, and each learns of it by itself."""
ASKED = re.compile(r"To wait for a person, press (\d)\.")


@pytest.fixture
def morning() -> datetime:
    """Return when the attack begins."""
    return FIRST_MORNING + timedelta(weeks=next(WEEKS))


@pytest.fixture
def attacked(desk: DeskAtWork, redis: Redis, morning: datetime) -> DeskAtWork:
    """Return a desk in attack mode for two hours, with no rep free, once the web process knows."""
    desk.gets_busy()
    starts, ends = milliseconds(morning), milliseconds(morning + timedelta(hours=2))
    assert switch_on(
        DeskSnapshots(redis, "cair"), read_bulletin(redis, "cair"), starts, ends, "a flood", "Sam"
    )
    wait_until(lambda: all(is_asked(desk, morning) for _ in range(CALLS)), "callers are asked for a digit")
    return desk


def is_asked(desk: DeskAtWork, morning: datetime) -> bool:
    other = desk.network.caller("+15105550190")
    other.dials(at=morning)
    other.presses("0")
    asked = ASKED.search(other.heard) is not None
    other.hangs_up()
    return asked


def digit(phone: ScriptedPhone) -> str:
    return ASKED.findall(phone.heard)[-1]


def behind(desk: DeskAtWork, redis: Redis) -> list[bool]:
    """Return, for each caller who waits in English, whether the place is behind the others, first in line first."""
    found = redis.zrange(keys.line("cair", "general", "en"), 0, -1, withscores=True)
    return [score > float(redis.hget(f"{{cair}}:caller:{one}", "joined")) for one, score in found]


def test_who_presses_the_digit_waits_as_always(
    attacked: DeskAtWork, morning: datetime, caller: ScriptedPhone, redis: Redis
) -> None:
    caller.dials(at=morning)
    caller.presses("0")
    assert digit(caller) in "2345678"
    caller.presses(digit(caller))
    caller.hears("You are next in line")
    assert behind(attacked, redis) == [False]


def test_another_digit_is_asked_again_and_then_waits_behind_the_others(
    attacked: DeskAtWork, morning: datetime, caller: ScriptedPhone, redis: Redis
) -> None:
    caller.dials(at=morning)
    caller.presses("0")
    wrong = "2" if digit(caller) != "2" else "3"
    caller.presses(wrong)
    assert ASKED.search(caller.heard)
    caller.presses(wrong)
    caller.hears("in line")
    human = attacked.network.caller("+15105550123")
    human.dials(at=morning)
    human.presses("0")
    human.presses(digit(human))
    human.hears("You are next in line")
    assert behind(attacked, redis) == [False, True]


def test_who_presses_none_after_asking_for_a_person_waits_too(
    attacked: DeskAtWork, morning: datetime, caller: ScriptedPhone, redis: Redis
) -> None:
    caller.dials(at=morning)
    caller.presses("0")
    caller.stays_silent()
    caller.stays_silent()
    caller.hears("in line")
    assert behind(attacked, redis) == [True]


def test_a_relay_operator_presses_zero_and_loses_nothing(
    attacked: DeskAtWork, morning: datetime, caller: ScriptedPhone, redis: Redis
) -> None:
    caller.dials(at=morning)
    caller.presses("0")
    caller.hears("If you call through a relay service, press 0.")
    caller.presses("0")
    caller.hears("You are next in line")
    assert behind(attacked, redis) == [False]


def test_who_never_pressed_anything_is_not_asked_and_waits(
    attacked: DeskAtWork, morning: datetime, caller: ScriptedPhone, redis: Redis
) -> None:
    caller.dials(at=morning)
    for _ in range(3):
        caller.stays_silent()
    caller.hears("in line")
    assert not ASKED.search(caller.heard)
    assert behind(attacked, redis) == [True]


def test_the_other_language_asks_for_the_same_digit_and_pound_says_it_again(
    attacked: DeskAtWork, morning: datetime, caller: ScriptedPhone
) -> None:
    caller.dials(at=morning)
    caller.presses("0")
    same = digit(caller)
    caller.presses("9")
    caller.hears(f"Para esperar a una persona, marque {same}.")
    caller.presses("#")
    caller.presses("*")
    caller.hears("Para")
    caller.presses("0")
    caller.presses(same)
    caller.hears("en la fila")


def test_the_digit_can_be_said_where_the_desk_listens(
    attacked: DeskAtWork, morning: datetime, caller: ScriptedPhone, redis: Redis
) -> None:
    caller.dials(at=morning)
    caller.presses("0")
    names = dict(zip("2345678", ("two", "three", "four", "five", "six", "seven", "eight"), strict=True))
    said = names[digit(caller)]
    caller.stays_silent()
    caller.says(f"{said}, please")
    caller.hears("You are next in line")
    assert behind(attacked, redis) == [False]


def test_the_guidance_is_open_to_all_and_a_caller_of_later_is_asked_nothing(
    attacked: DeskAtWork, morning: datetime, caller: ScriptedPhone, redis: Redis
) -> None:
    caller.dials(at=morning)
    caller.presses("4")
    caller.hears("light bulb")
    caller.hangs_up()
    caller.dials(at=morning + timedelta(hours=2))
    caller.presses("0")
    assert not ASKED.search(caller.heard)
    caller.hangs_up()
    assert switch_off(DeskSnapshots(redis, "cair"), read_bulletin(redis, "cair"), "Sam")
    wait_until(lambda: not is_asked(attacked, morning), "attack mode is off")
