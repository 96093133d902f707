"""One Lua script and how it is run: by its digest, and whole where a server does not know it."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha1
from typing import Any

from redis import Redis
from redis.exceptions import NoScriptError


class LuaScript:
    """A server new to its part forgets scripts. A script it does not know was not run, so it is sent again, whole and
    to that server alone: loading it on all of a cluster's would fail with any of them."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._digest = sha1(source.encode(), usedforsecurity=False).hexdigest()

    def run(self, client: Redis, names: Sequence[str], arguments: Sequence[str | int]) -> Any:
        """What the script returns. Raises RedisError."""
        try:
            return client.evalsha(self._digest, len(names), *names, *arguments)
        except NoScriptError:
            return client.eval(self._source, len(names), *names, *arguments)
