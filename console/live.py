"""Tells open pages that something changed at a desk, so that they fetch what they show anew. Says no more than that.

One thread per web process and desk waits for the desk's events, and only while somebody listens. A stream costs the
thread of its own request; those are counted, so that webhooks always find one free. Who gets no stream polls.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from typing import cast

from redis import Redis
from redis.exceptions import RedisError

from store import clock, keys
from store.connection import connect

Entry = tuple[str, object]
Streams = dict[str, list[list[Entry]]]
"""As protocol 3 answers: stream → batches of entries."""
HEARTBEAT = 15.0
"""Seconds between two signs of life of a stream: a vanished browser is noticed at the second one."""
GAP = 0.2
"""Seconds at least between two words of a change, however much happens."""
STREAM_LIFE = 600.0
"""Seconds after which a stream ends and the page opens another, so that nobody signed out listens on."""
MOST_STREAMS = 200
"""Of one process, which has 300 threads."""
BLOCK = 2.0
"""Seconds that the database is asked to wait for the next event."""


class TooManyStreams(Exception):
    """This process has no thread to spare; the page polls."""


class Tail:
    """The latest event of a desk, for those who wait for it."""

    def __init__(self, url: str, desk: str, heartbeat: float = HEARTBEAT) -> None:
        self._url, self._desk, self._heartbeat = url, desk, heartbeat
        self._changed = threading.Condition()
        self._version = "0"
        self._is_well = False
        self._listeners = 0
        self._reader: threading.Thread | None = None

    @property
    def listeners(self) -> int:
        """How many streams are open."""
        return self._listeners

    def stream(self) -> Iterator[str]:
        """Server-sent events: `refresh` at once and after a change, `alive` between them while the database answers."""
        self._enter()
        try:
            limit = clock.seconds() + STREAM_LIFE
            version = self._version
            yield f"retry: 2000\nevent: refresh\ndata: {version}\n\n"
            while clock.seconds() < limit:
                latest, is_well = self._wait_beyond(version)
                if latest != version:
                    yield f"event: refresh\ndata: {latest}\n\n"
                else:  # a comment finds out whether the browser is still there, but says nothing to the page
                    yield f"event: alive\ndata: {latest}\n\n" if is_well else ": the database is away\n\n"
                version = latest
        finally:
            self._leave()

    def _enter(self) -> None:
        with self._changed:
            self._listeners += 1
            if self._reader is None:
                self._reader = threading.Thread(target=self._read, name=f"live-{self._desk}", daemon=True)
                self._reader.start()
                self._changed.wait(GAP)  # for the first answer of the database

    def _leave(self) -> None:
        with self._changed:
            self._listeners -= 1

    def _wait_beyond(self, version: str) -> tuple[str, bool]:
        with self._changed:
            self._changed.wait_for(lambda: self._version != version, self._heartbeat)
            return self._version, self._is_well

    def _read(self) -> None:
        """Until nobody listens."""
        with connect(self._url, timeout=BLOCK + 3) as client:
            version = ""
            while self._is_wanted():
                try:
                    version = self._next(client, version)
                except RedisError:
                    self._is_well = False
                    clock.pause(1.0)

    def _next(self, client: Redis, version: str) -> str:
        stream = keys.events(self._desk)
        if version:
            found = client.xread({stream: version}, count=1000, block=int(BLOCK * 1000))
            batches = next(iter(cast(Streams, found or {}).values()), [])
            entries = [entry for batch in batches for entry in batch]
            latest = entries[-1][0] if entries else version
        else:
            newest = cast(list[Entry], client.xrevrange(stream, count=1))
            latest = newest[0][0] if newest else "0-0"
        self._tell(latest)
        if latest != version:
            clock.pause(GAP)
        return latest

    def _tell(self, version: str) -> None:
        with self._changed:
            self._version, self._is_well = version, True
            self._changed.notify_all()

    def _is_wanted(self) -> bool:
        with self._changed:
            if self._listeners:
                return True
            self._reader, self._is_well = None, False
            return False


class Live:
    """The tails of one process."""

    def __init__(self, url: str, desks: Iterable[str], heartbeat: float = HEARTBEAT) -> None:
        self._tails = {desk: Tail(url, desk, heartbeat) for desk in desks}

    def stream(self, desk: str) -> Iterator[str]:
        """The events of a desk's stream. Raises TooManyStreams."""
        if sum(tail.listeners for tail in self._tails.values()) >= MOST_STREAMS:
            raise TooManyStreams
        return self._tails[desk].stream()
