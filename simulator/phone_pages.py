"""The browser phone at `/phone`: its page, its socket, speech for browsers without a voice; the socket of clients."""

from __future__ import annotations

from aiohttp import web

from simulator.network import Network
from simulator.page_guard import HEADERS, guarded, guarded_by_token, page, page_file
from simulator.phones import espeak
from simulator.phones.client_socket import ClientSocket
from simulator.phones.page_socket import PageSocket

NETWORK = web.AppKey("network_of_phones", Network)
ZONE = web.AppKey("zone_of_phones", str)
CLIENTS = web.AppKey("clients", dict[str, ClientSocket])
LARGEST_MESSAGE = 16 * 1024


def add_phone_pages(app: web.Application, network: Network, *, zone: str = "") -> None:
    """Put the browser phone on `app`; calls at another time are dialled in `zone` if no other is chosen."""
    app[NETWORK] = network
    app[ZONE] = zone
    app[CLIENTS] = {}
    app.router.add_get("/phone", page("phone.html"))
    app.router.add_get("/phone/pages/{name}", guarded(_show_file))
    app.router.add_get("/phone/speech", guarded(_speak))
    app.router.add_get("/phone/socket", guarded(_connect))
    app.router.add_get("/client/socket", guarded_by_token(_register_client))
    app.router.add_get("/", guarded(_to_the_phone))
    app.router.add_get("/phone/", guarded(_to_the_phone))


async def _to_the_phone(_request: web.Request) -> web.StreamResponse:
    raise web.HTTPFound("/phone")


async def _show_file(request: web.Request) -> web.StreamResponse:
    return page_file(request.match_info["name"])


async def _connect(request: web.Request) -> web.StreamResponse:
    socket = web.WebSocketResponse(heartbeat=20.0, max_msg_size=LARGEST_MESSAGE)
    await socket.prepare(request)
    network = request.app[NETWORK]
    greeting: dict[str, object] = {
        "type": "network",
        "numbers": list(network.numbers),
        "zone": request.app[ZONE] or None,
        "speech": espeak.program() is not None,
    }
    await PageSocket(network).serve(socket, greeting)
    return socket


async def _register_client(request: web.Request) -> web.StreamResponse:
    socket = web.WebSocketResponse(heartbeat=20.0, max_msg_size=LARGEST_MESSAGE)
    await socket.prepare(request)
    await ClientSocket(request.app[NETWORK], request.app[CLIENTS]).serve(socket)
    return socket


async def _speak(request: web.Request) -> web.StreamResponse:
    text, language = request.query.get("text", ""), request.query.get("language", "en-US")
    try:
        sound = await espeak.wave(text, language)
    except espeak.CannotSpeak as error:
        raise web.HTTPNotFound(text=f"{error}\n", headers=HEADERS) from error
    return web.Response(body=sound, content_type="audio/wav", headers=HEADERS)
