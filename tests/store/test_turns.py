"""All desks dial in turns, as the carrier counts an account's calls: one that is flooded delays no other for long."""

from __future__ import annotations

import pytest
from redis import Redis
from redis.crc import key_slot

from routing.queue.scripts import Scripts
from store import clock, keys

MINUTE = 60_000
"""Ms between two calls, and of grace: nothing in a test takes as long."""


class Row:
    """The row of desks, in which time passes when a test says so."""

    def __init__(self, redis: Redis) -> None:
        self._redis, self._scripts = redis, Scripts(redis)

    def may_dial(self, desk: str) -> bool:
        return self._scripts.take_turn(desk, MINUTE, MINUTE) == 0

    def falls_due(self, ago: int = 1) -> None:
        """The next turn did, so many ms ago."""
        self._redis.set(keys.DIALLING, int(clock.now().timestamp() * 1000) - ago, px=MINUTE)


@pytest.fixture
def row(redis: Redis) -> Row:
    return Row(redis)


def test_whoever_dials_alone_dials_as_fast_as_the_account_may(row: Row) -> None:
    assert row.may_dial("oak")
    assert not row.may_dial("oak")
    row.falls_due()
    assert row.may_dial("oak")


def test_a_desk_that_has_dialled_stands_behind_those_that_wait(row: Row) -> None:
    assert row.may_dial("flooded")
    assert not row.may_dial("oak")
    assert not row.may_dial("flooded")
    assert not row.may_dial("elm")
    for desk in ("oak", "flooded", "elm"):
        row.falls_due()
        others = {"oak", "flooded", "elm"} - {desk}
        assert not any(row.may_dial(one) for one in sorted(others))
        assert row.may_dial(desk)


def test_a_desk_that_does_not_come_for_its_turn_leaves_it_to_the_next_and_its_place_too(row: Row) -> None:
    assert row.may_dial("oak")
    assert not row.may_dial("gone")
    assert not row.may_dial("elm")
    row.falls_due(ago=MINUTE + 1)
    assert row.may_dial("elm")
    assert not row.may_dial("oak")
    row.falls_due()
    assert not row.may_dial("gone")
    assert row.may_dial("oak")


def test_nothing_of_the_row_is_left_once_nobody_dials(redis: Redis, row: Row) -> None:
    row.may_dial("oak")
    row.may_dial("elm")
    assert 0 < redis.pttl(keys.DIALLING) <= 3 * MINUTE
    assert 0 < redis.pttl(keys.DIALLING_ROW) <= 3 * MINUTE


def test_a_cluster_has_turns_and_row_on_one_node() -> None:
    assert key_slot(keys.DIALLING_ROW.encode()) == key_slot(keys.DIALLING.encode())
