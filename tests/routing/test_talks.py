"""What may be done to conversations and to who waits, as the state of the desk sees it: refusals, repeats, undoing."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from redis import Redis

from prompts.rendering.open_status import OpenStatus
from routing.hours.schedule import Calendar
from routing.queue.conversations import ActionOutcome, Conversations, MoveOutcome
from routing.queue.script_answers import JoinRequest
from routing.queue.transfer import transfer_to_line
from store import keys
from store.desk.records import Mode
from tests.monitored import hear_notice
from tests.routing.desks import cair
from tests.routing.nobody_lost import START, Desk


@pytest.fixture
def desk(redis: Redis) -> Desk:
    return Desk(redis, "cair", START)


@pytest.fixture
def talks(desk: Desk) -> Conversations:
    return Conversations(desk)


def asked(desk: Desk, talks: Conversations) -> tuple[str, str]:
    """Amy's conversation, and the offer by which ben is asked and comes."""
    desk.signs_in("amy")
    offer = desk.talks("CA1")
    desk.signs_in("ben")
    assert talks.consult(offer, "amy", "ben") is ActionOutcome.DONE
    other = desk.rep("ben").offer
    desk.leg_rings(other, f"leg{other}")
    desk.leg_answers(other, f"leg{other}")
    assert desk.accept(other) == "accepted"
    assert desk.side_joins(other, "rep") == "talking"
    return offer, other


# --- repeats and late words


def test_each_act_said_twice_changes_nothing_the_second_time(desk: Desk, talks: Conversations) -> None:
    offer, other = asked(desk, talks)
    desk.said_twice(lambda: talks.consult(offer, "amy", "ben"))
    desk.said_twice(lambda: talks.hold_done(offer, "1"))
    desk.said_twice(lambda: talks.hold_talk(offer, "amy"))
    desk.said_twice(lambda: talks.ends_done(offer, "0"))
    desk.said_twice(lambda: talks.complete(offer, "amy"))
    desk.said_twice(lambda: talks.hold_done(other, "0"))
    desk.said_twice(lambda: desk.rep_leaves(offer), same_answer=False)
    assert (desk.status("amy"), desk.status("ben")) == ("wrap_up", "talking")
    assert not desk.faults()


def test_a_rep_leaves_the_caller_to_nobody_who_is_not_there(desk: Desk, talks: Conversations) -> None:
    desk.signs_in("amy")
    offer = desk.talks("CA1")
    desk.signs_in("ben")
    talks.consult(offer, "amy", "ben")
    assert talks.complete(offer, "amy") is ActionOutcome.NOT_YET
    offer_of_ben = desk.rep("ben").offer
    assert talks.hold_talk(offer_of_ben, "ben") is ActionOutcome.NOT_TALKING
    assert talks.pass_on(offer, "amy", "general", "en") is ActionOutcome.CONSULTING
    assert talks.resume(offer, "amy") is ActionOutcome.CONSULTING


def test_a_rep_may_only_leave_when_the_carrier_knows_that_this_ends_nothing(
    desk: Desk, talks: Conversations
) -> None:
    offer, _ = asked(desk, talks)
    assert talks.complete(offer, "amy") is ActionOutcome.NOT_YET
    desk.rep_leaves(offer)
    assert (desk.caller("CA1").state, desk.status("ben")) == ("waiting", "wrap_up"), (
        "the room ended with amy; ben is asked in a moment, as anybody would be"
    )


def test_a_conversation_is_seen_by_both_reps(desk: Desk, talks: Conversations) -> None:
    offer, other = asked(desk, talks)
    amy, ben = talks.look(offer), talks.look(other)
    assert amy is not None
    assert ben is not None
    assert (amy.colleague, amy.colleague_state, amy.hold) == ("ben", "talking", "holding")
    assert (ben.rep, ben.asked_by) == ("ben", "amy")
    assert talks.look("4711") is None


def test_a_rep_who_passes_a_caller_on_is_not_asked_for_the_same_caller_at_once(
    desk: Desk, talks: Conversations
) -> None:
    desk.signs_in("amy")
    desk.save_rep("amy", {"wrap_up": "0"})
    offer = desk.talks("CA1")
    assert talks.pass_on(offer, "amy", "general", "en") is ActionOutcome.DONE
    assert (desk.status("amy"), desk.line()) == ("wrap_up", ["CA1"])
    desk.later(31)
    desk.fire()
    assert desk.offer_of("CA1") not in ("", offer)


# --- deadlines


def test_a_hold_and_a_way_off_hold_that_nobody_does_are_taken_back_and_told(
    desk: Desk, talks: Conversations
) -> None:
    desk.signs_in("amy")
    offer = desk.talks("CA1")
    talks.hold_talk(offer, "amy")
    desk.later(20)
    desk.fire()
    assert (desk.offer(offer).hold, desk.offer(offer).trouble) == ("", "not on hold: carrier")
    talks.hold_talk(offer, "amy")
    talks.hold_done(offer, "1")
    talks.resume(offer, "amy")
    desk.later(20)
    desk.fire()
    assert (desk.offer(offer).hold, desk.offer(offer).trouble) == ("held", "still on hold: carrier")
    assert not desk.faults()


def test_a_listener_nobody_hears_of_is_let_go_and_a_mode_that_does_not_come_is_taken_back(
    desk: Desk, talks: Conversations
) -> None:
    desk.signs_in("amy")
    offer = desk.talks("CA1")
    assert talks.listen(offer, "sue", "phone of sue", Mode.LISTEN)[0] is ActionOutcome.UNHEARD
    hear_notice(desk, "CA1")
    _, first = talks.listen(offer, "sue", "phone of sue", Mode.LISTEN)
    desk.later(40)
    desk.fire()
    assert talks.listener(first).outcome == "missed"
    assert talks.listener_goes_on(first, "answered", "leg") == "closed"
    _, second = talks.listen(offer, "sue", "phone of sue", Mode.LISTEN)
    for state in ("ringing", "answered", "entering", "in"):
        assert talks.listener_goes_on(second, state, "leg") == state
    assert talks.listener_goes_on(second, "answered", "leg") == "in", "late"
    assert talks.listener_goes_on(second, "answered", "another leg") == "closed"
    talks.steer_done(second, "listen", f"leg{offer}")
    talks.listen_mode(second, Mode.JOIN)
    desk.later(20)
    desk.fire()
    assert (talks.listener(second).mode, talks.listener(second).trouble) == ("listen", "carrier")
    assert talks.stop_listening(second) is ActionOutcome.DONE
    assert talks.stop_listening(second) is ActionOutcome.OVER
    assert not desk.faults()


# --- who waits


def waiting(desk: Desk, *calls: str) -> None:
    desk.signs_in("amy")
    desk.set_status("amy", "available")
    desk.talks("CA0")
    for call in calls:
        desk.waits(call)


def test_a_waiting_caller_moved_to_the_front_is_put_back_by_what_was_answered(
    desk: Desk, talks: Conversations
) -> None:
    waiting(desk, "CA1", "CA2", "CA3")
    caller = keys.digest("CA3")
    moved = talks.move_caller_to_front(caller, "sue")
    assert (moved.outcome, desk.line()) == (ActionOutcome.DONE, ["CA3", "CA1", "CA2"])
    back = talks.move_caller(caller, moved.line, moved.score, "sue")
    assert (back.outcome, desk.line()) == (ActionOutcome.DONE, ["CA1", "CA2", "CA3"])


def test_only_who_waits_can_be_moved_and_only_to_people(desk: Desk, talks: Conversations) -> None:
    waiting(desk, "CA1")
    assert talks.move_caller_to_front(keys.digest("CA0"), "sue") == MoveOutcome(ActionOutcome.NOT_WAITING)
    assert talks.move_caller_to_front(keys.digest("CA9"), "sue") == MoveOutcome(ActionOutcome.UNKNOWN)
    assert talks.move_caller(keys.digest("CA1"), "general:es", "", "sue") == MoveOutcome(ActionOutcome.NOBODY)
    desk.caller_ends("CA1", "hung up")
    assert talks.move_caller_to_front(keys.digest("CA1"), "sue") == MoveOutcome(ActionOutcome.OVER)


def test_who_was_moved_to_people_of_another_language_stays_there(desk: Desk, talks: Conversations) -> None:
    waiting(desk, "CA1")
    desk.save_rep("ben", {"phone": "phone of ben", "lines": "general", "languages": "es"})
    desk.set_status("ben", "available")
    desk.join(JoinRequest("CA9", "general", "es", "login"))
    assert talks.move_caller(keys.digest("CA1"), "general:es", "", "sue").outcome is ActionOutcome.DONE
    assert not desk.change_language("CA1", "en"), "the language heard on hold"
    assert desk.caller("CA1").line == "general:es"


CAIR = cair(lines=[{"id": "general", "languages": ["en", "es"]}])
OPEN, CLOSED = datetime(2026, 11, 24, 18, tzinfo=UTC), datetime(2026, 11, 25, 6, tzinfo=UTC)


def opening(moment: datetime) -> OpenStatus:
    return Calendar(CAIR).opening(moment)


@pytest.mark.parametrize(
    ("line", "language", "moment", "outcome"),
    [
        ("general", "en", OPEN, ActionOutcome.DONE),
        ("general", "en", CLOSED, ActionOutcome.CLOSED),
        ("general", "fr", OPEN, ActionOutcome.NO_SUCH_LINE),
        ("billing", "en", OPEN, ActionOutcome.NO_SUCH_LINE),
        ("general", "es", OPEN, ActionOutcome.NOBODY),
    ],
)
def test_a_line_must_exist_be_open_and_have_people(
    desk: Desk, talks: Conversations, line: str, language: str, moment: datetime, outcome: ActionOutcome
) -> None:
    waiting(desk, "CA1")
    door = opening(moment)
    offer = desk.offer_of("CA0")
    assert transfer_to_line(talks, CAIR, door, offer, "amy", line, language) is outcome


def test_who_is_asked_by_a_colleague_and_goes_away_is_given_nobody_else(
    desk: Desk, talks: Conversations
) -> None:
    desk.signs_in("amy")
    offer = desk.talks("CA1")
    desk.signs_in("ben")
    talks.consult(offer, "amy", "ben")
    desk.waits("CA2")
    assert desk.set_status("ben", "away", "lunch") == (True, "away", "lunch")
    assert desk.rep("ben").offer == ""
    assert desk.line() == ["CA2"]
    assert desk.happened("offered") == 1
    assert not desk.faults()


# --- the journal


def test_whatever_becomes_of_a_hold_is_written_down(desk: Desk, talks: Conversations) -> None:
    desk.signs_in("amy")
    offer = desk.talks("CA1")
    talks.hold_talk(offer, "amy")
    talks.hold_fails(offer, "the carrier is busy")
    talks.hold_talk(offer, "amy")
    talks.hold_done(offer, "1")
    talks.resume(offer, "amy")
    talks.hold_fails(offer, "the carrier is busy")
    talks.resume(offer, "amy")
    talks.hold_done(offer, "0")
    talks.hold_fails(offer, "said too late")
    names = ("hold_failed", "held", "resumed")
    assert [(one["event"], one.get("why", "")) for one in desk.journal() if one["event"] in names] == [
        ("hold_failed", "not on hold"),
        ("held", ""),
        ("hold_failed", "still on hold"),
        ("resumed", ""),
    ]


def test_a_colleague_who_comes_and_gets_the_caller_is_written_down(desk: Desk, talks: Conversations) -> None:
    offer, other = asked(desk, talks)
    talks.ends_done(offer, "0")
    talks.complete(offer, "amy")
    names = ("consulting", "colleague_entered", "handed_over", "connected")
    told = [(one["event"], one["rep"], one.get("of")) for one in desk.journal() if one["event"] in names]
    assert told == [
        ("connected", "amy", None),
        ("consulting", "ben", offer),
        ("colleague_entered", "ben", offer),
        ("handed_over", "ben", offer),
    ]
    assert desk.offer(other).state == "talking"
