"""Who asked for a person in vain: why, when, and what came of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import asdict
from datetime import date

import pytest
from redis import Redis

from prompts.rendering.refusal import QueueRefusal
from reports.losses import REASONS, WHILE_OPEN, Loss, Losses, losses_of
from tests.reports.story import TUESDAY, Story
from tests.reports.test_arrivals import HOUR, asks
from tests.reports.three_weeks import SecondCount
from tests.reports.weeks import DAY, counts
from tests.routing.desks import cair

DESK = cair()
TEN = 20
"""The half hour in which stories begin."""


def lost(story: Story, weekday: int = 1, slot: int = TEN, reason: str = "full") -> Loss:
    story.folds()
    found = losses_of(story.redis, story.desk, TUESDAY + DAY * 7, 2)
    return found.by.get((weekday, slot, reason), Loss())


def test_who_never_calls_again_is_lost_in_the_half_hour_of_asking(story: Story) -> None:
    story.passes(-10)
    story.enters()
    story.passes(20)
    story.presses("0", "person", refused="full")
    story.passes(10)
    story.ends()
    found = lost(story)
    assert found == Loss(calls=1, known=1, time=30_000)
    assert (found.lost, found.again_in_vain, found.unknown) == (1, 0, 0)


def test_who_calls_again_in_vain_is_lost_once_and_where_the_last_call_was(story: Story) -> None:
    asks(story, "CA1", "nobody_signed_in")
    story.passes(HOUR)
    asks(story, "CA2", "full")
    assert (lost(story, reason="nobody_signed_in").lost, lost(story, slot=TEN + 2).lost) == (0, 1)
    assert lost(story, reason="nobody_signed_in").again_in_vain == 1


def test_who_is_served_later_is_not_lost(story: Story) -> None:
    asks(story, "CA1", "closed")
    story.passes(20 * HOUR)
    story.enters("CA2")
    story.rep()
    story.joins("CA2")
    story.takes_call("CA2")
    assert lost(story, reason="closed") == Loss(1, 1, 1, 1, 13_000)


def test_nobody_can_tell_of_withheld_numbers(story: Story) -> None:
    asks(story, "CA1", "full", "")
    assert (lost(story).lost, lost(story).unknown) == (0, 1)


def test_a_wait_given_up_one_ended_by_the_line_and_a_place_taken_over_differ(story: Story) -> None:
    story.rep()
    story.joins("CAx", "")
    story.takes_call("CAx")
    for call, how in (("CA1", ""), ("CA2", "too long"), ("CA3", "closed")):
        story.enters(call, "")
        story.joins(call, "")
        story.presses("0", "person", call)
        story.passes(60)
        if how:
            story.state.caller_ends(call, how)
        story.ends(call)
    for call in ("CA4", "CA5"):
        story.passes(1)
        story.enters(call)
        story.joins(call)
    story.ends("CA4")
    story.ends("CA5")
    assert (lost(story, reason="gave_up").calls, lost(story, reason="sent_away").calls) == (2, 2)
    assert lost(story, reason="gave_up").lost == 1


def test_of_several_reasons_a_call_counts_under_the_last(story: Story) -> None:
    story.enters()
    story.presses("0", "person", refused="closed")
    story.passes(5)
    story.presses("0", "person", refused="nobody_signed_in")
    story.passes(5)
    story.ends()
    assert (lost(story, reason="closed").calls, lost(story, reason="nobody_signed_in").calls) == (0, 1)


def test_losses_are_added_up_by_weekday_half_hour_and_reason() -> None:
    some = Losses(
        2, {(0, 16, "full"): Loss(2, 2), (0, 17, "closed"): Loss(1, 1, 1), (4, 16, "full"): Loss(4, 3)}
    )
    assert some.of() == Loss(7, 6, 1)
    assert some.of([0]) == Loss(3, 3, 1)
    assert some.of(slots=[16], reasons=WHILE_OPEN) == Loss(6, 5)
    assert some.slots([0]) == [16, 17]


def test_weeks_are_counted_from_the_first_call(redis: Redis) -> None:
    monday = date(2026, 11, 2)
    assert losses_of(redis, DESK, monday, 8).weeks == 8
    counts(redis, DESK, monday - DAY * 14, 20, {"entered": 1}, line="-")
    assert losses_of(redis, DESK, monday, 8).weeks == 2


def test_losses_are_those_of_a_second_count(weeks: tuple[SecondCount, Redis, date]) -> None:
    second, client, last = weeks
    by_hand: dict[tuple[int, int, str], Counter[str]] = defaultdict(Counter)
    for ((day, slot), reason), numbers in second.in_vain().items():
        if reason in REASONS:
            by_hand[day.weekday(), slot, reason].update(numbers)
    found = losses_of(client, DESK, last + DAY, 5).by
    assert {place: asdict(loss) for place, loss in found.items()} == {
        place: {name: numbers[name] for name in ("calls", "known", "again", "served", "time")}
        for place, numbers in by_hand.items()
    }
    total = sum(found.values(), Loss())
    assert min(total.lost, total.again_in_vain, total.served, total.unknown) > 0


@pytest.mark.parametrize("reason", ["closed", "past_closing", "gave_up"])
def test_the_second_count_has_losses_of_this_kind(
    weeks: tuple[SecondCount, Redis, date], reason: str
) -> None:
    assert sum(numbers["calls"] for (_, why), numbers in weeks[0].in_vain().items() if why == reason) > 3


def test_every_reason_why_a_caller_is_refused_is_told() -> None:
    assert {reason.value for reason in QueueRefusal} < REASONS.keys()
