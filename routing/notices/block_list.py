"""Numbers whose calls a desk refuses for a while. Each entry has a reason, an end, and no number but its digest.

Web processes keep a copy, so that no call asks the database whether it may come in.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, cast

from redis import Redis
from redis.exceptions import RedisError

from routing.queue.desk_snapshot import DeskSnapshots
from store import keys
from store.errors import DatabaseDown

MOST = 500
"""Entries of one desk: a list as long as that is a flood, against which attack mode helps and a list does not."""
LONGEST_DAYS, LONGEST_REASON = 90, 60
"""Days of an entry, characters of its reason."""
KIND = "blocked"


@dataclass(frozen=True)
class Blocked:
    """A blocked number or pattern of numbers, from one moment to another, ms since 1970 UTC."""

    digest: str
    """The keyed digest of the number, or of the pattern."""
    last_digits: str
    starts: int
    ends: int
    reason: str
    who: str
    id: str
    pattern: str = ""
    """`+1916555*` or `+19165550100..+19165550199`, when the entry is about more than one number."""

    @property
    def shown(self) -> str:
        """What people see of it."""
        return self.pattern or f"… {self.last_digits}"

    def holds(self, moment: int) -> bool:
        return self.starts <= moment < self.ends

    def is_about(self, number: str, digest: str) -> bool:
        """Return whether it refuses calls of a number in E.164 form, whose digest is given too."""
        return covers(self.pattern, number) if self.pattern else self.digest == digest

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Blocked:
        """Read a stored entry. Raises KeyError, TypeError or ValueError for anything else."""
        texts = {name: str(kept[name]) for name in ("digest", "last_digits", "reason", "who", "id")}
        pattern = str(kept.get("pattern", ""))
        return cls(starts=int(kept["starts"]), ends=int(kept["ends"]), pattern=pattern, **texts)


@dataclass(frozen=True)
class BlockList:
    """All entries of a desk, with the text they were read from, by which a change is told."""

    entries: tuple[Blocked, ...] = ()
    text: str = field(default="", compare=False)

    def entry(self, number: str, digest: str, moment: int) -> Blocked | None:
        """Return the entry that refuses calls of a number at a moment, ms since 1970 UTC."""
        return next((one for one in self.entries if one.is_about(number, digest) and one.holds(moment)), None)

    def at(self, moment: int) -> tuple[Blocked, ...]:
        """Return the entries that are not over at a moment, the latest first."""
        return tuple(sorted((one for one in self.entries if one.ends > moment), key=lambda one: -one.starts))


def read_block_list(client: Redis, desk: str, known: BlockList | None = None) -> BlockList:
    """Return the numbers that are blocked now; `known` itself if nothing has changed. Raises DatabaseDown."""
    try:
        text = cast("str | None", client.get(keys.blocked_calls(desk))) or ""
    except RedisError as error:
        raise DatabaseDown(f"block list: {error}") from error
    return known if known and known.text == text else BlockList(_all(text), text)


def refused_calls(client: Redis, desk: str, entries: tuple[Blocked, ...]) -> dict[str, int]:
    """Return how many calls each entry has refused so far, by its id. Raises DatabaseDown."""
    names = [keys.turned_away(desk, one.id) for one in entries]
    try:
        found = cast(list[str | None], client.mget(names)) if names else []
    except RedisError as error:
        raise DatabaseDown(f"refused calls: {error}") from error
    return {one.id: int(number or 0) for one, number in zip(entries, found, strict=True)}


def covers(pattern: str, number: str) -> bool:
    """Return whether a pattern is about a number in E.164 form."""
    first, _, last = pattern.partition("..")
    if last:
        return len(number) == len(first) and first <= number <= last
    return number.startswith(pattern.removesuffix("*")) if pattern.endswith("*") else number == pattern


def add_blocks(board: DeskSnapshots, before: BlockList, *new: Blocked) -> bool:
    """Add entries in place of older ones of the same numbers; False if somebody was faster."""
    digests = {one.digest for one in new}
    others = (one for one in before.at(new[0].starts) if one.digest not in digests)
    return _replace(board, before, (*new, *others), new[0].who)


def unblock(board: DeskSnapshots, before: BlockList, id_: str, who: str) -> bool:
    """End an entry; False if somebody was faster."""
    return _replace(board, before, tuple(one for one in before.entries if one.id != id_), who)


def _replace(board: DeskSnapshots, before: BlockList, entries: tuple[Blocked, ...], who: str) -> bool:
    last = max((one.ends for one in entries), default=0)
    return board.put_up(KIND, before.text, written_list(entries), last, who)


def written_list(entries: tuple[Blocked, ...]) -> str:
    """Return the entries as the database stores them; empty text for no entries."""
    return json.dumps([asdict(one) for one in entries], ensure_ascii=False, sort_keys=True) if entries else ""


def _all(text: str) -> tuple[Blocked, ...]:
    try:
        return tuple(Blocked.read(one) for one in json.loads(text or "[]"))
    except (KeyError, TypeError, ValueError):
        return ()
