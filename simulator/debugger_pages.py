"""The debugger at `/debugger`: calls, requests, answers, alerts, as in a carrier's console."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

from aiohttp import web

from simulator.debugger_log import CallLog, event_json
from simulator.network import Network
from simulator.page_guard import HEADERS, guarded, page

CALLS = web.AppKey("calls", CallLog)
HEARTBEAT = 15.0
"""Seconds after which a silent stream says that it still lives."""


def add_debugger_pages(app: web.Application, network: Network) -> None:
    """Log the network's calls from now on and show them on `app`."""
    log = CallLog()
    app[CALLS] = log
    network.subscribe(log.add)
    app.router.add_get("/debugger", page("debugger.html"))
    app.router.add_get("/debugger/calls", guarded(_list_calls))
    app.router.add_get("/debugger/calls/{sid}", guarded(_show_call))
    app.router.add_get("/debugger/changes", guarded(_stream_changes))
    app.router.add_get("/debugger/", guarded(_without_slash))


async def _without_slash(_request: web.Request) -> web.StreamResponse:
    raise web.HTTPFound("/debugger")


async def _list_calls(request: web.Request) -> web.Response:
    calls = [call.summary() for call in request.app[CALLS].newest_first()]
    return web.json_response({"calls": calls}, headers=HEADERS)


async def _show_call(request: web.Request) -> web.Response:
    call = request.app[CALLS].find(_sid(request))
    if call is None:
        raise web.HTTPNotFound(text="The debugger keeps no such call.\n", headers=HEADERS)
    events = [event_json(event) for event in call.events]
    return web.json_response({"call": call.summary(), "events": events}, headers=HEADERS)


def _sid(request: web.Request) -> str:
    """Return the call of a command; commands that are about no call are listed under `none`."""
    sid = request.match_info["sid"]
    return "" if sid == "none" else sid


async def _stream_changes(request: web.Request) -> web.StreamResponse:
    """Stream the id of each call in which something happened, as server-sent events."""
    response = web.StreamResponse(headers={**HEADERS, "Content-Type": "text/event-stream"})
    await response.prepare(request)
    with contextlib.suppress(ConnectionError):
        async for sids in _changes(request.app[CALLS]):
            lines = "".join(f"data: {sid or 'none'}\n\n" for sid in sids)
            await response.write((lines or ": still here\n\n").encode())
    return response


async def _changes(log: CallLog) -> AsyncIterator[list[str]]:
    """Yield ids of changed calls as they come, each once per batch; an empty batch is a heartbeat."""
    changed: dict[str, None] = {}
    stirred = asyncio.Event()

    def note(sid: str) -> None:
        changed[sid] = None
        stirred.set()

    log.watchers.add(note)
    try:
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(HEARTBEAT):
                    await stirred.wait()
            stirred.clear()
            batch = list(changed)
            changed.clear()
            yield batch
    finally:
        log.watchers.discard(note)
