"""Notices a web process that no longer answers, whatever the cause.

Each process asks itself for `/alive` once a second, as a request comes: over the event loop and through the threads of
calls. Every answer counts one up in memory that the server shares with it. A request over the port would not do: all
processes listen on the same one. While the question waits behind many calls, each second in which the threads finish
some counts too: a process that is merely busy must not be killed with all the calls that it is about to answer.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Generator, Mapping, MutableSequence
from dataclasses import dataclass
from typing import Protocol

from webserver.body import Message, Receive
from webserver.environ import Scope

log = logging.getLogger(__name__)


class Application(Protocol):
    """The application of a web process."""

    def finished(self, path: str) -> int:
        """Return a number that rises while the threads for a path get on with their requests."""

    def __call__(
        self, scope: Scope, receive: Receive, send: Callable[[Message], Awaitable[None]]
    ) -> Awaitable[None]:
        """Serve a request."""


BEAT_EVERY = 1.0
"""Seconds between two questions."""
SILENCE_LIMIT = 10.0
"""Seconds without an answer after which a process is replaced."""
START_LIMIT = 120.0
"""Seconds that a new process has for its first answer."""


@dataclass(frozen=True)
class Heart:
    """The place of one process in the shared memory."""

    beats: MutableSequence[int]
    index: int

    async def beat(self, application: Application) -> None:
        """Ask `application` for `/alive`, for as long as the process lives, and count the answers."""
        while True:
            try:
                answer = asyncio.ensure_future(answers(application))
                await self._count_progress(application, answer)
                if await answer:
                    self.beats[self.index] += 1
            except Exception:
                log.exception("the web process failed to answer itself")
            await asyncio.sleep(BEAT_EVERY)

    async def _count_progress(self, application: Application, answer: asyncio.Future[bool]) -> None:
        """Wait for the answer, and count each second in which the requests before it get on."""
        before = application.finished(PATH)
        while not (await asyncio.wait({answer}, timeout=BEAT_EVERY))[0]:
            finished = application.finished(PATH)
            if finished != before:
                self.beats[self.index] += 1
            before = finished


async def answers(application: Application) -> bool:
    """Return whether `application` answers `/alive` with 200."""
    statuses: list[int] = []

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    def send(message: Message) -> Awaitable[None]:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])
        return Taken()

    await application(ALIVE, receive, send)
    return statuses == [200]


class Taken:
    """A message that nobody has to wait for."""

    def __await__(self) -> Generator[None, None, None]:
        yield from ()


PATH = "/alive"
ALIVE: Scope = {
    "type": "http",
    "method": "GET",
    "path": PATH,
    "raw_path": PATH.encode(),
    "query_string": b"",
    "headers": [(b"host", b"localhost")],
    "http_version": "1.1",
    "scheme": "http",
    "server": None,
    "client": ("127.0.0.1", "0"),
}


@dataclass
class Pulse:
    """An observation of a process: its id, its latest count, and for how many seconds that has not changed."""

    process: int
    beats: int
    silence: float = 0.0
    limit: float = START_LIMIT


class HeartbeatWatch:
    """Tells which processes have been silent for too long. Time is an argument, in seconds."""

    def __init__(self, beats: MutableSequence[int]) -> None:
        self._beats = beats
        self._pulses: dict[int, Pulse] = {}
        self._latest: float | None = None

    def look(self, now: float, processes: Mapping[int, int]) -> list[int]:
        """Return the indexes of the silent ones among `processes`, the ids of the running processes by their index.

        A look that comes late counts for no more than two: what delayed the server delayed its processes as well.
        """
        passed = 0.0 if self._latest is None else min(now - self._latest, 2 * BEAT_EVERY)
        self._latest = now
        return [index for index, process in processes.items() if self._is_silent(index, process, passed)]

    def _is_silent(self, index: int, process: int, passed: float) -> bool:
        pulse, beats = self._pulses.get(index), self._beats[index]
        if pulse is None or pulse.process != process:
            self._pulses[index] = Pulse(process, beats)
            return False
        if pulse.beats != beats:
            pulse.beats, pulse.silence, pulse.limit = beats, 0.0, SILENCE_LIMIT
            return False
        pulse.silence += passed
        if pulse.silence < pulse.limit:
            return False
        pulse.silence = 0.0  # it is told once
        return True
