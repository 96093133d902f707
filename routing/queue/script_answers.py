"""What scripts about waiting callers are asked, and what they answer, as typed values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple, Self

from routing.queue.wait_inputs import NO_OUTLOOK, Outlook
from store import keys
from store.desk.call_ids import CallSid, call_id_of
from store.desk.states import (
    CallerState,
    OfferOutcome,
    OfferState,
)


@dataclass(frozen=True)
class JoinRequest:
    """A caller's wish to wait for a person. `number` is the caller's full number, kept only digested."""

    call_sid: CallSid
    line: str
    language: str
    topic: str
    number: str = ""
    joined: int | None = None
    """When the wait began, ms, if the caller has waited already (the database may have forgotten)."""
    head_start: int = 0
    """Seconds this caller is put ahead; below 0 behind."""
    longest_line: int = 1000
    joins_an_hour: int = 0
    """How often this number may get in line anew within an hour; 0 for no limit."""
    often: int = 0
    """From how many times within the hour on it counts as one that calls often; 0 for never."""
    shared_places: int = 0
    """How long the line may be for such a number, or a withheld one, to get in; 0 for no limit."""
    is_silent: bool = False
    revision: str = ""
    """The content that the call is on, and stays on when it leaves the line for a conversation."""
    other_languages: tuple[str, ...] = ()
    """In which people answer on the line too, for a caller whose own language nobody speaks."""
    secret: bytes = field(default=b"", repr=False)
    """The line's secret, without which the digest of the number can't be found by trying all numbers."""

    def arguments(self) -> tuple[str | int, ...]:
        """Return the request as the script `join` takes it."""
        return (
            call_id_of(self.call_sid),
            self.call_sid,
            self.line,
            self.language,
            keys.digest_of_number(self.secret, self.number) if self.number else "",
            self.number[-4:],
            self.topic,
            "" if self.joined is None else self.joined,
            self.head_start,
            self.longest_line,
            int(self.is_silent),
            self.revision,
            self.joins_an_hour,
            self.often,
            self.shared_places,
            ",".join(self.other_languages),
        )


class JoinOutcome(StrEnum):
    """Outcome of a caller's request to wait."""

    WAITING = "waiting"
    NOBODY = "nobody"
    FULL = "full"
    OFTEN = "often"
    """This number has been let in as often as may be."""


class JoinPlace(NamedTuple):
    """Outcome of a caller's request to wait, with the position in the queue: 0 when an offer was made at once."""

    outcome: JoinOutcome
    position: int
    joined: int
    """When the wait began, ms since 1970 UTC: an old place's moment, and the same however often it is asked."""
    again: int = 0
    """Seconds until a number that has joined too often may again."""
    is_foreign: int = 0
    """1 if the caller waits for people of another language, as nobody who speaks the caller's own is signed in."""


@dataclass(frozen=True)
class HeartbeatAnswer:
    """State of a waiting caller."""

    state: CallerState
    position: int
    waited: float
    """Seconds."""
    reps: int
    line: str
    told: str
    """What is remembered of the announcements, `again` at first for a number that had the place already; of an ended
    call, how it ended."""
    is_silent: bool = False
    outlook: Outlook = NO_OUTLOOK
    """Of a caller who waits and is not being told anything."""

    @classmethod
    def read(cls, answer: Sequence[Any]) -> Self:
        """Read the answer of the script `hold`."""
        state, position, waited, reps, line, told, silent, outlook = answer
        seconds, is_silent = int(waited) / 1000, silent == "1"
        return cls(
            CallerState(state),
            int(position),
            seconds,
            int(reps),
            line,
            told,
            is_silent,
            Outlook.read(outlook),
        )


@dataclass(frozen=True)
class LineState:
    """State of a line in one language: callers waiting, reps free, reps signed in, and the longest wait in seconds."""

    waiting: int
    free: int
    reps: int
    longest: float
    outlook: Outlook
    """Of who would come now."""


@dataclass(frozen=True)
class Screening:
    """The facts that a rep hears before taking a call. `state` is RINGING while the offer stands, and otherwise says
    why it does not."""

    state: OfferState | OfferOutcome
    line: str
    language: str
    topic: str
    waited: float
    is_silent: bool
    asked_by: str = ""
    """The rep who would hand the caller over; then `waited` is how long these two have talked."""
    is_taken: bool = False
    """Whether the rep has taken it already, on the page in which it rings."""
    hears: str = ""
    """The language that the caller hears, which may be none of the rep's."""
