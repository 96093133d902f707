"""Recordings on calls: which recordings of a revision are available, and at which addresses the carrier gets them.

A recording that can't be had is no reason to fail: its text is said. And the carrier, told to play a file that it can't
get, would end the call with an apology of its own: so a file that is gone between the two is answered with silence.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from editing.audio.audio_cache import AudioCopies
from editing.database.recording_store import Recordings
from prompts.revision import Revision
from store.errors import DatabaseDown


@dataclass(frozen=True)
class Player:
    """Provides recordings; one for each process. `kept` are the desks' recordings in the database, which may be
    down."""

    base_url: str
    copies: AudioCopies
    kept: Mapping[str, Recordings]

    def played(self, revision: Revision) -> Revision:
        """Return the revision with those of its recordings in place that this machine has or can get now."""
        if not revision.recordings:
            return revision
        desk = revision.desk.id
        wanted = {one.audio for places in revision.recordings.values() for one in places.values()}
        here = self.copies.fetch(self.kept[desk], wanted) if desk in self.kept else frozenset[str]()
        self._put_back(desk, here)
        return revision.played(lambda digest: self.address(desk, digest) if digest in here else None)

    def _put_back(self, desk: str, here: Iterable[str]) -> None:
        """Restore this machine's recordings in a database that has lost all data."""
        with suppress(DatabaseDown):
            for digest in here:
                self.kept[desk].put_back(digest, self.copies.wave(desk, digest) or b"")

    def wave(self, desk: str, digest: str) -> bytes | None:
        """Return a recording's file; None if it is lost."""
        return self.copies.bring(self.kept[desk], digest) if desk in self.kept else None

    def address(self, desk: str, digest: str) -> str:
        """Return the address at which the carrier gets a file. It is named by its digest, which only those who heard
        the recording know."""
        return f"{self.base_url}/recordings/{desk}/{digest}.wav"
