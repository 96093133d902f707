"""Connections to the database, and what is allowed of them: bounded time, no silent repeats.

redis-py repeats commands after a time-out by default, which counts one increment twice; here nothing is repeated.
"""

from __future__ import annotations

from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

WEBHOOK_TIMEOUT = 0.2
"""Seconds a caller's webhook may wait for the database before it goes on without it."""


def connect(url: str, *, timeout: float = WEBHOOK_TIMEOUT) -> Redis:
    """A client whose commands fail after `timeout` seconds and are never repeated. Connects at first use."""
    return Redis.from_url(
        url,
        socket_timeout=timeout,
        socket_connect_timeout=timeout,
        retry=Retry(NoBackoff(), 0),
        retry_on_error=[],
        health_check_interval=0,
        decode_responses=True,
        protocol=3,
    )
