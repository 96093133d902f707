"""The outcome of each call: exactly one of talked, guided, told, hung up. Every other call is lost."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from itertools import pairwise

from chaos.callers.simulated_callers import GUIDANCE
from chaos.story import OWN_WISH, RepTalk, Story


class CallOutcome(StrEnum):
    TALKED = "talked"
    GUIDED = "guided"
    TOLD = "told"
    HUNG_UP = "hung_up"
    LOST = "lost"


def outcome(story: Story) -> CallOutcome:
    """Return how a call ended for its caller. A caller who gave up because the line led nowhere is lost."""
    if story.ended is None or story.gave_up:
        return CallOutcome.LOST
    if story.talks:
        return CallOutcome.TALKED
    if story.ended.reason == OWN_WISH and story.place in GUIDANCE.values():
        return CallOutcome.GUIDED
    if story.was_told:
        return CallOutcome.TOLD
    return CallOutcome.HUNG_UP if story.ended.reason == OWN_WISH else CallOutcome.LOST


def talked_twice(story: Story) -> bool:
    """Return whether a caller had two reps at once, or a new one though no rep had left before; only a caller dropped
    by the rep's side talks again."""
    return any(
        later.began < (earlier.ended or later.began) or earlier.left_first != "rep"
        for earlier, later in _in_order(story.talks)
    )


def longest_queue_wait(stories: Iterable[Story]) -> float:
    """Return the seconds in the queue, until a rep was there or the call was over."""
    ends = (
        (story.enqueued, story.talks[0].began if story.talks else story.ended and story.ended.at)
        for story in stories
    )
    return max(((end - began).total_seconds() for began, end in ends if began and end), default=0.0)


def _in_order(talks: list[RepTalk]) -> Iterable[tuple[RepTalk, RepTalk]]:
    return pairwise(talks)
