"""The recordings of a desk in the database, each under the name that its content gives it (SHA-256).

One that a kept revision names stays; any other is forgotten after 90 days, as one uploaded and never published is.
Which text plays which is in the revision's own files.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterable
from typing import cast

from redis import Redis

from store import keys
from store.desk.desk_scripts import DeskScripts


class Recordings(DeskScripts):
    """The recordings of one desk. Every method raises DatabaseDown."""

    def __init__(self, client: Redis, desk: str) -> None:
        super().__init__(client, desk, package="editing")

    def keep(self, digest: str, wave: bytes, number: int = 0) -> None:
        """Keep a file; `number` is that of a revision that names it."""
        self.run("keep_recording", digest, b64encode(wave).decode(), number)

    def put_back(self, digest: str, wave: bytes) -> None:
        """Keep a file of what is published, if the database has lost it."""
        if not self.has(digest):
            self.run("keep_recording", digest, b64encode(wave).decode(), "")

    def name(self, digests: Iterable[str], number: int) -> None:
        """Record that a revision names these files, which stay as long as it does."""
        for digest in digests:
            self.run("keep_recording", digest, "", number)

    def wave(self, digest: str) -> bytes | None:
        """Return the file; None when it is not here."""
        where = keys.recording(self.desk, digest)
        found = self.read("recording", lambda client: cast(str | None, client.get(where)))
        return b64decode(found) if found else None

    def has(self, digest: str) -> bool:
        where = keys.recording(self.desk, digest)
        return bool(self.read("recording", lambda client: client.exists(where)))
