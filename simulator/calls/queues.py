"""The carrier's queues: their members, since when they wait, and how they leave."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from simulator.calls.leg import Leg
from simulator.twiml.twiml_runner import Goto

if TYPE_CHECKING:
    from simulator.network import Network

DEFAULT_SIZE = 1000


@dataclass(frozen=True)
class Taking:
    """A dialling leg takes a waiting caller; both sides tell each other how far they are."""

    by: Leg
    whisper: Goto | None
    ready: asyncio.Future[None]
    finished: asyncio.Future[bool]
    """True when the two talked."""


@dataclass(eq=False)
class Member:
    """A caller who waits."""

    call: Leg
    since: datetime
    taken: asyncio.Future[Taking]


@dataclass(eq=False)
class Queue:
    sid: str
    name: str
    created: datetime
    max_size: int = DEFAULT_SIZE
    members: list[Member] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    """Seconds those waited who have left."""
    arrivals: list[asyncio.Future[None]] = field(default_factory=list)

    def position(self, member: Member) -> int:
        """Return a member's position, counted from 1."""
        return self.members.index(member) + 1

    @property
    def average_wait(self) -> int:
        return round(sum(self.waits) / len(self.waits)) if self.waits else 0

    def join(self, call: Leg) -> Member:
        member = Member(call, call.network.clock.now(), asyncio.get_running_loop().create_future())
        self.members.append(member)
        arrivals, self.arrivals = self.arrivals, []
        for arrival in arrivals:
            if not arrival.done():
                arrival.set_result(None)
        return member

    def leave(self, member: Member) -> None:
        if member in self.members:
            self.members.remove(member)
            self.waits.append(self.seconds_waited(member))

    def seconds_waited(self, member: Member) -> float:
        return (member.call.network.clock.now() - member.since).total_seconds()

    def arrival(self) -> asyncio.Future[None]:
        """Return A future for the next caller who joins."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.arrivals.append(future)
        return future


class Queues:
    """All queues of the account, by SID and by name."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self.by_sid: dict[str, Queue] = {}

    def create(self, name: str, max_size: int = DEFAULT_SIZE) -> Queue:
        queue = Queue(self._network.new_sid("QU"), name, self._network.clock.now(), max_size)
        self.by_sid[queue.sid] = queue
        return queue

    def named(self, name: str) -> Queue | None:
        return next((queue for queue in self.by_sid.values() if queue.name == name), None)
