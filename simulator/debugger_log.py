"""The network's recent calls with everything that happened in them, for the debugger page."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from xml.etree import ElementTree

from simulator.events import Alert, Ended, Event, Requested, Responded, Ringing, Texted

KEPT_CALLS = 200
KEPT_EVENTS = 2000
"""Per call: a hold loop that never ends must not fill the memory."""


@dataclass
class LoggedCall:
    """A call as the debugger lists it."""

    sid: str
    started: datetime
    caller: str = ""
    to: str = ""
    status: str = "in-progress"
    requests: int = 0
    alerts: int = 0
    dropped: int = 0
    events: list[Event] = field(default_factory=list)

    def summary(self) -> dict[str, object]:
        return {
            "sid": self.sid,
            "started": self.started.isoformat(),
            "from": self.caller,
            "to": self.to,
            "status": self.status,
            "requests": self.requests,
            "alerts": self.alerts,
            "dropped": self.dropped,
        }

    def add(self, event: Event) -> None:
        self._note(event)
        self.events.append(event)
        if len(self.events) > KEPT_EVENTS:
            del self.events[0]
            self.dropped += 1

    def _note(self, event: Event) -> None:
        match event:
            case Ringing():
                self.caller, self.to = event.caller, event.to
            case Requested():
                self.requests += 1
                self.caller = self.caller or event.params.get("From", "")
                self.to = self.to or event.params.get("To", "")
            case Alert():
                self.alerts += 1
            case Texted() if self.sid and not self.caller:
                self.caller, self.to, self.status = event.sender, event.to, "text message"
            case Ended():
                self.status = event.status


class CallLog:
    """The last calls, newest last. `watchers` are told the id of a call in which something happened."""

    def __init__(self) -> None:
        self._calls: OrderedDict[str, LoggedCall] = OrderedDict()
        self.watchers: set[Callable[[str], None]] = set()

    def add(self, event: Event) -> None:
        call = self._calls.setdefault(event.call_sid, LoggedCall(event.call_sid, event.at))
        call.add(event)
        while len(self._calls) > KEPT_CALLS:
            self._calls.popitem(last=False)
        for watcher in tuple(self.watchers):
            watcher(event.call_sid)

    def newest_first(self) -> list[LoggedCall]:
        return list(reversed(self._calls.values()))

    def find(self, sid: str) -> LoggedCall | None:
        return self._calls.get(sid)


def event_json(event: Event) -> dict[str, object]:
    """Return the event as JSON; an answer's document is laid out for reading."""
    values = event.to_json()
    return {**values, "body": laid_out(event.body)} if isinstance(event, Responded) else values


def laid_out(body: str) -> str:
    """Return a TwiML document with one element per line; other text is left as it is."""
    try:
        root = ElementTree.fromstring(body)
    except (ElementTree.ParseError, ValueError):
        return body
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode")
