"""How much room is left on the disk that a folder is on."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

FULL = 64 * 1024
"""Bytes: with less than this left a server can't create its files."""


@dataclass(frozen=True)
class Room:
    """Space that an ordinary user can still write to on one file system."""

    device: int
    """The kernel's number of the file system."""
    free: int
    """Bytes."""
    files: int | None
    """How many files can still be created; None where the file system has no such limit."""

    @property
    def is_full(self) -> bool:
        return self.free < FULL or self.files == 0


def room_of(folder: Path) -> Room:
    """Return the room on the disk of `folder`, or of the nearest folder above it that exists. Raises OSError."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    found = os.statvfs(folder)
    return Room(
        os.stat(folder).st_dev, found.f_bavail * found.f_frsize, found.f_favail if found.f_files else None
    )
