"""Text messages: the line sends them by REST and in reply, phones show them and send their own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from simulator.events import Texted
from simulator.twiml.text_replies import TextConversation, ask_for_replies

if TYPE_CHECKING:
    from simulator.network import Network
    from simulator.phones.phone import Phone

SEGMENT = 160


@dataclass(frozen=True)
class TextMessage:
    sid: str
    sender: str
    to: str
    body: str
    sent: datetime
    status: str
    direction: str
    """`inbound`, `outbound-api` or `outbound-reply`."""

    @property
    def segments(self) -> int:
        return max(1, -(-len(self.body) // SEGMENT))


class Messages:
    """All texts from and to the account's numbers, oldest first."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self.kept: list[TextMessage] = []

    def send(
        self, sender: str, to: str, body: str, direction: str = "outbound-api", about: str = ""
    ) -> TextMessage:
        """Deliver a text, in reply to the one with the SID `about`; for a number without a phone it is
        `undelivered`."""
        phone = self._network.phones.get(to)
        message = self._keep(sender, to, body, direction, "delivered" if phone else "undelivered")
        self._network.tell(_texted(message, about), phone)
        return message

    async def receive(self, phone: Phone, to: str, body: str) -> None:
        """Send a text from a phone to one of the account's numbers, or another phone; return when all is answered."""
        number = self._network.numbers.get(to)
        if number is None:
            sent = Texted(
                call_sid="", leg=0, at=self._network.clock.now(), sender=phone.number, to=to, body=body
            )
            self._network.tell(sent, self._network.phones.get(to))
            return
        message = self._keep(phone.number, to, body, "inbound", "received")
        self._network.tell(_texted(message, message.sid))
        if number.sms_url:
            await ask_for_replies(TextConversation(self._network, message, phone), number.sms_url)

    def _keep(self, sender: str, to: str, body: str, direction: str, status: str) -> TextMessage:
        network = self._network
        sid, now = network.new_sid("SM"), network.clock.now()
        message = TextMessage(sid, sender, to, body, now, status, direction)
        self.kept.append(message)
        return message


def _texted(message: TextMessage, about: str) -> Texted:
    return Texted(
        call_sid=about, leg=0, at=message.sent, sender=message.sender, to=message.to, body=message.body
    )
