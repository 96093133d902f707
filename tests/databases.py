"""The kinds of database that the line runs on, so that the same tests can be held against each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from redis import Redis

from chaos.servers.sentinels import WatchedMaster
from chaos.servers.three_nodes import ThreeNodes
from store.connection import connect, servers
from store.valkey import EmbeddedValkey

Servers = TypeVar("Servers", ThreeNodes, WatchedMaster)


@dataclass(frozen=True)
class SeveralServers:
    """The part of `EmbeddedValkey` that tests use, for servers elsewhere."""

    url: str
    folder: Path


@contextmanager
def database_of(kind: str, folder: Path) -> Iterator[EmbeddedValkey | SeveralServers]:
    """A database of this kind that answers: `one`, `sentinel` or `cluster`."""
    if kind == "one":
        with EmbeddedValkey(folder) as server:
            waits_for_no_disk(server)
            yield server
        return
    kinds: dict[str, type[WatchedMaster] | type[ThreeNodes]] = {
        "sentinel": WatchedMaster,
        "cluster": ThreeNodes,
    }
    with several(kinds[kind](folder / "servers")) as servers:
        yield SeveralServers(servers.url, folder / "servers")


def waits_for_no_disk(server: EmbeddedValkey) -> None:
    """Stop the database from waiting for the disk: its writes must outlive its process, not the machine."""
    with connect(server.url, timeout=10.0) as client:
        client.config_set("appendfsync", "no")


@contextmanager
def several(servers: Servers) -> Iterator[Servers]:
    """Servers that stand, for as long as the block lasts."""
    try:
        servers.start()
        yield servers
    finally:
        servers.end()


def empty(client: Redis) -> None:
    """Delete everything, on every server."""
    for server in servers(client):
        server.flushall()


def every_key(client: Redis, pattern: str = "*") -> list[str]:
    """The keys on every server, in order."""
    return sorted(key for server in servers(client) for key in server.scan_iter(pattern))
