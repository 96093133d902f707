"""Hold in a conversation, colleagues and listeners, webhook by webhook: late, from strangers, without a database."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from redis import Redis

from ivr.media.hold_music import PIECES
from ivr.queue.queue_twiml import HELD_PARTS
from routing.queue.conversations import Conversations
from routing.queue.desk_state import DeskState
from routing.queue.script_answers import JoinRequest
from store.desk.records import Mode
from tests.ivr.carrier import Carrier
from tests.monitored import hear_notice
from tests.outage import without_database

REP_LEG, BO_LEG, SUE_LEG = "CA-rep", "CA-bo", "CA-sue"


@pytest.fixture
def state(redis: Redis) -> DeskState:
    """CA1 waits, and its offer rings Ana; Bo is away."""
    state = DeskState(redis, "cair")
    for name in ("ana", "bo"):
        fields = {"name": name.title(), "phone": f"phone of {name}", "lines": "general", "languages": "en"}
        state.save_rep(name, fields)
    state.set_status("ana", "available")
    state.join(JoinRequest(call_sid="CA1", line="general", language="en", topic="hours"))
    return state


@pytest.fixture
def number(carrier: Carrier, state: DeskState) -> str:
    """The number of the conversation of Ana and CA1."""
    number = state.rep("ana").offer
    offer = f"/voice/cair/offer/{number}"
    carrier.posts(offer, CallSid=REP_LEG)
    carrier.posts(f"{offer}/answer", CallSid=REP_LEG, Digits="1")
    for call in ("CA1", REP_LEG):
        joins(carrier, number, call)
    return number


@pytest.fixture
def offer(number: str) -> str:
    return f"/voice/cair/offer/{number}"


@pytest.fixture
def talks(state: DeskState) -> Conversations:
    return Conversations(state)


def joins(carrier: Carrier, number: str, call: str) -> None:
    told = {"StatusCallbackEvent": "participant-join", "ConferenceSid": "CF1"}
    carrier.posts(f"/voice/cair/offer/{number}/conference", CallSid=call, **told)


@pytest.fixture
def asked(carrier: Carrier, state: DeskState, talks: Conversations, number: str) -> str:
    """The offer by which Bo is asked, who has pressed 1."""
    state.set_status("bo", "available")
    talks.consult(number, "ana", "bo")
    asked = state.rep("bo").offer
    carrier.posts(f"/voice/cair/offer/{asked}", CallSid=BO_LEG)
    entered = carrier.posts(f"/voice/cair/offer/{asked}/answer", CallSid=BO_LEG, Digits="1")
    assert f">cair-{number}</Conference>" in entered.body
    assert 'endConferenceOnExit="false"' in entered.body
    return asked


@pytest.fixture
def listener(talks: Conversations, state: DeskState, number: str) -> str:
    hear_notice(state, state.caller_of(number).call_sid)
    return talks.listen(number, "sue", "phone of sue", Mode.WHISPER, "en")[1]


def test_a_held_caller_hears_a_sentence_and_a_minute_of_music(carrier: Carrier, offer: str) -> None:
    first = carrier.posts(f"{offer}/held", CallSid="CA1")
    assert first.verbs == ["Say", *["Play"] * HELD_PARTS, "Redirect"]
    assert "Ana is looking into it." in first.words
    again = re.findall(rf"{offer}/held/\d+", first.words)
    second = carrier.posts(again[0], CallSid="CA1")
    assert "Ana is still looking into it." in second.words
    heard = re.findall("/static/[^<]+", first.body + second.body)
    assert heard == PIECES.parts(PIECES.paths.index(heard[0]), 2 * HELD_PARTS)


def test_without_a_database_a_held_caller_hears_music(app: Flask, carrier: Carrier, offer: str) -> None:
    with without_database(app):
        assert carrier.posts(f"{offer}/held", CallSid="CA1").verbs == [*["Play"] * HELD_PARTS, "Redirect"]


def test_a_stranger_in_the_room_changes_nothing(
    carrier: Carrier, state: DeskState, number: str, asked: str
) -> None:
    joins(carrier, number, "CA-stranger")
    assert state.rep("bo").status == "connecting"
    joins(carrier, number, BO_LEG)
    assert state.rep("bo").status == "talking"


def test_a_colleague_left_in_an_ended_room_has_not_been_left_by_the_caller(
    carrier: Carrier, state: DeskState, talks: Conversations, number: str, asked: str
) -> None:
    joins(carrier, number, BO_LEG)
    ended = {"CallStatus": "in-progress", "DialCallStatus": "answered"}
    over = carrier.posts(f"/voice/cair/offer/{asked}/over", CallSid=BO_LEG, **ended)
    assert state.caller("CA1").state == "talking"
    assert talks.look(number).trouble == "left"  # type: ignore[union-attr]
    assert over.verbs[-1] == "Hangup"
    back = carrier.posts(f"/voice/cair/offer/{number}/talked", CallSid="CA1", **ended)
    assert "press 1, and you are next" in back.words


def test_a_late_word_of_who_has_handed_over_does_not_end_the_conversation(
    carrier: Carrier, state: DeskState, talks: Conversations, number: str, asked: str
) -> None:
    joins(carrier, number, BO_LEG)
    talks.ends_done(number, "0")
    assert talks.complete(number, "ana") == "done"
    carrier.posts(f"/voice/cair/offer/{number}/status", CallSid=REP_LEG, CallStatus="completed")
    assert (state.rep("bo").status, state.caller("CA1").state) == ("talking", "talking")
    ended = {"CallStatus": "in-progress", "DialCallStatus": "answered"}
    carrier.posts(f"/voice/cair/offer/{number}/talked", CallSid="CA1", **ended)
    assert state.caller("CA1").state == "dropped", (
        "the room is the old one's, the conversation the colleague's"
    )
    assert state.rep("bo").status == "wrap_up"


def test_a_listener_goes_in_heard_by_the_rep_alone(
    carrier: Carrier, talks: Conversations, number: str, listener: str
) -> None:
    address = f"/voice/cair/listen/{listener}"
    assert "Only Ana will hear you" in carrier.posts(address, CallSid=SUE_LEG).words
    entered = carrier.posts(f"{address}/answer", CallSid=SUE_LEG, Digits="1").body
    assert f'coach="{REP_LEG}"' in entered
    assert 'endConferenceOnExit="false"' in entered
    joins(carrier, number, SUE_LEG)
    assert talks.listener(listener).state == "in"


@pytest.mark.parametrize("step", ["", "/answer"])
def test_a_second_phone_of_a_listener_and_an_unknown_one_are_told_that_it_is_over(
    carrier: Carrier, listener: str, step: str
) -> None:
    carrier.posts(f"/voice/cair/listen/{listener}", CallSid=SUE_LEG)
    for number, call in ((listener, "CA-other"), ("4711", SUE_LEG)):
        answer = carrier.posts(f"/voice/cair/listen/{number}{step}", CallSid=call, Digits="1")
        assert "This call is over" in answer.words


def test_who_does_not_press_1_does_not_listen(carrier: Carrier, talks: Conversations, listener: str) -> None:
    carrier.posts(f"/voice/cair/listen/{listener}", CallSid=SUE_LEG)
    assert carrier.posts(f"/voice/cair/listen/{listener}/answer", CallSid=SUE_LEG).verbs[-1] == "Hangup"
    assert talks.listener(listener).state == "closed"


def test_without_a_database_a_listener_is_told(app: Flask, carrier: Carrier, listener: str) -> None:
    with without_database(app):
        assert "We can't do this at the moment" in carrier.posts(f"/voice/cair/listen/{listener}").words
