"""Hundreds of random calls, counted by the scripts and by an independent bookkeeper, come to the same numbers."""

from __future__ import annotations

import random
from collections import Counter, defaultdict

import pytest

from reports.rep_day import Work
from reports.tally import CallTally
from store.clock import milliseconds
from tests.reports.recount import REPS, Recount
from tests.reports.story import Story


@pytest.mark.parametrize("seed", [1, 2])
def test_every_count_of_a_random_day_is_the_bookkeepers(story: Story, seed: int) -> None:
    recount = Recount(story, seed)
    recount.play(calls=200)
    chance = random.Random(seed)
    while story.folding.fold(chance.randint(1, 150)):
        pass
    found: dict[tuple[int, str], Counter[str]] = defaultdict(Counter)
    for row in story.day().rows:
        if row.line:
            tally = row.tally.metrics()
            place = milliseconds(row.start) // 900_000 % 96, row.language
            found[place] = Counter({name: number for name, number in tally.items() if "waited" not in name})
    assert {place: +counts for place, counts in found.items()} == {
        place: +counts for place, counts in recount.line.items()
    }
    assert len(found) > 5
    for rep in REPS:
        assert story.work(rep) == bookkeepers(recount.reps[rep])
    assert story.folding.progress().skipped == 0


@pytest.mark.parametrize("seed", [3])
def test_every_wait_is_in_one_bucket_and_every_record_agrees_with_the_counts(story: Story, seed: int) -> None:
    recount = Recount(story, seed)
    recount.play(calls=100)
    total = CallTally.total(row.tally for row in story.day().rows if row.line)
    assert sum(total.waits) == total.answered
    records = story.records.latest(most=200).records
    assert len(records) == 100 == total.offered - total.offered_again
    assert total.offered_again > 0
    for one in records:
        if one.connected and one.joined and one.connected >= one.joined:  # else the last wait was in vain
            assert (one.connected - one.joined).total_seconds() == one.waited
    assert sum(int(one.talked * 1000) for one in records) == total.talk
    assert sum(int(one.wrapped * 1000) for one in records) == total.wrap_up
    assert sum(len(one.offers) for one in records) == sum(story.work(rep).offered for rep in REPS)


def bookkeepers(counts: Counter[str]) -> Work:
    return Work(
        offered=counts["offered"],
        taken=counts["taken"],
        missed=counts["missed"] + counts["busy"],
        passed=counts["passed"],
        talk=counts["talk"] / 1000,
        wrap_up=counts["wrap_up"] / 1000,
        longest=counts["longest"] / 1000,
    )
