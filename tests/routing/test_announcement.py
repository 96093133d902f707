"""What a waiting caller hears, one announcement after the other."""

from __future__ import annotations

from itertools import pairwise
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.waits.announcement import Announcement, NewsKind, QueueStanding, announce
from routing.waits.estimate import WaitRange, expected_wait, spoken_range


def minutes(at_least: int | None, at_most: int) -> WaitRange:
    return WaitRange(at_least and 60 * at_least, 60 * at_most)


TEN_TO_TWENTY = minutes(10, 20)
BEFORE = QueueStanding(at=0, position=4, reps=3, wait=TEN_TO_TWENTY)


def heard(
    at: float = 90,
    position: int = 4,
    reps: float = 3,
    wait: WaitRange | None = TEN_TO_TWENTY,
    told: QueueStanding | None = BEFORE,
) -> Announcement:
    return announce(QueueStanding(at, position, reps, wait), told)


def test_a_caller_hears_position_and_wait_first() -> None:
    first = heard(at=7, told=None)
    assert (first.kind, first.position, first.wait) == (NewsKind.FIRST, 4, TEN_TO_TWENTY)
    assert first.told == QueueStanding(7, 4, 3, TEN_TO_TWENTY)


def test_a_caller_hears_nothing_when_nothing_is_new() -> None:
    assert heard() == Announcement(NewsKind.NOTHING_NEW, BEFORE)


def test_a_caller_hears_a_better_position_without_the_wait_said_before() -> None:
    news = heard(position=3)
    assert (news.kind, news.position, news.wait) == (NewsKind.IMPROVED, 3, None)
    assert news.told == QueueStanding(90, 3, 3, TEN_TO_TWENTY, wait_said=0)


def test_a_caller_hears_a_shorter_wait_without_the_position_said_before() -> None:
    news = heard(wait=minutes(5, 15))
    assert (news.kind, news.position, news.wait) == (NewsKind.IMPROVED, None, minutes(5, 15))


def test_a_caller_hears_a_shorter_wait_with_no_end_of_it_higher_than_before() -> None:
    assert heard(wait=minutes(15, 18)).wait == minutes(10, 18)
    assert heard(wait=minutes(None, 15)).wait == minutes(None, 15)


def test_a_caller_never_hears_a_worse_position() -> None:
    news = heard(position=5, wait=minutes(5, 15))
    assert news.position is None
    assert news.told.position == 4


def test_a_caller_never_hears_a_longer_wait_while_the_reps_stay() -> None:
    assert heard(wait=minutes(15, 30)).kind == NewsKind.NOTHING_NEW
    moved_up = heard(position=2, wait=minutes(15, 30))
    assert (moved_up.position, moved_up.wait) == (2, None)
    assert moved_up.told.wait == TEN_TO_TWENTY


def test_a_caller_hears_that_it_takes_longer_because_a_rep_left() -> None:
    news = heard(position=3, reps=2, wait=minutes(15, 30))
    assert (news.kind, news.position, news.wait) == (NewsKind.LONGER, 3, minutes(15, 30))
    again = heard(at=180, position=3, reps=2, wait=minutes(20, 35), told=news.told)
    assert again.kind == NewsKind.NOTHING_NEW


def test_a_rep_who_leaves_is_not_spoken_of_if_the_wait_does_not_grow() -> None:
    assert heard(reps=2).kind == NewsKind.NOTHING_NEW
    assert heard(reps=2, wait=minutes(5, 15)).kind == NewsKind.IMPROVED


def test_a_rep_who_left_is_remembered_while_only_positions_are_told() -> None:
    moved_up = heard(position=3, reps=2)
    longer = heard(at=180, position=3, reps=2, wait=minutes(15, 30), told=moved_up.told)
    assert longer.kind == NewsKind.LONGER


def test_a_caller_hears_no_time_when_the_last_rep_left_and_a_time_again_when_one_is_back() -> None:
    gone = heard(reps=0, wait=None)
    assert (gone.kind, gone.wait) == (NewsKind.LONGER, None)
    assert heard(at=180, reps=0, wait=None, told=gone.told).kind == NewsKind.NOTHING_NEW
    back = heard(at=270, reps=1, wait=minutes(30, 60), told=gone.told)
    assert (back.kind, back.wait) == (NewsKind.IMPROVED, minutes(30, 60))


def test_a_better_position_is_told_as_soon_as_the_last_news_is_45_seconds_old() -> None:
    assert heard(at=44.9, position=1, wait=minutes(None, 2)) == Announcement(NewsKind.NOTHING_NEW, BEFORE)
    assert heard(at=45, position=1).position == 1
    assert heard(at=45, position=1, wait=minutes(None, 2)).wait == minutes(None, 2)


def test_a_wait_that_is_only_shorter_is_told_after_90_seconds() -> None:
    assert heard(at=89.9, wait=minutes(5, 15)).kind == NewsKind.NOTHING_NEW
    assert heard(at=90, wait=minutes(5, 15)).wait == minutes(5, 15)


def test_a_caller_hears_once_that_the_time_that_was_said_is_over() -> None:
    assert heard(at=1200).kind == NewsKind.NOTHING_NEW
    late = heard(at=1201, wait=minutes(5, 10))
    assert (late.kind, late.position, late.wait) == (NewsKind.OVERDUE, 4, minutes(5, 10))
    assert heard(at=1260, wait=minutes(5, 10), told=late.told).kind == NewsKind.NOTHING_NEW
    again = heard(at=1201 + 601, wait=minutes(1, 3), told=late.told)
    assert (again.kind, again.wait) == (NewsKind.OVERDUE, minutes(1, 3))


def test_a_better_position_does_not_put_off_the_end_of_the_time_that_was_said() -> None:
    moved_up = heard(at=1000, position=2)
    assert (moved_up.position, moved_up.wait) == (2, None)
    assert heard(at=1201, position=2, told=moved_up.told).kind == NewsKind.OVERDUE


def test_a_caller_to_whom_no_time_was_said_is_never_told_that_it_is_over() -> None:
    told = QueueStanding(0, 4, 0, None)
    assert heard(at=9000, reps=0, wait=None, told=told).kind == NewsKind.NOTHING_NEW


def test_no_caller_is_before_the_next_one() -> None:
    with pytest.raises(ValueError, match="position"):
        QueueStanding(0, 0, 3, None)


moments = st.tuples(st.floats(0, 200), st.integers(0, 15), st.integers(0, 8), st.floats(60, 900))


@given(wait=st.lists(moments, min_size=1, max_size=20))
def test_what_one_caller_hears_never_rises_without_a_rep_leaving(
    wait: list[tuple[float, int, int, float]],
) -> None:
    at, told, heard_before = 0.0, None, list[tuple[QueueStanding, Announcement]]()
    for pause, ahead, reps, handle in wait:
        at += pause
        expected = expected_wait(ahead, reps, handle, 300)
        now = QueueStanding(at, ahead + 1, reps, spoken_range(expected) if expected else None)
        news = announce(now, told)
        told = news.told
        if news.kind != NewsKind.NOTHING_NEW:
            heard_before.append((now, news))
    positions = [news.position for _, news in heard_before if news.position and news.kind != NewsKind.OVERDUE]
    assert positions == sorted(set(positions), reverse=True) or overdue(heard_before)
    for (before, _), (after, news) in pairwise(heard_before):
        assert after.at - before.at >= (45 if news.position or news.kind == NewsKind.LONGER else 90)
        assert news.kind == NewsKind.LONGER or news.position or news.wait
    waits_shrink_or_are_explained(heard_before)


def overdue(heard: list[tuple[QueueStanding, Announcement]]) -> bool:
    return any(news.kind == NewsKind.OVERDUE for _, news in heard)


def waits_shrink_or_are_explained(heard: list[tuple[QueueStanding, Announcement]]) -> None:
    """A wait is shorter than the one said last, or a rep left since, or the time that was said is over."""
    last: tuple[float, WaitRange | None] | None = None
    promised = inf
    for now, news in heard:
        if news.kind == NewsKind.OVERDUE:
            assert now.at > promised
        elif news.kind == NewsKind.LONGER:
            assert last is not None
            assert now.reps < last[0]
        elif last is not None and last[1] is not None and news.wait is not None:
            assert news.wait.at_most < last[1].at_most
            assert (news.wait.at_least or 0) <= (last[1].at_least or news.wait.at_most)
        if last is None or news.wait or news.kind in (NewsKind.LONGER, NewsKind.OVERDUE):
            last = (now.reps, news.wait)
            promised = now.at + news.wait.at_most if news.wait else inf
