"""Admission to a queue: the result for a caller who asks for a person. Every refusal has a reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from prompts.rendering.open_status import Opening
from prompts.rendering.refusal import SOON, Refusal, Retry
from routing.queue.desk_state import DeskState, Joined, Wish
from routing.queue.queue_position import wait_behind
from store.states import CallerState

LIKELY = 0.5
"""A caller is refused before closing time only if the wait passes it more likely than not."""


UNPROVEN_BEHIND = 900
"""Seconds that a caller who pressed no digit in attack mode is put behind."""
UNPROVEN_SHARE = 2
"""Such callers may fill one place in so many of a line: the others are kept for people who pressed it."""
REFUSALS = {
    Joined.NOBODY: Refusal.NOBODY_SIGNED_IN,
    Joined.FULL: Refusal.FULL,
    Joined.OFTEN: Refusal.CALLED_TOO_OFTEN,
}


@dataclass(frozen=True)
class Refused:
    """A caller who may not wait."""

    reason: Refusal
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
    reach: Callable[[], DeskState], wish: Wish, opening: Opening, now: datetime
) -> Refused | InLine:
    """Ask to wait for a person. A closed desk is the reason before all others, and needs no database.

    Raises DatabaseDown.
    """
    if not opening.is_open:
        return Refused(Refusal.CLOSED)
    state = reach()
    if _is_new(state, wish) and _passes_closing(state, wish, opening, now):
        return Refused(Refusal.PAST_CLOSING)
    return rejoin_line(state, wish)


def behind_others(wish: Wish) -> Wish:
    """Return the request of a caller who pressed no digit in attack mode: to be served after those who did."""
    room = max(1, wish.longest_line // UNPROVEN_SHARE)
    return replace(wish, head_start=wish.head_start - UNPROVEN_BEHIND, longest_line=room)


def retry_after(seconds: int, opening: Opening, now: datetime) -> Retry:
    """Return when a number that has called too often may join again; when the desk opens, if it closes before."""
    minutes = -(-seconds // 60)
    closes = opening.closes_at
    return (
        Retry(at_opening=True)
        if closes and now + timedelta(minutes=minutes) >= closes
        else Retry(minutes=minutes)
    )


def rejoin_line(state: DeskState, wish: Wish) -> Refused | InLine:
    """Put a caller back into the queue after the database has forgotten the call, whatever the open status is
    by now."""
    place = state.join(wish)
    if place.outcome is Joined.WAITING:
        return InLine(place.position, place.joined, bool(place.is_foreign))
    return Refused(REFUSALS[place.outcome], again=place.again)


def _is_new(state: DeskState, wish: Wish) -> bool:
    return state.caller(wish.call).state in (CallerState.UNKNOWN, CallerState.ENDED)


def _passes_closing(state: DeskState, wish: Wish, opening: Opening, now: datetime) -> bool:
    if opening.closes_at is None:
        return False
    line = state.look(wish.line, wish.language)
    if line.free > line.waiting or not line.reps:
        return False
    wait = wait_behind(f"{wish.line}:{wish.language}", line.waiting, line.outlook)
    return wait is not None and wait.quantile(LIKELY) > (opening.closes_at - now).total_seconds()
