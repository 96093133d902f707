"""In local mode, the names by which the line's own port may be reached.

A web site elsewhere can have its name lead to this machine (DNS rebinding); a browser would then let it read the
line's pages and figures. Webhooks carry a signature instead, and are answered whatever their `Host` says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlsplit

from flask import Request

Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]
LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})
SIGNED = ("/voice", "/text/")
"""What the paths of webhooks begin with."""
REFUSED = b"In local mode the line answers to localhost and to the host of PUBLIC_URL only.\n"


class LocalHosts:
    """Stands before the application and refuses requests for any other host with 403."""

    def __init__(self, inner: Wsgi, names: Iterable[str]) -> None:
        self._inner, self._names = inner, LOOPBACK | set(names)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        is_signed = environ.get("PATH_INFO", "").startswith(SIGNED)
        if is_signed or host_name(environ.get("HTTP_HOST", "")) in self._names:
            return self._inner(environ, start_response)
        start_response(
            "403 Forbidden", [("Content-Type", "text/plain"), ("Content-Length", str(len(REFUSED)))]
        )
        return [REFUSED]


def host_name(host: str) -> str:
    """Return the name of a `Host` header, without its port; an IPv6 address keeps its brackets."""
    name = host if host.endswith("]") else host.rpartition(":")[0] or host
    return name.lower()


def is_from_this_machine(request: Request) -> bool:
    """Return whether a request comes from this machine, for itself: a proxy on it names another host."""
    return request.remote_addr in {"127.0.0.1", "::1"} and host_name(request.host) in LOOPBACK


def host_of(url: str) -> str:
    """Return the name that a `Host` header has in requests to this URL."""
    return host_name(urlsplit(url).netloc)
