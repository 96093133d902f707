"""The network's own HTTP server on loopback: the REST API, the phone page and the debugger page."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

from aiohttp import web

from simulator.network import Network
from simulator.rest.routes import add_rest

HOST = "127.0.0.1"


def create_app(network: Network) -> web.Application:
    app = web.Application(client_max_size=256 * 1024)
    add_rest(app, network)
    return app


@contextlib.asynccontextmanager
async def serve(network: Network, port: int = 0) -> AsyncIterator[str]:
    """Serve on loopback while the block runs; yields the base URL. Port 0 takes any that is free."""
    runner = web.AppRunner(create_app(network), access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        site = web.TCPSite(runner, HOST, port)
        await site.start()
        chosen = runner.addresses[0][1]
        yield f"http://{HOST}:{chosen}"
    finally:
        await runner.cleanup()
