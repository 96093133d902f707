"""What the line answers to a text message: documents of `<Message>` and `<Redirect>`, as strict as those of a call.

The line is asked once per text. Attributes that ask it again (`action`, `statusCallback`) are checked and do nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from simulator.events import Alert, AnyEvent
from simulator.http.parameters import text_parameters
from simulator.http.wire import Unreachable
from simulator.twiml.twiml_parser import TwimlElement, Unreadable, parse
from simulator.twiml.twiml_runner import as_twiml
from simulator.twiml.validation import MarkupFinding, about, words_of

if TYPE_CHECKING:
    from simulator.network import Network
    from simulator.phones.phone import Phone
    from simulator.phones.text_messages import TextMessage

DOCUMENTS = 10
"""Documents the carrier gets for one text."""
REPLIES = 10
"""Messages it sends in reply to one."""
UNSENDABLE = frozenset({14101, 14102, 14103})
"""A bad recipient, sender or body; anything else wrong with a message is a warning."""
VERBS = frozenset({"Message", "Redirect"})


@dataclass(eq=False)
class TextConversation:
    """A text that reached one of the account's numbers, as a thing the line can be asked about."""

    network: Network
    message: TextMessage
    phone: Phone
    cookies: dict[str, str] = field(default_factory=dict)
    claimed_time: datetime | None = None
    replies: int = 0

    @property
    def root(self) -> TextConversation:
        return self

    @property
    def sid(self) -> str:
        return self.message.sid

    def emit(self, make: Callable[..., AnyEvent], **values: Any) -> AnyEvent:
        """Tell everybody what happens about this text; its SID stands where a call's would."""
        event = make(call_sid=self.sid, leg=0, at=self.network.clock.now(), **values)
        self.network.tell(event, self.phone)
        return event

    def alert(self, code: int, message: str, url: str) -> None:
        self.emit(Alert, code=code, message=message, url=url)


async def ask_for_replies(conversation: TextConversation, url: str) -> None:
    """Ask the line what to answer, and send that; whatever is wrong with it is an alert."""
    step: tuple[str, str] | None = (url, "POST")
    for _ in range(DOCUMENTS):
        if step is None:
            return
        try:
            step = _perform(conversation, *await _document(conversation, *step))
        except (Unreachable, Unreadable) as error:
            conversation.alert(error.code, error.message, step[0] if step else url)
            return
    if step is not None:
        conversation.alert(14106, f"more than {DOCUMENTS} documents for one text", step[0])


async def _document(conversation: TextConversation, url: str, method: str) -> tuple[TwimlElement, str]:
    network, params = conversation.network, _params(conversation)
    answer = await network.webhooks.ask_about(conversation, "text", url, method, params)
    root = parse(as_twiml(answer, "Message"))
    for finding in _findings(root):
        conversation.alert(finding.code, finding.message, answer.url)
    return root, answer.url


def _params(conversation: TextConversation) -> Mapping[str, str]:
    return text_parameters(conversation.message, conversation.network.settings)


def _findings(root: TwimlElement) -> list[MarkupFinding]:
    found: list[MarkupFinding] = []
    for verb in root.children:
        if verb.name in VERBS:
            found += about(verb)
        else:
            found.append(MarkupFinding(14110, f"<{verb.name}> can't be used in the answer to a text"))
    return found


def _perform(conversation: TextConversation, root: TwimlElement, base: str) -> tuple[str, str] | None:
    """Send the replies; returns where a Redirect leads, with the method to use."""
    for verb in root.children:
        if verb.name == "Redirect":
            return urljoin(base, verb.text), verb.get("method", "POST")
        if verb.name == "Message":
            _reply(conversation, verb, base)
    return None


def _reply(conversation: TextConversation, verb: TwimlElement, base: str) -> None:
    network, asked = conversation.network, conversation.message
    to, sender = verb.get("to") or asked.sender, verb.get("from") or asked.to
    conversation.replies += 1
    if conversation.replies > REPLIES:
        conversation.alert(14109, f"more than {REPLIES} replies to one text", base)
    elif sender not in network.numbers:
        conversation.alert(14108, f"{sender!r} is no number the account can send texts from", base)
    elif not {finding.code for finding in about(verb)} & UNSENDABLE:
        network.messages.send(sender, to, words_of(verb), "outbound-reply", asked.sid)
