"""Connections to the database, and what is allowed of them: bounded time, no silent repeats.

redis-py repeats commands after a time-out by default, which counts one increment twice; here nothing is repeated.
Behind a client may be one server, a master that sentinels name, or a cluster: `store/address.py` says what a URL means.
"""

from __future__ import annotations

from typing import Any

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.maint_notifications import MaintNotificationsConfig
from redis.retry import Retry

from store.address import Address, Node, parse_address
from store.cluster import ClusterClient
from store.errors import DatabaseDown
from store.sentinel import MasterClient

WEBHOOK_TIMEOUT = 0.2
"""Seconds a caller's webhook may wait for the database before it goes on without it, unless `REDIS_TIMEOUT_MS` says."""
LOOK_UP_TIMEOUT = 0.1
"""Seconds for one sentinel, or one node of a cluster, to say who serves: more than one may have to be asked."""

NO_STRETCHING = MaintNotificationsConfig(enabled=False)
"""Else a server under maintenance may tell redis-py to wait ten seconds instead."""


def connect(url: str, *, timeout: float = WEBHOOK_TIMEOUT) -> Redis:
    """Return a client whose commands fail after `timeout` seconds and are never repeated. It connects at first use.

    Where several servers stand for the database, finding the one that serves may take `LOOK_UP_TIMEOUT` for each more.
    """
    address = parse_address(url)
    if address is None:
        return Redis.from_url(url, **_options(timeout))
    return _sentinels(address, timeout) if address.kind == "sentinel" else _cluster(address, timeout)


def servers(client: Redis) -> list[Redis]:
    """Return the servers behind a client: the only one, the master, or every master of a cluster. Raises
    DatabaseDown."""
    try:
        return client.servers() if isinstance(client, ClusterClient) else [client]
    except RedisError as error:
        raise DatabaseDown(f"cluster: {error}") from error


def _options(timeout: float) -> dict[str, Any]:
    return {
        "socket_timeout": timeout,
        "socket_connect_timeout": timeout,
        "retry": Retry(NoBackoff(), 0),
        "retry_on_error": [],
        "health_check_interval": 0,
        "decode_responses": True,
        "protocol": 3,
        "maint_notifications_config": NO_STRETCHING,
    }


def _sentinels(address: Address, timeout: float) -> Redis:
    tls = {name: value for name, value in address.options.items() if name.startswith("ssl_")}
    own = {
        name.removeprefix("sentinel_"): value for name, value in address.options.items() if name not in tls
    }
    return MasterClient(
        address.nodes,
        address.service,
        tls=address.tls,
        sentinel_options={**_options(LOOK_UP_TIMEOUT), **tls, **own},
        username=address.user,
        password=address.password,
        db=address.db,
        **_options(timeout),
        **tls,
    )


def _cluster(address: Address, timeout: float) -> Redis:
    def client(node: Node, timeout: float) -> Redis:
        options = {**_options(timeout), **address.options, "username": address.user, "ssl": address.tls}
        return Redis(host=node[0], port=node[1], password=address.password, **options)

    return ClusterClient(
        address.nodes,
        make=lambda node: client(node, timeout),
        ask=lambda node: client(node, LOOK_UP_TIMEOUT),
    )
