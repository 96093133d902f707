"""Runs a desk's scripts and reads what is kept: what the typed faces of a desk's state have in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from redis import Redis
from redis.exceptions import RedisError

from store import keys
from store.errors import DatabaseDown
from store.lua_scripts import LuaScript, script_of

Answer = TypeVar("Answer")


class DeskScripts:
    """The scripts of one package, for one desk on one client. Every method raises DatabaseDown."""

    def __init__(self, client: Redis, desk: str, now: int | None = None, *, package: str = "routing") -> None:
        self._client = client
        self._desk = desk
        self._package = package
        self.now = now
        """The time that scripts are told, ms since 1970 UTC; None for the database's own."""
        self._scripts: dict[str, LuaScript] = {}

    @property
    def desk(self) -> str:
        return self._desk

    @property
    def client(self) -> Redis:
        """Return the client on which the scripts run, for another class that works on the same desk."""
        return self._client

    def run(self, verb: str, *arguments: str | int) -> Any:
        """Run a script and return its answer. Raises DatabaseDown."""
        script = self._scripts.get(verb)
        if script is None:
            script = self._scripts[verb] = LuaScript(script_of(verb, self._package))
        now = "" if self.now is None else self.now
        names, told = [keys.events(self._desk)], [keys.prefix(self._desk), now, *arguments]
        return self.read(verb, lambda client: script.run(client, names, told))

    def record(self, name: str) -> dict[str, str]:
        """Return the record at a key; empty when there is none."""
        return cast(dict[str, str], self.read(name, lambda client: client.hgetall(name)))

    def read(self, what: str, ask: Callable[[Redis], Answer]) -> Answer:
        """Return the answer of a plain reading command. Raises DatabaseDown."""
        try:
            return ask(self._client)
        except RedisError as error:
            raise DatabaseDown(f"{what}: {error}") from error
