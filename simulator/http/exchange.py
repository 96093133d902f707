"""A question to the line until it is answered or given up: attempts, redirects, headers, and events."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NoReturn, Protocol
from urllib.parse import urldefrag, urlencode, urljoin, urlsplit

from simulator.events import AnyEvent, Requested, Responded
from simulator.http.request_signing import sign
from simulator.http.retry_policy import Patience
from simulator.http.wire import LineAnswer, Outgoing, Unreachable, Wire
from simulator.network_clock import Clock

REDIRECTS = 10
KEEPS_METHOD = frozenset({307, 308})


class Subject(Protocol):
    """The subject of a question: a leg of a call, or a text message."""

    @property
    def root(self) -> Subject:
        """Return the call that was placed, for a leg that its documents dialed."""

    @property
    def sid(self) -> str: ...

    @property
    def cookies(self) -> dict[str, str]: ...

    @property
    def claimed_time(self) -> datetime | None:
        """Return the instant that the line is told, if it differs from now."""

    def emit(self, make: Callable[..., AnyEvent], **values: Any) -> AnyEvent: ...


@dataclass(frozen=True)
class Question:
    """An event that the line is asked about; every attempt carries the same token."""

    about: Subject
    purpose: str
    method: str
    url: str
    params: Mapping[str, str]
    token: str


class LineExchanges:
    """Carries questions over the wire, signed with the account's token."""

    def __init__(self, wire: Wire, clock: Clock, auth_token: str) -> None:
        self._wire = wire
        self._clock = clock
        self._auth_token = auth_token
        self._numbers = itertools.count(1)

    async def answer(self, question: Question) -> LineAnswer:
        """Try, and try again as the patience of the URL says; raises Unreachable."""
        host = urlsplit(question.url).hostname or ""
        if "_" in host:
            raise Unreachable(11210, f"the host name {host!r} contains an underscore", question.url)
        patience = Patience.of(question.url)
        try:
            async with asyncio.timeout(patience.total):
                return await self._attempts(question, patience)
        except TimeoutError as error:
            raise _too_late(question, patience) from error

    async def lose(self, question: Question) -> NoReturn:
        """Send it into the void: everybody sees it leave, and that nothing comes back. Raises Unreachable."""
        patience, url = Patience.of(question.url), urldefrag(question.url).url
        began = asyncio.get_running_loop().time()
        exchange = self._announce(
            question, self._outgoing(question, question.method, url, question.params), 1
        )
        await self._clock.sleep(patience.total)
        self._log(question, exchange, began, LineAnswer(0, "", b"lost on the way (injected)", url))
        raise _too_late(question, patience)

    async def _attempts(self, question: Question, patience: Patience) -> LineAnswer:
        attempt = 1
        while True:
            try:
                return await self._follow(question, patience, attempt)
            except Unreachable as error:
                if error.cause not in patience.retried or attempt > patience.retries:
                    raise
            attempt += 1

    async def _follow(self, question: Question, patience: Patience, attempt: int) -> LineAnswer:
        """Make an attempt, following redirects as a browser would: with GET, without the parameters."""
        url, method, params = urldefrag(question.url).url, question.method, question.params
        for _ in range(REDIRECTS + 1):
            outgoing = self._outgoing(question, method, url, params)
            answer = await self._exchange(question, outgoing, patience, attempt)
            if answer.location is None:
                return replace(answer, url=url)
            url = urljoin(url, answer.location)
            if answer.status not in KEEPS_METHOD:
                method, params = "GET", {}
        raise Unreachable(11215, f"more than {REDIRECTS} redirects", question.url)

    async def _exchange(
        self, question: Question, outgoing: Outgoing, patience: Patience, attempt: int
    ) -> LineAnswer:
        """Send one request and have everybody see it and its answer."""
        exchange = self._announce(question, outgoing, attempt)
        began = asyncio.get_running_loop().time()
        try:
            answer = await self._wire.send(outgoing, patience)
        except Unreachable as error:
            self._log(question, exchange, began, LineAnswer(0, "", error.message.encode(), outgoing.url))
            raise
        self._log(question, exchange, began, answer)
        question.about.root.cookies.update(answer.cookies)
        if answer.status >= 400:
            cause = f"{answer.status // 100}xx"
            raise Unreachable(11200, f"the line answered {answer.status}", outgoing.url, cause)
        return answer

    def _announce(self, question: Question, outgoing: Outgoing, attempt: int) -> int:
        """Announce a request that leaves; return the number that its answer will refer to."""
        exchange = next(self._numbers)
        question.about.emit(
            Requested,
            exchange=exchange,
            attempt=attempt,
            purpose=question.purpose,
            method=outgoing.method,
            url=outgoing.url,
            params=dict(question.params),
            headers=outgoing.headers,
        )
        return exchange

    def _log(self, question: Question, exchange: int, began: float, answer: LineAnswer) -> None:
        question.about.emit(
            Responded,
            exchange=exchange,
            status=answer.status,
            content_type=answer.content_type,
            body=answer.body.decode(errors="replace"),
            seconds=round(asyncio.get_running_loop().time() - began, 6),
        )

    def _outgoing(self, question: Question, method: str, url: str, params: Mapping[str, str]) -> Outgoing:
        """Return the request with its headers; a GET carries its parameters in the URL."""
        if method == "GET" and params:
            url += ("&" if urlsplit(url).query else "?") + urlencode(params)
            params = {}
        headers = {
            "X-Twilio-Signature": sign(self._auth_token, url, params),
            "I-Twilio-Idempotency-Token": question.token,
            "User-Agent": "TwilioProxy/1.1",
            "Accept": "*/*",
        }
        root = question.about.root
        if root.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in root.cookies.items())
        told = root.claimed_time
        if told is not None:
            headers["X-Helpdesk-At"] = told.isoformat()
        return Outgoing(method, url, params, headers)


def _too_late(question: Question, patience: Patience) -> Unreachable:
    return Unreachable(11200, f"no answer within {patience.total:g} s", question.url, "rt")
