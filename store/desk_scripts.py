"""Runs a desk's routing scripts and reads its records: what the typed faces of a desk's state have in common."""

from __future__ import annotations

from typing import Any, cast

from redis import Redis
from redis.commands.core import Script
from redis.exceptions import RedisError

from store import keys
from store.errors import DatabaseDown
from store.lua_source import script_of


class DeskScripts:
    """The scripts of one desk on one client. Every method raises DatabaseDown."""

    def __init__(self, client: Redis, desk: str, now: int | None = None) -> None:
        self._client = client
        self._desk = desk
        self.now = now
        """The time that scripts are told, ms since 1970 UTC; None for the database's own."""
        self._scripts: dict[str, Script] = {}

    @property
    def desk(self) -> str:
        return self._desk

    def run(self, verb: str, *arguments: str | int) -> Any:
        """What a script answers."""
        script = self._scripts.get(verb)
        if script is None:
            script = self._scripts[verb] = self._client.register_script(script_of(verb))
        now = "" if self.now is None else self.now
        try:
            return script(keys=[keys.events(self._desk)], args=[keys.prefix(self._desk), now, *arguments])
        except RedisError as error:
            raise DatabaseDown(f"{verb}: {error}") from error

    def record(self, name: str) -> dict[str, str]:
        """The record at a key; empty when there is none."""
        try:
            return cast(dict[str, str], self._client.hgetall(name))
        except RedisError as error:
            raise DatabaseDown(f"{name}: {error}") from error

    def moment(self) -> int:
        """The time that the scripts go by, ms since 1970 UTC: what a machine's own clock says never counts."""
        if self.now is not None:
            return self.now
        try:
            seconds, microseconds = self._client.time()
        except RedisError as error:
            raise DatabaseDown(f"time: {error}") from error
        return seconds * 1000 + microseconds // 1000
