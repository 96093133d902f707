"""Open pages hear of a change, and whoever vanishes is let go."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import closing
from functools import partial
from itertools import pairwise
from pathlib import Path
from threading import Thread
from threading import enumerate as threads

import pytest
from redis import Redis

from console import live
from console.live import Live, Tail, TooManyStreams, Turns
from store import clock, keys
from store.valkey import EmbeddedValkey
from tests.waiting import LONG, happens_within, wait_until


@pytest.fixture
def tail(database: EmbeddedValkey, redis: Redis) -> Tail:
    return Tail(database.url, "cair", heartbeat=0.5)


Listens = Callable[[AsyncGenerator[str, None]], "Listener"]


class Listener:
    """A stream as the server's event loop reads it, word by word."""

    def __init__(self, loop: asyncio.AbstractEventLoop, words: AsyncGenerator[str, None]) -> None:
        self._loop, self._words = loop, words

    def __iter__(self) -> Listener:
        return self

    def __next__(self) -> str:
        return asyncio.run_coroutine_threadsafe(anext(self._words), self._loop).result(LONG)

    def close(self) -> None:
        asyncio.run_coroutine_threadsafe(self._words.aclose(), self._loop).result(LONG)


@pytest.fixture
def listens() -> Iterator[Listens]:
    """Reads streams on an event loop, as a web process has one."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever)
    thread.start()
    yield partial(Listener, loop)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    wait_until(lambda: not any(one.name.startswith("live-") for one in threads()), "no thread reads")
    loop.close()


def happens(redis: Redis, event: str = "rep") -> str:
    return str(redis.xadd(keys.events("cair"), {"event": event}))


def next_refresh(stream: Iterator[str]) -> str:
    """The version of the next `refresh`; signs of life are passed over."""
    return next(word for word in stream if "event: refresh" in word).partition("data: ")[2].strip()


def test_a_stream_says_refresh_at_once_and_after_a_change(tail: Tail, redis: Redis, listens: Listens) -> None:
    with closing(listens(tail.stream())) as stream:
        next_refresh(stream)
        assert next_refresh_after(stream, lambda: happens(redis)) is not None


def next_refresh_after(stream: Iterator[str], act: Callable[[], str]) -> str:
    """Do something, and wait until the stream has told of it."""
    made = act()
    version = ""
    while version != made:
        version = next_refresh(stream)
    return version


def test_a_change_is_told_within_a_second(tail: Tail, redis: Redis, listens: Listens) -> None:
    with closing(listens(tail.stream())) as stream:
        next_refresh(stream)
        next_refresh_after(stream, lambda: happens(redis))
        happens_within(1, lambda: next_refresh_after(stream, lambda: happens(redis)))


def test_many_changes_are_told_at_most_five_times_a_second(
    tail: Tail, redis: Redis, listens: Listens
) -> None:
    with closing(listens(tail.stream())) as stream:
        next_refresh(stream)
        start, told, last = clock.seconds(), 0, ""
        made = [happens(redis) for _ in range(300)]
        while last != made[-1]:
            last = next_refresh(stream)
            told += 1
        assert told <= (clock.seconds() - start) / live.GAP + 3


def test_between_changes_it_says_that_it_is_alive(tail: Tail, listens: Listens) -> None:
    with closing(listens(tail.stream())) as stream:
        next_refresh(stream)
        assert any("event: alive" in next(stream) for _ in range(4))


def test_without_the_database_it_does_not_claim_to_be_alive_and_finds_it_again(
    tmp_path: Path, listens: Listens
) -> None:
    with EmbeddedValkey(tmp_path) as database:
        tail = Tail(database.url, "cair", heartbeat=0.1)
        stream = listens(tail.stream())
        next_refresh(stream)
        wait_until(lambda: "alive" in next(stream), "it is alive")
    wait_until(lambda: next(stream).startswith(":"), "it says nothing to the page")
    with EmbeddedValkey(tmp_path) as again, closing(stream):
        wait_until(lambda: "alive" in next(stream), "it is alive again")
        client = Redis.from_url(again.url, decode_responses=True)
        next_refresh_after(stream, lambda: happens(client))
        client.close()


def test_however_many_listen_one_thread_reads_and_it_ends_with_the_last(
    database: EmbeddedValkey, redis: Redis, listens: Listens
) -> None:
    tail = Tail(database.url, "dmv")
    streams = [listens(tail.stream()) for _ in range(5)]
    for stream in streams:
        next(stream)
    assert tail.listeners == 5
    assert sum(thread.name == "live-dmv" for thread in threads()) == 1
    for stream in streams:
        stream.close()
    assert tail.listeners == 0
    wait_until(lambda: not any(thread.name == "live-dmv" for thread in threads()), "the thread has ended")


def test_beyond_what_a_process_can_spare_a_page_polls(
    database: EmbeddedValkey, redis: Redis, monkeypatch: pytest.MonkeyPatch, listens: Listens
) -> None:
    monkeypatch.setattr(live, "MOST_STREAMS", 2)
    tails = Live(database.url, ["cair"])
    streams = [listens(tails.stream("cair")) for _ in range(2)]
    for stream in streams:
        next(stream)
    with pytest.raises(TooManyStreams):
        tails.stream("cair")
    for stream in streams:
        stream.close()


def test_streams_take_turns_that_lie_evenly_in_a_round() -> None:
    turns = Turns()
    places = [turns.enter() for _ in range(100)]
    due = sorted(turns.next_turn(place, now=1000.0, last=0.0) for place in places)
    assert turns.round == 100 / live.WORDS_A_SECOND
    assert 1000 <= due[0] <= due[-1] <= 1000 + turns.round
    assert max(later - earlier for earlier, later in pairwise(due)) < 4 * turns.round / 100


def test_a_round_never_takes_so_long_that_a_change_is_shown_late() -> None:
    turns = Turns()
    place = [turns.enter() for _ in range(live.MOST_STREAMS)][7]
    assert turns.round == live.LONGEST_ROUND
    turn = turns.next_turn(place, now=1000.0, last=0.0)
    for _ in range(50):
        after = turns.next_turn(place, now=turn + 0.02, last=turn)
        assert after - turn == pytest.approx(live.LONGEST_ROUND)
        turn = after


def test_a_stream_that_is_alone_speaks_at_once_and_then_not_before_the_gap() -> None:
    turns = Turns()
    place = turns.enter()
    turn = turns.next_turn(place, now=1000.0, last=0.0)
    assert turn - 1000 < 0.01
    assert turns.next_turn(place, now=turn + 0.01, last=turn) - turn >= live.GAP - live.LOOK_GAP
    turns.leave()
    assert turns.streams == 0
