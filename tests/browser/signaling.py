"""The carrier's signaling for browsers, as strict as the carrier: without a good token nothing is answered.

Written after the protocol in the SDK's own source (`lib/twilio/pstream.ts`, `device.ts`). Besides the web socket it
answers what else the SDK fetches: sounds, and the Insights that it reports. One server has all of the carrier's names.
"""

from __future__ import annotations

import asyncio
import io
import json
import ssl
import threading
import wave
from collections.abc import Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import jwt
from aiohttp import WSMsgType, web

from ivr.twilio.voice_token import VoiceAccount
from store import clock
from tests.waiting import LONG, wait_until

VERSION = "1.6"
"""Of the protocol; another one means that the SDK has changed and this file has to follow."""
INVALID, BAD_SIGNATURE, EXPIRED = 31204, 31202, 31205
SILENT_KINDS = frozenset({"answer", "hangup", "reject", "dtmf", "reinvite", "message"})
RECONNECT = "a word with which a call is taken up again"
Answer = TypeVar("Answer")


@dataclass
class Page:
    """A web socket of an SDK."""

    socket: web.WebSocketResponse
    transport: asyncio.Transport
    host: str
    expires: float | None = None
    """When its token ends; None until a token has been accepted."""
    identity: str = ""
    is_present: bool = False
    answered_beats: int = 0
    heard: list[tuple[str, dict[str, Any]]] = field(default_factory=list)


class Signaling:
    """Started in a thread; `refuses` and the other switches may be set at any time."""

    def __init__(self, account: VoiceAccount, certificate: Path) -> None:
        self.account = self._rightful = account
        self.refuses: int | None = None
        """The error with which every `listen` is answered, if any."""
        self.is_mute = False
        """Whether `register` gets no answer."""
        self.tells_life = True
        """Whether `connected` says how long the token lives, from which the SDK makes its own event."""
        self.edge = "ashburn"
        """The edge that `connected` names."""
        self.home = ""
        """The region that `connected` names as the account's, if it is not the default one."""
        self.violations: list[str] = []
        self.heard: list[tuple[str, dict[str, Any]]] = []
        """Every message of every page, in order."""
        self.pages_seen = 0
        """How many connections there have been."""
        self.last_host = ""
        """The name by which the latest one came."""
        self.reports: list[str] = []
        """The hosts that Insights were sent to."""
        self._pages: list[Page] = []
        self._lives: dict[str, float] = {}
        self._ahead = 0.0
        self._loop = asyncio.new_event_loop()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        self._context = context
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.port = self._run(self._start())

    # --- what a test does

    def count(self, kind: str) -> int:
        """Return how many messages of a kind have come."""
        return sum(1 for one, _ in self.heard if one == kind)

    def is_reachable(self, identity: str) -> bool:
        """Return whether a call to this client would ring somewhere."""
        return any(page.identity == identity for page in self._present())

    def pass_time(self, seconds: float) -> None:
        """Let tokens age; the pages' own clocks are for the test to move."""
        self._ahead += seconds

    def beat(self) -> None:
        """A heartbeat to every page, answered: what keeps the SDK from giving up a connection."""
        expected = {id(page): page.answered_beats + 1 for page in self._pages}
        self._run(self._send_beats())
        wait_until(
            lambda: all(page.answered_beats >= expected.get(id(page), 0) for page in self._pages),
            "every page answers the heartbeat",
        )

    def drop(self) -> None:
        """Every connection breaks, as a network does it: without a closing word."""
        self._run(self._drop())

    def say(self, kind: str, **payload: object) -> None:
        """Send one message to every page that can be reached."""
        self._run(self._say_to_present(kind, payload))

    def last(self, kind: str) -> dict[str, Any]:
        """The last message of a kind."""
        return [payload for one, payload in self.heard if one == kind][-1]

    def ring(self, call: str, sdp: str) -> None:
        """A call comes in."""
        caller = {"From": "+19165550123", "To": "client:cair_12", "CallSid": call}
        self.say("invite", callsid=call, sdp=sdp, parameters=caller, reconnect=RECONNECT)

    def forget(self) -> None:
        """Back to how a test finds it, with no page connected."""
        self.drop()
        wait_until(lambda: not self._pages, "the pages have gone")
        self.account = self._rightful
        self.refuses, self.is_mute, self.tells_life, self.home = None, False, True, ""
        self.edge = "ashburn"
        self._ahead, self.pages_seen = 0.0, 0
        for kept in (self.violations, self.heard, self.reports):
            kept.clear()

    def stop(self) -> None:
        self._run(self._runner.cleanup())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(LONG)
        self._loop.close()

    # --- the protocol

    async def _converse(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        assert isinstance(request.transport, asyncio.Transport)
        page = Page(socket, request.transport, request.host.partition(":")[0])
        self._pages.append(page)
        self.pages_seen += 1
        self.last_host = page.host
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT and message.data == "\n":
                    page.answered_beats += 1
                elif message.type is WSMsgType.TEXT:
                    await self._receive(page, json.loads(message.data))
        finally:
            self._pages.remove(page)
        return socket

    async def _receive(self, page: Page, message: dict[str, Any]) -> None:
        kind, payload = message["type"], message.get("payload", {})
        if message.get("version") != VERSION:
            self.violations.append(f"{kind} is of version {message.get('version')}")
        page.heard.append((kind, payload))
        self.heard.append((kind, payload))
        if kind == "listen":
            await self._admit(page, payload["token"])
        elif kind == "register":
            await self._register(page, payload)
        elif kind == "invite" and payload.get("reconnect") == RECONNECT:
            await _send(page, "answer", callsid=payload["callsid"], reconnect=RECONNECT, sdp=payload["sdp"])
        elif kind not in SILENT_KINDS:
            self.violations.append(f"{kind} is no message of a phone that is only rung")

    async def _admit(self, page: Page, token: str) -> None:
        code = self.refuses or self._fault(token)
        if code:
            await _send(page, "error", error={"code": code, "message": "refused"})
            return
        page.expires = self._lives[token]
        page.identity = jwt.decode(token, options={"verify_signature": False})["grants"]["identity"]
        known: dict[str, object] = {"identity": page.identity}
        if self.tells_life:
            known["ttl"] = max(0, int(page.expires - self._now()))
        home = {"home": self.home} if self.home else {}
        await _send(page, "connected", region="US_EAST_VIRGINIA", edge=self.edge, **home, token=known)

    async def _register(self, page: Page, payload: dict[str, Any]) -> None:
        if page.expires is None:
            await _send(page, "error", error={"code": INVALID, "message": "no token was accepted"})
        elif page.expires <= self._now():
            page.is_present = False
            await _send(page, "error", error={"code": EXPIRED, "message": "the token has expired"})
        elif not payload["media"]["audio"]:
            page.is_present = False
            await _send(page, "offline")
        elif not self.is_mute:
            page.is_present = True
            await _send(page, "ready")

    def _fault(self, token: str) -> int | None:
        """Return the error code of a bad token; None for a good one."""
        try:
            header = jwt.get_unverified_header(token)
            claims = jwt.decode(token, self.account.secret, ["HS256"], options={"verify_exp": False})
        except jwt.InvalidSignatureError:
            return BAD_SIGNATURE
        except jwt.InvalidTokenError:
            return INVALID
        right = (
            header.get("cty") == "twilio-fpa;v=1",
            claims["iss"] == self.account.key,
            claims["sub"] == self.account.account_sid,
            claims["grants"]["voice"] == {"incoming": {"allow": True}},
        )
        if not all(right):
            return INVALID
        # A page's clock may be moved by a test; a token then lives from its first use on.
        self._lives.setdefault(token, self._now() + claims["exp"] - clock.now().timestamp())
        return EXPIRED if self._lives[token] <= self._now() else None

    def _now(self) -> float:
        return clock.now().timestamp() + self._ahead

    def _present(self) -> list[Page]:
        return [one for one in self._pages if one.is_present and (one.expires or 0) > self._now()]

    # --- the server

    async def _start(self) -> int:
        application = web.Application()
        application.router.add_get("/signal", self._converse)
        application.router.add_route("OPTIONS", "/{rest:.*}", _allow)
        application.router.add_post("/{rest:.*}", self._take_report)
        application.router.add_get("/{rest:.*}", _play)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0, ssl_context=self._context)
        await site.start()
        port: int = self._runner.addresses[0][1]
        return port

    async def _take_report(self, request: web.Request) -> web.Response:
        self.reports.append(request.host.partition(":")[0])
        return await _allow(request)

    async def _send_beats(self) -> None:
        for page in list(self._pages):
            await page.socket.send_str("\n")

    async def _say_to_present(self, kind: str, payload: dict[str, object]) -> None:
        for page in self._present():
            await _send(page, kind, **payload)

    async def _drop(self) -> None:
        for page in list(self._pages):
            page.is_present = False
            page.transport.abort()

    def _run(self, work: Coroutine[Any, Any, Answer]) -> Answer:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(LONG)


async def _send(page: Page, kind: str, **payload: object) -> None:
    await page.socket.send_str(json.dumps({"type": kind, "version": VERSION, "payload": payload}))


async def _allow(request: web.Request) -> web.Response:
    return web.Response(headers={"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Headers": "*"})


async def _play(request: web.Request) -> web.Response:
    """A tenth of a second of silence, whichever sound is asked for."""
    sound = io.BytesIO()
    with wave.open(sound, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(1600))
    headers = {"Access-Control-Allow-Origin": "*"}
    return web.Response(body=sound.getvalue(), content_type="audio/wav", headers=headers)
