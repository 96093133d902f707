"""Messages between the phone page and the network over the page's socket, as JSON.

In: the models below, one per thing a person does with a phone. Out: `report`, one message per event.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter

from simulator.events import (
    Alert,
    Answered,
    Bridged,
    Ended,
    Enqueued,
    Event,
    Heard,
    Hold,
    Joined,
    Played,
    Pressed,
    SpeechStopped,
    Spoke,
    Texted,
    Unbridged,
)
from simulator.http.caller_verification import Attestation

PhoneId = Annotated[str, StringConstraints(pattern=r"^phone-\d{1,4}$")]
PhoneNumber = Annotated[str, StringConstraints(pattern=r"^\+\d{7,15}$")]
Dialled = Annotated[str, StringConstraints(min_length=1, max_length=100)]


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(f"{name!r} is no time zone") from error
    return name


class PageMessage(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    phone: PhoneId


class Open(PageMessage):
    """A phone appears on the page, or changes its number. A taken number makes room for the next free one."""

    type: Literal["open"]
    number: PhoneNumber
    name: Annotated[str, StringConstraints(max_length=30)] = ""


class Close(PageMessage):
    type: Literal["close"]


class Dial(PageMessage):
    """Call `to`; `at` is the wall-clock time in `zone` that the line shall believe it is, `stir` what the carrier says
    of this phone's number."""

    type: Literal["dial"]
    to: Dialled
    at: datetime | None = None
    zone: Annotated[str, AfterValidator(_known_zone)] = "UTC"
    stir: Attestation | None = None

    def instant(self) -> datetime | None:
        """Return `at` with its zone; None for a call made now."""
        if self.at is None or self.at.tzinfo is not None:
            return self.at
        return self.at.replace(tzinfo=ZoneInfo(self.zone))


class PageKeys(PageMessage):
    type: Literal["keys"]
    keys: Annotated[str, StringConstraints(pattern=r"^[0-9*#]{1,32}$")]


class PageSpeech(PageMessage):
    type: Literal["say"]
    words: Annotated[str, StringConstraints(min_length=1, max_length=200)]


class PageText(PageMessage):
    """A text message, in a call or not."""

    type: Literal["text"]
    to: Dialled
    body: Annotated[str, StringConstraints(min_length=1, max_length=200)]


class PageAction(PageMessage):
    type: Literal["answer", "decline", "hangUp"]


class PageSpoke(PageMessage):
    """The page has finished speaking what it was given under `id`."""

    type: Literal["spoken"]
    id: int


Incoming = Annotated[
    Open | Close | Dial | PageKeys | PageSpeech | PageText | PageAction | PageSpoke,
    Field(discriminator="type"),
]
incoming: TypeAdapter[Open | Close | Dial | PageKeys | PageSpeech | PageText | PageAction | PageSpoke] = (
    TypeAdapter(Incoming)
)


def event_message(event: Event) -> dict[str, object] | None:
    """Return the message about an event of the page's phone; None for events that a phone's owner does not notice."""
    match event:
        case Answered():
            return {"type": "answered"}
        case Pressed():
            return {"type": "pressed", "keys": event.keys}
        case Spoke():
            return {"type": "spoke", "words": event.words}
        case Heard():
            return {"type": "heard", "words": event.words}
        case SpeechStopped():
            return {"type": "hush"}
        case Alert():
            return {"type": "alert", "code": event.code, "message": event.message}
        case Ended():
            return {"type": "ended", "status": event.status, "reason": event.reason}
    note = _note(event)
    return {"type": "note", "text": note} if note else None


def _note(event: Event) -> str | None:
    match event:
        case Played():
            return f"♪ {event.url}"
        case Bridged():
            return "You are put through."
        case Unbridged():
            return "The other side is gone."
        case Enqueued():
            return f"Waiting in {event.queue}, position {event.position}."
        case Joined():
            return "You are in a conference."
        case Hold():
            return "You are on hold." if event.on else "You are off hold."
        case Texted():
            return f"Text message from {event.sender}: {event.body}"
    return None
