"""Past days are added up once: the figures stay the same, and what changes a count of a day throws its sums away."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from redis import Redis

from reports.past_days import DayReader, keep_days, mark_days
from reports.scripts import ReportScripts
from reports.span import DaySpan, span_of
from reports.times import days_since_epoch
from store import key_table, keys
from tests.calls.moments import TUESDAY_MORNING
from tests.databases import empty
from tests.reports.story import TUESDAY, Story

DAY = timedelta(days=1)
LATER = TUESDAY_MORNING + 6 * DAY


@pytest.fixture
def old(story: Story) -> Story:
    """A day of an answered call, one given up, and guidance; six days ago."""
    story.rep("ana", wrap_up="20")
    story.enters("CA1", "+15105550101")
    story.joins("CA1", "+15105550101")
    story.presses("0", "person", "CA1")
    story.passes(15)
    story.takes_call("CA1")
    story.enters("CA2", "+15105550102", language="es")
    story.joins("CA2", "+15105550102", "es")
    story.passes(100)
    story.ends("CA2")
    story.ends("CA1")
    story.passes(20)
    story.state.fire()
    story.enters("CA3", "+15105550103")
    story.presses("1", "hours", "CA3")
    story.passes(20)
    story.ends("CA3")
    story.state.set_status("ana", "offline")
    story.folds()
    return story


def read(story: Story, now: datetime = LATER, first: date = TUESDAY - DAY, last: date = TUESDAY) -> DaySpan:
    return span_of(story.redis, story.desk, first, last, until=now, now=now)


def sums_of(story: Story, day: date = TUESDAY) -> str | None:
    found = story.redis.get(keys.day_counts(story.desk.id, days_since_epoch(day)))
    assert found is None or isinstance(found, str)
    return found


def test_a_past_day_is_added_up_once_and_reads_the_same(old: Story) -> None:
    first = read(old)
    assert first.total.tally.answered == first.total.tally.abandoned == 1
    assert first.total.ends.calls == 3
    assert first.reps.keys() == {"ana"}
    assert sums_of(old)
    names = [keys.count(old.desk.id, days_since_epoch(TUESDAY) + more) for more in (-1, 0, 1)]
    for name in names:
        old.redis.delete(name)
    assert read(old) == first, "nothing of it is counted again"


def test_a_day_of_which_more_will_be_learned_is_not_kept(old: Story) -> None:
    read(old, now=TUESDAY_MORNING + 3 * DAY)
    assert sums_of(old) is None


def test_a_late_call_changes_the_sums_of_an_old_day(old: Story) -> None:
    assert read(old).total.ends.again_72 == 0
    old.passes(2 * 86_400)
    old.enters("CA4", "+15105550102")
    old.folds()
    assert sums_of(old) is None, "the call of two days before has one more to tell of"
    found = read(old)
    assert (found.total.ends.again_72, found.total.ends.unmet_again) == (1, 1)
    assert sums_of(old)


def test_a_count_that_changes_while_a_day_is_read_is_not_lost(old: Story) -> None:
    scripts = ReportScripts(old.redis, old.desk.id)
    marks = mark_days(scripts, [TUESDAY])
    counts = DayReader(scripts, old.desk, [TUESDAY]).read(TUESDAY)
    old.passes(2 * 86_400)
    old.enters("CA4", "+15105550102")
    old.folds()
    keep_days(scripts, old.desk, {TUESDAY: counts}, marks)
    assert sums_of(old) is None
    assert read(old).total.ends.again_72 == 1


def test_a_desk_that_moves_to_another_zone_has_other_days(old: Story) -> None:
    read(old)
    before = sums_of(old)
    old.desk = old.desk.model_copy(update={"zone": "Pacific/Kiritimati"})
    assert read(old).total.tally.entered == 0, "there it was Wednesday already"
    assert sums_of(old) != before


def test_sums_live_no_longer_than_the_counts(old: Story) -> None:
    old.redis.expire(keys.count(old.desk.id, days_since_epoch(TUESDAY)), 100)
    read(old)
    assert 0 < old.redis.ttl(keys.day_counts(old.desk.id, days_since_epoch(TUESDAY))) <= 100


def test_no_backup_has_sums_and_they_are_made_again_after_a_loss(old: Story) -> None:
    first = read(old)
    name = keys.day_counts(old.desk.id, days_since_epoch(TUESDAY))
    assert not key_table.is_backed_up(name)
    old.redis.delete(name)
    assert read(old) == first
    empty(old.redis)
    assert read(old).total.tally.entered == 0


def test_what_an_older_form_or_nobody_wrote_is_read_again(old: Story) -> None:
    first = read(old)
    name = keys.day_counts(old.desk.id, days_since_epoch(TUESDAY))
    text = sums_of(old)
    assert text
    old.redis.set(name, text.replace('"form":1', '"form":0'), ex=60)
    assert read(old) == first
    old.redis.set(name, "?a mark of somebody who never came back", ex=60)
    assert read(old) == first


def test_a_hundred_past_days_are_read_with_a_few_questions(redis: Redis, story: Story) -> None:
    story.enters("CA1", "+15105550101")
    story.folds()
    last = TUESDAY + 99 * DAY
    now = datetime(last.year, last.month, last.day, tzinfo=UTC) + 9 * DAY
    read(story, now, TUESDAY, last)
    asked = int(redis.info("commandstats")["cmdstat_hgetall"]["calls"])
    read(story, now, TUESDAY, last)
    assert int(redis.info("commandstats")["cmdstat_hgetall"]["calls"]) - asked <= 1
