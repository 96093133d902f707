"""The interface that routing needs of a phone company; `ivr` implements it.

Every method raises a CarrierError: Permanent, AccountRefused, Retryable or Unclear.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

from store.desk.call_ids import CallSid

LIVE = frozenset({"queued", "initiated", "ringing", "in-progress"})
"""The carrier's words for a call that is not over."""


@dataclass(frozen=True)
class CarrierCall:
    """A call as the carrier lists it."""

    id: CallSid
    status: str
    made: datetime
    """UTC, whole seconds."""

    @property
    def is_live(self) -> bool:
        return self.status in LIVE


CALLER, REP, LISTENER = "caller", "rep", "listener"
"""What a participant's label begins with. Behind a dot: the caller's place, the rep's offer, the listener's number."""


def conference_of(desk: str, offer: str) -> str:
    """Return the name of the conference in which the two sides of an offer talk."""
    return f"{desk}-{offer}"


@dataclass(frozen=True)
class RoomParticipant:
    """A call in a conference, with the label that it joined with; empty if it has none."""

    call_sid: CallSid
    label: str


class ConferenceRoom(NamedTuple):
    """A conference that is not over: the carrier's id, and the name that the desk has given it."""

    id: str
    name: str


class Carrier(Protocol):
    """The phone company as one desk uses it; calls and texts show the desk's number."""

    def ring(self, to: str, answer_url: str, status_url: str, timeout: int) -> CallSid:
        """Ring a phone for `timeout` seconds; the leg's id."""

    def redirect(self, call_sid: CallSid, url: str) -> bool:
        """Send a caller's live call to another document; False when the call is over."""

    def redirect_leg(self, call_sid: CallSid, url: str) -> bool:
        """Send the live call of a rep to another document; False when the call is over."""

    def hold(self, room: str, call_sid: CallSid, url: str | None) -> bool:
        """Let a participant of a conference hear the document at `url`, or with None the others; return False if it
        is not there."""

    def ends_room(self, room: str, call_sid: CallSid, *, on: bool) -> bool:
        """Set whether a participant's leaving ends the conference; return False if the participant is not there."""

    def coach(self, room: str, call_sid: CallSid, coached: CallSid | None, *, is_muted: bool) -> bool:
        """Let nobody, only the `coached` participant, or everybody hear a participant; return False if it is not
        there."""

    def is_in_room(self, room: str, call_sid: CallSid) -> bool:
        """Return whether a call takes part in a conference."""

    def hang_up(self, call_sid: CallSid) -> None:
        """End a call in whatever state it is; nothing if it is over."""

    def call_status(self, call_sid: CallSid) -> str:
        """Return the carrier's status of a call; `completed` for one that it does not know."""

    def legs_to(self, number: str, since: datetime) -> list[CarrierCall]:
        """Return calls that the desk has made to a number since a moment, newest first."""

    def ringing_legs(self) -> list[CarrierCall]:
        """Return calls made by the desk that nobody has answered yet."""

    def present(self, conference: str) -> frozenset[CallSid]:
        """Return the calls in the present conference of this name; none if there is no such conference."""

    def rooms(self, prefix: str) -> frozenset[ConferenceRoom]:
        """Return the conferences not yet over whose name begins with `prefix`."""

    def participants(self, room: str) -> list[RoomParticipant]:
        """Return who is in a conference now, by its id; nobody if it is over."""

    def room_of(self, conference: str) -> str:
        """Return the carrier's id of the present conference of this name; empty when there is none."""

    def text(self, to: str, body: str) -> None:
        """Send a text message."""
