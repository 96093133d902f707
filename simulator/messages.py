"""Text messages: the line sends them by REST, phones show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from simulator.events import Texted

if TYPE_CHECKING:
    from simulator.network import Network

SEGMENT = 160


@dataclass(frozen=True)
class Message:
    sid: str
    sender: str
    to: str
    body: str
    sent: datetime
    status: str

    @property
    def segments(self) -> int:
        return max(1, -(-len(self.body) // SEGMENT))


class Messages:
    """All messages the account sent, oldest first."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self.sent: list[Message] = []

    def send(self, sender: str, to: str, body: str) -> Message:
        """Deliver a text; a number without a phone gets it `undelivered`."""
        network = self._network
        phone = network.phones.get(to)
        now = network.clock.now()
        message = Message(
            network.new_sid("SM"), sender, to, body, now, "delivered" if phone else "undelivered"
        )
        self.sent.append(message)
        network.tell(Texted(call_sid="", leg=0, at=now, sender=sender, to=to, body=body), phone)
        return message
