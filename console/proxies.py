"""Pages behind a proxy: the browser's address, which tries to sign in are counted by, and the path of `PUBLIC_URL`.

Nothing of this is done for webhooks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from redis import Redis
from redis.exceptions import RedisError
from werkzeug.middleware.proxy_fix import ProxyFix

from store import clock, keys

Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]
SIGN_IN = "/console/sign-in"
NOTE_EVERY = 3600.0
"""Seconds between two notes that sign-ins come through a proxy."""


class ConsoleProxies:
    """Before the application: requests of the console as their browser sent them."""

    def __init__(self, inner: Wsgi, prefix: str, trusted: int, client: Redis) -> None:
        self._inner, self._prefix, self._trusted, self._client = inner, prefix, trusted, client
        self._fixed: Wsgi = ProxyFix(inner, x_for=trusted, x_proto=0, x_host=0) if trusted else inner
        self._noted = -NOTE_EVERY

    @classmethod
    def put_before(cls, app: Flask, base_url: str, trusted: int, client: Redis) -> None:
        """Put it before the application."""
        app.wsgi_app = cls(app.wsgi_app, urlsplit(base_url).path, trusted, client)  # type: ignore[method-assign]

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if not path.startswith("/console"):
            return self._inner(environ, start_response)
        environ["SCRIPT_NAME"] = self._prefix
        if not self._trusted and path == SIGN_IN and "HTTP_X_FORWARDED_FOR" in environ:
            self._note()
        return self._fixed(environ, start_response)

    def _note(self) -> None:
        """Note for the doctor that a proxy is there which is not trusted; a database that is away is no hindrance."""
        if clock.seconds() - self._noted >= NOTE_EVERY:
            self._noted = clock.seconds()
            with suppress(RedisError):
                self._client.set(keys.FORWARDED, "1", ex=keys.FORWARDED_LIFE)
