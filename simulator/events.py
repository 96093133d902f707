"""Events of the network: a frozen record for each thing that a caller, a rep or a developer can notice.

Phones, the debugger page and scripted callers all read these; nothing reads the network's inner state instead.
`leg` is 0 for the call that somebody placed, 1, 2, … for the legs its documents dialled. Instants are UTC.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import TypeVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    call_sid: str
    leg: int
    at: datetime

    def to_json(self) -> dict[str, object]:
        """Return the event's fields as JSON values, with its kind in `event` (`said`, `responded`, …)."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {"event": event_kind(self), **values, "at": self.at.isoformat()}


Listener = Callable[[Event], None]
AnyEvent = TypeVar("AnyEvent", bound=Event)


def event_kind(event: Event) -> str:
    """Return the kind of an event class: `ConferenceStarted` is `conference_started`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", type(event).__name__).lower()


# --- the carrier and the line talk


@dataclass(frozen=True, slots=True, kw_only=True)
class Requested(Event):
    """The carrier asks a URL of the line; `exchange` ties the answer to it, `attempt` counts retries from 1."""

    exchange: int
    attempt: int
    purpose: str
    method: str
    url: str
    params: Mapping[str, str]
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Responded(Event):
    """An answer to a request; status 0 means that there was none, and `body` says why. `seconds` are real ones, also
    on a fast clock."""

    exchange: int
    status: int
    content_type: str
    body: str
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Commanded(Event):
    """The line used the carrier's REST API; `call_sid` is empty when the command is about no call."""

    method: str
    path: str
    params: Mapping[str, str]
    status: int
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert(Event):
    """An alert, as the carrier's debugger shows it."""

    code: int
    message: str
    url: str


# --- a leg lives


@dataclass(frozen=True, slots=True, kw_only=True)
class Queued(Event):
    """A call asked for by REST waits for its turn to be dialled."""

    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ringing(Event):
    caller: str
    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered(Event):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Bridged(Event):
    """This leg now talks to another leg."""

    other_sid: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unbridged(Event):
    other_sid: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended(Event):
    """`status` is the carrier's; `reason` is for people: "hung up", "completed by the line", "canceled", …"""

    status: str
    reason: str
    seconds: int


# --- what is heard, pressed and spoken


@dataclass(frozen=True, slots=True, kw_only=True)
class Said(Event):
    """Speech begins on this leg: `text` as plain words, `markup` as the document had it, `seconds` as estimated."""

    text: str
    language: str
    voice: str
    markup: str
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Played(Event):
    url: str
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Paused(Event):
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechStopped(Event):
    """Speech was cut short by a key, a word, a hang-up or a command of the line."""

    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listening(Event):
    """The prompts of a Gather are over (or were cut short) and its timeout runs."""

    input: str
    timeout: float
    num_digits: int | None
    finish_on_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed(Event):
    keys: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoke(Event):
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard(Event):
    """Words spoken by the person at another leg."""

    words: str
    speaker_sid: str


# --- queues and conferences


@dataclass(frozen=True, slots=True, kw_only=True)
class Enqueued(Event):
    queue: str
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldLooped(Event):
    """The hold document of a queue came to its end once more."""

    queue: str
    loops: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Dequeued(Event):
    queue: str
    result: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined(Event):
    conference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Left(Event):
    conference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold(Event):
    """A participant was put on hold (`on`) or taken off it."""

    conference: str
    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Texted(Event):
    """A text message was sent. `call_sid` is the SID of the text from a phone that it is, or answers; else empty."""

    sender: str
    to: str
    body: str
