"""What the database keeps, read out key by key and written back: the inside of a backup.

Only what is still true tomorrow is taken (`keys.is_kept`). Who waits and who talks is not: after a loss the callers'
own phones rebuild that. Reps come back signed out. Kept independent of the server's version: no dumps, plain values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any, cast

from redis import Redis
from redis.exceptions import RedisError

from routing.queue.desk_state import DeskState
from store import key_table, keys
from store.connection import servers
from store.errors import DatabaseDown

SLICE = 500
"""Members read or written in one step, so that no caller waits for a backup."""
PAUSE = 15
"""Seconds after which folding goes on when a backup died."""
OF_THE_MOMENT = frozenset(
    {
        "status",
        "reason",
        "since",
        "until",
        "by",
        "idle",
        "misses",
        "offer",
        "serving",
        "caller",
        "extended",
        "leaves",
    }
)
"""Fields of a rep that are not kept: nobody is signed in after a restore."""
Value = Any
"""A string, or a list of members: of a set strings, else pairs of name and value, of score, or of a stream's fields."""


@dataclass(frozen=True)
class KeyContent:
    """The content of a key, or a slice of it."""

    key: str
    kind: str
    """The database's word for its type."""
    ends: int | None
    """When it is forgotten, ms since 1970 UTC."""
    value: Value


def backup_keys(client: Redis) -> Iterator[str]:
    """Yield every key that belongs into a backup. Raises DatabaseDown."""
    return (name for name in _every_key(client) if key_table.is_backed_up(name))


def backup_parts(client: Redis, desks: Iterable[str]) -> Iterator[KeyContent]:
    """Yield everything that a backup keeps, of all desks and of people; folding of `desks` rests meanwhile. Raises
    DatabaseDown."""
    desks = list(desks)
    for name in backup_keys(client):
        with _progress_of():
            for desk in desks:
                client.set(keys.copying(desk), "1", ex=PAUSE)
            yield from _parts_of(client, name)
    with _progress_of():
        for desk in desks:
            client.delete(keys.copying(desk))


def write(client: Redis, part: KeyContent) -> None:
    """Put one part back, into a database without it. Raises DatabaseDown."""
    if key_table.kind_of_key(part.key) == "rep":
        fields = {field: value for field, value in part.value if field not in OF_THE_MOMENT}
        DeskState(client, keys.owner(part.key)).save_rep(part.key.rsplit(":", 1)[1], fields)
        return
    with _progress_of():
        WRITERS[part.kind](client, part.key, part.value)
        if part.ends is not None:
            client.pexpireat(part.key, part.ends)


def delete_all(client: Redis, owners: Iterable[str]) -> None:
    """Delete every key of these desks, and of people. Raises DatabaseDown."""
    mine = {*owners, "people"}
    for name in _every_key(client):
        if keys.owner(name) in mine:
            with _progress_of():
                client.unlink(name)


def _every_key(client: Redis) -> Iterator[str]:
    with _progress_of():
        for server in servers(client):
            yield from (str(name) for name in server.scan_iter("{*}:*", count=SLICE))


def _parts_of(client: Redis, name: str) -> Iterator[KeyContent]:
    """Yield the parts of a key; none if the key ended meanwhile."""
    kind, left = str(client.type(name)), client.pexpiretime(name)
    reader = READERS.get(kind)
    for value in reader(client, name) if reader else ():
        yield KeyContent(name, kind, left if left > 0 else None, value)


def _string(client: Redis, name: str) -> Iterator[Value]:
    value = client.get(name)
    if value is not None:
        yield value


def _stream(client: Redis, name: str) -> Iterator[Value]:
    start = "-"
    while found := cast(Sequence[tuple[str, Mapping[str, str]]], client.xrange(name, start, count=SLICE)):
        yield [[id_, dict(fields)] for id_, fields in found]
        start = f"({found[-1][0]}"


def _sliced(scan: Callable[[Redis, str], Iterator[Any]]) -> Callable[[Redis, str], Iterator[Value]]:
    """Return a reader in slices. A scan may meet a member twice, which does no harm when it is written twice."""

    def slices(client: Redis, name: str) -> Iterator[Value]:
        members = scan(client, name)
        while found := list(islice(members, SLICE)):
            yield found

    return slices


READERS: Mapping[str, Callable[[Redis, str], Iterator[Value]]] = {
    "string": _string,
    "stream": _stream,
    "hash": _sliced(lambda client, name: client.hscan_iter(name, count=SLICE)),
    "set": _sliced(lambda client, name: client.sscan_iter(name, count=SLICE)),
    "zset": _sliced(lambda client, name: client.zscan_iter(name, count=SLICE)),
}


def _append(client: Redis, name: str, value: Value) -> None:
    for id_, fields in value:
        client.xadd(name, fields, id=id_)


WRITERS: Mapping[str, Callable[[Redis, str, Any], object]] = {
    "string": lambda client, name, value: client.set(name, value),
    "stream": _append,
    "hash": lambda client, name, value: client.hset(name, mapping=dict(value)),
    "set": lambda client, name, value: client.sadd(name, *value),
    "zset": lambda client, name, value: client.zadd(name, {member: float(score) for member, score in value}),
}


@contextmanager
def _progress_of() -> Iterator[None]:
    try:
        yield
    except RedisError as error:
        raise DatabaseDown(f"backup: {error}") from error
