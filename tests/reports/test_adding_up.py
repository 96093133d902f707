"""Past days are added up by workers, before a page asks for them."""

from __future__ import annotations

from datetime import timedelta

from redis import Redis

from reports.adding_up import add_up_past_days, chores
from reports.past_days import KEPT_AFTER
from reports.span import span_of
from reports.times import days_since_epoch
from store import clock, keys
from tests.calls.moments import TUESDAY_MORNING
from tests.reports.story import TUESDAY, Story
from tests.reports.week import a_week
from tests.reports.weeks import weeks_of_counts
from tests.routing.desks import cair

DAY = timedelta(days=1)
MOMENT = TUESDAY_MORNING + timedelta(hours=9)
FOR_EVER = 3600.0
"""Seconds: longer than the days of a test take."""


def kept(story: Story) -> set[str]:
    return set(story.redis.scan_iter(match=f"{keys.prefix(story.desk.id)}day_counts:*"))


def test_every_past_day_is_added_up_once_and_reads_the_same(redis: Redis) -> None:
    story = a_week(redis)
    now = MOMENT + 10 * DAY
    days = TUESDAY - 6 * DAY, TUESDAY
    before = span_of(redis, story.desk, *days, until=now, now=MOMENT)
    assert add_up_past_days(redis, story.desk, now, FOR_EVER) == 0
    names = kept(story)
    last = days_since_epoch(now.date() - KEPT_AFTER * DAY)
    assert keys.day_counts(story.desk.id, last) in names
    assert keys.day_counts(story.desk.id, last + 1) not in names
    written = {name: redis.get(name) for name in names}
    assert add_up_past_days(redis, story.desk, now, FOR_EVER) == 0
    assert {name: redis.get(name) for name in names} == written
    for name in redis.scan_iter(match=f"{keys.prefix(story.desk.id)}count:*"):
        redis.delete(name)
    assert span_of(redis, story.desk, *days, until=now, now=now) == before


def test_sums_of_another_form_or_about_to_be_forgotten_are_made_again(redis: Redis) -> None:
    story = a_week(redis)
    now = MOMENT + 10 * DAY
    add_up_past_days(redis, story.desk, now, FOR_EVER)
    name = keys.day_counts(story.desk.id, days_since_epoch(TUESDAY))
    right = redis.get(name)
    assert isinstance(right, str)
    redis.set(name, right.replace('"form":', '"form":-'), px=10 * 86_400_000)
    add_up_past_days(redis, story.desk, now, FOR_EVER)
    assert redis.get(name) == right
    redis.pexpire(name, 86_400_000)
    add_up_past_days(redis, story.desk, now, FOR_EVER)
    assert redis.pttl(name) > 10 * 86_400_000


def test_a_turn_ends_in_time_and_says_what_is_left(redis: Redis) -> None:
    story = a_week(redis)
    left = add_up_past_days(redis, story.desk, MOMENT, 0.0)
    assert left == story.desk.history_days - 2 - KEPT_AFTER
    assert kept(story) == set()


def test_the_workers_task_adds_the_published_desk_up(redis: Redis) -> None:
    today = clock.now().date()
    weeks_of_counts(redis, cair(), today, 2)
    (chore,) = chores(["cair"], lambda _: cair())
    chore.begin(redis)()
    assert redis.exists(keys.day_counts("cair", days_since_epoch(today - 6 * DAY)))
