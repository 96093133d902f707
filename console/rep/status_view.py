"""A rep's state at this moment, in the words and with the clock that the page shows large."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from console.rep.conversation_text import said_of
from console.rep.rep_session import AFTER_CALL, Seat
from routing.queue.conversations import Talk
from routing.queue.rep_lines import lines_served

RING = 25
"""Seconds a rep's phone rings unless the rep's record says otherwise."""
AFTER_ANSWER = 25_000
"""Ms from picking up the phone to the end of the offer."""
HEADLINES = {
    "offline": ("You are signed out", "Signed out", "○"),
    "away": ("You are away", "Away", "○"),
    "available": ("You are available", "Available", "◉"),
    "offered": ("A caller for you", "Offer", "●"),
    "connecting": ("Connecting you", "Connecting", "●"),
    "talking": ("You are talking", "Talking", "●"),
    "held": ("Caller on hold", "On hold", "❚❚"),
    "asking": ("Asking a colleague", "On hold", "❚❚"),
    "asked": ("A colleague asks you", "Asked", "●"),
    "wrap_up": ("Wrap-up", "Wrap-up", "◐"),
    "pause": ("A short pause", "Pause", "◐"),
}
"""What the page says, what the tab's title says, and its mark, by the kind of standing."""
BY = {
    "phone": "by phone",
    "text": "by text",
    "page": "on this page",
    "command": "by command",
    "supervisor": "by a supervisor",
}
REASONS = {
    "lunch": " for lunch",
    "meeting": " for a meeting",
    "missed": " after missed calls",
    "unreachable": " since your phone could not be reached",
    "limited": " since your phone was rung as often as it may be in a day",
    "removed": "",
    "page closed": " since My page was closed",
    "other": "",
    "set by command": "",
}
SIGNED_OUT = {"desk closed": " since the desk has closed"}
"""What ended a rep's day, where it was not the rep."""
PAUSES = {
    "passed": "You passed a call. Others are asked before the same one comes back to you.",
    "elsewhere": "You have a call of another desk in hand. The next one comes after this pause.",
    "busy": "Your phone was busy. Others are asked before the same call comes back to you.",
    "unreachable": "Your phone could not be reached. Is it on? The next call comes after this pause.",
}


ON_THE_PAGE = {
    "offered": "Take the call here. Nothing else has to be pressed.",
    "connecting": "The caller is being put through.",
    "talking": "You talk through this page. You may open others of the console.",
}
"""What a rep is told whose calls ring in the browser."""


@dataclass(frozen=True)
class Standing:
    """The large headline of the page. Clocks are ms since 1970 UTC: `begun` counts up from there, `ends` down to
    there."""

    kind: str
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
    why: str
    """Why no call comes, in the words of the phone, in the rep's language."""


def standing(seat: Seat, *, explains: bool = True) -> Standing:
    """Return how a rep stands now; without `explains`, leave out why no call comes. Raises DatabaseDown."""
    kind = _kind(seat)
    headline, word, mark = HEADLINES[kind]
    record = seat.record
    is_resting = kind in ("offline", "away", "available")
    return Standing(
        kind=kind,
        headline=headline,
        word=word,
        mark=mark,
        reason=_reason(kind, record.get("reason", "")),
        since=seat.at(record["since"]) if is_resting and record.get("since") else None,
        by=BY.get(record.get("by", ""), "") if is_resting else "",
        begun=_begun(seat, kind),
        ends=_ends(seat, kind),
        told=_told(seat, kind),
        why=_why(seat) if is_resting and explains else "",
    )


def _reason(kind: str, reason: str) -> str:
    if kind == "offline":
        return SIGNED_OUT.get(reason, "")
    return REASONS.get(reason, f": {reason}" if reason else "") if kind == "away" else ""


def _kind(seat: Seat) -> str:
    if seat.status == "wrap_up" and seat.record.get("reason") != AFTER_CALL:
        return "pause"
    if seat.talk:
        return _kind_of_talk(seat.talk)
    return seat.status if seat.status in HEADLINES else "offline"


def _kind_of_talk(talk: Talk) -> str:
    if talk.asked_by or talk.consult:
        return "asked" if talk.asked_by else "asking"
    return "held" if talk.hold in ("held", "resuming") else "talking"


def _begun(seat: Seat, kind: str) -> int | None:
    if seat.talk is None:
        return int(seat.record["since"]) if kind == "talking" else None
    if kind in ("held", "asking"):
        return seat.talk.hold_since or seat.talk.since
    return seat.talk.since


def _ends(seat: Seat, kind: str) -> int | None:
    if kind in ("wrap_up", "pause"):
        return int(seat.record.get("until") or seat.now)
    if kind != "offered" or not seat.offer:
        return None
    if seat.offer.get("answered"):
        return int(seat.offer["answered"]) + AFTER_ANSWER
    return int(seat.offer["made"]) + int(seat.record.get("ring") or RING) * 1000


def _told(seat: Seat, kind: str) -> str:
    if seat.talk:
        colleague = seat.state.rep(seat.talk.colleague).get("name", "your colleague")
        how = ON_THE_PAGE["talking"] if seat.rings_here else "Hang up your phone to end the call."
        return said_of(seat.talk, colleague, how)
    if kind == "offered" and seat.offer.get("of"):
        return "A colleague asks you to take a caller over. Pick up your phone and press 1."
    if kind in ON_THE_PAGE and seat.rings_here:
        return ON_THE_PAGE[kind]
    if kind == "offered":
        return (
            "Press 1 on your phone now." if seat.offer.get("answered") else "Pick up your phone and press 1."
        )
    if kind == "pause":
        return PAUSES.get(seat.record.get("reason", ""), "The next call comes after this pause.")
    return {
        "connecting": "Stay on the phone: the caller is being put through.",
        "wrap_up": "Say what came of the call. The next one comes when you are done, or when the time is up.",
    }.get(kind, "")


def _why(seat: Seat) -> str:
    waits = seat.status == "available" and any(one.waiting for one in lines_served(seat.state, seat.record))
    return seat.voice.why(seat.record, somebody_waits=waits)
