"""Answering behaviors of phones without a person: after some rings, never, busy, or by a voicemail box."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulator.calls.call_status import CallStatus

if TYPE_CHECKING:
    from simulator.calls.leg import Leg
    from simulator.phones.phone import Phone

RING = 6.0
"""Seconds from one ring to the next in North America."""


class Answering:
    """A phone's behavior when it rings; runs as a separate task, which is cancelled when the ringing stops."""

    async def rings(self, phone: Phone, call: Leg) -> None:
        """Do nothing: a person answers the phone by hand."""

    @property
    def waits_for_a_person(self) -> bool:
        return False


class WhenAsked(Answering):
    """Rings until its owner answers, declines, or the caller gives up."""

    @property
    def waits_for_a_person(self) -> bool:
        return True


@dataclass(frozen=True)
class AfterRings(Answering):
    """Answers after so many rings, then presses `keys`, one each time it is asked for input."""

    count: int = 1
    keys: str = ""

    async def rings(self, phone: Phone, call: Leg) -> None:
        await phone.network.clock.sleep(self.count * RING)
        phone.answer()
        for key in self.keys:
            await call.until(lambda: call.rest == "listening")
            if phone.call is not call:
                return
            phone.press(key)


class NoAnswer(Answering):
    """Rings and rings."""


class Busy(Answering):
    """Gives the busy tone."""

    async def rings(self, _phone: Phone, call: Leg) -> None:
        call.end(CallStatus.BUSY, "busy")


class Declines(Answering):
    """Its owner pushes the call away after one ring."""

    async def rings(self, phone: Phone, _call: Leg) -> None:
        await phone.network.clock.sleep(RING)
        phone.decline()


@dataclass(frozen=True)
class Voicemail(Answering):
    """A voicemail box: picks up, greets, beeps, records for a while and hangs up. It never presses a key."""

    count: int = 4
    greeting: str = "You have reached my voicemail. Leave a message after the tone."
    records: float = 60.0

    async def rings(self, phone: Phone, call: Leg) -> None:
        clock = phone.network.clock
        await clock.sleep(self.count * RING)
        phone.answer()
        for words, seconds in ((self.greeting, 5.0), ("beep", 1.0)):
            if phone.call is not call:
                return
            phone.say(words)
            await clock.sleep(seconds)
        await clock.sleep(self.records)
        if phone.call is call:
            phone.hang_up()
