"""Tells open pages that something changed at a desk, so that they update. It says no more than that.

One thread per web process and desk waits for the desk's events, and only while somebody listens. The streams themselves
are served on the process's event loop and hold no thread; who gets no stream polls.
Streams speak in turns: each word brings the request of a page, and all at once would keep a webhook waiting.
"""

from __future__ import annotations

import asyncio
import math
import threading
from collections.abc import AsyncGenerator, Iterable
from contextlib import suppress
from itertools import count
from typing import cast

from redis import Redis
from redis.exceptions import RedisError

from store import clock, keys
from store.connection import connect

Entry = tuple[str, object]
HEARTBEAT = 10.0
"""Seconds between two signs of life of a stream: a vanished browser is noticed at the second one."""
GAP = 0.2
"""Seconds at least between two words of a change to one stream, however much happens."""
LOOK_GAP = 0.1
"""Seconds at least between two looks at the latest event."""
WORDS_A_SECOND = 200
"""Of one process; the more streams there are, the longer all of them take to say something."""
LONGEST_ROUND = 0.6
"""Seconds at most within which every stream has its turn: a page shows a change within a second."""
GOLDEN = (math.sqrt(5) - 1) / 2
"""Its multiples, without what is before the point, lie evenly between 0 and 1 however many there are."""
STREAM_LIFE = 600.0
"""Seconds after which a stream ends and the page opens another, so that nobody signed out listens on."""
MOST_STREAMS = 1_000
"""Of one process; each takes some memory and one of its connections."""
BLOCK = 2.0
"""Seconds that the database is asked to wait for the next event."""


class TooManyStreams(Exception):
    """This process serves as many streams as it may; the page polls."""


class Turns:
    """The times at which a process's streams may speak: evenly spread over a round, whose length their number
    decides.

    For the event loop's thread alone.
    """

    def __init__(self) -> None:
        self._places = count()
        self.streams = 0
        """How many are open."""

    @property
    def round(self) -> float:
        """Return the seconds within which every stream has its turn."""
        return min(LONGEST_ROUND, max(1, self.streams) / WORDS_A_SECOND)

    def enter(self) -> float:
        """Return the place of a new stream in each round, from 0 to 1."""
        self.streams += 1
        return next(self._places) * GOLDEN % 1

    def leave(self) -> None:
        """Remove a stream that has ended."""
        self.streams -= 1

    def next_turn(self, place: float, now: float, last: float) -> float:
        """Return the moment at which a stream may speak whose last turn was at `last`; seconds, as `now` is."""
        length = self.round
        earliest = max(now, last + GAP - LOOK_GAP / 2)  # a moment less, or rounding may cost a whole round
        return (math.ceil(earliest / length - place) + place) * length


class Tail:
    """The latest event of a desk, for those who wait for it on one event loop."""

    def __init__(self, url: str, desk: str, heartbeat: float = HEARTBEAT, turns: Turns | None = None) -> None:
        self._url, self._desk, self._heartbeat = url, desk, heartbeat
        self._turns = turns or Turns()
        self._lock = threading.Lock()
        self._changed = asyncio.Event()
        """Set at the next change, for those who wait for that one; the next waiters get another."""
        self._version = "0"
        self._is_well = False
        self._listeners = 0
        self._reader: threading.Thread | None = None

    @property
    def listeners(self) -> int:
        """Return how many streams are open."""
        return self._listeners

    async def stream(self) -> AsyncGenerator[str, None]:
        """Yield server-sent events: `refresh` at once and after a change, `alive` between them while the database
        answers."""
        place = self._turns.enter()
        try:
            if self._enter():
                await self._wait(GAP)  # for the first answer of the database
            turn = await self._await_turn(place, 0.0)  # all pages open a stream again after a restart
            version = self._version
            yield f"retry: 2000\nevent: refresh\ndata: {version}\n\n"
            limit = clock.seconds() + STREAM_LIFE
            while clock.seconds() < limit:
                if self._version == version:
                    await self._wait(self._heartbeat)
                if self._version != version:
                    turn = await self._await_turn(place, turn)
                    version = self._version
                    yield f"event: refresh\ndata: {version}\n\n"
                elif self._is_well:
                    yield f"event: alive\ndata: {version}\n\n"
                else:  # a comment keeps the connection open, but says nothing to the page
                    yield ": the database is away\n\n"
        finally:
            self._leave()
            self._turns.leave()

    async def _await_turn(self, place: float, last: float) -> float:
        now = clock.seconds()
        turn = self._turns.next_turn(place, now, last)
        await asyncio.sleep(max(0.0, turn - now))
        return turn

    async def _wait(self, seconds: float) -> None:
        """Return at the next change, or after so many seconds."""
        changed = self._changed
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await changed.wait()

    def _enter(self) -> bool:
        """Count a listener; return True for the first one, for whom the reading thread was started."""
        with self._lock:
            self._listeners += 1
            if self._reader is not None:
                return False
            loop = asyncio.get_running_loop()
            name = f"live-{self._desk}"
            self._reader = threading.Thread(target=self._read, args=(loop,), name=name, daemon=True)
        self._reader.start()
        return True

    def _leave(self) -> None:
        with self._lock:
            self._listeners -= 1

    def _read(self, loop: asyncio.AbstractEventLoop) -> None:
        """Read events until nobody listens."""
        with connect(self._url, timeout=BLOCK + 3) as client:
            version = ""
            while self._is_wanted():
                try:
                    version = self._next(client, version, loop)
                except RedisError:
                    self._is_well = False
                    clock.pause(1.0)

    def _next(self, client: Redis, version: str, loop: asyncio.AbstractEventLoop) -> str:
        stream = keys.events(self._desk)
        # Only whether there is more, then only the last one: a busy desk writes thousands a second.
        if not version or client.xread({stream: version}, count=1, block=int(BLOCK * 1000)):
            newest = cast(list[Entry], client.xrevrange(stream, count=1))
            latest = newest[0][0] if newest else "0-0"
        else:
            latest = version
        loop.call_soon_threadsafe(self._notify, latest)
        if latest != version:
            clock.pause(LOOK_GAP)
        return latest

    def _notify(self, version: str) -> None:
        is_new = version != self._version
        self._version, self._is_well = version, True
        if is_new:
            self._changed.set()
            self._changed = asyncio.Event()

    def _is_wanted(self) -> bool:
        with self._lock:
            if self._listeners:
                return True
            self._reader, self._is_well = None, False
            return False


class Live:
    """The tails of one process."""

    def __init__(self, url: str, desks: Iterable[str], heartbeat: float = HEARTBEAT) -> None:
        self._turns = Turns()
        self._tails = {desk: Tail(url, desk, heartbeat, self._turns) for desk in desks}

    def stream(self, desk: str) -> AsyncGenerator[str, None]:
        """Return the events of a desk's stream. Raises TooManyStreams."""
        if self._turns.streams >= MOST_STREAMS:
            raise TooManyStreams
        return self._tails[desk].stream()
