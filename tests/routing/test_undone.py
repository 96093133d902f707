"""A failover undoes the last moments: whichever word was undone, the words that follow find a way for everybody."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from redis import Redis

from store import keys
from tests.routing.nobody_lost import START, Desk

SAVE = """
for _, name in ipairs(redis.call('KEYS', ARGV[1] .. '*')) do
  redis.call('HSET', KEYS[1], name, redis.call('DUMP', name))
  redis.call('HSET', KEYS[2], name, math.max(0, redis.call('PTTL', name)))
end
"""
UNDO = """
local kept, lives = redis.call('HGETALL', KEYS[1]), redis.call('HGETALL', KEYS[2])
for _, name in ipairs(redis.call('KEYS', ARGV[1] .. '*')) do redis.call('DEL', name) end
for i = 1, #lives, 2 do lives[lives[i]] = lives[i + 1] end
for i = 1, #kept, 2 do redis.call('RESTORE', kept[i], lives[kept[i]], kept[i + 1]) end
"""
ASIDE = ["{cair}~kept", "{cair}~lives"]
"""Beside the desk's keys, and in their slot."""
RESTING = {"available", "away", "wrap_up"}


@pytest.fixture
def desk(redis: Redis) -> Desk:
    desk = Desk(redis, "cair", START)
    desk.signs_in("ana")
    return desk


def undone(redis: Redis, word: Callable[[], object]) -> None:
    """Say it to a master that dies before its replica has heard."""
    redis.eval(SAVE, 2, *ASIDE, keys.prefix("cair"))
    word()
    redis.eval(UNDO, 2, *ASIDE, keys.prefix("cair"))
    redis.delete(*ASIDE)


def conversation(desk: Desk) -> list[Callable[[], object]]:
    """All that is said about one call, by whoever says it. A phone on hold asks for more between any two words."""

    def offer() -> str:
        return desk.caller("CA1").offer or "0"

    return [
        lambda: desk.waits("CA1", "+15105550100"),
        lambda: desk.leg_rings(offer(), "leg"),
        lambda: desk.leg_answers(offer(), "leg"),
        lambda: desk.accept(offer()),
        lambda: desk.side_joins(offer(), "rep"),
        lambda: desk.side_joins(offer(), "caller"),
    ]


def holds(desk: Desk) -> None:
    """The caller's phone asks for more hold, and the web process lets in whom the database does not know."""
    hold = desk.hold("CA1")
    if hold.state == "unknown" or hold.told == "lost":
        desk.waits("CA1", "+15105550100")


def goes_on(desk: Desk, minutes: int, *, on_the_phone: bool) -> None:
    for _ in range(minutes * 3):
        desk.fire()
        assert desk.faults() == []
        if on_the_phone:
            holds(desk)
        assert desk.now is not None
        desk.now += 20_000


@pytest.mark.parametrize("word", range(6))
def test_whatever_is_undone_the_caller_keeps_waiting_or_talks(desk: Desk, redis: Redis, word: int) -> None:
    for number, say in enumerate(conversation(desk)):
        undone(redis, say) if number == word else say()
        assert desk.faults() == []
        holds(desk)
    goes_on(desk, 1, on_the_phone=True)
    assert desk.caller("CA1").state in {"waiting", "offered", "talking"}
    desk.set_status("ana", "available")
    desk.fire()
    if desk.caller("CA1").state != "talking":
        for say in conversation(desk)[1:]:
            say()
    assert desk.caller("CA1").state == "talking"
    assert desk.faults() == []


@pytest.mark.parametrize("word", range(6))
def test_whatever_is_undone_a_caller_who_hangs_up_leaves_a_free_rep(
    desk: Desk, redis: Redis, word: int
) -> None:
    for number, say in enumerate(conversation(desk)):
        undone(redis, say) if number == word else say()
    desk.caller_ends("CA1", "hung up")
    goes_on(desk, 3, on_the_phone=False)
    assert desk.caller("CA1").state in {"ended", "unknown"}
    assert desk.status("ana") in RESTING


def test_a_hanging_up_that_is_undone_is_found_out_by_the_silence_of_the_phone(
    desk: Desk, redis: Redis
) -> None:
    desk.waits("CA1")
    undone(redis, lambda: desk.caller_ends("CA1", "hung up"))
    assert desk.caller("CA1").state == "offered"
    goes_on(desk, 3, on_the_phone=False)
    assert (desk.caller("CA1").state, desk.caller("CA1").ended_by) == ("ended", "lost")
