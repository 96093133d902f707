"""A desk's reps, callers, offers and listeners as read from the database: the one place that knows their fields' text.

What the database has no record of is an empty one, whose `exists` is False. Moments are ms since 1970 UTC.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self

from store.desk.call_ids import CallId, CallSid
from store.desk.states import CallerState, EndOfWait, HoldState, ListenerState, OfferState, RepStatus

RING = 25
"""Seconds that a rep's phone rings unless the rep's record says otherwise."""


@dataclass(frozen=True, slots=True)
class Rep:
    """A person who answers calls, with the status at this moment."""

    id: str
    exists: bool
    name: str
    """The id, for a rep without a name."""
    number: str
    """What the rep types by phone to be let in."""
    phone: str
    client: str
    """The browser in which calls ring, `client:…`; empty if they ring at the phone."""
    texts_from: str
    """The phone that the rep has confirmed."""
    pin: str = field(repr=False)
    """The stored digest of the PIN."""
    lines: tuple[str, ...]
    languages: tuple[str, ...]
    ring: int
    """Seconds that the phone rings."""
    may_close: bool
    """Whether the rep may close the desk by phone."""
    status: RepStatus
    reason: str
    by: str
    """The source of the status, one of StatusSource; empty if it is not known."""
    since: int | None
    until: int | None
    """When the status ends by itself."""
    idle_since: int | None
    """The moment by which available reps are put in order."""
    misses: int
    extended: int
    """How often the present wrap-up was extended."""
    leaves: bool
    """Whether the rep has asked to be signed out after the call in hand."""
    chosen: int | None
    """When the rep last chose a status."""
    offer: str
    caller: CallId
    """The last caller with whom the rep has talked."""

    @classmethod
    def read(cls, rep: str, record: Mapping[str, str]) -> Self:
        """Read a rep from the database's record."""
        get = record.get
        return cls(
            id=rep,
            exists=bool(record),
            name=get("name") or rep,
            number=get("number") or rep,
            phone=get("phone", ""),
            client=get("client", ""),
            texts_from=get("texts_from", ""),
            pin=get("pin", ""),
            lines=_names(get("lines")),
            languages=_names(get("languages")),
            ring=int(get("ring") or RING),
            may_close=get("may_close") == "1",
            status=RepStatus(get("status") or RepStatus.OFFLINE),
            reason=get("reason", ""),
            by=get("by", ""),
            since=_moment(get("since")),
            until=_moment(get("until")),
            idle_since=_moment(get("idle")),
            misses=int(get("misses") or 0),
            extended=int(get("extended") or 0),
            leaves=bool(get("leaves")),
            chosen=_moment(get("chosen")),
            offer=get("offer", ""),
            caller=CallId(get("caller", "")),
        )

    def has_confirmed(self, phone: str) -> bool:
        """Return whether the rep has confirmed this phone, which is still the rep's own."""
        return bool(phone) and phone == self.phone == self.texts_from


@dataclass(frozen=True, slots=True)
class Caller:
    """A caller who waits for a person, talks to one, or has done so."""

    state: CallerState
    call_sid: CallSid
    line: str
    """The queue, `general:es`: its people and their language."""
    language: str
    """The language of the people for whom the caller waits."""
    heard: str
    """The language that the caller hears."""
    topic: str
    revision: str
    last_digits: str
    """Of the number; empty if it is withheld."""
    joined: int | None
    score: int | None
    """The place in the queue: lowest first."""
    is_silent: bool
    """Whether the caller has pressed and said nothing, and may not be able to."""
    ended_by: EndOfWait | None
    """How the time with the desk ended, for a caller who has left."""
    offer: str

    @classmethod
    def read(cls, record: Mapping[str, str]) -> Self:
        """Read a caller from the database's record."""
        get = record.get
        how, language = get("how"), get("language", "")
        return cls(
            state=CallerState(get("state", CallerState.UNKNOWN)),
            call_sid=CallSid(get("sid", "")),
            line=get("line", ""),
            language=language,
            heard=get("heard", language),
            topic=get("topic", ""),
            revision=get("revision", ""),
            last_digits=get("from", ""),
            joined=_moment(get("joined")),
            score=_moment(get("score")),
            is_silent=get("silent") == "1",
            ended_by=EndOfWait(how) if how else None,
            offer=get("offer", ""),
        )

    @property
    def exists(self) -> bool:
        return self.state is not CallerState.UNKNOWN


@dataclass(frozen=True, slots=True)
class Offer:
    """An attempt to bring a caller and a rep together, and the conversation that came of it."""

    id: str
    state: OfferState
    caller: CallId
    rep: str
    outcome: str
    """How it ended, one of OfferOutcome; empty while it goes on."""
    leg: CallSid
    """The call to the rep; empty until it is known."""
    room: str
    """The offer for which the conference was made: this one, or that of the rep who asks a colleague."""
    caller_has_entered: bool
    """Whether the caller has been in the conference."""
    made: int
    answered: int | None
    """When the rep's phone was picked up."""
    talking_since: int | None
    hold: HoldState
    hold_since: int | None
    consult: str
    """The offer by which a colleague is asked; empty when none is."""
    consulted_by: str
    """The offer whose rep asks this one to take the caller over; empty for all others."""
    listener: str
    trouble: str
    """What did not work, for the rep."""

    @classmethod
    def read(cls, offer: str, record: Mapping[str, str]) -> Self:
        """Read an offer from the database's record."""
        get = record.get
        return cls(
            id=offer,
            state=OfferState(get("state", OfferState.UNKNOWN)),
            caller=CallId(get("caller", "")),
            rep=get("rep", ""),
            outcome=get("outcome", ""),
            leg=CallSid(get("leg", "")),
            room=get("room") or offer,
            caller_has_entered=bool(get("caller_in")),
            made=int(get("made") or 0),
            answered=_moment(get("answered")),
            talking_since=_moment(get("talking")),
            hold=HoldState(get("hold", "")),
            hold_since=_moment(get("hold_since")),
            consult=get("consult", ""),
            consulted_by=get("of", ""),
            listener=get("listener", ""),
            trouble=get("trouble", ""),
        )

    @property
    def exists(self) -> bool:
        return self.state is not OfferState.UNKNOWN


class Mode(StrEnum):
    """A supervisor's part in a conversation: heard by no one, by the rep alone, or by both."""

    LISTEN = "listen"
    WHISPER = "whisper"
    JOIN = "join"


@dataclass(frozen=True, slots=True)
class Listener:
    """A supervisor's phone, by which a conversation is listened to."""

    id: str
    state: ListenerState
    offer: str
    who: str
    """The sign-in name of the supervisor."""
    phone: str
    mode: Mode
    language: str
    leg: CallSid
    """The call to the phone; empty until it is known."""
    outcome: str
    """How it ended, one of ListenerOutcome; empty while it goes on."""
    trouble: str
    """What did not work, for the supervisor."""

    @classmethod
    def read(cls, listener: str, record: Mapping[str, str]) -> Self:
        """Read a listener from the database's record."""
        get = record.get
        return cls(
            id=listener,
            state=ListenerState(get("state", ListenerState.UNKNOWN)),
            offer=get("offer", ""),
            who=get("who", ""),
            phone=get("phone", ""),
            mode=Mode(get("mode") or Mode.LISTEN),
            language=get("language", ""),
            leg=CallSid(get("leg", "")),
            outcome=get("outcome", ""),
            trouble=get("trouble", ""),
        )

    @property
    def is_open(self) -> bool:
        """Return whether the phone rings, or is in the conversation or on its way into it."""
        return self.state not in (ListenerState.CLOSED, ListenerState.UNKNOWN)


def _moment(text: str | None) -> int | None:
    return int(text) if text else None


def _names(text: str | None) -> tuple[str, ...]:
    return tuple(text.split(",")) if text else ()
