"""A desk's content in the database: published revisions, which never change, the pointer to one, and one shared draft.

Number 0 stands for the desk's folder: what callers hear before anything is published, or when all of it is taken back.
What a file means is not known here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self, cast

from redis import Redis

from editing.database.errors import NoSuchRevision, Overtaken, PublishedMeanwhile
from store import keys
from store.desk.desk_scripts import DeskScripts

Files = Mapping[str, str]


@dataclass(frozen=True)
class RevisionEntry:
    """A published revision. `id` stands for its content; `at` is ms since 1970 UTC."""

    number: int
    id: str
    author: str
    note: str
    at: int


@dataclass(frozen=True)
class Move:
    """The pointer was moved from revision `was` to `number`. `what`: `published`, `rolled back` or `restored`."""

    what: str
    number: int
    was: int
    who: str
    why: str
    at: int


@dataclass(frozen=True)
class ContentDraft:
    """Unpublished changes of the admins. `base` is the revision on which the draft was started."""

    files: Files
    base: int
    version: int
    author: str
    at: int

    @classmethod
    def read(cls, record: Mapping[str, str]) -> Self:
        files = cast(Files, json.loads(record["files"]))
        return cls(files, int(record["base"]), int(record["version"]), record["author"], int(record["at"]))


@dataclass(frozen=True)
class Pointer:
    """The number and content id of the published revision; number 0 is the desk's folder."""

    number: int
    id: str


class DeskContent(DeskScripts):
    """The content of one desk. Every method raises DatabaseDown. `now` is ms since 1970 UTC, for tests."""

    def __init__(self, client: Redis, desk: str, now: int | None = None) -> None:
        super().__init__(client, desk, now, package="editing")

    def pointer(self) -> Pointer | None:
        """Return which revision is published; None if none ever was, or the database has lost it."""
        found = self.read(
            "published", lambda client: cast(str | None, client.get(keys.published(self._desk)))
        )
        if not found:
            return None
        number, _, id_ = found.partition(" ")
        return Pointer(int(number), id_)

    def current(self) -> RevisionEntry | None:
        """Return the published revision; None while the folder counts."""
        pointer = self.pointer()
        return self.entry(pointer.number) if pointer and pointer.number else None

    def entry(self, number: int) -> RevisionEntry:
        """Return a revision without its files. Raises NoSuchRevision."""
        names = ("id", "author", "note", "at")
        found = self.read(
            "revision",
            lambda client: cast(
                list[str | None], client.hmget(keys.revision_record(self._desk, number), names)
            ),
        )
        if found[0] is None:
            raise NoSuchRevision(number)
        id_, author, note, at = (text or "" for text in found)
        return RevisionEntry(number, id_, author, note, int(at))

    def entries(self, most: int) -> list[RevisionEntry]:
        """Return so many published revisions, the newest first."""
        numbers = self.read(
            "revisions",
            lambda client: cast(
                list[str], client.zrange(keys.revision_list(self._desk), 0, most - 1, desc=True)
            ),
        )
        return [self.entry(int(number)) for number in numbers]

    def moves(self, most: int) -> list[Move]:
        """Return so many publications and rollbacks, the latest first."""
        found = self.read(
            "moves", lambda client: cast(list[Any], client.xrevrange(keys.moves(self._desk), count=most))
        )
        return [
            Move(one["what"], int(one["number"]), int(one["was"]), one["who"], one["why"], int(one["at"]))
            for _, one in found
        ]

    def files(self, number: int) -> Files:
        """Return the files of a revision. Raises NoSuchRevision."""
        name = keys.revision_record(self._desk, number)
        found = self.read("files", lambda client: cast(str | None, client.hget(name, "files")))
        if found is None:
            raise NoSuchRevision(number)
        return cast(Files, json.loads(found))

    def number_of(self, id_: str) -> int | None:
        """Return the newest revision with this content; None when there is none."""
        name = keys.contents(self._desk)
        found = self.read("contents", lambda client: cast(str | None, client.hget(name, id_)))
        return int(found) if found else None

    def draft(self) -> ContentDraft | None:
        record = self.record(keys.draft_record(self._desk))
        return ContentDraft.read(record) if record else None

    def save_draft(self, files: Files, version: int, who: str) -> ContentDraft:
        """Keep the draft. Raises Overtaken unless it still has this version (0: there is none)."""
        done, *answer = cast(list[int], self.run("save_draft", version, who, write_files(files)))
        if not done:
            raise Overtaken(self.draft())
        new_version, base, at = (int(one) for one in answer)
        return ContentDraft(files, base, new_version, who, at)

    def drop_draft(self, version: int) -> None:
        """Discard the draft. Raises Overtaken when it has another version."""
        if not self.run("drop_draft", version):
            raise Overtaken(self.draft())

    def publish(
        self, files: Files, id_: str, *, note: str, who: str, seen: int, draft: ContentDraft | None = None
    ) -> RevisionEntry | None:
        """Keep a revision and point to it; None when this content is published already.

        Raises Moved unless revision `seen` is published, Overtaken when the draft it is made of is another one.
        """
        version = draft.version if draft else ""
        answer = self.run("publish", seen, id_, who, note, write_files(files), version)
        word, number, at = cast(tuple[str, int, str], answer)
        if word == "moved":
            raise PublishedMeanwhile(int(number))
        if word == "edited":
            raise Overtaken(self.draft())
        return RevisionEntry(int(number), id_, who, note, int(at)) if word == "published" else None

    def roll_back(self, number: int, *, folder_id: str, why: str, who: str, seen: int) -> bool:
        """Publish a revision again, or the folder (0); return False when it is published already.

        Raises Moved unless revision `seen` is published, NoSuchRevision.
        """
        word, now = cast(tuple[str, int], self.run("roll_back", seen, number, folder_id, who, why))
        if word == "moved":
            raise PublishedMeanwhile(int(now))
        if word == "unknown":
            raise NoSuchRevision(number)
        return word == "published"

    def restore(self, entry: RevisionEntry, files: Files) -> bool:
        """Put back what was published, when the database has lost it; False when it knows of something."""
        told = (entry.number, entry.id, entry.author, entry.note, entry.at, write_files(files))
        return bool(self.run("restore", *told))


def write_files(files: Files) -> str:
    """Return files as they are stored."""
    return json.dumps(dict(sorted(files.items())), ensure_ascii=False)
