"""A small set of threads for one kind of request, with a queue of limited length before it."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any, TypeVar

Result = TypeVar("Result")
Job = tuple[asyncio.AbstractEventLoop, "asyncio.Future[Any]", Callable[[], Any]]
SWEEP = 0.05
"""Seconds after which, at the latest, the event loop learns of jobs that left nothing to do."""


class PoolFull(Exception):
    """All threads are busy and as many requests as may wait are waiting."""


class Pool:
    """`threads` threads; at most `waiting` jobs wait for one of them.

    In place of the standard library's executor, whose futures and wake-ups cost a menu turn a fifth of its time.
    For the event loop's thread alone.
    """

    def __init__(self, name: str, threads: int, waiting: int) -> None:
        self._name, self._limit = name, threads + waiting
        self._jobs: SimpleQueue[Job] = SimpleQueue()
        self._done: deque[asyncio.Future[Any]] = deque()
        self._under_way = 0
        """Jobs that run or wait."""
        self.finished = 0
        """Rises with the jobs that its threads have done; not by one for each, as they do not wait for each other."""
        self._is_swept = False
        for number in range(threads):
            threading.Thread(target=self._work, name=f"{name}-{number}", daemon=True).start()

    async def run(self, job: Callable[[], Result]) -> Result:
        """Return what `job` returns, from one of the threads. Raises PoolFull, and what `job` raises.

        A job that returns None has left nothing to do, and may return here somewhat later, without waking the loop.
        """
        self._settle()
        if self._under_way >= self._limit:
            raise PoolFull(self._name)
        return await self.resume(job)

    async def resume(self, job: Callable[[], Result]) -> Result:
        """Return what `job`, a further part of a request that was let in, returns. Raises what `job` raises."""
        loop = asyncio.get_running_loop()
        self._have_swept(loop)
        result: asyncio.Future[Result] = loop.create_future()
        self._under_way += 1
        self._jobs.put((loop, result, job))
        try:
            return await result
        finally:
            self._under_way -= 1

    def _have_swept(self, loop: asyncio.AbstractEventLoop) -> None:
        if not self._is_swept:
            self._is_swept = True
            loop.call_later(SWEEP, self._sweep, loop)

    def _sweep(self, loop: asyncio.AbstractEventLoop) -> None:
        self._settle()
        self._is_swept = bool(self._under_way)
        if self._is_swept:
            loop.call_later(SWEEP, self._sweep, loop)

    def _settle(self) -> None:
        while self._done:
            _finish(self._done.popleft(), None, None)

    def _work(self) -> None:
        while True:
            loop, result, job = self._jobs.get()
            try:
                outcome, error = job(), None
            except BaseException as raised:  # on the loop, one that is no Exception would end the process
                outcome, error = None, raised if isinstance(raised, Exception) else RuntimeError(repr(raised))
            if outcome is None and error is None:
                self._done.append(result)
            else:
                loop.call_soon_threadsafe(_finish, result, outcome, error)
            self.finished += 1
            del result, job, outcome, error  # or an idle thread would keep the last request in memory


def _finish(result: asyncio.Future[Any], outcome: object, error: Exception | None) -> None:
    if result.done():  # cancelled: the client went away
        return
    if error is None:
        result.set_result(outcome)
    else:
        result.set_exception(error)
