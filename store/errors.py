"""What can go wrong with the database.

StoreError
├── DatabaseDown         no answer in time; the caller of the line is served all the same
├── ServerNotStarted     the embedded server did not come up
├── BrokenDataDirectory  a file in the data directory was spoilt
├── Overtaken            somebody else has changed the draft meanwhile; carries it
├── Moved                another revision is published than was thought; carries its number
└── NoSuchRevision       no revision has this number, or it is kept no more
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from store.content import Draft


class StoreError(Exception):
    """Anything the database did not do."""


class DatabaseDown(StoreError):
    """The database can't be reached or did not answer in time."""


class ServerNotStarted(StoreError):
    """The embedded server did not come up; the message says why."""


class BrokenDataDirectory(StoreError):
    """A file in the data directory can't be read; the message says which and what to do."""


class Overtaken(StoreError):
    """The draft is not the one that was changed; `draft` is the one that is there, None if there is none."""

    def __init__(self, draft: Draft | None) -> None:
        super().__init__("somebody else has changed the draft meanwhile")
        self.draft = draft


class Moved(StoreError):
    """Something else is published by now: revision `number`."""

    def __init__(self, number: int) -> None:
        super().__init__(f"revision {number} is published by now")
        self.number = number


class NoSuchRevision(StoreError):
    """There is no such revision, or it is kept no more."""

    def __init__(self, number: int) -> None:
        super().__init__(f"there is no revision {number}")
        self.number = number
