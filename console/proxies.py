"""Pages behind a proxy: the browser's address, which tries to sign in are counted by, and the path of `PUBLIC_URL`.

Nothing of this is done for webhooks, and nothing at all unless the settings say so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]


class ConsoleProxies:
    """Before the application: requests of the console as their browser sent them."""

    def __init__(self, inner: Wsgi, prefix: str, trusted: int) -> None:
        self._inner, self._prefix = inner, prefix
        self._fixed: Wsgi = ProxyFix(inner, x_for=trusted, x_proto=0, x_host=0) if trusted else inner

    @classmethod
    def put_before(cls, app: Flask, base_url: str, trusted: int) -> None:
        """Only where there is something to do."""
        prefix = urlsplit(base_url).path
        if prefix or trusted:
            app.wsgi_app = cls(app.wsgi_app, prefix, trusted)  # type: ignore[method-assign]

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if not environ.get("PATH_INFO", "").startswith("/console"):
            return self._inner(environ, start_response)
        environ["SCRIPT_NAME"] = self._prefix
        return self._fixed(environ, start_response)
