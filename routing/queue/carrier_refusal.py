"""Reads whether the carrier refuses to ring a desk's phones because of the account, its token or its permissions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from redis import Redis
from redis.exceptions import RedisError

from store import keys
from store.errors import DatabaseDown


@dataclass(frozen=True)
class CarrierRefusal:
    """The carrier's answer to the last call that it refused. `since` and `last` are ms since 1970 UTC."""

    status: int
    code: int
    """The carrier's own; 0 if it gave none."""
    since: int
    last: int
    is_wide: bool
    """True if no phone at all is rung; else the carrier refuses some phones only."""


def read_refusal(client: Redis, desk: str) -> CarrierRefusal | None:
    """Return the refusal that stands for a desk, or None while its calls go out. Raises DatabaseDown."""
    try:
        found = cast(dict[str, str], client.hgetall(keys.carrier_refuses(desk)))
    except RedisError as error:
        raise DatabaseDown(f"refusal: {error}") from error
    if not found:
        return None
    status, code, since, last = (int(found.get(name, 0)) for name in ("status", "code", "since", "last"))
    return CarrierRefusal(status, code, since, last, found.get("is_wide") == "1")
