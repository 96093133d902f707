"""A web process that answers nothing is told from one that is slow, or whose machine is."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

from tests.webserver.served import Exchange, under_way, until
from webserver.heartbeat import BEAT_EVERY, SILENCE_LIMIT, START_LIMIT, Heart, HeartbeatWatch
from webserver.lanes import CALL_THREADS, bridge_to

PROCESS = {0: 4242}


def looks(watch: HeartbeatWatch, seconds: float, start: float, every: float = BEAT_EVERY) -> list[float]:
    """Look regularly for so long; the moments at which the process was found silent."""
    moments = [start + every * number for number in range(1, int(seconds / every) + 1)]
    return [moment for moment in moments if watch.look(moment, PROCESS) == [0]]


def begun(beats: list[int]) -> HeartbeatWatch:
    """A watch that has seen its process answer; it is the second 1."""
    watch = HeartbeatWatch(beats)
    watch.look(0, PROCESS)
    beats[0] += 1
    assert watch.look(1, PROCESS) == []
    return watch


def test_a_process_that_has_not_answered_for_ten_seconds_is_replaced() -> None:
    assert looks(begun([0]), 13, start=1)[0] == 1 + SILENCE_LIMIT


def test_it_is_told_once_while_it_ends() -> None:
    assert len(looks(begun([0]), 13, start=1)) == 1


def test_a_process_that_answers_late_is_left_alone() -> None:
    beats = [0]
    watch = begun(beats)
    for number in range(10):
        assert not looks(watch, 9, start=1 + 9 * number)
        beats[0] += 1


def test_a_machine_that_stood_still_is_no_reason() -> None:
    watch = begun([0])
    assert watch.look(600, PROCESS) == []
    assert len(looks(watch, 12, start=600)) == 1, "what follows counts"


def test_a_process_that_starts_has_more_time() -> None:
    watch = HeartbeatWatch([0])
    watch.look(0, PROCESS)
    assert looks(watch, START_LIMIT + 5, start=0)[0] == START_LIMIT


def test_a_successor_is_judged_anew() -> None:
    watch = begun([0])
    assert not looks(watch, 9, start=1)
    assert watch.look(11, {0: 4243}) == []


def test_a_process_whose_threads_for_calls_all_hang_does_not_answer() -> None:
    free = threading.Event()

    def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        if environ["PATH_INFO"].startswith("/voice"):
            free.wait(20)
        start_response("200 OK", [("Content-Length", "0")])
        return [b""]

    async def serve() -> None:
        bridge, beats = bridge_to(application), [0]
        beating = asyncio.ensure_future(Heart(beats, 0).beat(bridge))
        try:
            await until(lambda: beats[0] == 1)
            calls = [Exchange() for _ in range(CALL_THREADS)]
            async with under_way(bridge, *calls) as tasks:
                before = beats[0]
                await asyncio.sleep(2.5 * BEAT_EVERY)
                assert beats[0] == before
                free.set()
                await asyncio.gather(*tasks)
            await until(lambda: beats[0] > before)
        finally:
            beating.cancel()

    try:
        asyncio.run(serve())
    finally:
        free.set()


def test_a_process_whose_threads_are_all_busy_is_left_alone_while_they_get_on() -> None:
    """As with a database that is slow for every call: `/alive` waits behind a row of them that never grows shorter."""
    done = threading.Semaphore(0)

    def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        if environ["PATH_INFO"].startswith("/voice"):
            done.acquire(timeout=20)
        start_response("200 OK", [("Content-Length", "0")])
        return [b""]

    async def serve() -> None:
        bridge, beats = bridge_to(application), [0]
        calls = [Exchange() for _ in range(5 * CALL_THREADS)]
        async with under_way(bridge, *calls) as tasks:
            beating = asyncio.ensure_future(Heart(beats, 0).beat(bridge))
            await asyncio.sleep(0)  # it has asked, and has seen how far the calls are
            try:
                for number in range(3):
                    done.release()
                    await until(lambda number=number: beats[0] == number + 1)  # type: ignore[misc]
                await asyncio.sleep(2.5 * BEAT_EVERY)
                assert beats[0] == 3, "nothing gets on any more"
                for _ in calls:
                    done.release()
                await asyncio.gather(*tasks)
                await until(lambda: beats[0] > 3)
            finally:
                beating.cancel()

    try:
        asyncio.run(serve())
    finally:
        for _ in range(5 * CALL_THREADS):
            done.release()


def test_a_process_that_answers_with_an_error_does_not_count() -> None:
    def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        start_response("500 Internal Server Error", [("Content-Length", "0")])
        return [b""]

    async def serve() -> None:
        beats = [0]
        beating = asyncio.ensure_future(Heart(beats, 0).beat(bridge_to(application)))
        await asyncio.sleep(0.2)
        beating.cancel()
        assert beats == [0]

    asyncio.run(serve())
