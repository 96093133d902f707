"""Parts that many open pages show alike, made once for all pages that were told of the same change.

A page says which event it was told of, in the header `X-Version`; what is handed out knows of that event or of a later
one, be it that another process told the page. Nothing that is about the visitor may be kept here.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Generic, TypeVar

from flask import request

from store import clock
from store.event_id import Version, version_of

Shown = TypeVar("Shown")
FRESH = 1.0
"""Seconds for which a look may be handed out, because durations and the time of day are part of it."""


@dataclass(frozen=True)
class Fragment(Generic[Shown]):
    """A part that is being made or is made, since when (seconds), and the event that it is known to contain."""

    seen: Future[Shown]
    at: float
    version: Version

    def serves(self, wanted: Version) -> bool:
        return self.version >= wanted and clock.seconds() - self.at <= FRESH


class FragmentCache(Generic[Shown]):
    """The looks of one process, by a key of what they show. Without a lock, for which all pages would queue."""

    def __init__(self) -> None:
        self._looks: dict[Hashable, Fragment[Shown]] = {}

    def at(self, key: Hashable, wanted: Version | None, look: Callable[[], Shown]) -> Shown:
        """Return a part that knows of the event `wanted`, made now if need be; always made now without one."""
        if wanted is None:
            return look()
        kept = self._looks.get(key)
        if kept is None or not kept.serves(wanted):
            kept = self._looks[key] = Fragment(
                Future(), clock.seconds(), wanted
            )  # whoever comes meanwhile waits for it
            self._take(key, kept, look)
        return kept.seen.result()

    def _take(self, key: Hashable, kept: Fragment[Shown], look: Callable[[], Shown]) -> None:
        try:
            kept.seen.set_result(look())
        except BaseException as error:
            self._looks.pop(key, None)
            kept.seen.set_exception(error)


def wanted_version() -> Version | None:
    """Return the event that the page was told of; None if it names none."""
    return version_of(request.headers.get("X-Version", ""))
