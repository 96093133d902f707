"""The network's own HTTP server on loopback: the REST API and, for people, the phone page and the debugger page."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

from aiohttp import web

from simulator.debugger_pages import add_debugger_pages
from simulator.network import Network
from simulator.phone_pages import add_phone_pages
from simulator.rest.routes import add_rest

HOST = "127.0.0.1"
LARGEST_REQUEST = 256 * 1024


def create_app(network: Network, *, pages: bool, zone: str = "") -> web.Application:
    """Return the application; with `pages` also for browsers, whose phones travel in time in `zone`."""
    app = web.Application(client_max_size=LARGEST_REQUEST)
    add_rest(app, network)
    if pages:
        add_phone_pages(app, network, zone=zone)
        add_debugger_pages(app, network)
    return app


@contextlib.asynccontextmanager
async def serve(
    network: Network, port: int = 0, *, pages: bool = False, zone: str = ""
) -> AsyncIterator[str]:
    """Serve on loopback while the block runs; yields the base URL. Port 0 takes any that is free."""
    app = create_app(network, pages=pages, zone=zone)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, HOST, port).start()
        yield f"http://{HOST}:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()
