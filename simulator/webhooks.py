"""Requests of the carrier to the line: signed, with the call's cookies, retried and given up as the carrier does.

Limits and retries follow the carrier's connection overrides in the URL's fragment (`#rc=2&rp=all&ct=2000`).
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urldefrag, urlencode, urljoin, urlsplit
from uuid import uuid4

import aiohttp
from yarl import URL

from simulator.events import Alert, Requested, Responded
from simulator.parameters import voice_parameters
from simulator.signature import sign

if TYPE_CHECKING:
    from simulator.call import Call
    from simulator.network import Network

REDIRECTS = 10
BODY_LIMIT = 1024 * 1024


@dataclass(frozen=True)
class Answer:
    """What the line answered, and from which URL in the end."""

    status: int
    content_type: str
    body: bytes
    url: str


class Unreachable(Exception):
    """No usable answer; `cause` is what a retry policy calls it: ct, rt, 4xx, 5xx or nothing."""

    def __init__(self, code: int, message: str, url: str, cause: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.url = url
        self.cause = cause


@dataclass(frozen=True)
class Patience:
    """How long a request may take and what is tried again; seconds."""

    connect: float = 5.0
    read: float = 15.0
    total: float = 15.0
    retries: int = 1
    retried: frozenset[str] = frozenset({"ct"})

    @classmethod
    def of(cls, url: str) -> Patience:
        """The carrier's defaults, changed by the URL's fragment."""
        wishes = dict(parse_qsl(urldefrag(url).fragment))
        retried = frozenset(wishes.get("rp", "ct").split(","))
        return cls(
            connect=min(int(wishes.get("ct", 5000)), 10_000) / 1000,
            read=min(int(wishes.get("rt", 15_000)), 15_000) / 1000,
            total=min(int(wishes.get("tt", 15_000)), 15_000) / 1000,
            retries=min(int(wishes.get("rc", 1)), 5),
            retried=frozenset({"ct", "rt", "4xx", "5xx"}) if "all" in retried else retried,
        )


@dataclass(frozen=True)
class Question:
    """One event the line is asked about; every attempt carries the same token."""

    call: Call
    purpose: str
    method: str
    url: str
    params: Mapping[str, str]
    token: str


class Webhooks:
    """The carrier's HTTP client."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._session: aiohttp.ClientSession
        self._exchanges = itertools.count(1)

    async def open(self) -> None:
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0, ttl_dns_cache=300),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=True,
            trace_configs=[_notes_reuse()],
        )

    async def close(self) -> None:
        await self._session.close()

    async def ask(self, call: Call, purpose: str, url: str, method: str, extra: Mapping[str, str]) -> Answer:
        """Ask the line what a call does next; raises Unreachable."""
        params = voice_parameters(call, token=method == "POST") | dict(extra)
        question = Question(call, purpose, method, url, params, str(uuid4()))
        with self._network.clock.busy():
            answer = await self._persist(question)
        if self._network.faults.double_webhooks:
            self._network.start(self._again(question))
        return answer

    async def fetch(self, call: Call, url: str) -> Answer:
        """Get something to play; raises Unreachable."""
        with self._network.clock.busy():
            return await self._persist(Question(call, "media", "GET", url, {}, str(uuid4())))

    async def report(self, call: Call, url: str, method: str, params: Mapping[str, str]) -> None:
        """Tell the line about a leg; its answer does not matter unless it is an error."""
        if self._network.faults.lost_callbacks:
            self._network.faults.lost_callbacks -= 1
            return
        question = Question(call, "status", method, url, params, str(uuid4()))
        try:
            with self._network.clock.busy():
                await self._persist(question)
        except Unreachable as error:
            call.emit(Alert, code=15003, message=f"status callback: {error.message}", url=url)
        else:
            if self._network.faults.double_webhooks:
                self._network.start(self._again(question))

    async def _again(self, question: Question) -> None:
        with self._network.clock.busy():
            await self._persist(question)

    async def _persist(self, question: Question) -> Answer:
        """Try, and try again as the patience of the URL says."""
        host = urlsplit(question.url).hostname or ""
        if "_" in host:
            raise Unreachable(11210, f"the host name {host!r} contains an underscore", question.url)
        if self._network.faults.webhook_delay:
            await self._network.clock.sleep(self._network.faults.webhook_delay)
        patience = Patience.of(question.url)
        try:
            async with asyncio.timeout(patience.total):
                return await self._attempts(question, patience)
        except TimeoutError as error:
            raise Unreachable(11200, f"no answer within {patience.total:g} s", question.url, "rt") from error

    async def _attempts(self, question: Question, patience: Patience) -> Answer:
        for attempt in itertools.count(1):
            try:
                return await self._follow(question, patience, attempt)
            except Unreachable as error:
                if error.cause not in patience.retried or attempt > patience.retries:
                    raise
        raise AssertionError("unreachable")

    async def _follow(self, question: Question, patience: Patience, attempt: int) -> Answer:
        """One attempt, following redirects as a browser would: with GET, without the parameters."""
        url, method, params = urldefrag(question.url).url, question.method, question.params
        for _ in range(REDIRECTS + 1):
            answer, location = await self._send(question, patience, attempt, (url, method, params))
            if location is None:
                return answer
            url = urljoin(url, location)
            if answer.status not in (307, 308):
                method, params = "GET", {}
        raise Unreachable(11215, f"more than {REDIRECTS} redirects", question.url)

    async def _send(
        self, question: Question, patience: Patience, attempt: int, target: tuple[str, str, Mapping[str, str]]
    ) -> tuple[Answer, str | None]:
        url, method, params = target
        if method == "GET" and params:
            url += ("&" if urlsplit(url).query else "?") + urlencode(params)
            params = {}
        headers = self._headers(question, url, params)
        exchange = next(self._exchanges)
        question.call.emit(
            Requested,
            exchange=exchange,
            attempt=attempt,
            purpose=question.purpose,
            method=method,
            url=url,
            params=dict(question.params),
            headers=headers,
        )
        began = asyncio.get_running_loop().time()
        try:
            answer, location = await self._exchange(question.call, patience, (url, method, params), headers)
        except Unreachable as error:
            self._log(question.call, exchange, began, Answer(0, "", error.message.encode(), url))
            raise
        self._log(question.call, exchange, began, answer)
        if answer.status >= 400:
            cause = f"{answer.status // 100}xx"
            raise Unreachable(11200, f"the line answered {answer.status}", url, cause)
        return answer, location

    def _log(self, call: Call, exchange: int, began: float, answer: Answer) -> None:
        call.emit(
            Responded,
            exchange=exchange,
            status=answer.status,
            content_type=answer.content_type,
            body=answer.body.decode(errors="replace"),
            seconds=round(asyncio.get_running_loop().time() - began, 6),
        )

    def _headers(self, question: Question, url: str, params: Mapping[str, str]) -> dict[str, str]:
        call = question.call
        headers = {
            "X-Twilio-Signature": sign(self._network.settings.auth_token, url, params),
            "I-Twilio-Idempotency-Token": question.token,
            "User-Agent": "TwilioProxy/1.1",
            "Accept": "*/*",
        }
        cookies = call.root.cookies
        if cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
        start = call.root.facts.at
        if start is not None:
            elapsed = self._network.clock.now() - call.root.created
            headers["X-Helpdesk-At"] = (start + timedelta(seconds=elapsed.total_seconds())).isoformat()
        return headers

    async def _exchange(
        self,
        call: Call,
        patience: Patience,
        target: tuple[str, str, Mapping[str, str]],
        headers: dict[str, str],
    ) -> tuple[Answer, str | None]:
        """One request on the wire. A pooled connection that died in the meantime is replaced without a word."""
        url, method, params = target
        if self._network.faults.refused_connections:
            self._network.faults.refused_connections -= 1
            raise Unreachable(11205, "connection refused (injected)", url, "ct")
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=patience.connect, sock_read=patience.read)
        body = urlencode(params).encode() if method == "POST" else None
        kind = (
            {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"} if method == "POST" else {}
        )
        connection: dict[str, bool] = {}
        while True:
            try:
                connection["reused"] = False
                async with self._session.request(
                    method,
                    URL(url, encoded=True),
                    data=body,
                    headers=headers | kind,
                    timeout=timeout,
                    allow_redirects=False,
                    trace_request_ctx=connection,
                ) as response:
                    return await _read(call, response, url)
            except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError) as error:
                if not connection["reused"]:
                    raise _unreachable(error, url) from error
            except (aiohttp.ClientError, TimeoutError, ValueError) as error:
                raise _unreachable(error, url) from error


async def _read(call: Call, response: aiohttp.ClientResponse, url: str) -> tuple[Answer, str | None]:
    body = await response.content.read(BODY_LIMIT) if response.content_length != 0 else b""
    while not response.content.at_eof() and len(body) < BODY_LIMIT:
        body += await response.content.read(BODY_LIMIT)
    for line in response.headers.getall("Set-Cookie", ()):
        call.root.cookies.update({name: morsel.value for name, morsel in SimpleCookie(line).items()})
    answer = Answer(response.status, response.headers.get("Content-Type", ""), body, url)
    moved = response.status in (301, 302, 303, 307, 308)
    return answer, response.headers.get("Location") if moved else None


def _unreachable(error: Exception, url: str) -> Unreachable:
    """Which of the carrier's errors a failure of the HTTP client is."""
    text = str(error) or type(error).__name__
    if isinstance(error, aiohttp.ClientConnectorDNSError | aiohttp.InvalidURL | ValueError):
        return Unreachable(11210, f"bad host name: {text}", url, "ct")
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
        return Unreachable(11205, f"connection failed: {text}", url, "ct")
    if isinstance(error, TimeoutError):
        return Unreachable(11200, "the answer took too long", url, "rt")
    if isinstance(error, aiohttp.ClientOSError | aiohttp.ServerDisconnectedError):
        return Unreachable(11205, f"connection lost: {text}", url)
    return Unreachable(11206, f"the answer was no HTTP: {text}", url)


def _notes_reuse() -> aiohttp.TraceConfig:
    """Notes in the request's own dict whether it went over a pooled connection."""
    config = aiohttp.TraceConfig()

    async def reused(_session: object, context: object, _params: object) -> None:
        request = getattr(context, "trace_request_ctx", None)
        if isinstance(request, dict):
            request["reused"] = True

    config.on_connection_reuseconn.append(reused)
    return config
