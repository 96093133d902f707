"""Log lines that anybody on the internet can cause: a few of each kind in a minute, then a count of the others.

A flood of requests would otherwise fill a disk with lines that all say the same.
"""

from __future__ import annotations

import logging
from threading import Lock

from store import clock

AT_ONCE = 10
"""Lines of a kind that are written in one `SPAN`."""
SPAN = 60.0
"""Seconds."""


class LogLimit:
    """The lines of one kind. The first line after a flood says in `left_out` how many were not written."""

    def __init__(self, log: logging.Logger, level: int, message: str) -> None:
        self._log, self._level, self._message = log, level, message
        self._lock = Lock()
        self._ends = self._written = self._left_out = 0.0

    def write(self, error: BaseException | None = None, **extra: object) -> None:
        """Write a line, or count it."""
        with self._lock:
            now = clock.seconds()
            if now >= self._ends:
                self._ends, self._written = now + SPAN, 0
            if self._written >= AT_ONCE:
                self._left_out += 1
                return
            self._written += 1
            if self._left_out:
                extra["left_out"] = int(self._left_out)
            self._left_out = 0
        self._log.log(self._level, self._message, exc_info=error, extra=extra)
