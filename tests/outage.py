"""A database that is away: really killed, or only out of one web process's sight."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event

from flask import Flask
from redis import Redis
from redis.exceptions import RedisError

from ivr.services import VoiceServices
from store.connection import connect
from store.valkey import EmbeddedValkey
from tests.waiting import wait_until


class Outage:
    """The database is away, and comes back with or without what it knew."""

    def __init__(self, server: EmbeddedValkey) -> None:
        self._server = server

    def begins(self) -> None:
        assert self._server.process is not None
        self._server.process.kill()
        self._server.process.wait()

    def ends(self, *, forgetting: bool = False) -> None:
        if forgetting:
            shutil.rmtree(self._server.folder / "appendonlydir")
        self._server.revive()
        with connect(self._server.url, timeout=2.0) as client:
            wait_until(lambda: answers(client), "the database answers")


@contextmanager
def outage_of(database: EmbeddedValkey, client: Redis) -> Iterator[Outage]:
    """Yield an outage that ends with the test, however the test ends."""
    outage = Outage(database)
    yield outage
    outage.ends()
    wait_until(lambda: answers(client), "the client has noticed")


def answers(client: Redis) -> bool:
    """Not when it is away, and not while it loads what it knew."""
    try:
        return bool(client.ping())
    except RedisError:
        return False


class Never(Event):
    """An event that a probe cannot set when it finds the database, four times a second."""

    def set(self) -> None:
        return


@contextmanager
def without_database(app: Flask) -> Iterator[None]:
    """Keep this process away from the database while the block runs."""
    line: VoiceServices = app.extensions["line"]
    found, line.journal._up = line.journal._up, Never()
    yield
    line.journal._up = found
