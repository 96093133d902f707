"""Counts by the quarter of an hour: each metric by what makes it, days by the desk's clock, what is usual."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from redis import Redis

from reports.counts import Counts, Usual
from reports.figures import values
from reports.rep_day import work_of_all
from reports.span import span_of
from reports.tally import BUCKETS, CallTally
from reports.times import quarters
from reports.waits import BOUNDS, quantile
from routing.queue.conversations import Conversations
from store import keys
from tests.calls.moments import TUESDAY_MORNING, at_the_desk
from tests.reports.story import TUESDAY, Story

LOS_ANGELES = ZoneInfo("America/Los_Angeles")


@pytest.fixture
def busy(story: Story) -> Story:
    """Zoe, alone on both lines, talks in Spanish: callers in English wait."""
    story.rep("zoe")
    story.joins("CAz", "", "es")
    story.takes_call("CAz")
    return story


def answer_call(story: Story, call: str, after: float, talks: float = 60) -> None:
    """A caller waits so many seconds for a rep who comes for this call alone."""
    story.joins(call, "")
    story.passes(after)
    story.rep(f"rep{call}", wrap_up="0")
    story.takes_call(call)
    story.passes(talks)
    story.state.caller_ends(call, "hung up")
    story.state.set_status(f"rep{call}", "offline")


def goes(story: Story, call: str, after: float, how: str = "hung up") -> None:
    """A caller waits so many seconds in vain."""
    story.joins(call, "")
    story.passes(after)
    story.state.caller_ends(call, how)


def test_answered_in_time_and_late_and_how_long_it_took(busy: Story) -> None:
    for call, seconds in (("CA1", 4), ("CA2", 20), ("CA3", 21), ("CA4", 5)):
        answer_call(busy, call, seconds)
    tally = busy.tally()
    assert (tally.offered, tally.answered, tally.answered_in) == (4, 4, 3)
    assert (tally.wait, tally.longest_wait, tally.speed_of_answer) == (50_000, 21_000, 12.5)
    assert [tally.waits[BUCKETS.index(f"waited_{bound}")] for bound in (5, 10, 20, 30)] == [2, 0, 1, 1]
    assert (tally.handled, tally.talk, tally.wrap_up, tally.handling) == (4, 240_000, 0, 60.0)
    assert tally.service_level == 0.75


def test_an_hours_wait_and_more_has_a_place_too(busy: Story) -> None:
    answer_call(busy, "CA1", 3_600)
    answer_call(busy, "CA2", 3_601)
    assert busy.day().of_line("general", "en").waits[-2:] == (1, 1)


def test_given_up_in_time_late_and_at_once(busy: Story) -> None:
    for call, seconds in (("CA1", 4.9), ("CA2", 5), ("CA3", 20), ("CA4", 21)):
        goes(busy, call, seconds)
    answer_call(busy, "CA5", 1)
    tally = busy.tally()
    assert (tally.offered, tally.abandoned, tally.abandoned_in, tally.abandoned_short) == (5, 3, 2, 1)
    assert tally.longest_wait == 21_000
    assert tally.service_level == 1 / 4
    assert tally.service_level_ignoring_abandoned == 1 / 2
    assert tally.service_level_counting_abandoned == 3 / 4
    assert tally.abandonment == 3 / 4


@pytest.mark.parametrize(
    ("how", "metric"),
    [
        ("hung up", "abandoned"),
        ("left", "abandoned"),
        ("lost", "abandoned"),
        ("closed", "sent_away"),
        ("too long", "sent_away"),
        ("redialled", "redialled"),
    ],
)
def test_how_a_wait_without_an_answer_counts(busy: Story, how: str, metric: str) -> None:
    goes(busy, "CA1", 30, how)
    tally = busy.tally()
    assert getattr(tally, metric) == 1
    assert tally.abandoned + tally.sent_away + tally.redialled == tally.offered == 1


def test_a_caller_who_goes_while_the_reps_phone_rings_has_abandoned(story: Story) -> None:
    story.rep()
    goes(story, "CA1", 8)
    tally = story.tally()
    assert (tally.abandoned, tally.answered) == (1, 0)
    assert story.work().offered == 1
    assert (story.work().missed, story.work().taken) == (0, 0)


def test_refusals_by_reason_a_call_once_for_each(story: Story) -> None:
    for call, reasons in (("CA1", ("closed", "closed")), ("CA2", ("full",)), ("CA3", ("closed", "full"))):
        story.enters(call)
        for reason in reasons:
            story.presses("0", "person", call, refused=reason)
            story.passes(1)
    assert story.tally().refused == {"closed": 2, "full": 2}


def test_calls_that_began_that_asked_and_that_were_guided(story: Story) -> None:
    story.rep()
    for call in ("CA1", "CA2", "CA3"):
        story.enters(call)
        story.passes(1)
        story.presses("1", "hours", call)
    story.passes(1)
    story.joins("CA3")
    story.presses("0", "person", "CA3")
    story.ends("CA1")
    story.ends("CA3")
    total = story.day().total
    assert (total.entered, total.asked, total.guided) == (3, 1, 1)  # CA2 is still on the phone


def test_a_call_counts_in_the_language_it_is_heard_in_last(story: Story) -> None:
    story.enters()
    story.passes(1)
    story.presses("0", "person", refused="closed")
    story.passes(1)
    story.presses("9", "main", language="es")
    by_language = {row.language: row.tally for row in story.day().rows if not row.line}
    assert (by_language["es"].entered, by_language["es"].asked) == (1, 1)
    assert (by_language["en"].entered, by_language["en"].asked) == (0, 0)


def test_a_wait_counts_on_the_line_that_the_caller_changed_to(busy: Story) -> None:
    busy.joins("CA1", "")
    busy.happens("changed_language", "CA1", line="general:es")
    busy.passes(30)
    busy.state.caller_ends("CA1", "left")
    assert busy.tally("en").offered == 0
    assert (busy.tally("es").offered, busy.tally("es").abandoned) == (2, 1)


def test_whoever_comes_again_after_hanging_up_has_waited_anew(busy: Story) -> None:
    busy.joins("CA1", "+15105550100")
    busy.passes(40)
    busy.state.caller_ends("CA1", "hung up")
    busy.passes(60)
    busy.joins("CA2", "+15105550100")
    busy.passes(10)
    busy.rep("yan")
    busy.takes_call("CA2")
    tally = busy.tally()
    assert (tally.offered, tally.abandoned, tally.answered, tally.wait) == (2, 1, 1, 10_000)


def test_a_wait_goes_on_after_the_database_has_forgotten_it(busy: Story) -> None:
    joined = busy.now
    busy.joins("CA1", "")
    busy.passes(50)
    busy.folds()
    busy.redis.delete(keys.caller_record("cair", "CA1"), keys.line("cair", "general", "en"))
    again = busy.state.join(busy.wish("CA1", joined=joined))
    assert again[1] == 1
    busy.passes(10)
    busy.state.caller_ends("CA1", "left")
    tally = busy.tally()
    assert (tally.offered, tally.abandoned, tally.longest_wait) == (1, 1, 60_000)


def test_a_wait_that_began_before_all_was_lost_counts_from_its_beginning(story: Story) -> None:
    story.state.join(story.wish("CA1", joined=story.now - 50_000))
    story.passes(10)
    story.state.caller_ends("CA1", "left")
    assert (story.tally().offered, story.tally().longest_wait) == (1, 60_000)
    assert story.record().waited == 60.0


def test_everything_about_a_wait_counts_in_the_quarter_in_which_it_began(story: Story) -> None:
    story = Story(story.redis, at_the_desk(2026, 11, 24, 10, 14, 50))
    story.rep("ana")
    story.joins()
    story.passes(15)
    story.takes_call()
    story.passes(1200)
    story.ends()
    story.passes(30)
    story.state.set_status("ana", "available")
    (row,) = [row for row in story.day().rows if row.line]
    assert row.start == at_the_desk(2026, 11, 24, 10)
    tally = row.tally
    assert (tally.offered, tally.answered, tally.talk, tally.wrap_up) == (1, 1, 1_200_000, 30_000)
    assert story.day().at(time(10)).handled == 1
    assert story.day().at(time(10, 15)).handled == 0


# --- reps


def test_a_reps_day(story: Story) -> None:
    story.rep("ana")
    for call, talks, wraps in (("CA1", 100, 20), ("CA2", 50, 80)):
        story.joins(call, "")
        story.passes(5)
        story.takes_call(call)
        story.passes(talks)
        story.state.caller_ends(call, "hung up")
        story.passes(wraps)
        story.state.set_status("ana", "available")
    for call, outcome in (("CA3", "missed"), ("CA4", "passed")):
        story.joins(call, "")
        story.passes(5)
        story.state.not_taken(story.offer(call), outcome)
        story.state.caller_ends(call, "hung up")
    work = story.work()
    assert (work.offered, work.taken, work.missed, work.passed) == (5, 2, 1, 1)
    assert (work.talk, work.wrap_up, work.longest, work.handling) == (150.0, 100.0, 130.0, 125.0)
    assert list(work_of_all(story.redis, story.desk, TUESDAY)) == ["ana"]
    assert story.work("bo").handling is None


def test_wrap_up_after_a_pass_is_no_work(story: Story) -> None:
    story.rep("ana")
    story.joins()
    story.state.not_taken(story.offer(), "passed")
    story.passes(31)
    story.state.fire()
    assert story.work().wrap_up == 0


# --- days


@pytest.mark.parametrize(
    ("day", "number", "hours"),
    [(date(2026, 3, 8), 92, 23), (date(2026, 11, 1), 100, 25), (date(2026, 11, 24), 96, 24)],
)
def test_a_day_has_the_quarters_that_the_desks_clock_shows(day: date, number: int, hours: int) -> None:
    found = quarters(day, LOS_ANGELES)
    assert len(found) == number == hours * 4
    assert found[0].start == datetime(day.year, day.month, day.day, tzinfo=LOS_ANGELES)
    assert {quarter.start.date() for quarter in found} == {day}
    instants = [quarter.start.astimezone(UTC) for quarter in found]
    assert all(later - one == timedelta(minutes=15) for one, later in pairwise(instants))


@pytest.mark.parametrize("day", [date(2026, 3, 8), date(2026, 11, 1)])
def test_every_call_of_a_day_of_odd_length_counts_on_that_day_and_once(redis: Redis, day: date) -> None:
    midnight = datetime(day.year, day.month, day.day, tzinfo=LOS_ANGELES).astimezone(UTC)
    story = Story(redis, midnight - timedelta(hours=2))
    for number in range(58):  # every half hour, from two hours before to two after a day of 25
        story.enters(f"CA{number}", "")
        story.passes(1800)
    story.folds()
    counts = Counts(redis, story.desk)
    hours = 23 if day.month == 3 else 25
    totals = [counts.day(day + timedelta(days=one)).total.entered for one in (-1, 0, 1)]
    assert totals == [4, hours * 2, 58 - 4 - hours * 2]


def test_the_hour_that_comes_twice_is_two_rows(redis: Redis) -> None:
    story = Story(redis, datetime(2026, 11, 1, 8, 30, tzinfo=UTC))  # 1:30 summer time
    story.enters("CA1", "")
    story.passes(3600)
    story.enters("CA2", "")
    story.folds()
    day = Counts(redis, story.desk).day(date(2026, 11, 1))
    assert [(row.start.time(), row.start.fold) for row in day.rows] == [(time(1, 30), 0), (time(1, 30), 1)]
    assert day.at(time(1, 30)).entered == 2


def test_what_is_usual_leaves_out_days_without_calls(redis: Redis) -> None:
    for weeks, calls in ((1, 4), (3, 2), (9, 50)):
        story = Story(redis, TUESDAY_MORNING - timedelta(weeks=weeks))
        for number in range(calls):
            story.enters(f"CA{weeks}-{number}", "")
        story.folds()
    usual = Counts(redis, story.desk).usual(TUESDAY)
    assert (usual.days, usual.entered) == (2, 3.0)
    assert Counts(redis, story.desk).usual(TUESDAY + timedelta(days=1)) == Usual(0, 0, 0, 0, 0, 0)


# --- figures


def test_a_quantile_lies_where_that_share_of_the_waits_lies() -> None:
    counts = [0] * len(BUCKETS)
    counts[0], counts[BOUNDS.index(30)] = 8, 2
    assert quantile(counts, 0.5, 29.0) == pytest.approx(5 * 5 / 8)
    assert quantile(counts, 0.9, 29.0) == pytest.approx(24.5)
    assert quantile(counts, 1.0, 29.0) == 29.0
    assert quantile([0] * len(BUCKETS), 0.5, 0.0) is None


def test_a_quantile_beyond_the_last_bound_ends_at_the_longest_wait() -> None:
    counts = [0] * len(BUCKETS)
    counts[-1] = 2
    assert quantile(counts, 1.0, 4000.0) == 4000.0
    assert quantile(counts, 0.5, 4000.0) == 3800.0


def test_a_tally_survives_being_taken_apart_and_without_calls_has_no_figures() -> None:
    tally = CallTally(entered=3, refused={"full": 2}, waits=(*[0] * (len(BUCKETS) - 1), 4), longest_wait=7)
    assert CallTally.of(tally.metrics()) == tally
    assert CallTally.total([tally, CallTally(longest_wait=9, refused={"full": 1})]).refused == {"full": 3}
    assert CallTally.total([tally, CallTally(longest_wait=9)]).longest_wait == 9
    none = CallTally()
    assert (none.service_level, none.abandonment, none.speed_of_answer, none.handling) == (None,) * 4
    assert none.wait_quantile(0.5) is None


# --- callers who wait again


def passed_on(story: Story) -> None:
    """Ana talks for 60 seconds in English and passes the caller on to Spanish, where bo is away."""
    story.rep("ana", languages="en", wrap_up="60")
    story.rep("bo", languages="es", wrap_up="0")
    story.joins("CAz", "", "es")
    story.takes_call("CAz")
    story.enters("CA1")
    story.joins("CA1")
    story.passes(10)
    story.takes_call("CA1")
    story.passes(60)
    Conversations(story.state).pass_on(story.offer("CA1"), "ana", "general", "es")


def test_a_caller_who_is_passed_on_waits_in_the_line_that_is_waited_for(story: Story) -> None:
    passed_on(story)
    story.passes(15)
    story.state.set_status("ana", "away")
    story.ends("CAz")
    story.passes(12)
    story.takes_call("CA1")
    story.passes(100)
    story.ends("CA1")
    first, second = story.tally("en"), story.tally("es")
    assert (first.offered, first.offered_again, first.answered, first.wait) == (1, 0, 1, 10_000)
    assert (first.handled, first.talk, first.wrap_up) == (1, 60_000, 15_000)
    assert (second.offered, second.offered_again, second.answered) == (2, 1, 2)
    assert (second.wait, second.longest_wait, second.answered_in) == (27_000, 27_000, 1)
    assert second.talk == 85_000 + 100_000


def test_a_caller_who_gives_up_after_being_passed_on_is_lost_to_that_line(story: Story) -> None:
    passed_on(story)
    story.passes(90)
    story.ends("CA1")
    first, second = story.tally("en"), story.tally("es")
    assert (first.abandoned, first.service_level) == (0, 1.0)
    assert (second.abandoned, second.wait_in_vain, second.longest_wait) == (1, 90_000, 90_000)
    assert not story.record("CA1").is_unmet, "the caller has talked to a rep"


def test_notes_written_after_a_caller_was_passed_on_belong_to_the_first_conversation(story: Story) -> None:
    passed_on(story)
    story.folds()
    kept = story.redis.hget(keys.fold_progress(story.desk.id), "talk:ana")
    assert isinstance(kept, str)
    story.redis.hset(keys.fold_progress(story.desk.id), "talk:ana", " ".join(kept.split(" ")[:3]))
    story.passes(60)
    story.state.fire()
    assert story.tally("es").wrap_up == 60_000, "as an older release kept it: by the caller's present line"


def test_shares_of_few_waits_are_exact_and_none_is_longer_than_the_longest_answered(story: Story) -> None:
    story.rep("zoe")
    story.joins("CAz", "", "es")
    story.takes_call("CAz")
    story.rep("ana", wrap_up="0")
    waits = (21.0, 21.4, 22.25, 20.5, 24.0)
    for number, seconds in enumerate(waits):
        call = f"CA{number}"
        story.state.set_status("ana", "away")
        story.joins(call, "")
        story.passes(seconds)
        story.state.set_status("ana", "available")
        story.takes_call(call)
        story.ends(call)
    story.state.set_status("ana", "away")
    story.joins("CAx", "")
    story.passes(200)
    story.ends("CAx")
    story.folds()
    found = span_of(story.redis, story.desk, TUESDAY, TUESDAY)
    for part in (found.lines["general", "en"], found.languages["en"]):
        assert values("total", part)["wait_p50"] == 21.4
        assert values("total", part)["wait_p90"] == 24.0
        assert values("total", part)["longest_wait"] == 200.0
    lengths = sorted([0, *(round(1000 * seconds) for seconds in waits)])
    for part in (found.total, found.days[TUESDAY], found.hours[1, 10]):
        assert sorted(part.lengths) == lengths
        assert values("total", part)["wait_p50"] == 21.0
    story.redis.delete(keys.lengths(story.desk.id, (TUESDAY - date(1970, 1, 1)).days))
    older = span_of(story.redis, story.desk, TUESDAY, TUESDAY).languages["en"]
    assert 20 < (values("total", older)["wait_p50"] or 0) <= 30, "as before lengths were kept"


def test_of_a_thousand_waits_those_between_two_bounds_are_taken_to_lie_evenly() -> None:
    lengths = [21_000] * 1000
    counts = CallTally.of({"answered": 1000, "waited_30": 1000, "longest_wait": 200_000})
    assert counts.wait_quantile(0.9, lengths) == pytest.approx(20.9), "never above the longest answered"
    few = CallTally.of({"answered": 999, "waited_30": 999, "longest_wait": 200_000})
    assert few.wait_quantile(0.9, lengths[:999]) == 21.0
