"""Decides what a waiting caller hears about the wait, given what the same caller heard before.

Each announcement is news: the position only if it improved, the time only if it is shorter, a longer one only because a
rep left or because the time that was said is over. Silence is better than the same sentence twice.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from math import inf

from routing.waits.estimate import WaitRange

NEWS_PAUSE = 45.0
"""Seconds from one announcement to the next at least: longer than two pieces of music, shorter than Asterisk's 90 s
for what has changed."""
WAIT_PAUSE = 90.0
"""The same where only the expected wait is shorter: it moves with every call that ends."""


class NewsKind(StrEnum):
    """The reason for an announcement."""

    NOTHING_NEW = "nothing_new"
    FIRST = "first"
    IMPROVED = "improved"
    LONGER = "longer_because_a_rep_left"
    OVERDUE = "longer_than_was_said"


@dataclass(frozen=True)
class QueueStanding:
    """A caller's standing in the queue, now or as last announced. `at` is in seconds; position 1 is the next caller.

    `reps` served the line when `wait` was worked out; None is said as no time at all, as nobody serves the line.
    `wait_said` is when `wait` was said, in seconds; None for the same moment as `at`.
    """

    at: float
    position: int
    reps: float
    wait: WaitRange | None
    wait_said: float | None = None

    def __post_init__(self) -> None:
        if self.position < 1:
            raise ValueError("the next caller's position is 1")

    @property
    def promised_until(self) -> float:
        """The moment by which the wait was to be over, in seconds; infinite if no time was said."""
        if self.wait is None:
            return inf
        return (self.at if self.wait_said is None else self.wait_said) + self.wait.at_most


@dataclass(frozen=True)
class Announcement:
    """The position, the wait, both or neither. `told` is to be kept for the next announcement.

    LONGER or OVERDUE without a wait: no time can be said any more.
    """

    kind: NewsKind
    told: QueueStanding
    position: int | None = None
    wait: WaitRange | None = None


def announce(now: QueueStanding, told: QueueStanding | None) -> Announcement:
    """Return what the caller hears next, at most once in `NEWS_PAUSE` seconds."""
    if told is None:
        return Announcement(NewsKind.FIRST, now, now.position, now.wait)
    if now.at - told.at < NEWS_PAUSE:
        return Announcement(NewsKind.NOTHING_NEW, told)
    if now.at > told.promised_until:
        return Announcement(NewsKind.OVERDUE, now, now.position, now.wait)
    if now.reps < told.reps and _is_longer(now.wait, told.wait):
        return _news(NewsKind.LONGER, now, told, now.wait)
    return _good_news(now, told)


def _good_news(now: QueueStanding, told: QueueStanding) -> Announcement:
    has_moved_up = now.position < told.position
    if _is_shorter(now.wait, told.wait) and (has_moved_up or now.at - told.at >= WAIT_PAUSE):
        return _news(NewsKind.IMPROVED, now, told, _not_above(now.wait, told.wait))
    if has_moved_up:
        # What was said of the wait still stands, and so do the reps it was said with.
        said = told.at if told.wait_said is None else told.wait_said
        moved = replace(told, at=now.at, position=now.position, wait_said=said)
        return Announcement(NewsKind.IMPROVED, moved, now.position)
    return Announcement(NewsKind.NOTHING_NEW, told)


def _news(kind: NewsKind, now: QueueStanding, told: QueueStanding, wait: WaitRange | None) -> Announcement:
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
