"""What the carrier asks and tells the line, and what goes wrong on the way when that is wanted."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from typing import TYPE_CHECKING
from uuid import uuid4

from simulator.events import Alert
from simulator.http.exchange import LineExchanges, Question, Subject
from simulator.http.parameters import voice_parameters
from simulator.http.wire import LineAnswer, Unreachable, Wire
from simulator.settings import OVERTAKING

if TYPE_CHECKING:
    from simulator.calls.leg import Leg
    from simulator.network import Network


class Webhooks:
    """Asks and tells the line about calls and texts."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._wire = Wire(network.faults)
        self._exchanges = LineExchanges(self._wire, network.clock, network.settings.auth_token)
        self._overtaken: dict[str, list[asyncio.Future[None]]] = {}

    async def open(self) -> None:
        await self._wire.open()

    async def close(self) -> None:
        await self._wire.close()

    async def ask(
        self, call: Leg, purpose: str, url: str, method: str, extra: Mapping[str, str]
    ) -> LineAnswer:
        """Ask the line what a call does next; raises Unreachable."""
        params = voice_parameters(call, token=method == "POST") | dict(extra)
        return await self.ask_about(call, purpose, url, method, params)

    async def fetch(self, call: Leg, url: str) -> LineAnswer:
        """Get something to play; raises Unreachable."""
        return await self.ask_about(call, "media", url, "GET", {})

    async def ask_about(
        self, about: Subject, purpose: str, url: str, method: str, params: Mapping[str, str]
    ) -> LineAnswer:
        """Ask with these parameters and no others; raises Unreachable. What has left arrives, though nobody waits."""
        question = Question(about, purpose, method, url, params, str(uuid4()))
        return await asyncio.shield(self._network.start(self._ask(question), awaited=True))

    async def report(self, call: Leg, url: str, method: str, params: Mapping[str, str]) -> None:
        """Tell the line about a leg; its answer does not matter unless it is an error."""
        try:
            await self._deliver(Question(call, "status", method, url, params, str(uuid4())), "callbacks")
        except Unreachable as error:
            call.emit(Alert, code=15003, message=f"status callback: {error.message}", url=url)

    async def _ask(self, question: Question) -> LineAnswer:
        faults = self._network.faults
        if faults.takes("lost_webhooks"):
            await self._exchanges.lose(question)
        if faults.takes("overtaken_webhooks"):
            next_arrival: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._overtaken.setdefault(question.about.root.sid, []).append(next_arrival)
            await self._network.clock.within(OVERTAKING, next_arrival)
        return await self._deliver(question, "webhooks")

    async def _deliver(self, question: Question, kind: str) -> LineAnswer:
        """Deliver once; or, when that is injected, late or twice."""
        faults, clock = self._network.faults, self._network.clock
        if faults.takes(f"delayed_{kind}"):
            await clock.sleep(faults.delay)
        overtaken = self._overtaken.pop(question.about.root.sid, [])
        try:
            with clock.busy():
                answer = await self._exchanges.answer(question)
                if faults.takes(f"doubled_{kind}"):
                    with contextlib.suppress(Unreachable):
                        await self._exchanges.answer(question)
        finally:
            for arrival in overtaken:
                arrival.set_result(None)
        return answer
