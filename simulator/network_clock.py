"""The network's two clocks and the only place that reads the time.

On the real clock seconds are seconds. On the fast clock waiting takes no time: when the event loop has nothing left to
run and no request is under way, time jumps to the next timer, so the order of things is the same in every run.
"""

from __future__ import annotations

import asyncio
import contextlib
import heapq
import itertools
import selectors
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any


class Timer:
    """A callback to come; `cancel()` forgets it."""

    __slots__ = ("callback", "due")

    def __init__(self, due: datetime, callback: Callable[[], None]) -> None:
        self.due = due
        self.callback: Callable[[], None] | None = callback

    def cancel(self) -> None:
        self.callback = None

    def fire(self) -> None:
        callback, self.callback = self.callback, None
        if callback is not None:
            callback()


class Clock(ABC):
    """Network time. Everything that waits, waits here."""

    @abstractmethod
    def now(self) -> datetime:
        """Return the instant, UTC."""

    @abstractmethod
    def call_later(self, seconds: float, callback: Callable[[], None]) -> Timer: ...

    @abstractmethod
    def new_event_loop(self) -> asyncio.AbstractEventLoop:
        """Return the event loop in which a network on this clock must run."""

    @abstractmethod
    def busy(self) -> contextlib.AbstractContextManager[None]:
        """Keep time from jumping while something outside the event loop is at work."""

    @abstractmethod
    def running(self) -> contextlib.AbstractContextManager[None]:
        """Let time pass as long as somebody is inside, where it does not pass by itself."""

    @abstractmethod
    async def settled(self) -> None:
        """Return when everything has happened that needs no time to pass."""

    async def sleep(self, seconds: float) -> None:
        """Wait; zero or less still lets others run."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        timer = self.call_later(max(seconds, 0.0), lambda: _settle(done))
        try:
            await done
        finally:
            timer.cancel()

    async def within(self, seconds: float, future: asyncio.Future[Any]) -> bool:
        """Wait until `future` is done (True) or the seconds are over (False); never cancels the future."""
        over: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        timer = self.call_later(seconds, lambda: _settle(over))
        try:
            await asyncio.wait({future, over}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            timer.cancel()
            over.cancel()
        return future.done()


class RealClock(Clock):
    """Wall time."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def call_later(self, seconds: float, callback: Callable[[], None]) -> Timer:
        timer = Timer(self.now() + timedelta(seconds=seconds), callback)
        asyncio.get_running_loop().call_later(seconds, timer.fire)
        return timer

    def new_event_loop(self) -> asyncio.AbstractEventLoop:
        return asyncio.new_event_loop()

    def busy(self) -> contextlib.AbstractContextManager[None]:
        return contextlib.nullcontext()

    def running(self) -> contextlib.AbstractContextManager[None]:
        return contextlib.nullcontext()

    async def settled(self) -> None:
        await asyncio.sleep(0)


class FastClock(Clock):
    """Virtual time that stands still until `running()`, and then jumps from timer to timer whenever all is quiet."""

    def __init__(self, start: datetime | None = None) -> None:
        self._now = start or datetime.now(UTC)
        self._timers: list[tuple[datetime, int, Timer]] = []
        self._order = itertools.count()
        self._busy = 0
        self._runners = 0
        self._settling: list[asyncio.Future[None]] = []

    def now(self) -> datetime:
        return self._now

    def call_later(self, seconds: float, callback: Callable[[], None]) -> Timer:
        timer = Timer(self._now + timedelta(seconds=seconds), callback)
        heapq.heappush(self._timers, (timer.due, next(self._order), timer))
        return timer

    def new_event_loop(self) -> asyncio.AbstractEventLoop:
        return asyncio.SelectorEventLoop(_IdleSelector(self._advance))

    @contextlib.contextmanager
    def busy(self) -> Iterator[None]:
        self._busy += 1
        try:
            yield
        finally:
            self._busy -= 1

    @contextlib.contextmanager
    def running(self) -> Iterator[None]:
        """Let time pass while the block runs; callers in a script enter it while they wait for something."""
        self._runners += 1
        try:
            yield
        finally:
            self._runners -= 1

    async def settled(self) -> None:
        idle: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._settling.append(idle)
        await idle

    def _advance(self) -> bool:
        """Fire the next timer when the event loop is idle, if time may pass. Return whether there is something to
        run."""
        if self._busy:
            return False
        if self._settling:
            _settle(self._settling.pop())
            return True
        if not self._runners:
            return False
        while self._timers:
            due, _, timer = heapq.heappop(self._timers)
            if timer.callback is not None:
                self._now = max(self._now, due)
                timer.fire()
                return True
        return False


class _IdleSelector(selectors.DefaultSelector):
    """Tells when the event loop is about to sleep: it asks with a timeout other than 0 only when nothing is ready."""

    def __init__(self, on_idle: Callable[[], bool]) -> None:
        super().__init__()
        self._on_idle = on_idle

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is not None and timeout <= 0:
            return super().select(timeout)
        arrived = super().select(0)
        if arrived:
            return arrived
        return super().select(0 if self._on_idle() else timeout)


def _settle(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)
