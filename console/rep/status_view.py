"""A rep's state at this moment, in the words and with the clock that the page shows large."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from console.rep.conversation_text import conversation_state
from console.rep.rep_session import RepSession
from routing.queue.conversations import Conversation
from routing.queue.rep_lines import lines_served
from routing.worker.after_hours import is_leaving
from store.clock import instant
from store.desk.states import OfferOutcome, RepStatus, StatusReason, StatusSource

AFTER_ANSWER = 25_000
"""Ms from picking up the phone to the end of the offer."""


class ShownStatus(StrEnum):
    """A rep's status as the page shows it: a conversation and a wrap-up are each of several kinds."""

    OFFLINE = RepStatus.OFFLINE
    AWAY = RepStatus.AWAY
    AVAILABLE = RepStatus.AVAILABLE
    OFFERED = RepStatus.OFFERED
    CONNECTING = RepStatus.CONNECTING
    TALKING = RepStatus.TALKING
    HELD = "held"
    ASKING = "asking"
    """A colleague, while the caller is on hold."""
    ASKED = "asked"
    """By a colleague."""
    WRAP_UP = RepStatus.WRAP_UP
    PAUSE = "pause"
    """A wrap-up that follows no conversation."""

    @property
    def takes_no_calls(self) -> bool:
        """Return whether no call comes until the rep says so."""
        return self in (ShownStatus.OFFLINE, ShownStatus.AWAY)

    @property
    def is_resting(self) -> bool:
        """Return whether nothing is under way that ends by itself."""
        return self.takes_no_calls or self is ShownStatus.AVAILABLE

    @property
    def is_in_call(self) -> bool:
        """Return whether the rep's phone, or page, is in a call."""
        return self in _IN_CALL

    @property
    def is_over(self) -> bool:
        """Return whether no conversation goes on, and none is about to."""
        return self.is_resting or self is ShownStatus.WRAP_UP


_IN_CALL = frozenset(
    {
        ShownStatus.CONNECTING,
        ShownStatus.TALKING,
        ShownStatus.HELD,
        ShownStatus.ASKING,
        ShownStatus.ASKED,
    }
)
HEADLINES: Mapping[ShownStatus, tuple[str, str, str]] = {
    ShownStatus.OFFLINE: ("You are signed out", "Signed out", "○"),
    ShownStatus.AWAY: ("You are away", "Away", "○"),
    ShownStatus.AVAILABLE: ("You are available", "Available", "◉"),
    ShownStatus.OFFERED: ("A caller for you", "Offer", "●"),
    ShownStatus.CONNECTING: ("Connecting you", "Connecting", "●"),
    ShownStatus.TALKING: ("You are talking", "Talking", "●"),
    ShownStatus.HELD: ("Caller on hold", "On hold", "❚❚"),
    ShownStatus.ASKING: ("Asking a colleague", "On hold", "❚❚"),
    ShownStatus.ASKED: ("A colleague asks you", "Asked", "●"),
    ShownStatus.WRAP_UP: ("Wrap-up", "Wrap-up", "◐"),
    ShownStatus.PAUSE: ("A short pause", "Pause", "◐"),
}
"""What the page says, what the tab's title says, and its mark, by the kind of standing."""
BY: Mapping[str, str] = {
    StatusSource.PHONE: "by phone",
    StatusSource.TEXT: "by text",
    StatusSource.PAGE: "on this page",
    StatusSource.COMMAND: "by command",
    StatusSource.SUPERVISOR: "by a supervisor",
}
REASONS: Mapping[str, str] = {
    "lunch": " for lunch",
    "meeting": " for a meeting",
    OfferOutcome.MISSED: " after missed calls",
    OfferOutcome.UNREACHABLE: " since your phone could not be reached",
    OfferOutcome.LIMITED: " since your phone was rung as often as it may be in a day",
    StatusReason.REMOVED: "",
    StatusReason.PAGE_CLOSED: " since My page was closed",
    "other": "",
    "set by command": "",
}
SIGNED_OUT: Mapping[str, str] = {StatusReason.DESK_CLOSED: " since the desk has closed"}
"""What ended a rep's day, where it was not the rep."""
PAUSES: Mapping[str, str] = {
    OfferOutcome.PASSED: "You passed a call. Others are asked before the same one comes back to you.",
    OfferOutcome.ELSEWHERE: "You have a call of another desk in hand. The next one comes after this pause.",
    OfferOutcome.BUSY: "Your phone was busy. Others are asked before the same call comes back to you.",
    OfferOutcome.UNREACHABLE: "Your phone could not be reached. Is it on? The next call comes after this pause.",
}


ON_THE_PAGE = {
    ShownStatus.OFFERED: "Take the call here. Nothing else has to be pressed.",
    ShownStatus.CONNECTING: "The caller is being put through.",
    ShownStatus.TALKING: "You talk through this page. You may open others of the console.",
}
"""What a rep is told whose calls ring in the browser."""


@dataclass(frozen=True)
class StatusView:
    """The large headline of the page. Clocks are ms since 1970 UTC: `begun` counts up from there, `ends` down to
    there."""

    kind: ShownStatus
    headline: str
    word: str
    mark: str
    reason: str
    since: datetime | None
    by: str
    begun: int | None
    ends: int | None
    told: str
    """A sentence of this page's own."""
    leaves: bool
    """The rep is signed out after this call."""
    why: str
    """Why no call comes, in the words of the phone, in the rep's language."""


def standing(seat: RepSession, *, explains: bool = True) -> StatusView:
    """Return how a rep stands now; without `explains`, leave out why no call comes. Raises DatabaseDown."""
    kind = _kind(seat)
    headline, word, mark = HEADLINES[kind]
    record = seat.record
    return StatusView(
        kind=kind,
        headline=headline,
        word=word,
        mark=mark,
        reason=_reason(kind, record.reason),
        since=seat.at(record.since) if kind.is_resting and record.since else None,
        by=BY.get(record.by, "") if kind.is_resting else "",
        begun=_begun(seat, kind),
        ends=_ends(seat, kind),
        told=_in_words(seat, kind),
        leaves=is_leaving(seat.desk, seat.record, instant(seat.now)),
        why=_why(seat) if kind.is_resting and explains else "",
    )


def _reason(kind: ShownStatus, reason: str) -> str:
    if kind is ShownStatus.OFFLINE:
        return SIGNED_OUT.get(reason, "")
    return REASONS.get(reason, f": {reason}" if reason else "") if kind is ShownStatus.AWAY else ""


def _kind(seat: RepSession) -> ShownStatus:
    if seat.talk:
        return _kind_of_talk(seat.talk)
    is_pause = seat.status is RepStatus.WRAP_UP and not seat.is_wrapping_up
    return ShownStatus.PAUSE if is_pause else ShownStatus(seat.status)


def _kind_of_talk(talk: Conversation) -> ShownStatus:
    if talk.asked_by or talk.consult:
        return ShownStatus.ASKED if talk.asked_by else ShownStatus.ASKING
    return ShownStatus.HELD if talk.hold.is_on_hold else ShownStatus.TALKING


def _begun(seat: RepSession, kind: ShownStatus) -> int | None:
    if seat.talk is None:
        return seat.record.since if kind is ShownStatus.TALKING else None
    if kind in (ShownStatus.HELD, ShownStatus.ASKING):
        return seat.talk.hold_since or seat.talk.since
    return seat.talk.since


def _ends(seat: RepSession, kind: ShownStatus) -> int | None:
    if kind in (ShownStatus.WRAP_UP, ShownStatus.PAUSE):
        return seat.record.until or seat.now
    if kind is not ShownStatus.OFFERED or not seat.offer.exists:
        return None
    if seat.offer.answered:
        return seat.offer.answered + AFTER_ANSWER
    return seat.offer.made + seat.record.ring * 1000


def _in_words(seat: RepSession, kind: ShownStatus) -> str:
    if seat.talk:
        colleague = seat.state.rep(seat.talk.colleague).name or "your colleague"
        how = ON_THE_PAGE[ShownStatus.TALKING] if seat.rings_here else "Hang up your phone to end the call."
        return conversation_state(seat.talk, colleague, how)
    if kind is ShownStatus.OFFERED and seat.offer.consulted_by:
        return "A colleague asks you to take a caller over. Pick up your phone and press 1."
    if kind in ON_THE_PAGE and seat.rings_here:
        return ON_THE_PAGE[kind]
    if kind is ShownStatus.OFFERED:
        return "Press 1 on your phone now." if seat.offer.answered else "Pick up your phone and press 1."
    if kind is ShownStatus.PAUSE:
        return PAUSES.get(seat.record.reason, "The next call comes after this pause.")
    return {
        ShownStatus.CONNECTING: "Stay on the phone: the caller is being put through.",
        ShownStatus.WRAP_UP: "Say what came of the call. The next one comes when you are done, or when the time is up.",
    }.get(kind, "")


def _why(seat: RepSession) -> str:
    waits = seat.status is RepStatus.AVAILABLE and any(
        one.waiting for one in lines_served(seat.state, seat.record)
    )
    return seat.voice.why(seat.record, somebody_waits=waits)
