"""The scripts about people bound to one client; what they change is told in their first lines."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from redis import Redis
from redis.exceptions import RedisError

from store import keys
from store.errors import DatabaseDown
from store.lua_scripts import LuaScript, script_of

Answer = TypeVar("Answer")


class PeopleScripts:
    """The scripts about people; one for each process. `now` is ms since 1970 UTC, for tests; without it scripts read
    the database's own clock."""

    def __init__(self, client: Redis, now: int | None = None) -> None:
        self._client = client
        self.now = now
        self._scripts: dict[str, LuaScript] = {}

    def run(self, verb: str, *arguments: str | int) -> Any:
        """Run a script and return its answer. Raises DatabaseDown."""
        script = self._scripts.get(verb)
        if script is None:
            script = self._scripts[verb] = LuaScript(script_of(verb, "accounts"))
        now = "" if self.now is None else self.now
        return self.read(
            verb, lambda client: script.run(client, [keys.AUDIT], [keys.PEOPLE, now, *arguments])
        )

    def read(self, what: str, ask: Callable[[Redis], Answer]) -> Answer:
        """Return the answer of a plain reading command. Raises DatabaseDown."""
        try:
            return ask(self._client)
        except RedisError as error:
            raise DatabaseDown(f"{what}: {error}") from error
