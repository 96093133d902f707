"""Numbers go after `retention_days`, records after `history_days`, in virtual time; what is younger stays."""

from __future__ import annotations

import pytest
from redis import Redis

from store import keys
from tests.reports.story import SECRET, Story

DAY = 86_400.0
NUMBER = "+15105550100"


def everything(redis: Redis) -> str:
    """All that the database holds, as text."""
    found = []
    for name in redis.scan_iter():
        read = {"hash": redis.hgetall, "string": redis.get, "stream": redis.xrange, "set": redis.smembers}
        kind = redis.type(name)
        found.append(f"{name} {read[kind](name) if kind in read else redis.zrange(name, 0, -1)}")
    return "\n".join(found)


def test_a_number_goes_after_its_days_and_the_keyed_digest_stays(story: Story) -> None:
    story.enters()
    story.passes(29.9 * DAY)
    story.enters("CA2")
    assert story.folding.forget() == 0
    assert story.record().number == NUMBER
    story.passes(0.1 * DAY)
    assert story.folding.forget() == 1
    first, second = story.record(), story.record("CA2")
    assert (first.number, first.masked_number, second.number) == ("", "", NUMBER)
    assert first.number_hash == second.number_hash
    assert [one.call_sid for one in story.records.earlier(second)] == ["CA1"]


def test_what_was_said_of_a_number_goes_with_it(story: Story) -> None:
    story.enters(attested="A")
    story.folds()
    assert story.record().attested == "A"
    story.passes(30 * DAY)
    story.folding.forget()
    assert story.record().attested == ""


def test_afterwards_the_number_stands_nowhere(story: Story) -> None:
    story.rep()
    story.enters()
    story.joins()
    story.takes_call()
    story.passes(60)
    story.ends()
    story.folds()
    assert NUMBER in everything(story.redis)
    story.passes(30 * DAY)
    story.folding.forget()
    assert NUMBER not in everything(story.redis)


def test_no_event_holds_a_number_or_what_tells_it_without_the_secret(story: Story) -> None:
    story.enters()
    story.joins()
    story.presses("0", "person")
    written = str(story.redis.xrange(keys.events("cair")))
    assert NUMBER[-8:] not in written
    assert keys.digest(NUMBER) not in written
    assert keys.digest_of_number(SECRET, NUMBER) not in written


def test_a_number_goes_even_if_nobody_ever_folded_the_call(story: Story) -> None:
    story.enters()
    story.passes(30 * DAY)
    assert story.folding.forget() == 1
    assert NUMBER not in everything(story.redis)


def test_a_record_goes_after_its_days_from_every_index(story: Story) -> None:
    story.enters()
    story.folds()
    story.passes(399 * DAY)
    story.enters("CA2")
    story.folds()
    story.passes(2 * DAY)
    while story.folding.forget():
        pass
    assert story.records.of_call("CA1") is None
    assert [one.call_sid for one in story.records.latest().records] == ["CA2"]
    assert story.records.earlier(story.record("CA2")) == ()
    digest = keys.digest_of_number(SECRET, NUMBER)
    assert story.redis.zcard(keys.numbers("cair", digest)) == 1


def test_it_goes_in_slices_until_nothing_is_left(story: Story) -> None:
    for number in range(25):
        story.enters(f"CA{number}", f"+151055500{number:02}")
    story.folds()
    story.passes(31 * DAY)
    assert [story.folding.forget(10) for _ in range(4)] == [10, 10, 5, 0]


def test_the_desk_says_how_long(redis: Redis) -> None:
    story = Story(redis, retention_days=1, history_days=60)
    story.enters()
    story.folds()
    story.passes(DAY)
    story.folding.tidy()
    assert story.record().number == ""
    story.passes(59 * DAY)
    story.folding.tidy()
    assert story.records.of_call("CA1") is None


@pytest.mark.parametrize("kind", ["record", "numbers", "count", "work", "taken"])
def test_the_database_itself_forgets_what_no_worker_tidied(redis: Redis, kind: str) -> None:
    story = Story(redis, history_days=60)
    story.rep()
    story.joins(number="")
    story.enters("CA2")
    story.takes_call()
    story.folds()
    names = list(redis.scan_iter(match=f"*:{kind}:*"))
    assert names
    longest = 400 if kind == "record" else 60  # the web process gave the first record its life
    assert all(0 < redis.ttl(name) <= longest * DAY for name in names)
