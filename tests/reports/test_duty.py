"""How reps' time goes by, and whether announced waits held."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from redis import Redis

from reports.duty import Duty, duty_of_all
from store import keys
from tests.reports.story import TUESDAY, Story


def duty(story: Story, rep: str = "ana", days: int = 0) -> Duty:
    story.folds()
    day = TUESDAY + timedelta(days=days)
    return duty_of_all(story.redis, story.desk, [day])[day].get(rep, Duty())


def test_a_reps_time_by_status(story: Story) -> None:
    story.rep("ana", wrap_up="60")
    story.passes(100)
    story.joins()
    story.passes(7)
    story.state.accept(story.offer())
    story.passes(3)
    for side in ("caller", "rep"):
        story.state.side_joins(story.offer(), side)
    story.passes(200)
    story.ends()
    story.passes(40)
    story.state.set_status("ana", "away")
    story.passes(600)
    story.state.set_status("ana", "offline")
    story.passes(5000)
    story.state.set_status("ana", "available")
    found = duty(story)
    assert found == Duty(100, 7, 3, 200, 40, 0, 600)
    assert (found.there, found.occupancy) == (350, 250 / 350)


def test_the_moment_after_passing_a_call_on_is_a_pause_and_no_work(story: Story) -> None:
    story.rep("ana")
    story.joins()
    story.passes(5)
    story.state.not_taken(story.offer(), "passed")
    story.passes(31)
    story.state.fire()
    found = duty(story)
    assert (found.pause, found.wrap_up, found.occupancy) == (31, 0, 5 / 36)


def test_a_status_over_midnight_is_parted_at_the_desks_midnight(redis: Redis) -> None:
    story = Story(redis, datetime(2026, 11, 25, 6, tzinfo=UTC))  # ten in the evening
    story.rep("ana")
    story.passes(3 * 3600)
    story.state.set_status("ana", "offline")
    assert [duty(story, days=one).available for one in (0, 1)] == [7200, 3600]


def test_a_status_that_lasts_counts_up_to_now_on_each_day_as_it_will_once_it_has_ended(redis: Redis) -> None:
    story = Story(redis, datetime(2026, 11, 25, 6, tzinfo=UTC))  # ten in the evening
    story.rep("ana")
    story.passes(3 * 3600)
    story.folds()
    days = [TUESDAY + timedelta(days=one) for one in range(-1, 3)]
    until = datetime(2026, 11, 25, 9, tzinfo=UTC)
    lasting = duty_of_all(redis, story.desk, days, until)
    assert not any(duty_of_all(redis, story.desk, days).values())
    story.state.set_status("ana", "offline")
    story.folds()
    ended = duty_of_all(redis, story.desk, days, until + timedelta(days=9))
    assert [by_rep.get("ana", Duty()).available for by_rep in lasting.values()] == [0, 7200, 3600, 0]
    assert {day: by_rep for day, by_rep in lasting.items() if by_rep} == {
        day: by_rep for day, by_rep in ended.items() if by_rep
    }


def test_who_forgets_to_sign_out_is_counted_for_two_weeks_however_it_ends(redis: Redis) -> None:
    story = Story(redis)
    story.rep("ana")
    story.passes(30 * 86_400)
    story.folds()
    days = [TUESDAY + timedelta(days=one) for one in range(31)]
    until = datetime.fromtimestamp(story.now / 1000, UTC)
    lasting = duty_of_all(redis, story.desk, days, until)
    story.state.set_status("ana", "offline")
    story.folds()
    assert lasting == duty_of_all(redis, story.desk, days, until)


@pytest.mark.parametrize(("start", "hours"), [((2026, 3, 8, 8), 23), ((2026, 11, 1, 7), 25)])
def test_a_whole_day_on_which_the_clock_is_changed_has_its_own_length(
    redis: Redis, start: tuple[int, int, int, int], hours: int
) -> None:
    story = Story(redis, datetime(*start, tzinfo=UTC))
    story.rep("ana")
    story.passes(50 * 3600)
    story.state.set_status("ana", "offline")
    story.folds()
    day = datetime(*start[:3], tzinfo=UTC).date()
    assert duty_of_all(redis, story.desk, [day])[day]["ana"].available == hours * 3600


def test_a_rep_who_is_removed_leaves_nothing_open(story: Story) -> None:
    story.rep("ana")
    story.passes(60)
    story.state.remove_rep("ana")
    assert duty(story).available == 60
    assert not [name for name in story.redis.hkeys("{cair}:folded") if name.startswith("duty:")]


def test_a_new_day_has_no_time_of_nobody(story: Story) -> None:
    assert duty(story).occupancy is None


# --- honesty


def waits(story: Story, call: str, least: str, most: str, minutes: float, *, is_answered: bool) -> None:
    """A caller is told a range as the line does, and waits so long."""
    story.joins(call, "")
    story.state.hold(call, f"joined 0 0 1 1 {least}:{most}")
    story.passes(minutes * 60)
    if is_answered:
        story.rep(f"rep{call}", wrap_up="0")
        story.takes_call(call)
        story.passes(10)
    story.state.caller_ends(call, "hung up")
    story.state.set_status(f"rep{call}", "offline")


@pytest.mark.parametrize(
    ("least", "most", "minutes", "answered", "counted"),
    [
        ("120", "300", 3, True, (1, 1, 0, 0, 0, 1, 180_000)),
        ("120", "300", 1, True, (1, 0, 0, 0, 0, 1, 180_000)),
        ("120", "300", 6, True, (1, 0, 1, 0, 0, 1, 180_000)),
        ("", "90", 0.5, True, (1, 1, 0, 0, 0, 1, 90_000)),
        ("120", "300", 6, False, (1, 0, 1, 0, 0, 1, 180_000)),
        ("120", "300", 3, False, (0, 0, 0, 1, 0, 1, 180_000)),
        ("120", "300", 1, False, (0, 0, 0, 0, 1, 1, 180_000)),
        ("", "", 3, True, (0, 0, 0, 0, 0, 0, 0)),
    ],
)
def test_whether_the_announced_wait_held(
    story: Story, least: str, most: str, minutes: float, answered: bool, counted: tuple[int, ...]
) -> None:
    story.rep("zoe")
    story.joins("CAz", "", "es")
    story.takes_call("CAz")
    waits(story, "CA1", least, most, minutes, is_answered=answered)
    tally = story.tally()
    shown = (tally.told, tally.told_kept, tally.told_longer)
    assert (*shown, tally.told_left, tally.told_left_early, tally.ranges, tally.range_width) == counted
    assert tally.honesty == (counted[1] / counted[0] if counted[0] else None)


def test_only_the_first_announcement_counts(story: Story) -> None:
    story.rep("zoe")
    story.joins("CAz", "", "es")
    story.takes_call("CAz")
    story.joins("CA1", "")
    story.state.hold("CA1", "joined 0 0 1 1 120:300")
    story.state.hold("CA1", "joined 0 0 1 1 60:1800")
    story.state.hold("CA1", "news 90 90 1 1 60:1800")
    story.passes(600)
    story.state.caller_ends("CA1", "left")
    assert story.tally().told_longer == 1


def test_a_range_announced_before_ranges_were_in_seconds_is_read_in_minutes(story: Story) -> None:
    story.rep("zoe")
    story.joins("CAz", "", "es")
    story.takes_call("CAz")
    story.joins("CA1", "")
    story.happens("announced", "CA1", at_least="2", at_most="5")
    story.passes(180)
    story.rep("ana", wrap_up="0")
    story.takes_call("CA1")
    story.joins("CA2", "")
    story.folds()
    old = {"told_at": str(story.now), "told_least": "", "told_most": "5"}
    story.redis.hset(keys.record(story.desk.id, keys.digest("CA2")), mapping=old)
    story.passes(299)
    story.ends("CA1")
    story.takes_call("CA2")
    tally = story.tally()
    assert (tally.told_kept, tally.ranges, tally.range_width) == (2, 2, 480_000)
