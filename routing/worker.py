"""The loop behind the calls: a sign of life every second, old events forgotten. It waits for a lost database."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence

from store.connection import connect
from store.errors import DatabaseDown
from store.scripts import Scripts

log = logging.getLogger(__name__)
BEAT_EVERY = 1.0
"""Seconds between two signs of life."""
TRIM_EVERY_BEATS = 600
PATIENCE = 2.0
"""Seconds a worker waits for one answer of the database; nobody is on the phone for it."""
SILENCE = 10.0
"""Seconds without a sign of life after which no worker is taken to be there."""


def is_alive(silence: float | None) -> bool:
    """Whether workers silent for so many seconds are there; None stands for never heard of."""
    return silence is not None and silence < SILENCE


class Worker:
    """One worker. `name` tells it from all others that run on the same database."""

    def __init__(self, url: str, name: str, desks: Sequence[str]) -> None:
        self._client = connect(url, timeout=PATIENCE)
        self._scripts = Scripts(self._client)
        self._name = name
        self._desks = desks
        self._is_cut_off = False

    def work(self, stop: threading.Event) -> None:
        """Go on until `stop` is set."""
        beats = 0
        while not stop.is_set():
            try:
                self._scripts.beat(self._name)
                if beats % TRIM_EVERY_BEATS == 0:
                    self._trim()
                beats += 1
                self._note_contact(lost=False)
            except DatabaseDown as error:
                self._note_contact(lost=True, why=str(error))
            stop.wait(BEAT_EVERY)
        self._client.close()

    def _trim(self) -> None:
        for desk in self._desks:
            self._scripts.trim(desk)

    def _note_contact(self, *, lost: bool, why: str = "") -> None:
        """One log line per outage, not one per second."""
        if lost and not self._is_cut_off:
            log.error("the database is away; waiting for it", extra={"why": why})
        elif self._is_cut_off and not lost:
            log.info("the database is back")
        self._is_cut_off = lost
