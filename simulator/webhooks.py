"""Requests of the carrier to the line: signed, with the call's cookies, retried and given up as the carrier does."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urlencode, urljoin, urlsplit
from uuid import uuid4

from simulator.events import Alert, Requested, Responded
from simulator.parameters import voice_parameters
from simulator.patience import Patience
from simulator.signature import sign
from simulator.wire import Answer, Outgoing, Unreachable, Wire

if TYPE_CHECKING:
    from simulator.call import Call
    from simulator.network import Network

REDIRECTS = 10
KEEPS_METHOD = frozenset({307, 308})


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
    """Asks and tells the line about calls."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._wire = Wire(network.faults)
        self._exchanges = itertools.count(1)

    async def open(self) -> None:
        await self._wire.open()

    async def close(self) -> None:
        await self._wire.close()

    async def ask(self, call: Call, purpose: str, url: str, method: str, extra: Mapping[str, str]) -> Answer:
        """Ask the line what a call does next; raises Unreachable."""
        params = voice_parameters(call, token=method == "POST") | dict(extra)
        return await self._deliver(Question(call, purpose, method, url, params, str(uuid4())))

    async def fetch(self, call: Call, url: str) -> Answer:
        """Get something to play; raises Unreachable."""
        return await self._deliver(Question(call, "media", "GET", url, {}, str(uuid4())))

    async def report(self, call: Call, url: str, method: str, params: Mapping[str, str]) -> None:
        """Tell the line about a leg; its answer does not matter unless it is an error."""
        faults = self._network.faults
        if faults.lost_callbacks:
            faults.lost_callbacks -= 1
            return
        try:
            await self._deliver(Question(call, "status", method, url, params, str(uuid4())))
        except Unreachable as error:
            call.emit(Alert, code=15003, message=f"status callback: {error.message}", url=url)

    async def _deliver(self, question: Question) -> Answer:
        """Deliver once; or, when that is injected, late or twice."""
        faults, clock = self._network.faults, self._network.clock
        if faults.webhook_delay:
            await clock.sleep(faults.webhook_delay)
        with clock.busy():
            answer = await self._persist(question)
            if faults.double_webhooks:
                with contextlib.suppress(Unreachable):
                    await self._persist(question)
        return answer

    async def _persist(self, question: Question) -> Answer:
        """Try, and try again as the patience of the URL says."""
        host = urlsplit(question.url).hostname or ""
        if "_" in host:
            raise Unreachable(11210, f"the host name {host!r} contains an underscore", question.url)
        patience = Patience.of(question.url)
        try:
            async with asyncio.timeout(patience.total):
                return await self._attempts(question, patience)
        except TimeoutError as error:
            raise Unreachable(11200, f"no answer within {patience.total:g} s", question.url, "rt") from error

    async def _attempts(self, question: Question, patience: Patience) -> Answer:
        attempt = 1
        while True:
            try:
                return await self._follow(question, patience, attempt)
            except Unreachable as error:
                if error.cause not in patience.retried or attempt > patience.retries:
                    raise
            attempt += 1

    async def _follow(self, question: Question, patience: Patience, attempt: int) -> Answer:
        """One attempt, following redirects as a browser would: with GET, without the parameters."""
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
    ) -> Answer:
        """Send one request and have everybody see it and its answer."""
        call, exchange = question.call, next(self._exchanges)
        call.emit(
            Requested,
            exchange=exchange,
            attempt=attempt,
            purpose=question.purpose,
            method=outgoing.method,
            url=outgoing.url,
            params=dict(question.params),
            headers=outgoing.headers,
        )
        began = asyncio.get_running_loop().time()
        try:
            answer = await self._wire.send(outgoing, patience)
        except Unreachable as error:
            self._log(call, exchange, began, Answer(0, "", error.message.encode(), outgoing.url))
            raise
        self._log(call, exchange, began, answer)
        call.root.cookies.update(answer.cookies)
        if answer.status >= 400:
            cause = f"{answer.status // 100}xx"
            raise Unreachable(11200, f"the line answered {answer.status}", outgoing.url, cause)
        return answer

    def _log(self, call: Call, exchange: int, began: float, answer: Answer) -> None:
        call.emit(
            Responded,
            exchange=exchange,
            status=answer.status,
            content_type=answer.content_type,
            body=answer.body.decode(errors="replace"),
            seconds=round(asyncio.get_running_loop().time() - began, 6),
        )

    def _outgoing(self, question: Question, method: str, url: str, params: Mapping[str, str]) -> Outgoing:
        """The request with its headers; a GET carries its parameters in the URL."""
        if method == "GET" and params:
            url += ("&" if urlsplit(url).query else "?") + urlencode(params)
            params = {}
        headers = {
            "X-Twilio-Signature": sign(self._network.settings.auth_token, url, params),
            "I-Twilio-Idempotency-Token": question.token,
            "User-Agent": "TwilioProxy/1.1",
            "Accept": "*/*",
        }
        root = question.call.root
        if root.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in root.cookies.items())
        if root.facts.at is not None:
            elapsed = self._network.clock.now() - root.created
            told = root.facts.at + timedelta(seconds=elapsed.total_seconds())
            headers["X-Helpdesk-At"] = told.isoformat()
        return Outgoing(method, url, params, headers)
