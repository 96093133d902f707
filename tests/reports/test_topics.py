"""How calls end for their topic, whether the number called again, and who was not served: from events to counts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from reports.menu.topics import Ends, Topics, all_of
from reports.missed import missed_callers
from reports.times import read_instant
from store import keys
from tests.reports.story import TUESDAY, Story

NUMBER, OTHER = "+15105550100", "+15105550111"
HOUR = 3600.0


def ended(story: Story, topic: str = "") -> Ends:
    story.folds()
    return all_of(Topics(story.redis, story.desk).ended(TUESDAY, TUESDAY), topic)


def hears(story: Story, call: str, seconds: float, number: str = NUMBER) -> None:
    """A caller hears the hours for so long and hangs up."""
    story.enters(call, number)
    story.passes(3)
    story.presses("1", "hours", call)
    story.passes(seconds)
    story.ends(call)


def turn_away(story: Story, call: str, number: str = NUMBER) -> None:
    story.enters(call, number)
    story.passes(3)
    story.presses("0", "person", call, refused="closed")
    story.passes(10)
    story.ends(call)


def serve_call(story: Story, call: str, number: str = NUMBER) -> None:
    story.enters(call, number)
    story.rep(f"rep{call}", wrap_up="0")
    story.joins(call, number)
    story.presses("0", "person", call)
    story.passes(5)
    story.takes_call(call)
    story.passes(60)
    story.ends(call)
    story.state.set_status(f"rep{call}", "offline")


def missed(story: Story) -> list[tuple[str, int]]:
    found = missed_callers(story.redis, story.desk, TUESDAY, TUESDAY + timedelta(days=9))
    return [(one.latest.call_sid, one.calls) for one in found]


def test_guidance_heard_long_enough_has_resolved_a_call_and_a_shorter_look_has_not(story: Story) -> None:
    hears(story, "CA1", 10)
    hears(story, "CA2", 9.9, OTHER)
    found = ended(story, "hours")
    assert (found.resolved, found.abandoned, found.calls) == (1, 1, 2)


def test_who_hangs_up_in_a_menu_has_abandoned_it(story: Story) -> None:
    story.enters()
    story.passes(1)
    story.presses("2", "records")
    story.ends()
    assert ended(story, "records") == Ends(abandoned=1, numbered=1)


@pytest.mark.parametrize("status", ["failed", "busy", "no-answer"])
def test_a_call_that_the_carrier_broke_off_has_failed(story: Story, status: str) -> None:
    story.enters()
    story.ends(status=status)
    assert ended(story, "main").failed == 1


def test_the_lines_own_goodbye_is_a_failure_unless_guidance_was_heard(story: Story) -> None:
    for call, node in (("CA1", "main"), ("CA2", "hours")):
        story.enters(call, "")
        story.passes(1)
        story.presses("1", node, call)
        story.passes(30)
        story.presses("", node, call, part="goodbye", useless="1")
        story.ends(call)
    assert (ended(story, "main").failed, ended(story, "hours").resolved) == (1, 1)


def test_asking_for_a_person_counts_for_the_guidance_heard_before_and_whatever_is_heard_after(
    story: Story,
) -> None:
    story.enters()
    story.passes(1)
    story.presses("1", "hours")
    story.passes(20)
    story.presses("*", "main")
    story.presses("0", "person", refused="closed")
    story.presses("5", "mail")
    story.passes(20)
    story.ends()
    assert ended(story) == ended(story, "hours")
    assert (ended(story, "hours").transferred, ended(story, "hours").resolved) == (1, 0)
    assert (story.record().about, story.record().result, story.record().is_unmet) == (
        "hours",
        "transferred",
        True,
    )


def test_a_reps_own_call_has_no_result_and_is_nobodys_next_call(story: Story) -> None:
    hears(story, "CA1", 20)
    story.enters("CA2")
    story.happens("door", "CA2", step="in", rep="ana")
    story.ends("CA2")
    assert ended(story).calls == 1
    assert ended(story) == ended(story, "hours")


# --- the same number again


@pytest.mark.parametrize(
    ("hours", "within_24", "within_72"), [(1, 1, 1), (24, 1, 1), (25, 0, 1), (71, 0, 1), (73, 0, 0)]
)
def test_another_call_of_the_number_counts_for_the_first_one(
    story: Story, hours: float, within_24: int, within_72: int
) -> None:
    hears(story, "CA1", 20)
    story.passes(hours * HOUR - 23)
    story.enters("CA2")
    found = ended(story)
    assert (found.numbered, found.again_24, found.again_72) == (1, within_24, within_72)
    assert (story.record().again is not None) == (within_72 == 1)


def test_three_calls_of_a_number_were_followed_by_another_twice(story: Story) -> None:
    for call in ("CA1", "CA2", "CA3"):
        hears(story, call, 20)
        story.passes(60)
    assert (ended(story).numbered, ended(story).again_24) == (3, 2)


def test_a_call_that_ends_after_the_next_one_began_is_followed_by_it_all_the_same(story: Story) -> None:
    story.enters("CA1")
    story.passes(5)
    story.enters("CA2")
    assert ended(story).again_24 == 0
    story.ends("CA1")
    assert ended(story).again_24 == 1


def test_another_number_or_none_is_no_other_call(story: Story) -> None:
    hears(story, "CA1", 20)
    hears(story, "CA2", 20, OTHER)
    hears(story, "CA3", 20, "")
    hears(story, "CA4", 20, "")
    assert (ended(story).numbered, ended(story).again_72) == (2, 0)


# --- unmet demand


def test_who_was_turned_away_and_never_came_again_is_missed(story: Story) -> None:
    turn_away(story, "CA1")
    assert ended(story) == Ends(transferred=1, numbered=1, unmet=1, unmet_numbered=1)
    assert missed(story) == [("CA1", 1)]


def test_who_came_again_and_was_served_is_not_missed(story: Story) -> None:
    turn_away(story, "CA1")
    story.passes(HOUR)
    serve_call(story, "CA2")
    found = ended(story)
    assert (found.unmet, found.unmet_again, found.unmet_served) == (1, 1, 1)
    assert missed(story) == []
    assert story.record("CA1").served == 3618.0


def test_who_came_again_in_vain_is_missed_once_and_both_calls_count(story: Story) -> None:
    turn_away(story, "CA1")
    story.passes(HOUR)
    turn_away(story, "CA2")
    assert (ended(story).unmet, ended(story).unmet_again, ended(story).unmet_served) == (2, 1, 0)
    assert missed(story) == [("CA2", 2)]
    story.passes(HOUR)
    serve_call(story, "CA3")
    assert (ended(story).unmet_again, ended(story).unmet_served) == (2, 2)
    assert missed(story) == []


def test_served_after_four_days_is_too_late_for_the_figure_and_nobody_to_call_back(story: Story) -> None:
    turn_away(story, "CA1")
    story.passes(96 * HOUR)
    serve_call(story, "CA2")
    assert (ended(story).unmet_again, ended(story).unmet_served) == (0, 0)
    assert missed(story) == []


def test_a_first_call_that_ends_after_the_second_was_served_was_served(story: Story) -> None:
    story.enters("CA1")
    story.presses("0", "person", "CA1", refused="full")
    story.passes(5)
    serve_call(story, "CA2")
    story.folds()
    story.ends("CA1")
    assert (ended(story).unmet, ended(story).unmet_served) == (1, 1)
    assert missed(story) == []


def test_who_gives_up_in_line_is_unmet_and_who_talked_is_not(story: Story) -> None:
    story.rep("zoe")
    story.joins("CAz", "", "es")
    story.takes_call("CAz")
    story.enters("CA1")
    story.joins("CA1")
    story.passes(40)
    story.ends("CA1")
    serve_call(story, "CA2", OTHER)
    assert (ended(story).unmet, ended(story).transferred) == (1, 2)


def test_callers_with_withheld_numbers_are_missed_each_by_themselves(story: Story) -> None:
    turn_away(story, "CA1", "")
    story.passes(60)
    turn_away(story, "CA2", "")
    assert (ended(story).unmet, ended(story).unmet_numbered) == (2, 0)
    assert missed(story) == [("CA2", 1), ("CA1", 1)]


TURN = 20 * 60
"""Seconds in which a call in the menu asks the line again, at the latest."""


def test_a_call_in_the_menu_whose_end_was_never_told_ends_where_it_was_last_heard_of(story: Story) -> None:
    story.enters("CA1", NUMBER)
    story.passes(TURN - 1)
    story.folds()
    assert story.folding.settle() == 0
    story.presses("1", "hours", "CA1")
    last_heard_of = story.now
    story.passes(TURN - 1)
    story.folds()
    assert story.folding.settle() == 0
    assert ended(story).calls == 0
    story.passes(1)
    assert story.folding.settle() == 1
    assert (ended(story, "hours").abandoned, ended(story).calls) == (1, 1)
    assert story.record("CA1").ended == read_instant(str(last_heard_of))
    story.ends("CA1")
    assert (story.folding.settle(), ended(story).calls) == (0, 1)


@pytest.mark.parametrize("state", ["waits", "talks", "is held"])
def test_a_call_that_lives_is_not_settled_however_long_it_lasts(story: Story, state: str) -> None:
    story.rep("ana", wrap_up="0")
    story.enters()
    story.joins()
    story.presses("0", "person")
    if state != "waits":
        story.takes_call()
    if state == "is held":
        story.happens("held")
    for _ in range(8):
        story.passes(TURN)
        story.folds()
        story.folding.settle()
    assert ended(story).calls == 0
    story.ends()
    assert (ended(story).transferred, ended(story).unmet) == (1, int(state == "waits"))


def test_who_is_offered_to_come_back_after_a_dropped_talk_and_hangs_up_unheard_is_settled(
    story: Story,
) -> None:
    story.rep("ana", wrap_up="0")
    story.enters()
    story.joins()
    story.presses("0", "person")
    story.takes_call()
    story.passes(2 * TURN)
    offer = story.offer()
    story.state.rep_leaves(offer)
    story.passes(TURN - 1)
    story.folds()
    story.folding.settle()
    assert ended(story).calls == 0
    story.passes(60)
    story.folds()
    story.folding.settle()
    assert (ended(story).transferred, ended(story).unmet) == (1, 0)


def test_a_rep_in_the_menu_stays_as_long_as_it_takes(story: Story) -> None:
    story.enters()
    story.happens("door", step="in", rep="ana")
    story.passes(TURN)
    story.folds()
    assert story.folding.settle() == 0
    assert not story.redis.exists(keys.in_menu(story.desk.id))


def test_settling_changes_no_call_that_has_ended_and_looks_at_each_once(story: Story) -> None:
    for call in ("CA1", "CA2", "CA3"):
        hears(story, call, 20)
    before = ended(story)
    story.passes(26 * HOUR)
    assert [story.folding.settle(2) for _ in range(3)] == [2, 1, 0]
    assert ended(story) == before


@pytest.mark.parametrize("is_answered", [True, False])
def test_a_call_that_hung_up_has_a_result_though_the_carriers_last_word_was_lost(
    story: Story, is_answered: bool
) -> None:
    story.rep("ana", wrap_up="0")
    story.enters()
    story.joins()
    story.presses("0", "person")
    story.passes(30)
    if is_answered:
        story.takes_call()
        story.passes(50)
    story.state.caller_ends("CA1", "hung up")
    story.passes(59)
    story.folds()
    assert (story.folding.settle(), ended(story).calls) == (0, 0), "it may still come"
    story.passes(1)
    assert story.folding.settle() == 1
    assert (ended(story).transferred, ended(story).unmet) == (1, int(not is_answered))
    record = story.record()
    assert record.ended is not None
    assert (record.ended - record.entered).total_seconds() == 30 + 50 * is_answered
    story.ends()
    assert (story.folding.settle(), ended(story).calls) == (0, 1), "each call ends once"


def test_a_caller_who_is_back_in_the_menu_has_not_hung_up(story: Story) -> None:
    """The carrier's queue failed: the wait is over, and the call goes on."""
    story.rep("ana")
    story.enters()
    story.joins()
    story.presses("0", "person")
    story.passes(10)
    story.state.caller_ends("CA1", "hung up")
    story.passes(2)
    story.presses("", "main")
    story.passes(90)
    story.folds()
    assert story.folding.settle() == 1
    assert ended(story).calls == 0
    story.ends()
    assert ended(story).calls == 1


def test_the_carriers_last_word_leaves_nothing_to_settle(story: Story) -> None:
    story.rep("ana")
    story.enters()
    story.joins()
    story.presses("0", "person")
    story.passes(10)
    story.state.caller_ends("CA1", "hung up")
    story.ends()
    story.folds()
    assert not story.redis.exists(keys.hung_up(story.desk.id), keys.in_menu(story.desk.id))
