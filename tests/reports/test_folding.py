"""Folding counts each event once: folded again, by several at once, cut off in between, over what makes no sense."""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path

import pytest
from redis import Redis

from routing.queue.scripts import Scripts
from store import keys
from store.connection import connect
from store.errors import DatabaseDown
from store.valkey import EmbeddedValkey
from tests.outage import answers
from tests.reports.story import Story
from tests.waiting import wait_until


def a_morning(story: Story, calls: int = 20) -> None:
    """Calls of every kind; three events and more each."""
    story.rep("ana", wrap_up="10")
    for number in range(calls):
        call, from_ = f"CA{number}", f"+151055502{number % 7:02}"
        story.enters(call, from_)
        story.presses("1", "records", call)
        if number % 3:
            story.joins(call, from_)
            story.presses("0", "person", call)
            story.passes(number)
            if story.state.caller(call).state == "offered":
                story.takes_call(call)
        story.passes(20)
        story.ends(call)
        story.passes(15)
        story.state.fire()


def folded_at_once(redis: Redis) -> dict[str, object]:
    """Return the counts of the same morning when one worker folds it at once."""
    redis.flushall()
    story = Story(redis)
    a_morning(story)
    story.folding.fold(100_000)
    return story.kept()


def test_folding_again_changes_nothing(story: Story) -> None:
    a_morning(story)
    story.folds()
    kept = story.kept()
    assert story.folding.fold() == 0
    story.folds()
    assert story.kept() == kept
    assert story.records.latest().records


def test_however_it_is_cut_into_steps_it_comes_to_the_same(redis: Redis) -> None:
    expected = folded_at_once(redis)
    redis.flushall()
    story = Story(redis)
    a_morning(story)
    steps = 0
    while story.folding.fold(3):
        steps += 1
    assert steps > 30
    assert story.kept() == expected


def test_two_workers_at_once_fold_each_event_once(redis: Redis, database: EmbeddedValkey) -> None:
    expected = folded_at_once(redis)
    redis.flushall()
    story = Story(redis)
    a_morning(story)
    folded: list[int] = []

    def work() -> None:
        with connect(database.url, timeout=5.0) as client:
            mine = Story.folding_of(client, story)
            while number := mine.fold(2):
                folded.append(number)

    threads = [threading.Thread(target=work) for _ in range(3)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sum(folded) == redis.xlen(keys.events("cair"))
    assert story.kept() == expected


def test_a_database_killed_in_the_middle_goes_on_where_it_was(redis: Redis, tmp_path: Path) -> None:
    expected = folded_at_once(redis)
    with EmbeddedValkey(tmp_path) as server, connect(server.url, timeout=5.0) as client:
        client.config_set("appendfsync", "always")
        story = Story(client)
        a_morning(story)
        for _ in range(3):
            story.folding.fold(17)
            assert server.process is not None
            os.kill(server.process.pid, signal.SIGKILL)
            server.process.wait()
            with pytest.raises(DatabaseDown):
                story.folding.fold(17)
            assert server.revive()
            wait_until(lambda: answers(client), "the database is back")
        story.folds()
        assert story.kept() == expected


@pytest.mark.parametrize(
    "entry",
    [
        {"event": "turn"},
        {"moment": "now", "event": "joined", "caller": "x"},
        {"moment": "-5", "event": "entered", "caller": "x"},
        {"moment": "1", "call": "CA1"},
        {"moment": "1", "event": "turn", "call": "CA1"},
        {"moment": "1", "event": "joined", "caller": "x"},
    ],
)
def test_an_event_that_makes_no_sense_is_counted_and_passed_over(story: Story, entry: dict[str, str]) -> None:
    story.enters()
    story.redis.xadd(keys.events("cair"), entry)  # type: ignore[arg-type]
    story.passes(5)
    story.presses("1", "records")
    assert [step.node for step in story.record().steps] == ["main", "records"]
    assert story.folding.progress().skipped == 1


def test_a_record_that_is_no_record_stops_nothing(story: Story) -> None:
    story.redis.set(keys.record("cair", keys.digest("CA1")), "spoilt", ex=60)
    story.joins()
    story.rep()
    story.joins()
    story.enters("CA2")
    assert story.record("CA2").steps
    assert story.folding.progress().skipped > 0


def test_an_event_of_a_later_version_is_passed_over_without_a_word(story: Story) -> None:
    story.enters()
    story.happens("sang")
    assert story.record().steps
    assert story.folding.progress().skipped == 0


def test_it_says_how_far_it_is_behind(story: Story) -> None:
    story.enters()
    wait_until(lambda: story.folding.progress().behind > 0, "the first event has an age")
    story.folds()
    assert story.folding.progress().behind == 0


def test_a_full_database_loses_no_event(redis: Redis, tmp_path: Path) -> None:
    expected = folded_at_once(redis)
    with EmbeddedValkey(tmp_path) as server, connect(server.url, timeout=5.0) as client:
        story = Story(client)
        a_morning(story)
        client.config_set("maxmemory", "1mb")
        with pytest.raises(DatabaseDown):
            story.folding.fold(17)
        client.config_set("maxmemory", "0")
        story.folds()
        assert story.kept() == expected


def test_events_are_trimmed_by_age_but_never_before_they_are_folded(redis: Redis) -> None:
    scripts, long_ago = Scripts(redis), 1_000_000_000_000
    for number in range(1000):
        redis.xadd(
            keys.events("cair"), {"moment": str(long_ago), "event": "old"}, id=f"{long_ago + number}-0"
        )
    assert scripts.trim("cair") == 0
    story = Story(redis)
    story.folding.fold(500)
    assert 0 < scripts.trim("cair") <= 500
    story.folds()
    scripts.trim("cair")
    assert redis.xlen(keys.events("cair")) < 200  # whole blocks only are dropped
