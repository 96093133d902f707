"""One record for each call: where the caller was, what was heard, who answered, how it ended."""

from __future__ import annotations

import pytest

from reports.records import LONGEST_NOTE, CallNote, NodeStay, Offered
from routing.queue.conversations import ActionOutcome, Conversations
from store import keys
from store.clock import milliseconds
from tests.reports.story import SECRET, Story


def test_a_call_that_only_heard_guidance(story: Story) -> None:
    story.enters()
    story.passes(5)
    story.presses("2", "records")
    story.passes(7)
    story.presses("1", "patient_record")
    story.passes(34.5)
    story.ends()
    record = story.record()
    assert record.steps == (
        NodeStay("menu", "main", "2", 5.0),
        NodeStay("menu", "records", "1", 7.0),
        NodeStay("guidance", "patient_record", "", 34.5),
    )
    assert [(step.node, step.seconds) for step in record.guidance] == [("patient_record", 34.5)]
    assert (record.asked, record.joined, record.rep, record.status) == (None, None, "", "completed")
    assert record.ended is not None
    assert (record.ended - record.entered).total_seconds() == 46.5
    assert (record.number, record.masked_number) == ("+15105550100", "…0100")
    assert record.number_hash == keys.digest_of_number(SECRET, "+15105550100")


def test_a_call_that_was_answered_after_one_rep_missed_it(story: Story) -> None:
    story.rep("ana")
    story.enters()
    story.passes(4)
    story.joins()
    story.presses("0", "person")
    story.passes(35)
    missed_at = story.now
    story.state.not_taken(story.offer(), "missed")
    story.passes(3)
    story.takes_call()
    story.passes(120)
    story.ends()
    story.passes(20)
    story.state.set_status("ana", "available")
    record = story.record()
    assert record.offers == (
        Offered("ana", record.offers[0].made, 35.0, "missed"),
        Offered("ana", record.offers[1].made, 3.0, "connected"),
    )
    assert milliseconds(record.offers[1].made) == missed_at
    assert (record.line, record.topic, record.rep, record.how) == ("general:en", "main", "ana", "hung up")
    assert (record.waited, record.talked, record.wrapped) == (38.0, 120.0, 20.0)
    assert record.asked == record.joined


def test_a_caller_who_asks_twice_and_is_refused_twice_was_refused_for_each_reason_once(story: Story) -> None:
    story.enters()
    for reason in ("nobody_signed_in", "nobody_signed_in", "closed"):
        story.passes(3)
        story.presses("0", "person", refused=reason)
    assert story.record().refused == ("nobody_signed_in", "closed")


def test_a_conversation_with_a_hold_and_a_transfer(story: Story) -> None:
    story.rep()
    story.enters()
    story.joins()
    story.takes_call()
    story.passes(30)
    story.happens("held", rep="ana")
    story.happens("held", rep="ana")
    story.passes(10)
    story.happens("resumed", rep="ana")
    story.happens("resumed", rep="ana")
    story.passes(5)
    story.happens("held", rep="ana")
    story.passes(5)
    story.happens("passed_on", rep="ana", line="general:es")
    record = story.record()
    assert record.line == "general:es"
    assert (record.holds, record.held, record.transfers, record.talked) == (2, 15.0, 1, 50.0)


def test_a_caller_who_is_handed_over_counts_as_talk_of_both_and_as_one_answer(story: Story) -> None:
    talks, first = Conversations(story.state), _asks_bo(story)
    asked = story.state.offer(first).consult
    story.state.accept(asked)
    story.state.side_joins(asked, "rep")
    talks.ends_done(first, "0")
    story.passes(10)
    assert talks.complete(first, "ana") == ActionOutcome.DONE
    story.passes(30)
    story.ends()
    record = story.record()
    assert (record.rep, record.talked, record.transfers) == ("bo", 70.0, 1)
    assert (story.work("ana").talk, story.work("bo").talk, story.work("bo").taken) == (40.0, 30.0, 1)
    tally = story.tally()
    assert (tally.offered, tally.answered, tally.handled) == (1, 1, 2)


def test_a_colleague_who_does_not_pick_up_has_missed_no_caller(story: Story) -> None:
    first = _asks_bo(story)
    story.state.not_taken(story.state.offer(first).consult, "missed")
    story.ends()
    assert story.work("bo").missed == 0
    assert [(offer.rep, offer.outcome) for offer in story.record().offers] == [("ana", "connected")]


def test_a_rep_who_leaves_while_asking_ends_the_conversation_and_the_caller_waits_again(story: Story) -> None:
    story.state.rep_leaves(_asks_bo(story))
    story.passes(20)
    story.ends()
    record = story.record()
    assert (record.rep, record.talked, record.how) == ("ana", 30.0, "hung up")
    assert (story.tally().answered, story.tally().abandoned, story.tally().offered_again) == (1, 1, 1)


def _asks_bo(story: Story) -> str:
    """Ana talks for half a minute and then asks bo; the offer by which she has the caller."""
    story.rep("ana")
    story.enters()
    story.joins()
    story.takes_call()
    first = story.offer()
    story.passes(30)
    story.rep("bo")
    assert Conversations(story.state).consult(first, "ana", "bo") == ActionOutcome.DONE
    return first


def test_a_caller_dropped_by_the_reps_side_and_taken_by_another_has_waited_twice(story: Story) -> None:
    story.rep("ana")
    story.enters()
    story.joins()
    story.passes(10)
    story.takes_call()
    story.passes(60)
    story.state.rep_leaves(story.offer())
    story.rep("bo")
    story.passes(5)
    story.state.rejoin("CA1")
    story.passes(5)
    story.takes_call()
    story.passes(40)
    story.ends()
    record = story.record()
    assert (record.rep, record.talked, record.waited) == ("bo", 100.0, 5.0)
    assert [(offer.rep, offer.outcome) for offer in record.offers] == [
        ("ana", "connected"),
        ("bo", "connected"),
    ]
    tally = story.tally()
    assert (tally.offered, tally.offered_again, tally.answered, tally.wait) == (2, 1, 2, 15_000)
    assert (tally.handled, tally.talk) == (2, 100_000)


def test_a_withheld_number_leaves_none_and_has_no_earlier_calls(story: Story) -> None:
    story.enters(number="")
    story.enters("CA2", number="")
    record = story.record("CA2")
    assert (record.number, record.number_hash, record.masked_number) == ("", "", "")
    assert story.records.earlier(record) == ()


def test_earlier_calls_of_the_same_number_newest_first(story: Story) -> None:
    for call in ("CA1", "CA2", "CA3"):
        story.enters(call)
        story.passes(60)
    story.enters("CA4", number="+15105550111")
    assert [one.call_sid for one in story.records.earlier(story.record("CA3"))] == ["CA2", "CA1"]
    assert story.records.earlier(story.record("CA4")) == ()


def test_pages_give_every_call_once_even_those_of_the_same_millisecond(story: Story) -> None:
    for number in range(11):
        story.enters(f"CA{number}")
        if number % 4 == 0:
            story.passes(1)
    story.folds()
    seen, before = list[str](), None
    while True:
        page = story.records.latest(before, most=3)
        assert len(page.records) <= 3
        seen += [one.call_sid for one in page.records]
        if (before := page.next) is None:
            break
    assert sorted(seen) == sorted(f"CA{number}" for number in range(11))
    assert seen[0] in ("CA9", "CA10")
    assert seen[-1] == "CA0"


def test_a_reps_own_calls(story: Story) -> None:
    story.rep(wrap_up="0")
    for call in ("CA1", "CA2"):
        story.enters(call, number="")
        story.joins(call, number="")
        story.takes_call(call)
        story.passes(10)
        story.ends(call)
    story.folds()
    assert [one.call_sid for one in story.records.of_rep("ana").records] == ["CA2", "CA1"]
    assert story.records.of_rep("bo").records == ()


def test_a_turn_whose_beginning_was_lost_begins_the_record(story: Story) -> None:
    story.presses("1", "records")
    assert [step.node for step in story.record().steps] == ["records"]


def test_a_reps_own_call_to_the_door_leaves_no_record(story: Story) -> None:
    story.ends("CA9")
    story.folds()
    assert story.records.of_call("CA9") is None
    assert story.records.latest().records == ()


def test_a_very_long_walk_through_the_menu_is_cut_and_its_end_is_known(story: Story) -> None:
    story.enters()
    for _ in range(80):
        story.passes(1)
        story.presses("#", "main")
    story.ends()
    record = story.record()
    assert len(record.steps) == 60
    assert record.ended is not None


def talked(story: Story) -> str:
    story.rep()
    story.enters()
    story.joins()
    story.takes_call()
    return keys.digest("CA1")


def test_a_note_is_kept_and_a_second_tab_can_not_overwrite_it_unseen(story: Story) -> None:
    call = talked(story)
    story.folds()
    assert story.records.note(call, "ana", 0, "solved", "Password reset.") == (
        True,
        CallNote(1, "solved", "Password reset."),
    )
    assert story.records.note(call, "ana", 0, "other", "Too late") == (
        False,
        CallNote(1, "solved", "Password reset."),
    )
    assert story.records.note(call, "ana", 1, "other", "") == (True, CallNote(2, "other", ""))
    assert story.record().note == CallNote(2, "other", "")


def test_a_long_note_leaves_the_record_small_and_goes_with_it(story: Story) -> None:
    call = talked(story)
    story.folds()
    story.records.note(call, "ana", 0, "solved", "x" * 3_000)
    assert story.record().note.text == "x" * LONGEST_NOTE
    assert story.redis.object("encoding", keys.record("cair", call)) == "listpack"
    story.passes(401 * 86_400)
    story.folding.forget()
    assert not story.redis.exists(keys.call_note("cair", call))


@pytest.mark.parametrize("rep", ["bo", ""])
def test_nobody_notes_anything_on_anothers_call(story: Story, rep: str) -> None:
    call = talked(story)
    story.folds()
    assert story.records.note(call, rep, 0, "solved", "x") == (False, CallNote())
    assert story.records.note(keys.digest("CA7"), "ana", 0, "solved", "x") == (False, CallNote())
