"""Writes down what happens on calls, and never lets a caller wait for it: what can't be written is counted as lost.

While a desk's database is away nothing is tried on its callers' time; one background probe finds out when it is back.
In a cluster one desk's node may be away while the others answer, so each desk is judged by itself.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from redis import Redis
from redis.exceptions import RedisError

from routing.queue.scripts import Entrant, RecordedTurn, Scripts
from store import keys
from store.connection import WEBHOOK_TIMEOUT, connect
from store.desk.call_ids import CallSid
from store.errors import DatabaseDown

Written = TypeVar("Written")

PROBE_EVERY = 0.25
"""Seconds between two looks at a database that is away."""


@dataclass(frozen=True)
class Condition:
    """The state of the database as this process sees it; `lost` counts the events it could not write down.

    `is_up` is false if it is away for anybody: for one desk, or for the workers.
    """

    is_up: bool
    lost: int
    worker_silence: float | None
    """Seconds since any worker's last sign of life; None when unknown or never seen."""


class Journal:
    """Writes events; one for each web process. Thread-safe. Nothing here raises because of the database."""

    def __init__(self, url: str, timeout: float = WEBHOOK_TIMEOUT) -> None:
        """Make a journal. `timeout` is in seconds: how long a caller waits at most for an event to be written."""
        self._client: Redis = connect(url, timeout=timeout)
        self._scripts = Scripts(self._client)
        self._lost = 0
        self._counting = threading.Lock()
        self._up = (
            threading.Event()
        )  # for all that is known; until then, and with nothing away, nothing is known
        self._away: set[str] = set()
        self._looks: tuple[Callable[[Redis], None], ...] = ()
        self._closed = threading.Event()
        self._probe = threading.Thread(target=self._watch, name="journal-probe", daemon=True)
        self._probe.start()

    def wait_until_up(self, timeout: float) -> bool:
        """Wait until the database answers for all; return False after `timeout` seconds."""
        return self._up.wait(timeout)

    def is_up(self, desk: str) -> bool:
        """Return whether a desk's database answered the last request; callers must not wait for one that did not."""
        return keys.events(desk) not in self._away and (self._up.is_set() or bool(self._away))

    def look_regularly(self, look: Callable[[Redis], None]) -> None:
        """Let the probe read something four times a second, and once now if the database is up.

        It is handed a client, and may raise DatabaseDown, which is survived: what was read last holds.
        """
        self._looks = (*self._looks, look)
        if self._up.is_set():
            self._look(look)

    def close(self) -> None:
        """End the probe and the connections."""
        self._closed.set()
        self._probe.join()
        self._client.close()

    def record_turn(
        self,
        desk: str,
        identity: tuple[str, ...],
        moment: int,
        fields: Mapping[str, str],
        entrant: Entrant | None = None,
    ) -> RecordedTurn:
        """Record a webhook and return the moment (ms since 1970 UTC) of its answer: `moment` unless it was delivered
        before."""
        written = self._try(desk, lambda: self._scripts.record_turn(desk, identity, moment, fields, entrant))
        return written or RecordedTurn(moment, is_first=True)

    def record_status(
        self, desk: str, call_sid: CallSid, sequence: int, status: str, *, final: bool, moment: int
    ) -> None:
        """Keep the carrier's last word on a call."""
        self._try(
            desk,
            lambda: self._scripts.record_status(desk, call_sid, sequence, status, final=final, moment=moment),
        )

    def condition(self) -> Condition:
        """Return the condition of the database and the workers."""
        silence = None
        if keys.WORKERS not in self._away and (self._up.is_set() or self._away):
            try:
                silence = self._scripts.last_beat()
            except DatabaseDown:
                self._lose(keys.WORKERS)
        return Condition(self._up.is_set() and not self._away, self._lost, silence)

    def _try(self, desk: str, write: Callable[[], Written]) -> Written | None:
        if self.is_up(desk):
            try:
                return write()
            except DatabaseDown:
                self._lose(keys.events(desk))
        with self._counting:
            self._lost += 1
        return None

    def _lose(self, name: str) -> None:
        self._away.add(name)
        self._up.clear()

    def _watch(self) -> None:
        while not self._closed.is_set():
            back = {name for name in tuple(self._away) if self._answers(partial(self._client.exists, name))}
            if not self._up.is_set() and not self._away - back and self._answers(self._client.ping):
                self._up.set()
            self._away -= back
            for look in self._looks:
                self._look(look)
            self._closed.wait(PROBE_EVERY)

    def _look(self, look: Callable[[Redis], None]) -> None:
        with suppress(DatabaseDown):
            look(self._client)

    @staticmethod
    def _answers(ask: Callable[[], object]) -> bool:
        try:
            ask()
        except RedisError:
            return False
        return True
