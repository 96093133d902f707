"""Decides what a waiting caller hears about the wait, given what the same caller heard before.

Each announcement is good news or has a reason: the position only if it improved, the time only if it is shorter,
a longer one only because a rep left. Silence is better than the same sentence twice.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from routing.estimate import WaitRange

USUAL_PAUSE = 90.0
"""Seconds from one announcement to the next (Asterisk's default)."""
SHORTEST_PAUSE = 30.0


class Kind(StrEnum):
    """The reason for an announcement."""

    NOTHING_NEW = "nothing_new"
    FIRST = "first"
    IMPROVED = "improved"
    LONGER = "longer_because_a_rep_left"


@dataclass(frozen=True)
class Standing:
    """A caller's standing in the queue, now or as last announced. `at` is in seconds; position 1 is the next caller.

    `reps` served the line when `wait` was worked out; None is said as no time at all, as nobody serves the line.
    """

    at: float
    position: int
    reps: float
    wait: WaitRange | None

    def __post_init__(self) -> None:
        if self.position < 1:
            raise ValueError("the next caller's position is 1")


@dataclass(frozen=True)
class Announcement:
    """The position, the wait, both or neither. `told` is to be kept for the next announcement.

    LONGER without a wait: the last rep left, and no time can be said any more.
    """

    kind: Kind
    told: Standing
    position: int | None = None
    wait: WaitRange | None = None


def announce(now: Standing, told: Standing | None, pause: float = USUAL_PAUSE) -> Announcement:
    """Return the caller's next announcement, at most one in `pause` seconds. Raises ValueError for a pause under 30
    s."""
    if not pause >= SHORTEST_PAUSE:
        raise ValueError(f"callers are left in peace for at least {SHORTEST_PAUSE:.0f} s")
    if told is None:
        return Announcement(Kind.FIRST, now, now.position, now.wait)
    if now.at - told.at < pause:
        return Announcement(Kind.NOTHING_NEW, told)
    if now.reps < told.reps and _is_longer(now.wait, told.wait):
        return _news(Kind.LONGER, now, told, now.wait)
    return _good_news(now, told)


def _good_news(now: Standing, told: Standing) -> Announcement:
    if _is_shorter(now.wait, told.wait):
        return _news(Kind.IMPROVED, now, told, _not_above(now.wait, told.wait))
    if now.position < told.position:
        # What was said of the wait still stands, and so do the reps it was said with.
        return Announcement(Kind.IMPROVED, replace(told, at=now.at, position=now.position), now.position)
    return Announcement(Kind.NOTHING_NEW, told)


def _news(kind: Kind, now: Standing, told: Standing, wait: WaitRange | None) -> Announcement:
    position = now.position if now.position < told.position else None
    kept = replace(now, position=min(now.position, told.position), wait=wait)
    return Announcement(kind, kept, position, wait)


def _is_longer(wait: WaitRange | None, than: WaitRange | None) -> bool:
    return than is not None and (wait is None or wait.at_most > than.at_most)


def _is_shorter(wait: WaitRange | None, than: WaitRange | None) -> bool:
    return wait is not None and (than is None or wait.at_most < than.at_most)


def _not_above(wait: WaitRange | None, told: WaitRange | None) -> WaitRange | None:
    """The new range with its lower end no higher than the one that was said."""
    if wait is None or wait.at_least is None or told is None or told.at_least is None:
        return wait
    return replace(wait, at_least=min(wait.at_least, told.at_least))
