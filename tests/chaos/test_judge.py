"""The judge of chaos is strict: each thing that must not happen is told from what looks like it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from chaos.order import overtaken
from chaos.story import AnsweredWebhook, RepTalk, Story, document_place
from chaos.switchboard import RepLeg, Switchboard
from chaos.verdict import CallOutcome, outcome, talked_twice
from simulator.events import Answered, Commanded, Ended, Enqueued, Joined, Left, Requested, Responded

START = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
HOLD = "http://line/voice/cair/1/en/person/hold/main/1"


def at(second: float) -> datetime:
    return START + timedelta(seconds=second)


def a_story(sid: str = "CA1", number: str = "+15105550100") -> Story:
    return Story(sid, number, "person", START)


def ends(story: Story, second: float, reason: str = "hung up") -> Story:
    story.notice(
        Ended(call_sid=story.sid, leg=0, at=at(second), status="completed", reason=reason, seconds=1)
    )
    return story


# --- what became of a call


def test_who_hung_up_by_own_wish_was_not_lost() -> None:
    assert outcome(ends(a_story(), 1)) is CallOutcome.HUNG_UP


@pytest.mark.parametrize("reason", ["completed by the line", "hung up by the line", "application error"])
def test_whom_the_line_let_go_without_a_word_was_lost(reason: str) -> None:
    assert outcome(ends(a_story(), 1, reason)) is CallOutcome.LOST


def test_who_heard_when_to_try_again_was_told_also_if_the_line_hung_up() -> None:
    story = a_story()
    story.was_told = True
    assert outcome(ends(story, 1, "completed by the line")) is CallOutcome.TOLD


def test_who_gave_up_because_the_line_led_nowhere_was_lost() -> None:
    story = a_story()
    story.gave_up = "sent round in circles"
    assert outcome(ends(story, 1)) is CallOutcome.LOST


def test_who_is_still_on_the_phone_at_the_end_was_lost() -> None:
    assert outcome(a_story()) is CallOutcome.LOST


def test_guidance_counts_only_where_it_was_heard() -> None:
    heard, on_the_way = a_story(), a_story()
    heard.place, on_the_way.place = "hours", "contact"
    assert (outcome(ends(heard, 1)), outcome(ends(on_the_way, 1))) == (
        CallOutcome.GUIDED,
        CallOutcome.HUNG_UP,
    )


# --- talking


@pytest.mark.parametrize(("left_first", "twice"), [("rep", False), ("caller", True)])
def test_only_whom_the_rep_dropped_may_talk_again(left_first: str, twice: bool) -> None:
    story = a_story()
    story.talks = [
        RepTalk("cair-1", "CA7", at(0), at(5), left_first),
        RepTalk("cair-2", "CA8", at(9), at(12), "caller"),
    ]
    assert talked_twice(story) is twice


def test_two_reps_at_once_are_one_too_many() -> None:
    story = a_story()
    story.talks = [
        RepTalk("cair-1", "CA7", at(0), at(5), "rep"),
        RepTalk("cair-1", "CA8", at(3), at(5), "rep"),
    ]
    assert talked_twice(story)


@pytest.mark.parametrize(("reason", "is_cut_off"), [("hung up", False), ("hung up by the line", True)])
def test_a_conversation_that_the_line_ends_was_cut_off(reason: str, is_cut_off: bool) -> None:
    board, story = Switchboard(), a_story()
    board.stories[story.sid], board.legs["CA7"] = story, RepLeg("+19165550111")
    for sid in ("CA1", "CA7"):
        board.notice(Joined(call_sid=sid, leg=0, at=at(1), conference="cair-1"))
    board.notice(Ended(call_sid="CA7", leg=0, at=at(2), status="completed", reason=reason, seconds=1))
    board.notice(Left(call_sid="CA7", leg=0, at=at(2), conference="cair-1"))
    (talk,) = story.talks
    assert (talk.left_first, talk.is_cut_off) == ("rep", is_cut_off)


def test_an_offer_is_known_by_the_leg_that_was_asked_for() -> None:
    board = Switchboard()
    order = {"To": "+19165550111", "Url": "http://line/voice/cair/offer/1795372036189"}
    board.notice(
        Commanded(
            call_sid="",
            leg=0,
            at=at(0),
            method="POST",
            path="/2010-04-01/Accounts/AC0/Calls.json",
            params=order,
            status=201,
            body='{"sid": "CA7", "account_sid": "AC0"}',
        )
    )
    board.notice(Answered(call_sid="CA7", leg=0, at=at(1)))
    assert board.legs["CA7"] == RepLeg("+19165550111", 1795372036189, answered_at=at(1).timestamp())


# --- the order of service


def waits(sid: str, asked: float, offered: float | None, *heard: float) -> Story:
    """A caller in line since `asked`, heard of at more moments, and offered to the rep who took the call."""
    story = a_story(sid, f"+1510555{sid[2:]:0>4}")
    story.requests[0] = AnsweredWebhook("gather", "http://line/voice/cair/1/en/main/1", at(asked), at(asked))
    for number, moment in enumerate(heard, 1):
        story.requests[number] = AnsweredWebhook("hold", HOLD, at(moment), at(moment))
    story.notice(Enqueued(call_sid=sid, leg=0, at=at(asked), queue="cair-general-en", position=1))
    if offered is not None:
        number = int(at(offered).timestamp() * 1000)
        story.talks = [RepTalk(f"cair-{number}", "CA99", at(offered + 3), at(offered + 5), "caller")]
    return ends(story, (offered or 100) + 6)


def passed(
    *stories: Story,
    legs: tuple[RepLeg, ...] = (),
    losses: tuple[float, ...] = (),
    outages: tuple[tuple[float, float], ...] = (),
) -> list[str]:
    return [one.sid for one, _ in overtaken(stories, legs, losses, outages)]


def test_first_come_first_served_overtakes_nobody() -> None:
    assert passed(waits("CA1", 0, 10), waits("CA2", 1, 11)) == []


def test_a_later_caller_who_is_offered_first_overtakes() -> None:
    assert passed(waits("CA1", 0, 20), waits("CA2", 1, 10)) == ["CA1"]


def test_who_is_never_served_can_be_overtaken_too() -> None:
    assert passed(waits("CA1", 0, None), waits("CA2", 1, 10)) == ["CA1"]


def test_an_offer_that_led_nowhere_excuses_one_caller_and_no_more() -> None:
    missed = RepLeg(
        "+19165550111", int(at(5).timestamp() * 1000), at(15).timestamp(), answered_at=at(6).timestamp()
    )
    first, second, later = waits("CA1", 0, 20), waits("CA2", 1, 21), waits("CA3", 2, 10)
    assert passed(first, later, legs=(missed,)) == []
    assert passed(first, second, later, legs=(missed,)) == ["CA2"]


def test_who_calls_again_has_the_old_place_in_whatever_language() -> None:
    first, between, again = waits("CA1", 0, None), waits("CA2", 3, 20), waits("CA3", 8, 10)
    first.number = again.number
    first.queue = "cair-general-es"
    ends(first, 5)
    assert passed(first, between, again) == []


def test_after_a_loss_of_data_a_caller_is_in_line_from_the_next_word_of_the_phone() -> None:
    loss = (at(5).timestamp(),)
    silent, heard = waits("CA1", 0, 20), waits("CA1", 0, 20, 9)
    later = waits("CA2", 1, 10, 6)
    assert passed(silent, later, losses=loss) == []
    assert passed(heard, later, losses=loss) == ["CA1"]


def test_a_word_that_came_while_the_database_was_away_did_not_put_a_caller_in_line() -> None:
    away = ((at(-1).timestamp(), at(3).timestamp()),)
    assert passed(waits("CA1", 0, 20), waits("CA2", 1, 10, 8), outages=away) == []


# --- where a document puts a caller


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ('<Gather action="http://l/voice/cair/49/en/hours/1" x="1"><Say>…</Say></Gather>', "hours"),
        ('<Gather action="http://l/voice/cair/49/en/person/1/main"/>', "person"),
        ('<Gather action="http://l/voice/cair/49/en/person/hold/main/1"/>', "hold"),
        ('<Gather action="http://l/voice/cair/offer/1/talked"/>', "dropped"),
        ('<Enqueue action="http://l/voice/cair/49/en/person/left/main/1">q</Enqueue>', "line"),
        ('<Dial action="http://l/voice/cair/offer/1/talked"><Conference>c</Conference></Dial>', "conference"),
        ("<Say>…</Say><Leave/>", "leaving"),
        ("<Say>…</Say><Hangup/>", "last"),
        ("<Response/>", ""),
    ],
)
def test_a_document_tells_where_the_caller_is(body: str, place: str) -> None:
    assert document_place(body) == place


def test_a_caller_who_hears_the_fallback_is_nowhere_else() -> None:
    story = a_story()
    story.place = "main"
    story.notice(
        Requested(
            call_sid="CA1",
            leg=0,
            at=at(1),
            exchange=1,
            attempt=1,
            purpose="fallback",
            method="POST",
            url="http://elsewhere/cair",
            params={},
            headers={},
        )
    )
    story.notice(
        Responded(
            call_sid="CA1",
            leg=0,
            at=at(2),
            exchange=1,
            status=200,
            content_type="text/xml",
            body='<Gather action="http://line/voice/cair"/>',
            seconds=0.1,
        )
    )
    assert story.place == "fallback"
