"""The present revision of every desk in a process: a mapping whose values change when something is published."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from pathlib import Path

from redis import Redis

from editing.database.content import DeskContent
from editing.live_revision import LiveRevision, Play, Warm
from editing.revision_cache import Copies
from prompts.revision import Revision
from store.errors import DatabaseDown

log = logging.getLogger(__name__)


class LiveDesks(Mapping[str, Revision]):
    """The desks of a process, determined once by their folders. Below `data_dir` are copies of published revisions."""

    def __init__(
        self,
        folders: Mapping[str, Revision],
        data_dir: Path,
        play: Play = lambda revision: revision,
        *,
        keeps_copies: bool = True,
    ) -> None:
        self.shelves = {
            desk: LiveRevision(
                desk, folder, Copies(data_dir / "content" / desk), play, keeps_copies=keeps_copies
            )
            for desk, folder in folders.items()
        }

    def __getitem__(self, desk: str) -> Revision:
        return self.shelves[desk].current

    def __iter__(self) -> Iterator[str]:
        return iter(self.shelves)

    def __len__(self) -> int:
        return len(self.shelves)

    def open(self) -> None:
        """Begin with what this machine has on its disk: the database may be away."""
        for shelf in self.shelves.values():
            shelf.open()

    def follow(self, client: Redis, warm: Warm = lambda _: None) -> None:
        """Let every desk follow what is published; one whose database is away stays as it is. Never raises."""
        for desk, shelf in self.shelves.items():
            try:
                shelf.follow(DeskContent(client, desk), warm)
            except DatabaseDown:
                continue
            except Exception:
                log.exception("a desk can't follow what is published", extra={"desk": desk})

    def find(self, desk: str, id_: str, client: Redis | None) -> Revision | None:
        """Return the revision on which a call began; None when it is unknown. Without a client the database is not
        asked."""
        shelf = self.shelves.get(desk)
        return shelf.find(id_, DeskContent(client, desk) if client else None) if shelf else None
