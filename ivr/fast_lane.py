"""Answers the webhooks of calls before the web framework, whose work around one would be a third of a menu turn's."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask

from ivr.services import VoiceServices
from ivr.webhooks import answer_request
from store import clock

Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]
Observe = Callable[[str, float], None]
"""Takes the path of a webhook below `/voice/` and the seconds that its answer took."""
STATUS = {200: "200 OK", 403: "403 Forbidden"}


class CallGate:
    """Stands before the application. What is no GET or POST below `/voice` is the application's."""

    def __init__(self, app: Flask, observe: Observe | None) -> None:
        self._inner: Wsgi = app.wsgi_app
        self._parts, self._observe = app.extensions, observe

    @classmethod
    def put_before(cls, app: Flask, observe: Observe | None) -> None:
        """Put it before the application; `observe` hears how long each webhook takes."""
        app.wsgi_app = cls(app, observe)  # type: ignore[method-assign]

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        path: str = environ.get("PATH_INFO", "")
        is_call = path == "/voice" or path.startswith("/voice/")
        if not is_call or environ["REQUEST_METHOD"] not in ("GET", "POST"):
            return self._inner(environ, start_response)
        began = clock.seconds()
        where = path[7:].encode("latin-1").decode("utf-8", "replace")
        line: VoiceServices = self._parts["line"]
        status, kind, body = answer_request(line, environ, where)
        start_response(STATUS[status], [("Content-Type", kind), ("Content-Length", str(len(body)))])
        if self._observe is not None:
            self._observe(where, clock.seconds() - began)
        return [body]
