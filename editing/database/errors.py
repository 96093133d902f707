"""What can go wrong with a desk's content in the database.

StoreError
├── Overtaken            somebody else has changed the draft meanwhile; carries it
├── Moved                another revision is published than was thought; carries its number
└── NoSuchRevision       no revision has this number, or it is kept no more
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.errors import StoreError

if TYPE_CHECKING:
    from editing.database.content import ContentDraft


class Overtaken(StoreError):
    """The draft is not the one that was changed; `draft` is the one that is there, None if there is none."""

    def __init__(self, draft: ContentDraft | None) -> None:
        super().__init__("somebody else has changed the draft meanwhile")
        self.draft = draft


class PublishedMeanwhile(StoreError):
    """Something else is published by now: revision `number`."""

    def __init__(self, number: int) -> None:
        super().__init__(f"revision {number} is published by now")
        self.number = number


class NoSuchRevision(StoreError):
    """There is no such revision, or it is kept no more."""

    def __init__(self, number: int) -> None:
        super().__init__(f"there is no revision {number}")
        self.number = number
