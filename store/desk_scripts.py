"""Runs a desk's scripts and reads its records: what the typed faces of a desk's state have in common."""

from __future__ import annotations

from typing import Any, cast

from redis import Redis
from redis.exceptions import RedisError

from store import keys
from store.errors import DatabaseDown
from store.lua_source import script_of
from store.script import LuaScript


class DeskScripts:
    """The scripts of one desk on one client. Every method raises DatabaseDown."""

    def __init__(self, client: Redis, desk: str, now: int | None = None, about: str = "routing") -> None:
        self._client = client
        self._desk = desk
        self._about = about  # the folder of the scripts
        self.now = now
        """The time that scripts are told, ms since 1970 UTC; None for the database's own."""
        self._scripts: dict[str, LuaScript] = {}

    @property
    def desk(self) -> str:
        return self._desk

    def run(self, verb: str, *arguments: str | int) -> Any:
        """What a script answers."""
        script = self._scripts.get(verb)
        if script is None:
            script = self._scripts[verb] = LuaScript(script_of(verb, self._about))
        now = "" if self.now is None else self.now
        try:
            names, told = [keys.events(self._desk)], [keys.prefix(self._desk), now, *arguments]
            return script.run(self._client, names, told)
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
        return int(self.run("moment"))
