"""Admission to a queue: the result for a caller who asks for a person. Every refusal has a reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from prompts.rendering.open_status import OpenStatus
from prompts.rendering.refusal import SOON, QueueRefusal, Retry
from routing.queue.desk_state import DeskState
from routing.queue.queue_position import wait_behind
from routing.queue.script_answers import JoinOutcome, JoinRequest
from store.desk.states import CallerState

LIKELY = 0.5
"""A caller is refused before closing time only if the wait passes it more likely than not."""


UNPROVEN_BEHIND = 900
"""Seconds that a caller who pressed no digit in attack mode is put behind."""
UNPROVEN_SHARE = 2
"""Such callers may fill one place in so many of a line: the others are kept for people who pressed it."""
REFUSALS = {
    JoinOutcome.NOBODY: QueueRefusal.NOBODY_SIGNED_IN,
    JoinOutcome.FULL: QueueRefusal.FULL,
    JoinOutcome.OFTEN: QueueRefusal.CALLED_TOO_OFTEN,
}


@dataclass(frozen=True)
class NotAdmitted:
    """A caller who may not wait."""

    reason: QueueRefusal
    retry: Retry = SOON
    again: int = 0
    """Seconds until a number that has called too often may join again."""


@dataclass(frozen=True)
class InLine:
    """A caller who waits. `position` is 0 when an offer was made at once; `joined` is in ms since 1970 UTC."""

    position: int
    joined: int
    is_foreign: bool = False
    """For people of another language, as nobody who speaks the caller's own is signed in."""


def join_line(
    reach: Callable[[], DeskState], wish: JoinRequest, opening: OpenStatus, now: datetime
) -> NotAdmitted | InLine:
    """Ask to wait for a person. A closed desk is the reason before all others, and needs no database.

    Raises DatabaseDown.
    """
    if not opening.is_open:
        return NotAdmitted(QueueRefusal.CLOSED)
    state = reach()
    if _is_new(state, wish) and _passes_closing(state, wish, opening, now):
        return NotAdmitted(QueueRefusal.PAST_CLOSING)
    return rejoin_line(state, wish)


def behind_others(wish: JoinRequest) -> JoinRequest:
    """Return the request of a caller who pressed no digit in attack mode: to be served after those who did."""
    room = max(1, wish.longest_line // UNPROVEN_SHARE)
    return replace(wish, head_start=wish.head_start - UNPROVEN_BEHIND, longest_line=room)


def retry_after(seconds: int, opening: OpenStatus, now: datetime) -> Retry:
    """Return when a number that has called too often may join again; when the desk opens, if it closes before."""
    minutes = -(-seconds // 60)
    closes = opening.closes_at
    return (
        Retry(at_opening=True)
        if closes and now + timedelta(minutes=minutes) >= closes
        else Retry(minutes=minutes)
    )


def rejoin_line(state: DeskState, wish: JoinRequest) -> NotAdmitted | InLine:
    """Put a caller back into the queue after the database has forgotten the call, whatever the open status is
    by now."""
    place = state.join(wish)
    if place.outcome is JoinOutcome.WAITING:
        return InLine(place.position, place.joined, bool(place.is_foreign))
    return NotAdmitted(REFUSALS[place.outcome], again=place.again)


def _is_new(state: DeskState, wish: JoinRequest) -> bool:
    return state.caller(wish.call_sid).state in (CallerState.UNKNOWN, CallerState.ENDED)


def _passes_closing(state: DeskState, wish: JoinRequest, opening: OpenStatus, now: datetime) -> bool:
    if opening.closes_at is None:
        return False
    line = state.look(wish.line, wish.language)
    if line.free > line.waiting or not line.reps:
        return False
    wait = wait_behind(f"{wish.line}:{wish.language}", line.waiting, line.outlook)
    return wait is not None and wait.quantile(LIKELY) > (opening.closes_at - now).total_seconds()
