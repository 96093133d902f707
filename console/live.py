"""Tells open pages that something changed at a desk, so that they fetch what they show anew. Says no more than that.

One thread per web process and desk waits for the desk's events, and only while somebody listens. A stream costs the
thread of its own request; those are counted, so that webhooks always find one free. Who gets no stream polls.
Streams speak in turns: each word brings the request of a page, and all at once would keep a webhook waiting.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Iterable, Iterator
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
MOST_STREAMS = 200
"""Of one process, which has 300 threads."""
BLOCK = 2.0
"""Seconds that the database is asked to wait for the next event."""


class TooManyStreams(Exception):
    """This process has no thread to spare; the page polls."""


class Turns:
    """When each of a process's streams may speak: evenly spread over a round, whose length their number decides."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._places = count()
        self.streams = 0
        """How many are open."""

    @property
    def round(self) -> float:
        """Seconds within which every stream has its turn."""
        return min(LONGEST_ROUND, max(1, self.streams) / WORDS_A_SECOND)

    def enter(self) -> float:
        """The place of a new stream in each round, from 0 to 1."""
        with self._lock:
            self.streams += 1
            return next(self._places) * GOLDEN % 1

    def leave(self) -> None:
        """A stream has ended."""
        with self._lock:
            self.streams -= 1

    def next_turn(self, place: float, now: float, last: float) -> float:
        """The moment at which a stream may speak whose last turn was at `last`; seconds, as `now` is."""
        length = self.round
        earliest = max(now, last + GAP - LOOK_GAP / 2)  # a moment less, or rounding may cost a whole round
        return (math.ceil(earliest / length - place) + place) * length


class Tail:
    """The latest event of a desk, for those who wait for it."""

    def __init__(self, url: str, desk: str, heartbeat: float = HEARTBEAT, turns: Turns | None = None) -> None:
        self._url, self._desk, self._heartbeat = url, desk, heartbeat
        self._turns = turns or Turns()
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
        place = self._turns.enter()
        self._enter()
        try:
            turn = self._await_turn(place, 0.0)  # all pages at once open a stream again after a restart
            version = self._version
            yield f"retry: 2000\nevent: refresh\ndata: {version}\n\n"
            yield from self._words(place, turn, version)
        finally:
            self._leave()
            self._turns.leave()

    def _words(self, place: float, turn: float, version: str) -> Iterator[str]:
        limit = clock.seconds() + STREAM_LIFE
        while clock.seconds() < limit:
            latest, is_well = self._wait_beyond(version)
            if latest != version:
                turn = self._await_turn(place, turn)
                latest = self._version
                yield f"event: refresh\ndata: {latest}\n\n"
            else:  # a comment finds out whether the browser is still there, but says nothing to the page
                yield f"event: alive\ndata: {latest}\n\n" if is_well else ": the database is away\n\n"
            version = latest

    def _await_turn(self, place: float, last: float) -> float:
        now = clock.seconds()
        turn = self._turns.next_turn(place, now, last)
        clock.pause(max(0.0, turn - now))
        return turn

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
        if self._version != version:  # without the lock, for which every stream of a busy desk would queue
            return self._version, self._is_well
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
        # Only whether there is more, then only the last one: a busy desk writes thousands a second.
        if not version or client.xread({stream: version}, count=1, block=int(BLOCK * 1000)):
            newest = cast(list[Entry], client.xrevrange(stream, count=1))
            latest = newest[0][0] if newest else "0-0"
        else:
            latest = version
        self._tell(latest)
        if latest != version:
            clock.pause(LOOK_GAP)
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
        self._turns = Turns()
        self._tails = {desk: Tail(url, desk, heartbeat, self._turns) for desk in desks}

    def stream(self, desk: str) -> Iterator[str]:
        """The events of a desk's stream. Raises TooManyStreams."""
        if self._turns.streams >= MOST_STREAMS:
            raise TooManyStreams
        return self._tails[desk].stream()
