"""A telephone: dials, rings, hears what its call says, presses keys, speaks. What it is made of (a page, a terminal,
a script) is its owner's affair: owners subscribe to what happens and may take over how long speech lasts.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TYPE_CHECKING

from simulator.calls.call_status import CallStatus
from simulator.events import Event, Listener, Pressed, Said, Spoke
from simulator.http.caller_verification import Attestation
from simulator.phones.answering import Answering, WhenAsked

if TYPE_CHECKING:
    from simulator.calls.leg import Leg
    from simulator.network import Network

KEYS = frozenset("0123456789*#ABCD")
Pacer = Callable[[Said], Awaitable[None]]


class Phone:
    """A device with a number (`+1510…`) or a client's name (`client:rep1`); it holds one call at a time."""

    def __init__(
        self, network: Network, number: str, *, name: str = "", answering: Answering | None = None
    ) -> None:
        self.network = network
        self.number = number
        self.name = name
        self.answering = answering or WhenAsked()
        self.attestation: Attestation | None = None
        """What is said to the line of this phone's number; None for what is usual."""
        self.call: Leg | None = None
        self.pacer: Pacer | None = None
        self._listeners: list[Listener] = []

    @property
    def is_ringing(self) -> bool:
        """Return whether an incoming call waits to be answered."""
        return self.call is not None and self.call.is_offered

    @property
    def is_busy(self) -> bool:
        return self.call is not None

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Hear every event of this phone's legs; returns how to stop hearing."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def notice(self, event: Event) -> None:
        """Receive what the network reports about this phone's leg."""
        for listener in tuple(self._listeners):
            listener(event)

    async def plays(self, said: Said) -> None:
        """Wait as long as the speech lasts: by its owner's voice, else by the estimate. Cancelled on barge-in."""
        if self.pacer is None:
            await self.network.clock.sleep(said.seconds)
        else:
            await self.pacer(said)

    async def dial(self, to: str, *, at: datetime | None = None) -> Leg:
        """Place a call; with `at` (aware) the line is told that it is that instant now. Raises PhoneBusy."""
        if self.is_busy:
            raise PhoneBusy(f"{self.number} is in a call already")
        return await self.network.place(self, to, at=at)

    async def text(self, to: str, body: str) -> None:
        """Send a text message; returns when the line has answered. Raises ValueError for what no phone can send."""
        if not self.number.startswith("+") or not body:
            raise ValueError("a text message needs words, and a phone with a number")
        await self.network.messages.receive(self, to, body)

    def press(self, keys: str) -> None:
        """Press keys one after the other: digits, `*`, `#`. Raises ValueError for what is no key."""
        if not keys or set(keys) - KEYS:
            raise ValueError(f"{keys!r} are no keys of a phone")
        call = self._live_call()
        call.emit(Pressed, keys=keys)
        for key in keys:
            call.hears_key(key)

    def say(self, words: str) -> None:
        """Speak into the phone."""
        call = self._live_call()
        call.emit(Spoke, words=words)
        call.hears_words(words)

    def answer(self) -> None:
        """Answer the phone; do nothing when it does not ring (the caller may just have given up)."""
        if self.call is not None and self.is_ringing:
            self.call.answered_by_phone()

    def decline(self) -> None:
        if self.call is not None and self.is_ringing:
            self.call.end(CallStatus.BUSY, "declined")

    def hang_up(self) -> None:
        """End the call, if there is one; a call that still rings here is declined."""
        if self.is_ringing:
            self.decline()
        elif self.call is not None:
            self.call.hung_up()

    def _live_call(self) -> Leg:
        if self.call is None:
            raise NoCall(f"{self.number} is in no call")
        return self.call


class PhoneBusy(RuntimeError):
    """The phone is in a call."""


class NoCall(RuntimeError):
    """The phone is in no call."""
