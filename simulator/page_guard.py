"""Who may use the network's pages: browsers on this machine that came to them by a loopback name.

What a web site elsewhere could do with a visitor's browser (DNS rebinding, a cross-site socket, framing)
is refused.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

PAGES = Path(__file__).parent / "pages"
LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})
TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "media-src 'self'; img-src 'self' data:; form-action 'none'; frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def guarded(handler: Handler) -> Handler:
    """Refuse requests that reached this machine by another name, or that another site's page sent."""

    async def guard(request: web.Request) -> web.StreamResponse:
        if _host_name(request.host) not in LOOPBACK:
            raise web.HTTPForbidden(
                text="The local phone network answers on localhost only.\n", headers=HEADERS
            )
        if not _is_own_origin(request):
            raise web.HTTPForbidden(text="Other sites may not use the phone.\n", headers=HEADERS)
        return await handler(request)

    return guard


def guarded_by_token(handler: Handler) -> Handler:
    """Refuse other machines; pages of this machine's other sites may come, and show a token."""

    async def guard(request: web.Request) -> web.StreamResponse:
        origin = urlsplit(request.headers.get("Origin", ""))
        if _host_name(request.host) not in LOOPBACK or origin.hostname not in {
            "localhost",
            "127.0.0.1",
            "::1",
        }:
            raise web.HTTPForbidden(text="Only pages of this machine may be phones.\n", headers=HEADERS)
        return await handler(request)

    return guard


def _host_name(host: str) -> str:
    return host if host.endswith("]") else host.rpartition(":")[0] or host


def _is_own_origin(request: web.Request) -> bool:
    """Return whether a request comes from our pages: their scripts send no Origin with a GET, but a web socket always
    does."""
    origin = request.headers.get("Origin")
    is_socket = request.headers.get("Upgrade", "").lower() == "websocket"
    return origin == f"http://{request.host}" or (origin is None and not is_socket)


def page(name: str) -> Handler:
    """Return a handler that shows the page `name` of `simulator/pages`."""

    @guarded
    async def show(_request: web.Request) -> web.StreamResponse:
        return page_file(name)

    return show


def page_file(name: str) -> web.Response:
    """Send a file of `simulator/pages`. Raises HTTPNotFound for any other name."""
    path = PAGES / name
    if path.parent != PAGES or path.suffix not in TYPES or not path.is_file():
        raise web.HTTPNotFound(text="There is no such page.\n", headers=HEADERS)
    return web.Response(
        body=path.read_bytes(), content_type=TYPES[path.suffix], charset="utf-8", headers=HEADERS
    )
