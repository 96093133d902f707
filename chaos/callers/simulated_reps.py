"""Reps and their phones: most take calls, some pass, miss them, let a voicemail box answer, or hang up first."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING

from simulator.calls.leg import Leg
from simulator.network import Network
from simulator.phones.answering import Answering

if TYPE_CHECKING:
    from simulator.phones.phone import Phone

DEEDS = {"take": 80, "hang up first": 8, "pass": 4, "miss": 3, "voicemail": 2, "decline": 2, "drop": 1}
"""What a rep does with a call, and how often of a hundred."""
ALONE = 30.0
"""Seconds a rep waits for a caller who does not come."""
LONGEST_TALK = 120.0
"""Seconds after which a rep ends a conversation that its caller does not end."""
MOST_WORDS = 12.0
"""Seconds a voicemail box records."""


@dataclass
class SimulatedRep(Answering):
    """A rep at one phone, who answers it at random and signs in again by text message."""

    network: Network
    desk: str
    """The desk's number."""
    number: str
    dice: Random
    quiet: float
    """Seconds without a call after which this rep signs in again, not knowing better."""
    deeds: Mapping[str, int] = field(default_factory=lambda: DEEDS)
    waited_in_vain: int = 0
    """How often this rep was alone in a conference until patience ended."""
    _rung: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.phone = self.network.phone(self.number, answering=self)

    async def rings(self, phone: Phone, call: Leg) -> None:
        self._rung.set()
        deed = self.dice.choices(list(self.deeds), list(self.deeds.values()))[0]
        if deed == "miss":
            return
        await self.network.clock.sleep(self.dice.uniform(0.5, 5))
        if deed == "decline":
            phone.decline()
        else:
            phone.answer()
            await self._answered(call, deed)
        if deed in ("pass", "decline", "drop", "voicemail"):
            await self.signs_in()

    async def works(self) -> None:
        """Sign in, and again whenever it has been quiet for long."""
        while True:
            await self.signs_in()
            self._rung.clear()
            try:
                await asyncio.wait_for(self._rung.wait(), self.dice.uniform(self.quiet, 2 * self.quiet))
            except TimeoutError:
                continue
            await asyncio.sleep(self.dice.uniform(self.quiet, 2 * self.quiet))

    async def signs_in(self) -> None:
        await asyncio.sleep(self.dice.uniform(0, self.quiet / 5))
        await self.phone.text(self.desk, "on")

    async def _answered(self, call: Leg, deed: str) -> None:
        if call.is_over:  # whoever called had given up before
            return
        if deed == "voicemail":
            self.phone.say("Please leave a message after the tone.")
            await _ends(call, MOST_WORDS)
        elif await self._presses(call, "2" if deed == "pass" else "1"):
            if deed == "drop":
                await self.network.clock.sleep(self.dice.uniform(0, 2.5))
            elif deed != "pass":
                await self._talks(
                    call, self.dice.uniform(0.3, 2) if deed == "hang up first" else LONGEST_TALK
                )
        self.hangs_up(call)

    async def _presses(self, call: Leg, key: str) -> bool:
        """Press a key when asked for one; False when the call was over before."""
        await call.until(lambda: call.rest == "listening")
        await self.network.clock.sleep(self.dice.uniform(0, 2.5))
        if call.is_over:
            return False
        self.phone.press(key)
        return True

    async def _talks(self, call: Leg, seconds: float) -> None:
        """Wait for the caller and talk; then hear the line out for a moment."""
        presence = asyncio.ensure_future(call.until(lambda: bool(call.peers())))
        await asyncio.wait({presence}, timeout=ALONE)
        if not presence.done():
            presence.cancel()
            self.waited_in_vain += not call.is_over
            return
        gone = asyncio.ensure_future(call.until(lambda: not call.peers()))
        await asyncio.wait({gone}, timeout=seconds)
        gone.cancel()

    def hangs_up(self, call: Leg) -> None:
        if self.phone.call is call:
            self.phone.hang_up()


async def _ends(call: Leg, within: float) -> None:
    ending = asyncio.ensure_future(call.until(lambda: False))
    await asyncio.wait({ending}, timeout=within)
    ending.cancel()
