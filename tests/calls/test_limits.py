"""What callers hear whose number calls without end, or is withheld while half of the line is full."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import cast

import pytest
from redis import Redis

from prompts.revision import load_desks
from routing.queue.script_answers import JoinRequest
from settings import DESKS
from simulator.phones.scripted import ScriptedPhone
from store import keys
from store.data_dir import local_secret
from tests.calls.desk_at_work import REP_PHONE, DeskAtWork
from tests.calls.moments import TUESDAY_MORNING, at_the_desk

LIMITS = load_desks(DESKS)["cair"].desk.limits
LATE = at_the_desk(2026, 11, 24, 16, 40)


@pytest.fixture
def busy(desk: DeskAtWork) -> DeskAtWork:
    """Somebody is signed in, and nobody free."""
    desk.gets_busy()
    return desk


@pytest.fixture
def secret(data_dir: Path) -> bytes:
    """The line's own."""
    return local_secret(data_dir).encode()


def join_often(desk: DeskAtWork, secret: bytes, number: str, times: int) -> None:
    """Got in line so often, and was sent away each time."""
    for call in range(times):
        limits = {"joins_an_hour": LIMITS.joins_an_hour, "often": LIMITS.often}
        desk.state.join(
            JoinRequest(f"CA-{number}-{call}", "general", "en", "main", number, secret=secret, **limits)
        )
        desk.state.caller_ends(f"CA-{number}-{call}", "too long")


def half_full(desk: DeskAtWork) -> None:
    for place in range(25):
        desk.state.join(JoinRequest(f"CA-waits-{place}", "general", "en", "main"))


def asks(phone: ScriptedPhone, at: datetime = TUESDAY_MORNING) -> None:
    phone.dials(at=at)
    phone.presses("0")


def test_a_number_that_has_called_too_often_hears_why_and_when_and_has_the_menu(
    busy: DeskAtWork, caller: ScriptedPhone, redis: Redis, secret: bytes
) -> None:
    join_often(busy, secret, caller.number, LIMITS.joins_an_hour)
    redis.expire(keys.joins("cair", keys.digest_of_number(secret, caller.number)), 20 * 60 - 30)
    asks(caller)
    caller.hears("Many calls came from your number in the last hour")
    caller.hears("Help for each topic is in the menu")
    caller.hears("Please try again in about 20 minutes.")
    caller.hears("You can also send us an e-mail")
    caller.presses("*")
    caller.presses("4")
    caller.hears("light bulb")
    events = [cast(dict[str, str], one) for _, one in redis.xrange(keys.events("cair"))]
    [turn] = [one for one in events if one.get("refused")]
    assert turn["refused"] == "called_too_often"
    assert busy.state.faults() == []


def test_it_is_said_in_spanish_and_asking_again_changes_nothing(
    busy: DeskAtWork, caller: ScriptedPhone, secret: bytes
) -> None:
    join_often(busy, secret, caller.number, LIMITS.joins_an_hour)
    caller.dials(at=TUESDAY_MORNING)
    caller.presses("9")
    for _ in range(2):
        caller.presses("0")
        caller.hears("En la última hora entraron muchas llamadas desde su número.")
        caller.hears("La ayuda para cada tema está en el menú")
        caller.hears("intente otra vez en unos 60 minutos")


def test_who_may_call_again_only_after_closing_time_hears_of_the_next_opening(
    busy: DeskAtWork, caller: ScriptedPhone, secret: bytes
) -> None:
    join_often(busy, secret, caller.number, LIMITS.joins_an_hour)
    asks(caller, at=LATE)
    caller.hears("Many calls came from your number")
    caller.hears("Please call again when we open, tomorrow")


def test_one_call_fewer_waits_and_so_does_everybody_else(
    busy: DeskAtWork, caller: ScriptedPhone, spanish_caller: ScriptedPhone, secret: bytes
) -> None:
    join_often(busy, secret, caller.number, LIMITS.joins_an_hour - 1)
    for phone in (caller, spanish_caller):
        asks(phone)
        phone.hears("in line")


@pytest.mark.parametrize("number", ["+266696687", "anonymous"])
def test_withheld_numbers_have_no_limit_of_their_own_and_leave_half_the_line_to_others(
    busy: DeskAtWork, caller: ScriptedPhone, number: str
) -> None:
    hidden = busy.network.caller(number)
    asks(hidden)
    hidden.hears("in line")
    hidden.hangs_up()
    half_full(busy)
    asks(hidden)
    hidden.hears("The line is full right now")
    hidden.hears("Please try again")
    asks(caller)
    caller.hears("in line")


def test_a_number_that_calls_often_leaves_half_the_line_to_others(
    busy: DeskAtWork, caller: ScriptedPhone, secret: bytes
) -> None:
    join_often(busy, secret, caller.number, LIMITS.often)
    half_full(busy)
    asks(caller)
    caller.hears("The line is full right now")


def test_a_reps_own_phone_comes_to_the_reps_menu_however_often_it_calls(
    desk: DeskAtWork, caller: ScriptedPhone, secret: bytes
) -> None:
    rep = desk.rep()
    join_often(desk, secret, REP_PHONE, LIMITS.joins_an_hour)
    rep.dials()
    rep.does_not_hear("No voicemail")
    rep.presses("4711#")
    rep.hears("To take calls, press 1")


def test_no_key_tells_a_number_without_the_secret(
    busy: DeskAtWork, caller: ScriptedPhone, redis: Redis, secret: bytes
) -> None:
    asks(caller)
    with_the_secret = keys.digest_of_number(secret, caller.number)
    assert redis.exists(keys.place_record("cair", with_the_secret), keys.joins("cair", with_the_secret)) == 2
    hashes = [redis.hgetall(key) for key in redis.scan_iter("{cair}:caller:*")]
    assert with_the_secret in str(hashes)
    assert keys.digest(caller.number) not in str([*redis.scan_iter("{cair}:*"), *hashes])
