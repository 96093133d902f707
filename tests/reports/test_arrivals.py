"""The desk's own arrivals: each caller once, on a typical day, and never from too little."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from statistics import fmean, median

import pytest
from redis import Redis

from reports.arrivals import arrivals_of, typical_day
from reports.half_hours import counts_of
from reports.tally import CallTally
from routing.staffing.demand import DayProfile
from store import keys
from tests.reports.story import TUESDAY, Story
from tests.reports.three_weeks import START, SecondCount
from tests.reports.weeks import CALLERS, DAY, counts, expected, weeks_of_counts
from tests.routing.desks import cair

DESK = cair()
MONDAY = date(2026, 11, 2)
HOUR = 3600.0


# --- who wants a person


def wanted(story: Story) -> dict[str, int]:
    story.folds()
    total = CallTally()
    for one in counts_of(story.redis, story.desk, TUESDAY, TUESDAY + DAY * 9, lambda _: True):
        total = CallTally.total([total, CallTally.of({one.metric: one.number})])
    return {name: number for name, number in total.metrics().items() if "wanted" in name and number}


def asks(story: Story, call: str, refused: str, number: str = "+15105550100") -> None:
    story.enters(call, number)
    story.passes(3)
    story.presses("0", "person", call, refused=refused)
    story.passes(10)
    story.ends(call)


def test_who_has_to_call_three_times_is_one_caller(story: Story) -> None:
    for number, why in enumerate(("full", "nobody_signed_in", "full")):
        asks(story, f"CA{number}", why)
        story.passes(20 * HOUR)
    assert wanted(story) == {"wanted": 1, "wanted_again": 2}


def test_who_gave_up_in_line_and_comes_back_is_one_caller(story: Story) -> None:
    story.rep()
    story.joins("CAx", "")
    story.takes_call("CAx")
    for call in ("CA1", "CA2"):
        story.enters(call)
        story.joins(call)
        story.presses("0", "person", call)
        story.passes(30)
        story.ends(call)
        story.passes(60)
    assert wanted(story) == {"wanted": 2, "wanted_again": 1}


def test_who_was_served_wants_something_new(story: Story) -> None:
    asks(story, "CA1", "full")
    story.enters("CA2")
    story.rep()
    story.joins("CA2")
    story.takes_call("CA2")
    story.passes(60)
    story.ends("CA2")
    asks(story, "CA3", "full")
    assert wanted(story) == {"wanted": 2, "wanted_again": 1}


def test_after_three_days_it_is_something_new(story: Story) -> None:
    asks(story, "CA1", "full")
    story.passes(72 * HOUR)
    asks(story, "CA2", "full")
    assert wanted(story) == {"wanted": 2}


def test_a_call_at_a_closed_door_takes_nothing_from_the_one_in_the_morning(story: Story) -> None:
    asks(story, "CA1", "closed")
    asks(story, "CA2", "line_closed")
    story.passes(8 * HOUR)
    asks(story, "CA3", "full")
    assert wanted(story) == {"wanted": 1, "wanted_closed": 1, "wanted_closed_again": 1}


def test_a_call_that_asks_before_the_door_opens_and_after_counts_for_both(story: Story) -> None:
    story.enters()
    story.presses("0", "person", refused="closed")
    story.passes(60)
    story.presses("0", "person", refused="full")
    story.presses("0", "person", refused="full")
    assert wanted(story) == {"wanted": 1, "wanted_closed": 1}


def test_being_asked_again_in_silence_or_sent_off_is_no_wish(story: Story) -> None:
    story.enters()
    story.presses("0", "person", refused="closed")
    story.presses("", "person", attempt="2")
    story.presses("", "person", part="goodbye")
    assert wanted(story) == {"wanted_closed": 1}


def test_withheld_numbers_are_a_caller_each(story: Story) -> None:
    asks(story, "CA1", "full", "")
    asks(story, "CA2", "full", "")
    assert wanted(story) == {"wanted": 2}


def test_a_reps_own_call_wants_nothing(story: Story) -> None:
    story.enters()
    story.presses("0", "person", refused="closed")
    story.happens("door", step="in", rep="ana", attempt="1")
    assert wanted(story) == {}


# --- a typical day


def test_a_typical_day_has_the_median_of_totals_in_the_mean_shape() -> None:
    busy, calm, broken = [0, 30, 10, 0], [0, 10, 10, 0], [0, 1, 1, 0]
    assert typical_day("Monday", [busy, calm, broken]) == DayProfile(
        "Monday",
        1800,
        [20 * fmean((0.75, 0.5, 0.5)), 20 * fmean((0.25, 0.5, 0.5))],
        1800,
    )


def test_a_day_on_which_nobody_asked_lowers_the_level_and_not_the_shape() -> None:
    assert typical_day("Monday", [[0, 0], [4, 4], [8, 8]]).calls == [4, 4]


def test_every_weekday_of_the_past_weeks_is_planned_for(redis: Redis) -> None:
    weeks_of_counts(redis, DESK, MONDAY, 6)
    own = arrivals_of(redis, DESK, MONDAY, 8)
    assert [day.name for day in own.days] == ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]
    thursday = own.day("thursday")
    assert thursday is not None
    assert (thursday.begins, thursday.interval) == (16 * 1800, 1800)
    assert thursday.calls == pytest.approx(expected(range(16, 33)))
    assert own.seen["Thursday"].callers == 6 * sum(CALLERS.values())
    assert (own.handle, own.patience) == (260, 120)
    assert own.has_own_handling
    assert own.has_own_patience


def test_today_closed_days_and_days_with_hours_of_their_own_plan_nothing(redis: Redis) -> None:
    monday = date(2026, 11, 30)  # Veterans Day and Thanksgiving were on a Wednesday and a Thursday
    weeks_of_counts(redis, DESK, monday, 5)
    for closed in (date(2026, 11, 11), date(2026, 11, 26)):
        counts(redis, DESK, closed, 20, {"entered": 900}, line="-")
        counts(redis, DESK, closed, 20, {"wanted": 900})
    counts(redis, DESK, monday, 20, {"wanted": 900, "entered": 900})
    own = arrivals_of(redis, DESK, monday, 5)
    assert own.left_out == [date(2026, 11, 11), date(2026, 11, 26)]
    assert {day.name: sum(day.calls) for day in own.days} == {
        name: pytest.approx(sum(CALLERS.values()))
        for name in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
    }


def test_too_few_days_or_callers_are_no_typical_day(redis: Redis) -> None:
    weeks_of_counts(redis, DESK, MONDAY, 2)
    own = arrivals_of(redis, DESK, MONDAY)
    assert own.days == []
    assert {(one.days, one.is_enough) for one in own.seen.values()} == {(2, False)}
    assert not arrivals_of(redis, DESK, MONDAY - timedelta(days=300)).seen


def test_before_there_is_data_typical_calls_stand_in(redis: Redis) -> None:
    own = arrivals_of(redis, DESK, MONDAY)
    assert (own.handle, own.patience) == (300, 300)
    assert (own.has_own_handling, own.has_own_patience) == (False, False)


@pytest.mark.parametrize("weeks", [0, 53])
def test_weeks_that_nobody_keeps_are_refused(redis: Redis, weeks: int) -> None:
    with pytest.raises(ValueError, match="weeks"):
        arrivals_of(redis, DESK, MONDAY, weeks)


def test_a_night_when_clocks_are_changed_has_every_quarter_once(redis: Redis) -> None:
    for day in (date(2026, 11, 1), date(2026, 3, 8)):
        for utc_day in (0, 1):
            number = keys.count(DESK.id, (day - date(1970, 1, 1)).days + utc_day)
            redis.hset(number, mapping={f"{quarter}:general:en:wanted": "1" for quarter in range(96)})
            redis.expire(number, 60)
    found = {
        day: sum(one.number for one in counts_of(redis, DESK, day, day, "wanted".__eq__))
        for day in (date(2026, 11, 1), date(2026, 3, 8))
    }
    assert list(found.values()) == [100, 92]


# --- three weeks of calls, counted a second time


def test_who_wanted_a_person_is_who_did_by_a_second_count(weeks: tuple[SecondCount, Redis, date]) -> None:
    second, client, last = weeks
    for metric, places in second.wanted().items():
        found: Counter[object] = Counter()
        for one in counts_of(client, DESK, START.date() - DAY, last + DAY, metric.__eq__):
            found[(one.day, one.slot), (one.line, one.language)] += one.number
        assert +found == places, metric
    numbers = {metric: places.total() for metric, places in second.wanted().items()}
    assert numbers["wanted"] > 150
    assert numbers["wanted_again"] >= 3
    assert numbers["wanted_closed_again"] > 5


def test_a_typical_day_is_the_one_of_a_second_count(weeks: tuple[SecondCount, Redis, date]) -> None:
    """Saturdays are compared, as no closed day falls on one."""
    second, client, last = weeks
    own = arrivals_of(client, DESK, last, 5)
    days: dict[date, Counter[int]] = {}
    for (place, _), number in second.wanted()["wanted"].items():
        days.setdefault(place[0], Counter())[place[1]] += number
    saturdays = [slots for day, slots in days.items() if day.weekday() == 5 and day < last]
    level = median(slots.total() for slots in saturdays)
    by_hand = {slot: level * fmean(one[slot] / one.total() for one in saturdays) for slot in range(48)}
    saturday = own.day("Saturday")
    assert saturday is not None
    first = round(saturday.begins / 1800)
    assert dict(enumerate(saturday.calls, first)) == pytest.approx(
        {slot: by_hand[slot] for slot in range(first, first + len(saturday.calls))}
    )
    assert sum(saturday.calls) == pytest.approx(sum(by_hand.values()))


def test_handling_and_patience_are_those_of_a_second_count(weeks: tuple[SecondCount, Redis, date]) -> None:
    second, client, last = weeks
    recent = arrivals_of(client, DESK, last + DAY, 5).recent
    waits = [(wait.until - wait.joined, wait.ended) for call in second.log.calls for wait in call.waits]
    long = [(length, how) for length, how in waits if how != "hung up" or length >= 5000]
    talks = [call.talk for call in second.log.calls if call.talk]
    assert recent.waits == len(long)
    assert recent.given_up == [how for _, how in long].count("hung up")
    assert recent.waited == pytest.approx(sum(length for length, _ in long) / 1000)
    assert recent.calls == len(talks)
    assert recent.handled == pytest.approx(sum(talk.ready - talk.began for talk in talks) / 1000)
