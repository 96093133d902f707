"""Everything that a desk stores about one number, to be shown or deleted for the person whose number it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from redis import Redis

from reports.scripts import ReportScripts
from routing.notices.block_list import read_block_list
from store import keys


class StillCalling(Exception):
    """A call of the number goes on: forget it afterwards."""


@dataclass(frozen=True)
class CallerData:
    """The data that one desk stores about a number."""

    desk: str
    calls: tuple[dict[str, Any], ...]
    """The record of each call as the database has it, the oldest first, with `note`, what the rep wrote."""
    joins: int
    """How often the number got in line within the last hour."""
    blocked: tuple[dict[str, Any], ...]
    """Entries of the block list that refuse calls of the number, those of a pattern of numbers among them."""

    @property
    def is_known(self) -> bool:
        return bool(self.calls or self.joins or self.blocked)


def read_caller(client: Redis, desk: str, number: str, digest: str) -> CallerData:
    """Return what a desk keeps about a number in E.164 form, whose keyed digest is given too. Raises DatabaseDown."""
    scripts = ReportScripts(client, desk)

    def calls(client: Redis) -> tuple[dict[str, Any], ...]:
        ids = cast(list[str], client.zrange(keys.numbers(desk, digest), 0, -1))
        return tuple(
            {"id": id_, **cast(dict[str, str], client.hgetall(keys.record(desk, id_)))}
            | {"note": client.get(keys.call_note(desk, id_)) or ""}
            for id_ in ids
        )

    joins = scripts.read("joins", lambda client: client.get(keys.joins(desk, digest)))
    entries = read_block_list(client, desk).entries
    blocked = [vars(one) for one in entries if one.is_about(number, digest)]
    return CallerData(desk, scripts.read("numbers", calls), int(cast(str, joins) or 0), tuple(blocked))


def forget_caller(client: Redis, desk: str, digest: str) -> int:
    """Forget every call of a number; return how many there were. Raises StillCalling, DatabaseDown."""
    forgotten = int(ReportScripts(client, desk).run("forget_caller", digest))
    if forgotten < 0:
        raise StillCalling
    return forgotten
