"""What callers hear while somebody abuses the line."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from redis import Redis

from simulator.phones.scripted import LocalNetwork
from store import clock, keys
from tests.calls.block_list import blocks, is_refused_soon
from tests.calls.desk_at_work import REP_PHONE, DeskAtWork
from tests.calls.moments import TUESDAY_MORNING

HOSTILE, HOSTILE_FOR_LESS, HOSTILE_AND_TALKING, HOSTILE_TOO = (
    *("+15105550661", "+15105550662", "+15105550663", "+15105550664"),
)
"""One for each test that blocks it: a web process may still know the list of the test before."""


def blocked_events(redis: Redis) -> list[dict[str, str]]:
    return [one for _, one in redis.xrange(keys.events("cair")) if one["event"] == "blocked"]


def test_a_blocked_number_gets_a_busy_tone_and_not_a_word(
    network: LocalNetwork, redis: Redis, data_dir: Path
) -> None:
    blocks(redis, data_dir, HOSTILE)
    phone = is_refused_soon(network, HOSTILE)
    assert phone.heard == ""
    assert (phone.call.status, phone.call.seconds) == ("busy", 0), "not answered, and so not billed"
    [first, *_] = blocked_events(redis)
    assert (first["from"], first["entry"]) == ("…0661", "e1")


def test_everybody_else_comes_in(network: LocalNetwork, redis: Redis, data_dir: Path) -> None:
    blocks(redis, data_dir, HOSTILE)
    is_refused_soon(network, HOSTILE)
    for number in ("+15105550667", "anonymous", "+266696687"):
        other = network.caller(number)
        other.dials()
        other.hears("CAIR Help Desk")
        other.hangs_up()


def test_an_entry_that_is_over_refuses_nobody(network: LocalNetwork, redis: Redis, data_dir: Path) -> None:
    blocks(redis, data_dir, HOSTILE_FOR_LESS, minutes=30)
    is_refused_soon(network, HOSTILE_FOR_LESS)
    later = network.caller(HOSTILE_FOR_LESS)
    later.dials(at=clock.now() + timedelta(minutes=31))
    later.hears("CAIR Help Desk")


def test_a_call_in_progress_is_not_cut(desk: DeskAtWork, redis: Redis, data_dir: Path) -> None:
    desk.gets_busy()
    phone = desk.network.caller(HOSTILE_AND_TALKING)
    phone.dials(at=TUESDAY_MORNING)
    phone.presses("0")
    blocks(redis, data_dir, HOSTILE_AND_TALKING)
    blocks(redis, data_dir, HOSTILE_TOO)
    is_refused_soon(desk.network, HOSTILE_TOO)
    phone.waits(21)
    assert desk.state.look("general", "en").waiting == 1


def test_a_rep_comes_to_the_reps_menu_whatever_the_list_says(
    desk: DeskAtWork, redis: Redis, data_dir: Path
) -> None:
    blocks(redis, data_dir, HOSTILE)
    blocks(redis, data_dir, REP_PHONE)
    rep = desk.rep()
    is_refused_soon(desk.network, HOSTILE)
    rep.dials()
    rep.does_not_hear("No voicemail")
    assert not rep.is_ended
