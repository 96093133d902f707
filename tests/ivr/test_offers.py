"""The rep's leg and the caller's, webhook by webhook: late, doubled, out of order, without a database."""

from __future__ import annotations

import pytest
from flask import Flask
from redis import Redis

from ivr.queue.queue_twiml import HELD_PARTS
from routing.queue.desk_state import DeskState
from routing.queue.script_answers import JoinRequest
from store import keys
from tests.ivr.carrier import Carrier
from tests.ivr.test_webhooks import OPEN
from tests.outage import without_database

REP_LEG = "CA-rep"


@pytest.fixture
def state(redis: Redis) -> DeskState:
    """CA1, who has never pressed or said anything, waits, and its offer rings Ana."""
    state = DeskState(redis, "cair")
    state.save_rep("ana", {"name": "Ana", "phone": "+19165550111", "lines": "general", "languages": "en"})
    state.set_status("ana", "available")
    state.join(JoinRequest(call_sid="CA1", line="general", language="en", topic="hours", is_silent=True))
    return state


@pytest.fixture
def number(state: DeskState) -> str:
    return state.rep("ana").offer


@pytest.fixture
def offer(number: str) -> str:
    """Where the carrier asks about the offer."""
    return f"/voice/cair/offer/{number}"


def takes(carrier: Carrier, offer: str) -> None:
    carrier.posts(offer, CallSid=REP_LEG)
    assert carrier.posts(f"{offer}/answer", CallSid=REP_LEG, Digits="1").verbs == ["Dial"]


def talks(carrier: Carrier, offer: str) -> None:
    talks_with(carrier, offer, "CA1")


def talks_with(carrier: Carrier, offer: str, caller: str) -> None:
    takes(carrier, offer)
    for call in (caller, REP_LEG):
        carrier.posts(f"{offer}/conference", CallSid=call, StatusCallbackEvent="participant-join")


def test_who_is_in_the_conference_is_known_though_the_word_of_one_joining_was_lost(
    carrier: Carrier, state: DeskState, offer: str
) -> None:
    takes(carrier, offer)
    number = offer.rpartition("/")[2]
    for event in ("participant-join", "participant-join", "conference-start", "participant-join"):
        before = state.offer(number).state
        carrier.posts(f"{offer}/conference", CallSid="CA1", StatusCallbackEvent=event)
        assert state.offer(number).state == ("talking" if event == "conference-start" else before)
    assert state.offer(number).caller_has_entered


def test_a_rep_is_told_that_the_caller_may_be_silent(carrier: Carrier, state: DeskState, offer: str) -> None:
    said = carrier.posts(offer, CallSid=REP_LEG).words
    assert "Hours and holidays. English" in said
    assert "This may be a relay call: please speak first" in said


def test_both_sides_meet_in_one_conference(
    carrier: Carrier, state: DeskState, offer: str, number: str
) -> None:
    takes(carrier, offer)
    assert f">cair-{number}</Conference>" in carrier.posts(f"{offer}/talk", CallSid="CA1").body
    talks(carrier, offer)
    assert state.rep("ana").status == "talking"


@pytest.mark.parametrize("how", ["left", "closed", "too long"])
def test_a_caller_who_left_the_line_while_being_moved_is_in_the_main_menu(
    carrier: Carrier, state: DeskState, offer: str, how: str
) -> None:
    takes(carrier, offer)
    state.caller_ends("CA1", how)
    answer = carrier.posts(f"{offer}/talk", CallSid="CA1")
    assert answer.verbs == ["Redirect"]
    assert "/en/main" in answer.body


def test_one_side_alone_is_not_talking(carrier: Carrier, state: DeskState, offer: str) -> None:
    takes(carrier, offer)
    carrier.posts(f"{offer}/conference", CallSid=REP_LEG, StatusCallbackEvent="participant-join")
    assert state.rep("ana").status == "connecting"


def test_a_rep_who_answers_after_the_caller_left_is_told(
    carrier: Carrier, state: DeskState, offer: str
) -> None:
    state.caller_ends("CA1", "hung up")
    assert "The caller has left" in carrier.posts(offer, CallSid=REP_LEG).words
    assert "The caller has left" in carrier.posts(f"{offer}/answer", CallSid=REP_LEG, Digits="1").words


def test_the_key_delivered_twice_is_answered_the_same(carrier: Carrier, state: DeskState, offer: str) -> None:
    takes(carrier, offer)
    again = carrier.posts(f"{offer}/answer", CallSid=REP_LEG, Digits="1")
    assert again.verbs == ["Dial"]


def test_an_offer_nobody_knows_is_over(carrier: Carrier, state: DeskState, offer: str) -> None:
    answer = carrier.posts("/voice/cair/offer/99", CallSid=REP_LEG)
    assert answer.verbs[-1] == "Hangup"


@pytest.mark.parametrize(
    ("status", "outcome"),
    [("busy", "busy"), ("no-answer", "missed"), ("canceled", "missed"), ("failed", "unreachable")],
)
def test_how_the_rep_was_not_reached_is_known(
    carrier: Carrier, state: DeskState, offer: str, number: str, status: str, outcome: str
) -> None:
    carrier.posts(f"{offer}/status", CallSid=REP_LEG, CallStatus=status)
    assert state.offer(number).outcome == outcome


def test_a_rep_whose_phone_dies_in_a_call_leaves_the_caller_first_in_line(
    carrier: Carrier, state: DeskState, offer: str
) -> None:
    state.hold("CA1", key="5")
    talks(carrier, offer)
    carrier.posts(f"{offer}/status", CallSid=REP_LEG, CallStatus="completed")
    ended = carrier.posts(
        f"{offer}/talked", CallSid="CA1", CallStatus="in-progress", DialCallStatus="completed"
    )
    assert "press 1, and you are next" in ended.words
    assert carrier.posts(f"{offer}/talked", CallSid="CA1", Digits="1").verbs == ["Enqueue"]
    assert state.look("general", "en").waiting == 1


@pytest.mark.parametrize("step", ["talk", "talked"])
def test_a_silent_caller_whom_the_rep_dropped_is_back_in_line_without_a_question(
    carrier: Carrier, state: DeskState, offer: str, step: str
) -> None:
    talks(carrier, offer)
    carrier.posts(f"{offer}/status", CallSid=REP_LEG, CallStatus="completed")
    ended = carrier.posts(
        f"{offer}/{step}", CallSid="CA1", CallStatus="in-progress", DialCallStatus="completed"
    )
    assert ended.verbs[-1] == "Enqueue"
    assert "You are back in line" in ended.words
    assert state.look("general", "en").waiting == 1


@pytest.mark.parametrize("given", [{}, {"Digits": "7"}, {"SpeechResult": "yes"}, {"SpeechResult": "no"}])
def test_a_caller_who_stays_on_the_phone_after_a_drop_is_in_line(
    carrier: Carrier, state: DeskState, offer: str, given: dict[str, str]
) -> None:
    state.hold("CA1", key="5")
    talks(carrier, offer)
    carrier.posts(f"{offer}/status", CallSid=REP_LEG, CallStatus="completed")
    asked = carrier.posts(
        f"{offer}/talked", CallSid="CA1", CallStatus="in-progress", DialCallStatus="completed"
    )
    assert 'input="dtmf speech"' in asked.body
    assert carrier.posts(f"{offer}/talked", CallSid="CA1", CallStatus="in-progress", **given).verbs == [
        "Enqueue"
    ]
    assert state.look("general", "en").waiting == 1


def test_a_late_word_about_the_reps_leg_changes_nothing(
    carrier: Carrier, state: DeskState, offer: str
) -> None:
    talks(carrier, offer)
    carrier.posts(f"{offer}/status", CallSid=REP_LEG, CallStatus="no-answer")
    assert state.rep("ana").status == "talking"


def test_a_caller_who_is_moved_too_late_waits_on(
    carrier: Carrier, state: DeskState, offer: str, number: str
) -> None:
    state.not_taken(number, "missed")
    assert carrier.posts(f"{offer}/talk", CallSid="CA1").verbs == ["Enqueue"]


def test_a_caller_who_was_taken_out_of_the_conference_is_not_left_alone_in_it(
    carrier: Carrier, state: DeskState, offer: str
) -> None:
    state.hold("CA1", key="5")
    talks(carrier, offer)
    again = carrier.posts(f"{offer}/talk", CallSid="CA1")
    assert "press 1, and you are next" in again.words
    assert state.caller("CA1").state == "dropped"


def test_a_rep_whose_key_got_no_answer_goes_on_where_it_led(
    carrier: Carrier, state: DeskState, offer: str
) -> None:
    carrier.posts(offer, CallSid=REP_LEG)
    error = {"ErrorCode": "11205", "ErrorUrl": f"{carrier.base_url}{offer}/answer"}
    assert "press 1" in carrier.posts(offer, CallSid=REP_LEG, **error).words
    takes(carrier, offer)
    assert carrier.posts(offer, CallSid=REP_LEG, **error).verbs == ["Dial"]
    assert "already taken" in carrier.posts(offer, CallSid="CA-other", **error).words


def test_a_rep_who_got_no_answer_at_the_end_of_a_call_is_told_that_it_is_over(
    carrier: Carrier, state: DeskState, offer: str
) -> None:
    talks(carrier, offer)
    error = {"ErrorCode": "11205", "ErrorUrl": f"{carrier.base_url}{offer}/over"}
    assert "The caller has hung up" in carrier.posts(offer, CallSid=REP_LEG, **error).words
    assert state.rep("ana").status == "wrap_up"


@pytest.mark.parametrize("word", ["talk", "talked"])
def test_a_caller_whose_rep_is_told_first_that_the_conference_is_over_did_not_hang_up(
    carrier: Carrier, state: DeskState, offer: str, word: str
) -> None:
    state.hold("CA1", key="5")
    talks(carrier, offer)
    over = carrier.posts(f"{offer}/over", CallSid=REP_LEG, DialCallStatus="answered")
    assert "The caller has hung up" in over.words
    fields = {} if word == "talk" else {"DialCallStatus": "answered"}
    again = carrier.posts(f"{offer}/{word}", CallSid="CA1", CallStatus="in-progress", **fields)
    assert "press 1, and you are next" in again.words
    assert carrier.posts(f"{offer}/talked", CallSid="CA1", Digits="1").verbs == ["Enqueue"]
    assert state.look("general", "en").waiting == 1
    assert state.faults() == []


def test_a_caller_who_did_hang_up_is_not_waited_for(carrier: Carrier, state: DeskState, offer: str) -> None:
    talks(carrier, offer)
    carrier.posts(f"{offer}/over", CallSid=REP_LEG, DialCallStatus="answered")
    carrier.posts(f"{offer}/talked", CallSid="CA1", CallStatus="completed", DialCallStatus="answered")
    assert state.caller("CA1").ended_by == "hung up"


def test_without_a_database_a_rep_is_told_and_a_caller_put_through(
    app: Flask, carrier: Carrier, state: DeskState, offer: str
) -> None:
    takes(carrier, offer)
    with without_database(app):
        assert "We can't do this at the moment" in carrier.posts(f"{offer}/answer", Digits="1").words
        assert carrier.posts(f"{offer}/talk", CallSid="CA1").verbs == ["Dial"]


@pytest.mark.parametrize("lost", ["offer", "call"])
def test_a_word_that_is_lost_with_the_database_away_has_the_calls_compared_soon(
    app: Flask, carrier: Carrier, state: DeskState, redis: Redis, offer: str, lost: str
) -> None:
    talks(carrier, offer)
    assert redis.get(keys.reconciling("cair")) is None
    where = f"{offer}/status" if lost == "offer" else "/voice/cair/status"
    with without_database(app):
        carrier.posts(where, CallSid=REP_LEG, CallStatus="completed")
    assert state.rep("ana").status == "talking"
    carrier.posts(f"{offer}/conference", CallSid="CA1")
    assert redis.get(keys.reconciling("cair")) == "soon"
    assert 0 < redis.ttl(keys.reconciling("cair")) <= keys.RECONCILING_SOON


@pytest.mark.parametrize("fields", [{}, {"CallSid": ""}], ids=["CallSid", "no CallSid"])
@pytest.mark.parametrize("step", ["held", "held/again", "held/25"])
def test_the_music_of_a_hold_is_in_the_callers_language_with_or_without_a_call_in_the_request(
    carrier: Carrier, state: DeskState, fields: dict[str, str], step: str
) -> None:
    state.caller_ends("CA1", "hung up")
    state.save_rep("ana", {"languages": "es"})
    state.join(JoinRequest(call_sid="CA2", line="general", language="es", topic="hours"))
    held = f"/voice/cair/offer/{state.rep('ana').offer}"
    talks_with(carrier, held, "CA2")
    answer = carrier.posts(f"{held}/{step}", **{"CallSid": "CA2", **fields})
    assert answer.verbs == ["Say", *["Play"] * HELD_PARTS, "Redirect"]
    assert 'language="es-US"' in answer.body
    assert "Ana" in answer.words


def test_a_conversation_that_ends_without_a_database_leads_back_into_line_at_the_old_place(
    app: Flask, carrier: Carrier, state: DeskState, offer: str
) -> None:
    talks(carrier, offer)
    joined = state.caller("CA1").joined
    place = f"en.general.hours.{joined}"
    with without_database(app):
        back = carrier.posts(
            f"{offer}/talked/{place}", CallSid="CA1", CallStatus="in-progress", DialCallStatus="completed"
        )
    assert back.verbs == ["Enqueue"]
    hold = f"/en/person/hold/hours/{joined}"
    assert hold in back.body
    path = f"/voice/cair/{app.extensions['line'].desks['cair'].id}{hold}"
    assert carrier.posts(path, CallSid="CA1", at=OPEN).verbs == ["Gather", "Redirect"], (
        "nobody told of the end yet"
    )
    state.rep_leaves(offer.rpartition("/")[2])
    assert state.caller("CA1").state == "dropped"
    assert carrier.posts(path, CallSid="CA1", at=OPEN).verbs == ["Gather", "Redirect"]
    assert state.caller("CA1").state == "waiting"
