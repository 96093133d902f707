"""What hangs at a desk's door: closures, of this moment or to come, notices that callers hear before the menu, and
attack mode, in which who wants a person is asked to press a digit.

All end by themselves. Web processes keep a copy, so that no caller's turn in the menu asks the database.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from redis import Redis
from redis.exceptions import RedisError

from store import keys
from store.errors import DatabaseDown

Said = tuple[tuple[str, str], ...]
"""Language and text, as the author wrote it."""


@dataclass(frozen=True)
class TimedNotice:
    """A closure, notice or attack mode from one moment to another, ms since 1970 UTC: what callers hear, and who set
    it."""

    starts: int
    ends: int
    said: Said
    who: str
    id: str = ""
    asks: bool = False
    """Of a notice: who wants a person is asked whether it is still worth the wait."""
    why: str = ""
    """Of attack mode, for those who lead the desk; callers hear nothing of it."""

    def holds(self, moment: int) -> bool:
        return self.starts <= moment < self.ends

    def written(self) -> dict[str, Any]:
        """Return the entry as the database stores it."""
        return {
            "starts": self.starts,
            "ends": self.ends,
            "said": dict(self.said),
            "who": self.who,
            "id": self.id,
            "asks": self.asks,
            "why": self.why,
        }

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> TimedNotice:
        """Read a stored entry. Raises KeyError, TypeError, ValueError or AttributeError for anything else."""
        said = tuple((str(language), str(text)) for language, text in kept["said"].items())
        return cls(
            int(kept["starts"]),
            int(kept["ends"]),
            said,
            str(kept["who"]),
            str(kept["id"]),
            bool(kept.get("asks")),
            str(kept.get("why", "")),
        )


@dataclass(frozen=True)
class DeskNotices:
    """Everything that hangs at the door, with the texts it was read from, by which a change is told."""

    closures: tuple[TimedNotice, ...] = ()
    notices: tuple[TimedNotice, ...] = ()
    closures_text: str = field(default="", compare=False)
    notices_text: str = field(default="", compare=False)
    attacks: tuple[TimedNotice, ...] = ()
    """At most one: since when and until when the desk is in attack mode."""
    attacks_text: str = field(default="", compare=False)

    def notices_at(self, moment: int) -> tuple[Said, ...]:
        """Return the texts that are read out before the menu at a moment."""
        return tuple(notice.said for notice in self.notices if notice.holds(moment))

    def asking_at(self, moment: int) -> tuple[Said, ...]:
        """Return the notices at a moment after which callers are asked whether they want to wait."""
        return tuple(notice.said for notice in self.notices if notice.asks and notice.holds(moment))

    def attack_at(self, moment: int) -> TimedNotice | None:
        """Return attack mode while it is on; None otherwise."""
        return next((one for one in self.attacks if one.holds(moment)), None)

    def closure_at(self, moment: int) -> TimedNotice | None:
        """Return the closure in force at a moment; None without one."""
        return next((one for one in self.closures if one.holds(moment)), None)

    def to_come(self, moment: int) -> tuple[TimedNotice, ...]:
        """Return the closures that begin later, the next one first."""
        return tuple(
            sorted((one for one in self.closures if one.starts > moment), key=lambda one: one.starts)
        )


def read_bulletin(client: Redis, desk: str) -> DeskNotices:
    """Read a desk's closures, notices and attack mode; unreadable ones count as none. Raises DatabaseDown."""
    try:
        found = cast(
            list[str | None], client.mget(keys.closures(desk), keys.notices(desk), keys.attack_mode(desk))
        )
    except RedisError as error:
        raise DatabaseDown(f"bulletin: {error}") from error
    closures, notices, attack = (text or "" for text in found)
    return DeskNotices(_all(closures), _all(notices), closures, notices, _all(attack), attack)


def store_notices(posted: tuple[TimedNotice, ...]) -> str:
    """Return the entries as the database stores them; empty text for no entries."""
    return json.dumps([one.written() for one in posted], ensure_ascii=False, sort_keys=True) if posted else ""


def _all(text: str) -> tuple[TimedNotice, ...]:
    try:
        return tuple(TimedNotice.read(one) for one in json.loads(text or "[]"))
    except (KeyError, TypeError, ValueError, AttributeError):
        return ()
