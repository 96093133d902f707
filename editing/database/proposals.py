"""Content that one admin has proposed and another must approve, where a desk wants two. The latest one is kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self, cast

from redis import Redis

from editing.database.content import Files, write_files
from store import keys
from store.desk.desk_scripts import DeskScripts


@dataclass(frozen=True)
class Proposal:
    """`state`: `open`, `approved` or `declined`, by whom and why. `base` is the revision that it was made from."""

    number: int
    state: str
    base: int
    id: str
    author: str
    note: str
    at: int
    by: str
    reason: str
    files: Files
    """Empty once it is approved: the revision has them."""
    person: str = ""
    """The author's id, which stays when the author takes another sign-in name; empty for a command of the machine."""

    @classmethod
    def read(cls, record: Mapping[str, str]) -> Self:
        names = ("id", "author", "note", "by", "reason", "state")
        numbers = {name: int(record[name]) for name in ("number", "base", "at")}
        texts = {name: record[name] for name in names} | {"person": record.get("person", "")}
        return cls(**numbers, **texts, files=json.loads(record["files"]))  # type: ignore[arg-type]


class Proposals(DeskScripts):
    """The proposals of one desk. Every method raises DatabaseDown. `now` is ms since 1970 UTC, for tests."""

    def __init__(self, client: Redis, desk: str, now: int | None = None) -> None:
        super().__init__(client, desk, now, package="editing")

    def latest(self) -> Proposal | None:
        """Return the last proposal, in whatever state it is; None if there was none."""
        record = self.record(keys.proposal(self._desk))
        return Proposal.read(record) if record else None

    def propose(
        self,
        files: Files,
        id_: str,
        *,
        note: str,
        who: str,
        seen: int,
        draft: int,
        instead_of: int,
        person: str = "",
    ) -> tuple[str, int]:
        """Propose content. Return the outcome (`proposed`, `moved`, `same`, `edited` or `waiting`) and a number;
        `draft` is 0 for none."""
        told = (seen, id_, who, note, write_files(files), draft or "", instead_of, person)
        word, number, _ = cast(tuple[str, int, str], self.run("propose", *told))
        return word, int(number)

    def approve(self, number: int, who: str, person: str = "") -> tuple[str, int, int]:
        """Approve a proposal. Return the outcome (`published`, `over`, `own` or `lapsed`), the revision, and when, ms
        since 1970 UTC."""
        word, revision, at = cast(tuple[str, int, str], self.run("approve", number, who, person))
        return word, int(revision), int(at)

    def decline(self, number: int, who: str, reason: str) -> bool:
        """Decline a proposal; return False when it was decided already."""
        return bool(self.run("decline", number, who, reason))
