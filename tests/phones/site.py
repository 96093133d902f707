"""The network with its pages and a line of canned documents, all in the event loop of one test."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer

from simulator.debugger_pages import add_debugger_pages
from simulator.network import Network
from simulator.network_clock import RealClock
from simulator.phone_pages import add_phone_pages
from simulator.settings import NetworkSettings, Number

DESK = "+18005550111"
PATIENCE = 10.0

MENU = (
    '<?xml version="1.0" encoding="UTF-8"?><Response><Gather numDigits="1" input="dtmf speech" action="/pressed">'
    '<Say voice="Polly.Joanna-Neural" language="en-US">Welcome. Press 1.</Say>'
    '<Say voice="Polly.Lupe-Neural" language="es-US">Oprima el nueve.</Say>'
    "</Gather><Hangup/></Response>"
)
PRESSED = (
    '<?xml version="1.0" encoding="UTF-8"?><Response>'
    '<Say voice="Polly.Joanna-Neural" language="en-US">You pressed {digits}.</Say></Response>'
)


@dataclass
class CannedLine:
    """A line that says a menu, then the key that was pressed; remembers what it was asked with which headers."""

    menu: str = MENU
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    told: list[dict[str, str]] = field(default_factory=list)
    """The parameters of each beginning of a call."""

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/voice", self._answer_menu)
        app.router.add_post("/pressed", self._answer_key)
        return app

    async def _answer_menu(self, request: web.Request) -> web.Response:
        self.asked.append((request.path, dict(request.headers)))
        self.told.append({name: str(value) for name, value in (await request.post()).items()})
        return web.Response(text=self.menu, content_type="text/xml")

    async def _answer_key(self, request: web.Request) -> web.Response:
        form = await request.post()
        heard = str(form.get("Digits") or form.get("SpeechResult"))
        return web.Response(text=PRESSED.format(digits=heard), content_type="text/xml")


class PageEnd:
    """A page's end of its socket, without a browser."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self.received: list[dict[str, Any]] = []

    async def send(self, kind: str, phone: str = "phone-1", **more: object) -> None:
        await self._socket.send_json({"type": kind, "phone": phone, **more})

    async def until(self, kind: str, phone: str | None = None) -> dict[str, Any]:
        """The next message of a kind (about one phone). Until then everything is spoken at once and kept."""
        async with asyncio.timeout(PATIENCE):
            while True:
                message: dict[str, Any] = await self._socket.receive_json()
                self.received.append(message)
                if message["type"] == kind and phone in (None, message.get("phone")):
                    return message
                if message["type"] == "said":
                    await self.send("spoken", message["phone"], id=message["id"])

    async def hears(self, words: str) -> None:
        """Wait until the line says it; it is spoken at once."""
        said = await self.until("said")
        await self.send("spoken", said["phone"], id=said["id"])
        if words not in said["text"]:
            await self.hears(words)


@dataclass
class Site:
    network: Network
    line: CannedLine
    server: TestServer
    client: aiohttp.ClientSession

    def url(self, path: str) -> str:
        return str(self.server.make_url(path))

    @property
    def origin(self) -> str:
        return self.url("/").rstrip("/")

    @contextlib.asynccontextmanager
    async def page(self) -> AsyncIterator[PageEnd]:
        """A page with its first phone, Caller +1 510 555 0100."""
        async with self.client.ws_connect(self.url("/phone/socket"), origin=self.origin) as socket:
            page = PageEnd(socket)
            await page.send("open", number="+15105550100", name="Caller")
            await page.until("registered")
            yield page


@contextlib.asynccontextmanager
async def site() -> AsyncIterator[Site]:
    line = CannedLine()
    async with contextlib.AsyncExitStack() as stack:
        at_line = await stack.enter_async_context(TestServer(line.app()))
        number = Number(DESK, str(at_line.make_url("/voice")))
        settings = NetworkSettings("AC" + "0" * 32, "a token", (number,))
        network = await stack.enter_async_context(Network(settings, RealClock()))
        app = web.Application()
        add_phone_pages(app, network, zone="America/Los_Angeles")
        add_debugger_pages(app, network)
        server = await stack.enter_async_context(TestServer(app))
        client = await stack.enter_async_context(aiohttp.ClientSession())
        yield Site(network, line, server, client)


def on_site(scenario: Callable[[Site], Awaitable[None]]) -> None:
    """Run a scenario on a fresh site."""

    async def run() -> None:
        async with site() as here:
            await scenario(here)

    asyncio.run(run())
