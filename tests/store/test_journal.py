"""Writing down what happens, and what it costs a caller when the database is away: nothing."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from redis import Redis

from routing.queue.journal import Journal
from store import clock, keys
from store.valkey import EmbeddedValkey
from tests.databases import every_key
from tests.waiting import LONG

PATIENCE = 2.0
"""Seconds, where a test is not about a slow database."""
TURN = ("CA1", "/voice/cair", "token")


@pytest.fixture
def journal(database: EmbeddedValkey, redis: Redis) -> Iterator[Journal]:
    journal = Journal(database.url, PATIENCE)
    assert journal.wait_until_up(LONG)
    yield journal
    journal.close()


def test_it_writes_one_event_for_a_webhook_delivered_twice(journal: Journal, redis: Redis) -> None:
    first = journal.record_turn("cair", TURN, 1000, {"event": "turn", "key": "1"})
    second = journal.record_turn("cair", TURN, 2000, {"event": "turn", "key": "1"})
    assert (first.moment, first.is_first) == (1000, True)
    assert (second.moment, second.is_first) == (1000, False)
    events = redis.xrange(keys.events("cair"))
    assert [fields for _, fields in events] == [{"moment": "1000", "event": "turn", "key": "1"}]


def test_it_tells_webhooks_apart_by_call_place_and_token(journal: Journal, redis: Redis) -> None:
    for identity in (TURN, ("CA2", *TURN[1:]), ("CA1", "/voice/x", "token"), ("CA1", "/voice/cair", "t2")):
        assert journal.record_turn("cair", identity, 1000, {"event": "turn"}).is_first
    assert redis.xlen(keys.events("cair")) == 4


def test_it_takes_any_text_from_outside_and_puts_none_into_a_key(journal: Journal, redis: Redis) -> None:
    hostile = "*\r\n{x}\0\ud800' OR 1"
    journal.record_turn("cair", (hostile, hostile, hostile), 1, {"event": "turn"})
    journal.record_status("cair", "CA\n1", 0, "ringing", final=False, moment=1)
    assert all(key.isprintable() and "OR" not in key for key in every_key(redis))


@pytest.mark.parametrize(
    ("callbacks", "status"),
    [
        ([(0, "initiated", False), (1, "ringing", False), (2, "completed", True)], "completed"),
        ([(2, "in-progress", False), (1, "ringing", False)], "in-progress"),
        ([(3, "completed", True), (4, "in-progress", False)], "completed"),
        ([(1, "ringing", False), (1, "busy", True)], "ringing"),
    ],
)
def test_the_newest_status_counts_and_a_final_one_absorbs_the_rest(
    journal: Journal, redis: Redis, callbacks: list[tuple[int, str, bool]], status: str
) -> None:
    for sequence, word, final in callbacks:
        journal.record_status("cair", "CA1", sequence, word, final=final, moment=1)
    assert redis.hget(keys.call_record("cair", "CA1"), "status") == status


def test_it_counts_what_it_could_not_write_and_goes_on(tmp_path: Path) -> None:
    with EmbeddedValkey(tmp_path) as server:
        journal = Journal(server.url, PATIENCE)
        assert journal.wait_until_up(LONG)
        assert server.process is not None
        server.process.kill()
        server.process.wait()
        recorded = journal.record_turn("cair", TURN, 1000, {"event": "turn"})
        assert (recorded.moment, recorded.is_first) == (1000, True)
        assert journal.condition().lost == 1
        assert not journal.condition().is_up
        assert server.revive()
        assert journal.wait_until_up(LONG)
        journal.record_turn("cair", TURN, 1000, {"event": "turn"})
        assert journal.condition().lost == 1
        journal.close()


def test_a_database_that_hangs_delays_one_webhook_and_no_more(tmp_path: Path) -> None:
    with EmbeddedValkey(tmp_path) as server:
        journal = Journal(server.url)
        assert journal.wait_until_up(LONG)
        assert server.process is not None
        os.kill(server.process.pid, signal.SIGSTOP)
        started = clock.seconds()
        for number in range(50):
            journal.record_turn("cair", ("CA1", "/", str(number)), 1, {"event": "turn"})
        took = clock.seconds() - started
        os.kill(server.process.pid, signal.SIGCONT)
        journal.close()
        assert took < 5, f"50 webhooks waited {took:.2f} s for a hanging database"


def test_it_waits_no_longer_than_it_is_told(database: EmbeddedValkey, redis: Redis) -> None:
    with closing(Journal(database.url, 0.2)) as journal:
        assert journal.wait_until_up(LONG)
        redis.client_pause(int(LONG * 1000), all=False)
        journal.record_turn("cair", TURN, 1000, {"event": "turn"})
        assert journal.condition().lost == 1
        redis.client_unpause()


def test_it_waits_as_long_as_it_is_told(database: EmbeddedValkey, redis: Redis) -> None:
    with closing(Journal(database.url, LONG)) as journal:
        assert journal.wait_until_up(LONG)
        redis.client_pause(500, all=False)
        journal.record_turn("cair", TURN, 1000, {"event": "turn"})
        assert journal.condition().lost == 0


def test_it_begins_without_a_database() -> None:
    journal = Journal("redis://127.0.0.1:1/0")
    assert not journal.wait_until_up(0.05)
    assert journal.record_turn("cair", TURN, 7, {"event": "turn"}).moment == 7
    assert journal.condition().lost == 1
    journal.close()
