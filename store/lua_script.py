"""One Lua script and how it is run: by its digest, and whole where a server does not know it."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha1
from typing import Any

from redis import Redis
from redis.exceptions import NoScriptError


class LuaScript:
    """A Lua script that is run by its digest. A new server has no scripts; one that it does not know was not run, so
    it is sent again, whole and to that server alone, as loading it on all servers of a cluster would fail with any of
    them."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._digest = sha1(source.encode(), usedforsecurity=False).hexdigest()

    def run(self, client: Redis, names: Sequence[str], arguments: Sequence[str | int]) -> Any:
        """Run the script and return its answer. Raises RedisError."""
        try:
            return client.evalsha(self._digest, len(names), *names, *arguments)
        except NoScriptError:
            return client.eval(self._source, len(names), *names, *arguments)
