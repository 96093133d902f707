"""An HTTP request of the carrier, and the carrier's error codes for its failures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode

import aiohttp
from yarl import URL

from simulator.http.retry_policy import Patience
from simulator.settings import Faults

BODY_LIMIT = 1024 * 1024
MOVED = frozenset({301, 302, 303, 307, 308})
FORM = "application/x-www-form-urlencoded; charset=utf-8"


@dataclass(frozen=True)
class Outgoing:
    """A request as it is sent; `params` is the form of a POST, empty for GET."""

    method: str
    url: str
    params: Mapping[str, str]
    headers: Mapping[str, str]


@dataclass(frozen=True)
class LineAnswer:
    """The line's answer, and the URL from which it came in the end."""

    status: int
    content_type: str
    body: bytes
    url: str
    location: str | None = None
    cookies: Mapping[str, str] = field(default_factory=dict)


class Unreachable(Exception):
    """No usable answer; `cause` is what a retry policy calls it: ct, rt, 4xx, 5xx or nothing."""

    def __init__(self, code: int, message: str, url: str, cause: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.url = url
        self.cause = cause


class Wire:
    """Connections to the line, kept open between requests."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults
        self._session: aiohttp.ClientSession

    async def open(self) -> None:
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0, ttl_dns_cache=300),
            cookie_jar=aiohttp.DummyCookieJar(),
            trace_configs=[_notes_reuse()],
        )

    async def close(self) -> None:
        await self._session.close()

    async def send(self, outgoing: Outgoing, patience: Patience) -> LineAnswer:
        """Send and read; follows nothing. A kept connection that died meanwhile is replaced without a word."""
        if self._faults.takes("refused_connections"):
            raise Unreachable(11205, "connection refused (injected)", outgoing.url, "ct")
        while True:
            connection = {"reused": False}
            try:
                return await self._send_once(outgoing, patience, connection)
            except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError) as error:
                if not connection["reused"]:
                    raise _unreachable(error, outgoing.url) from error
            except (aiohttp.ClientError, TimeoutError, ValueError) as error:
                raise _unreachable(error, outgoing.url) from error

    async def _send_once(
        self, outgoing: Outgoing, patience: Patience, connection: dict[str, bool]
    ) -> LineAnswer:
        is_form = outgoing.method == "POST"
        request = self._session.request(
            outgoing.method,
            URL(outgoing.url, encoded=True),
            data=urlencode(outgoing.params).encode() if is_form else None,
            headers={**outgoing.headers, **({"Content-Type": FORM} if is_form else {})},
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=patience.connect, sock_read=patience.read),
            allow_redirects=False,
            trace_request_ctx=connection,
        )
        async with request as response:
            return await _read(response, outgoing.url)


async def _read(response: aiohttp.ClientResponse, url: str) -> LineAnswer:
    body = b""
    while not response.content.at_eof() and len(body) < BODY_LIMIT:
        body += await response.content.read(BODY_LIMIT)
    cookies = {
        name: morsel.value
        for line in response.headers.getall("Set-Cookie", ())
        for name, morsel in SimpleCookie(line).items()
    }
    location = response.headers.get("Location") if response.status in MOVED else None
    return LineAnswer(response.status, response.headers.get("Content-Type", ""), body, url, location, cookies)


def _unreachable(error: Exception, url: str) -> Unreachable:
    """Return the carrier's error for a failure of the HTTP client."""
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
    """Note in the request's own dict whether it went over a kept connection."""
    config = aiohttp.TraceConfig()

    async def reused(_session: object, context: object, _params: object) -> None:
        request = getattr(context, "trace_request_ctx", None)
        if isinstance(request, dict):
            request["reused"] = True

    config.on_connection_reuseconn.append(reused)
    return config
