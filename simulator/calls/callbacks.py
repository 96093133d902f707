"""Status callbacks to the line: those of a leg, or of a conference, arrive one after the other.

The carrier promises no order; here only faults break it, so that the same story is told the same way every time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulator.settings import OVERTAKING

if TYPE_CHECKING:
    from simulator.calls.leg import Leg
    from simulator.network import Network


@dataclass(frozen=True)
class Callback:
    """A callback about a call."""

    call: Leg
    url: str
    method: str
    params: Mapping[str, str]


class Callbacks:
    """The callbacks about one leg or conference, in the order in which things happened."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._last: asyncio.Task[None] | None = None
        self._held: list[Callback] = []

    def send(self, callback: Callback) -> None:
        """Deliver a callback after those before it; lose it, or let the next one arrive first, when that is
        injected."""
        faults = self._network.faults
        if faults.takes("lost_callbacks"):
            return
        if faults.takes("overtaken_callbacks"):
            self._held.append(callback)
            self._network.clock.call_later(OVERTAKING, self._release)
        else:
            self._release(callback)

    def _release(self, *first: Callback) -> None:
        """Put on the way what comes first, and behind it what it has overtaken."""
        callbacks, self._held = (*first, *self._held), []
        if callbacks:
            self._last = self._network.start(self._deliver(callbacks, self._last))

    async def _deliver(self, callbacks: tuple[Callback, ...], former: asyncio.Task[None] | None) -> None:
        if former is not None:
            await asyncio.wait({former})
        for one in callbacks:
            await self._network.webhooks.report(one.call, one.url, one.method, one.params)
