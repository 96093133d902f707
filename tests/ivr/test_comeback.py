"""Callers whom the fallback document leads back in the middle of a call: each goes on where it was."""

from __future__ import annotations

import pytest
from flask import Flask
from redis import Redis

from routing.queue.desk_state import DeskState
from routing.queue.script_answers import JoinRequest
from tests.ivr.carrier import Answered, Carrier
from tests.outage import without_database


@pytest.fixture
def state(redis: Redis) -> DeskState:
    """CA1 waits, and is offered to Ana."""
    state = DeskState(redis, "cair")
    fields = {"name": "Ana", "phone": "+19165550111", "lines": "general", "languages": "en"}
    state.save_rep("ana", fields)
    state.set_status("ana", "available")
    state.join(JoinRequest(call_sid="CA1", line="general", language="en", topic="hours"))
    return state


def comes_back(carrier: Carrier, **fields: str) -> Answered:
    return carrier.posts("/voice/cair", CallStatus="in-progress", **fields)


def is_connecting(state: DeskState) -> str:
    offer = state.rep("ana").offer
    state.leg_answers(offer, "CA-rep")
    state.accept(offer)
    return offer


def test_who_waits_is_put_in_line_again(carrier: Carrier, state: DeskState) -> None:
    answer = comes_back(carrier)
    assert answer.verbs == ["Enqueue"]
    assert "/en/person/hold/hours/" in answer.body


def test_who_is_still_in_the_carriers_queue_goes_on_with_hold(carrier: Carrier, state: DeskState) -> None:
    answer = comes_back(carrier, QueueSid="QU1")
    assert answer.verbs == ["Redirect"]
    assert "/en/person/hold/hours/" in answer.body


def test_who_is_in_the_carriers_queue_is_held_also_without_a_database(
    app: Flask, carrier: Carrier, state: DeskState
) -> None:
    with without_database(app):
        answer = comes_back(carrier, QueueSid="QU1")
    assert (answer.verbs, "/en/person/hold/-/" in answer.body) == (["Redirect"], True)


def test_who_was_being_put_through_is_put_through(carrier: Carrier, state: DeskState) -> None:
    offer = is_connecting(state)
    place = f"en.general.hours.{state.caller('CA1').joined}"
    assert f"/voice/cair/offer/{offer}/talk/{place}<" in comes_back(carrier).body
    assert carrier.posts(f"/voice/cair/offer/{offer}/talk").verbs[-1] == "Dial"


def test_whose_conversation_ended_without_an_answer_is_offered_the_front_of_the_line(
    carrier: Carrier, state: DeskState
) -> None:
    offer = is_connecting(state)
    for side in ("rep", "caller"):
        state.side_joins(offer, side)
    for _ in range(2):  # the answer to the second request may be lost as well
        assert comes_back(carrier).verbs == ["Redirect"]
        again = carrier.posts(f"/voice/cair/offer/{offer}/talk")
        assert "press 1, and you are next" in again.words
    assert "/voice/cair/offer/over/talk/en.general.hours." in comes_back(carrier).body
    assert carrier.posts("/voice/cair/offer/over/talked", Digits="1").verbs == ["Enqueue"]


def test_who_was_in_the_menu_begins_there_again(carrier: Carrier, state: DeskState) -> None:
    for _ in range(2):
        assert "press 1" in comes_back(carrier, CallSid="CA2").words


def test_a_call_that_begins_waits_for_nobody(carrier: Carrier, state: DeskState) -> None:
    assert carrier.posts("/voice/cair", CallStatus="ringing").verbs == ["Gather", "Redirect"]
