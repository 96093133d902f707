"""A desk's state, read from the database at most four times a second by this process, however many look at it."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass

from redis import Redis

from prompts.files.models import Desk
from prompts.revision import Revision
from routing.queue.desk_snapshot import DeskNow, DeskSnapshots
from store import clock
from store.event_id import Version

FRESH = 0.25
"""Seconds for which one look serves all who ask."""


@dataclass(frozen=True)
class CachedBoard:
    """A look and when it was taken, seconds on the clock that never jumps."""

    seen: DeskNow
    at: float


class Snapshots:
    """The state of all desks; one for each process. Raises DatabaseDown while a desk's database is down."""

    def __init__(self, client: Redis, desks: Mapping[str, Revision]) -> None:
        self._desks = desks  # asked for anew each time: what is published may have other lines
        self.boards: Mapping[str, DeskSnapshots] = {desk: DeskSnapshots(client, desk) for desk in desks}
        self._asking = {desk: threading.Lock() for desk in desks}
        self._kept: dict[str, CachedBoard] = {}

    def look(self, desk: str, wanted: Version | None = None) -> DeskNow:
        """Return the state of a desk. It contains the event `wanted`, if one is given.

        A page is told of an event and fetches at once, maybe from another process, which may know less.
        """
        with self._asking[desk]:
            kept = self._kept.get(desk)
            if kept and clock.seconds() - kept.at < FRESH and kept.seen.version >= (wanted or (0, 0)):
                return kept.seen
            at = clock.seconds()
            seen = self.boards[desk].look(lines_in_languages(self._desks[desk].desk))
            self._kept[desk] = CachedBoard(seen, at)
            return seen

    def forget(self, desk: str) -> None:
        """Forget the cached state, as people who have changed something want to see it."""
        self._kept.pop(desk, None)


def lines_in_languages(desk: Desk) -> tuple[str, ...]:
    """Return every line in every language, as `general:en`."""
    return tuple(f"{line.id}:{language}" for line in desk.lines for language in line.languages)
