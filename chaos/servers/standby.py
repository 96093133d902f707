"""The host of the carrier's fallback files: a separate server that has only these documents."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from aiohttp import web


@asynccontextmanager
async def standby(documents: Mapping[str, bytes]) -> AsyncIterator[str]:
    """Serve each desk's document below the URL that is yielded: `<url>/<desk>`."""

    async def answer(request: web.Request) -> web.Response:
        return web.Response(body=documents[request.match_info["desk"]], content_type="text/xml")

    app = web.Application()
    app.router.add_post("/{desk}", answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()
