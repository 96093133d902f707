"""A leg at the carrier: its state, the phone at its end, the other party, and the documents that it runs."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from simulator.calls.call_status import FINAL, CallStatus
from simulator.calls.callbacks import Callbacks
from simulator.events import Answered, AnyEvent, Bridged, Ended, Heard, Said, Unbridged

if TYPE_CHECKING:
    from simulator.network import Network
    from simulator.phones.phone import Phone


@dataclass(frozen=True)
class StatusCallback:
    """The address and the events of a leg about which the line wants callbacks."""

    url: str
    method: str = "POST"
    events: frozenset[str] = frozenset({"completed"})


@dataclass(frozen=True)
class CallFacts:
    """The facts about a call that are fixed at its beginning."""

    sid: str
    direction: str
    caller: str
    to: str
    leg: int = 0
    parent: Leg | None = None
    at: datetime | None = None
    """The instant the line is told it is, for a call that travels in time."""
    fallback: tuple[str, str] | None = None
    """Fallback URL and method."""
    status_callback: StatusCallback | None = None
    private: bool = False
    """A call between two phones that is no business of the account's."""


class Leg:
    """A leg. Verbs and the REST API act on it; its phone hears what it emits."""

    def __init__(self, network: Network, facts: CallFacts) -> None:
        self.network = network
        self.facts = facts
        self.sid = facts.sid
        self.status = CallStatus.QUEUED
        self.created = network.clock.now()
        self.updated = self.created
        self.answered: datetime | None = None
        self.ended: datetime | None = None
        self.fallback = facts.fallback
        """URL and method of what is asked when no document can be had; an update of the call may name another."""
        self.phone: Phone | None = None
        self.cookies: dict[str, str] = {}
        self.callbacks = Callbacks(network)
        self.callbacks_sent = 0
        self.recorded_callbacks: list[dict[str, str]] = []
        self.documents: asyncio.Task[None] | None = None
        self.key_sink: Callable[[str], None] | None = None
        self.word_sink: Callable[[str], None] | None = None
        self.peers: Callable[[], tuple[Leg, ...]] = tuple
        self.legs_dialled = 0
        self.was_dialled = False
        self.runs = 0
        """How often the call was given documents to run; whoever shares it sees that it was taken away."""
        self._shared_runs = 0
        self.rest: str | None = None
        """Why nothing will happen here until somebody acts: listening, holding, talking, ringing."""
        self.stirs = 0
        """How often it has gone on."""
        self._waiting: list[asyncio.Future[None]] = []

    # --- facts

    @property
    def is_over(self) -> bool:
        return self.status in FINAL

    @property
    def is_offered(self) -> bool:
        """Return whether it rings at its phone, and the phone did not place it."""
        return self.status is CallStatus.RINGING and self.facts.direction != "inbound"

    @property
    def runs_by_itself(self) -> bool:
        """Return whether the line gave this leg documents apart from the Dial that made it."""
        return self.runs > self._shared_runs

    def shares_its_run(self) -> None:
        """Mark the present run as part of the Dial that made it."""
        self._shared_runs = self.runs

    @property
    def root(self) -> Leg:
        return self if self.facts.parent is None else self.facts.parent.root

    @property
    def claimed_time(self) -> datetime | None:
        """Return the instant that the line is told, for a call that travels in time: time passes on the journey too."""
        if self.facts.at is None:
            return None
        elapsed = self.network.clock.now() - self.created
        # Reckoned in UTC: on a day on which the clocks change, an hour of the wall's clock is none.
        return (self.facts.at.astimezone(UTC) + elapsed).astimezone(self.facts.at.tzinfo)

    @property
    def seconds(self) -> int:
        """Return whole seconds since it was answered, as billed."""
        if self.answered is None:
            return 0
        return round(((self.ended or self.network.clock.now()) - self.answered).total_seconds())

    # --- events and waiting

    def emit(self, make: Callable[..., AnyEvent], **values: Any) -> AnyEvent:
        """Tell everybody what happens on this leg."""
        event = make(call_sid=self.sid, leg=self.facts.leg, at=self.network.clock.now(), **values)
        self.network.tell(event, self.phone)
        return event

    def changed(self) -> None:
        """Wake everything that waits for a state of this call."""
        waiting, self._waiting = self._waiting, []
        for future in waiting:
            if not future.done():
                future.set_result(None)

    async def until(self, is_so: Callable[[], bool]) -> None:
        """Return when `is_so()` or the call is over."""
        while not (is_so() or self.is_over):
            future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.append(future)
            await future

    @contextlib.contextmanager
    def rests(self, reason: str) -> Iterator[None]:
        """Suspend the call while the block runs, until somebody acts."""
        self.rest = reason
        self.changed()
        try:
            yield
        finally:
            self.stir()

    def stir(self) -> None:
        """Let the call go on."""
        self.rest = None
        self.stirs += 1
        self.changed()

    # --- what people do

    def hears_key(self, key: str) -> None:
        if self.key_sink is not None:
            self.key_sink(key)

    def hears_words(self, words: str) -> None:
        if self.word_sink is not None:
            self.word_sink(words)
        for peer in self.peers():
            peer.emit(Heard, words=words, speaker_sid=self.sid)

    def hung_up(self) -> None:
        """End the call because the person at the phone hung up."""
        gave_up = self.status in (CallStatus.QUEUED, CallStatus.RINGING) and self.facts.direction == "inbound"
        self.end(CallStatus.NO_ANSWER if gave_up else CallStatus.COMPLETED, "hung up")

    async def plays(self, said: Said) -> None:
        """Wait as long as speech lasts at this leg's phone."""
        if self.phone is None:
            await self.network.clock.sleep(said.seconds)
        else:
            await self.phone.plays(said)

    # --- how a call lives

    def ring(self, phone: Phone) -> None:
        """Ring at a phone; its answering behaviour starts."""
        self.phone, phone.call = phone, self
        self.network.report_progress(self, CallStatus.RINGING)
        self.network.start(phone.answering.rings(phone, self))

    def answered_by_phone(self) -> None:
        self.mark_answered()
        self.changed()

    def mark_answered(self) -> None:
        """Mark the call as answered, once."""
        if self.answered is None and not self.is_over:
            self.answered = self.network.clock.now()
            self.emit(Answered)
            self.network.report_progress(self, CallStatus.IN_PROGRESS)

    def run(self, documents: Callable[[], Any]) -> None:
        """Run other documents from here on: whatever the call was doing is dropped first."""
        self.runs += 1
        former, self.documents = self.documents, None
        if former is not None:
            former.cancel()
        self.documents = self.network.start(self._run(former, documents))
        self.stir()

    async def _run(self, former: asyncio.Task[None] | None, documents: Callable[[], Any]) -> None:
        if former is not None:
            await asyncio.wait({former})
        if not self.is_over:
            await documents()

    def end(self, status: CallStatus, reason: str) -> None:
        """End the leg, and tell its phone and the line. A second end changes nothing."""
        if self.is_over:
            return
        self.ended = self.network.clock.now()
        self.network.report_progress(self, status)
        self.emit(Ended, status=status, reason=reason, seconds=self.seconds)
        if self.phone is not None and self.phone.call is self:
            self.phone.call = None
        if self.documents is not None and self.documents is not asyncio.current_task():
            self.documents.cancel()
        self.stir()


@contextlib.contextmanager
def bridge(one: Leg, other: Leg) -> Iterator[None]:
    """Let two legs hear each other while the block runs."""
    for leg, peer in ((one, other), (other, one)):
        leg.peers = partial(tuple, [peer])
        leg.emit(Bridged, other_sid=peer.sid)
    try:
        with one.rests("talking"), other.rests("talking"):
            yield
    finally:
        for leg, peer in ((one, other), (other, one)):
            leg.peers = tuple
            if not leg.is_over:
                leg.emit(Unbridged, other_sid=peer.sid)
