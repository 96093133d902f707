"""The recordings that this machine can play, with the database or without: in memory, on disk, or in a desk's folder.

A file is believed only if its content gives the name it has.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from editing.audio.recording_upload import digest_of
from editing.database.recording_store import Recordings
from store.errors import DatabaseDown
from store.log_limit import LogLimit

log = logging.getLogger(__name__)
UNREACHABLE = LogLimit(log, logging.WARNING, "a recording can't be had")
MISSING = LogLimit(log, logging.ERROR, "a recording is missing: its text is said")
NOT_COPIED = LogLimit(log, logging.WARNING, "a recording can't be copied to this disk")
IN_MEMORY = 64
"""Files, some 80 kB each for ten seconds."""
DIGEST = re.compile(r"[0-9a-f]{64}")


class AudioCopies:
    """`own` is the folder of this machine's copies, `desks` that of the desks, with `<desk>/audio/` in them."""

    def __init__(self, own: Path, desks: Path) -> None:
        self._own, self._desks = own, desks
        self._read = lru_cache(IN_MEMORY)(self._read_file)

    def wave(self, desk: str, digest: str) -> bytes | None:
        """Return the file; None when it is not on this machine."""
        if not DIGEST.fullmatch(digest):
            return None
        for path in (self._own / f"{digest}.wav", self._desks / desk / "audio" / f"{digest}.wav"):
            try:
                return self._read(path)
            except OSError:
                continue
        return None

    def put(self, digest: str, wave: bytes) -> None:
        """Write a file to the disk, as a whole or not at all. Raises OSError."""
        path = self._own / f"{digest}.wav"
        self._own.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(f".{os.getpid()}")
        try:
            draft.write_bytes(wave)
            draft.replace(path)
        except OSError:
            draft.unlink(missing_ok=True)
            raise

    def fetch(self, kept: Recordings, digests: Iterable[str]) -> frozenset[str]:
        """Bring here what is missing; those of the digests that can be played now, be the database there or not."""
        return frozenset(digest for digest in digests if self.bring(kept, digest) is not None)

    def bring(self, kept: Recordings, digest: str) -> bytes | None:
        """Return the file from this machine or from the database, None when neither has it.

        What came from the database is copied to this machine's disk; a full disk is no hindrance.
        """
        found = self.wave(kept.desk, digest)
        if found is not None:
            return found
        try:
            wave = kept.wave(digest) if DIGEST.fullmatch(digest) else None
        except DatabaseDown as error:
            UNREACHABLE.write(recording=digest, why=str(error))
            return None
        if wave is None or digest_of(wave) != digest:
            MISSING.write(recording=digest)
            return None
        try:
            self.put(digest, wave)
        except OSError as error:
            NOT_COPIED.write(recording=digest, why=str(error))
        return wave

    def _read_file(self, path: Path) -> bytes:
        wave = path.read_bytes()
        if digest_of(wave) != path.stem:
            raise OSError(f"{path} is not what its name says")
        return wave
