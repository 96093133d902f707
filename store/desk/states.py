"""The states of reps, callers, offers, holds and listeners, in the words of the desk's scripts, which spell them out.

`tests/store/test_states.py` compares the two. The carrier's words for the state of a call are not here.
"""

from __future__ import annotations

from enum import StrEnum


class RepStatus(StrEnum):
    """The status of a rep."""

    OFFLINE = "offline"
    """Signed out."""
    AWAY = "away"
    AVAILABLE = "available"
    OFFERED = "offered"
    """The rep's phone rings."""
    CONNECTING = "connecting"
    TALKING = "talking"
    WRAP_UP = "wrap_up"
    """Work after a call, or a pause after an offer that was not taken."""

    @property
    def is_in_call(self) -> bool:
        """Return whether an offer or a conversation is under way."""
        return self in _IN_CALL


SETTABLE = (RepStatus.AVAILABLE, RepStatus.AWAY, RepStatus.OFFLINE)
"""What people may set a rep's status to; the others come of calls."""
_IN_CALL = frozenset({RepStatus.OFFERED, RepStatus.CONNECTING, RepStatus.TALKING})


class StatusSource(StrEnum):
    """The means by which a rep's status was set."""

    PHONE = "phone"
    TEXT = "text"
    PAGE = "page"
    COMMAND = "command"
    SUPERVISOR = "supervisor"
    RULE = "rule"
    """No person: the end of a call, of wrap-up or of the desk's hours."""


class StatusReason(StrEnum):
    """The reasons of a status that the desk gives; people give any other, and an offer that ended its outcome."""

    AFTER_CALL = "after call"
    CONSULTED = "consulted"
    """A colleague has asked this rep, and has no more need of it."""
    PAGE_CLOSED = "page closed"
    """The rep's calls ring in the browser, and no page has given a heartbeat."""
    DESK_CLOSED = "desk closed"
    REMOVED = "removed"


class CallerState(StrEnum):
    """The state of a caller who asked for a person."""

    WAITING = "waiting"
    OFFERED = "offered"
    CONNECTING = "connecting"
    TALKING = "talking"
    DROPPED = "dropped"
    """The rep's side ended the conversation, and the caller is offered the front of the queue."""
    ENDED = "ended"
    UNKNOWN = "unknown"
    """The database has no record of the call."""


class EndOfWait(StrEnum):
    """How a caller's time with the desk ended."""

    HUNG_UP = "hung up"
    LEFT = "left"
    """Back to the menu, by a key."""
    CLOSED = "closed"
    TOO_LONG = "too long"
    LOST = "lost"
    """The phone has not asked for the next piece of hold."""
    REDIALLED = "redialled"
    """The number has called again, and that call has the place."""


class OfferState(StrEnum):
    """The state of an offer."""

    RINGING = "ringing"
    ACCEPTED = "accepted"
    TALKING = "talking"
    CLOSED = "closed"
    UNKNOWN = "unknown"
    """The database has no record of the offer."""


class OfferOutcome(StrEnum):
    """How an offer, or the conversation that came of it, ended."""

    TAKEN = "taken"
    """The rep has accepted it on the page in which it rings, and it is about to be answered there."""
    MISSED = "missed"
    PASSED = "passed"
    """The rep declined."""
    BUSY = "busy"
    UNREACHABLE = "unreachable"
    ELSEWHERE = "elsewhere"
    """The phone rings, or is in use, for another desk."""
    LIMITED = "limited"
    """The phone was rung as often as it may be in a day."""
    NOT_RUNG = "not rung"
    CALLER_LEFT = "caller left"
    OVER = "over"
    """The caller ended the conversation."""
    REP_LEFT = "rep left"
    REP_LEFT_ASKING = "rep left asking"
    """The rep left while a colleague was being asked."""
    LEFT = "left"
    """The colleague who was asked has hung up."""
    CANCELLED = "cancelled"
    """The rep needs the colleague no more."""
    PASSED_ON = "passed on"
    """The caller was transferred to a queue."""
    HANDED_OVER = "handed over"
    """A colleague has the caller."""


def offer_word(word: str) -> OfferState | OfferOutcome:
    """Return what the scripts answer about an offer: how it ended, or the state of one that has not."""
    return _OFFER_WORDS[word]


_OFFER_WORDS: dict[str, OfferState | OfferOutcome] = {
    word.value: word for word in (*OfferState, *OfferOutcome)
}


class HoldState(StrEnum):
    """Whether a talking caller hears music instead of the rep."""

    NONE = ""
    HOLDING = "holding"
    """The carrier is to put the caller on hold."""
    HELD = "held"
    RESUMING = "resuming"
    """The carrier is to take the caller off hold."""

    @property
    def is_on_hold(self) -> bool:
        """Return whether the caller hears music at this moment."""
        return self in (HoldState.HELD, HoldState.RESUMING)


class ListenerState(StrEnum):
    """The state of the phone by which a supervisor listens to a conversation."""

    RINGING = "ringing"
    ANSWERED = "answered"
    ENTERING = "entering"
    IN = "in"
    CLOSED = "closed"
    UNKNOWN = "unknown"
    """The database has no record of the listener."""


class ListenerOutcome(StrEnum):
    """How listening ended."""

    LEFT = "left"
    MISSED = "missed"
    BUSY = "busy"
    UNREACHABLE = "unreachable"
    STOPPED = "stopped"
    OVER = "over"
    """The conversation ended."""
