"""Looks at a desk that is at work: slice by slice, so that no caller waits for it, and for a limited time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from redis import Redis
from redis.exceptions import RedisError

from routing.queue.desk_state import DeskState
from store import clock, keys
from store.connection import servers
from store.errors import DatabaseDown

SLICE = 200
"""Keys looked at in one step: a few milliseconds of the database's time."""
LOOKED_AT = ("caller", "offer", "rep", "line", "idle", "staff", "listener")


@dataclass(frozen=True)
class Survey:
    """Faults found among so many records; not `is_complete` if the time was over before the last one."""

    faults: tuple[str, ...]
    records: int
    is_complete: bool


def survey(client: Redis, desk: str, seconds: float) -> Survey:
    """Return faults of a desk, found in `seconds` at most. Raises DatabaseDown.

    Each slice is one moment; what happens between two of them is no fault. That all adds up, only the exact check says.
    """
    state, end = DeskState(client, desk), clock.seconds() + seconds
    faults: dict[str, None] = {}
    found, records = _records(client, desk), 0
    while names := list(islice(found, SLICE)):
        faults |= dict.fromkeys(state.faults(*names))
        records += len(names)
        if clock.seconds() > end:
            return Survey(tuple(faults), records, is_complete=False)
    return Survey(tuple(faults), records, is_complete=True)


def _records(client: Redis, desk: str) -> Iterator[str]:
    """Yield the keys of callers, offers, reps and their lists, without stopping the database."""
    prefix = keys.prefix(desk)
    try:
        for server in servers(client):
            for name in server.scan_iter(f"{prefix}*", count=SLICE):
                if name.removeprefix(prefix).partition(":")[0] in LOOKED_AT:
                    yield name
    except RedisError as error:
        raise DatabaseDown(f"scan: {error}") from error
