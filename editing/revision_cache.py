"""The last good revisions on this machine's disk, for a process that starts while the database is down.

A file is written whole or not at all, and believed only when its content fits its name.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

from editing.database.content import RevisionEntry
from prompts.loader import Files
from prompts.revision import content_id
from store.log_limit import LogLimit

log = logging.getLogger(__name__)
UNREADABLE = LogLimit(log, logging.ERROR, "a revision kept on disk can't be read")
CHANGED = LogLimit(log, logging.ERROR, "a revision kept on disk is not what was written")
MOST = 40
"""Files kept for a desk, 40 kB each: calls in progress are on one of the last revisions."""


@dataclass(frozen=True)
class Copy:
    """A revision with its files; of number 0, the desk's folder, only that it counts is kept."""

    entry: RevisionEntry
    files: Files


class Copies:
    """The copies of one desk, in a separate directory. Processes may share it."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def keep(self, copy: Copy) -> None:
        """Store a revision as the last good one. Raises OSError."""
        self._directory.mkdir(parents=True, exist_ok=True)
        if copy.entry.number:
            self._write_copy(copy)
        _write(self._directory / "published", f"{copy.entry.number} {copy.entry.id}\n")

    def _write_copy(self, copy: Copy) -> None:
        text = json.dumps({"entry": asdict(copy.entry), "files": dict(copy.files)}, ensure_ascii=False)
        _write(self._file(copy.entry.id), text)
        self._forget_the_oldest()

    def last(self) -> Copy | None:
        """Return the last good copy; where its file is damaged, the newest before it. None when the folder counts."""
        try:
            number, id_ = (self._directory / "published").read_text("utf-8").split()
            newest = int(number)
        except (OSError, ValueError):
            return None
        return self.find(id_) or next(self._before(newest), None) if newest else None

    def find(self, id_: str) -> Copy | None:
        """Return the copy with this content's id; None if it is missing or damaged."""
        try:
            found = json.loads(self._file(id_).read_text("utf-8"))
            files = {str(name): str(text) for name, text in found["files"].items()}
            copy = Copy(RevisionEntry(**found["entry"]), files)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            UNREADABLE.write(error, revision=id_)
            return None
        if content_id(files) != id_:
            CHANGED.write(revision=id_)
            return None
        return copy

    def _before(self, number: int) -> Iterator[Copy]:
        """Yield the copies with a lower number, newest first, as later ones may have been rolled back."""
        copies = (self.find(path.stem) for path in self._directory.glob("*.json"))
        earlier = [copy for copy in copies if copy and copy.entry.number < number]
        return iter(sorted(earlier, key=lambda copy: copy.entry.number, reverse=True))

    def _file(self, id_: str) -> Path:
        return self._directory / f"{id_}.json"

    def _forget_the_oldest(self) -> None:
        with suppress(FileNotFoundError):  # another process does the same
            by_age = sorted(self._directory.glob("*.json"), key=lambda path: path.stat().st_mtime)
            for path in by_age[:-MOST]:
                path.unlink()


def _write(path: Path, text: str) -> None:
    """Write a file as a whole or not at all, and to the disk before the function returns. Raises OSError."""
    with NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, prefix=".", delete=False) as file:
        try:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
            os.replace(file.name, path)
        except OSError:
            os.unlink(file.name)
            raise
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
