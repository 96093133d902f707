"""Text messages from a rep's phone: `on`, `off`, and nothing for strangers."""

from __future__ import annotations

import pytest
from flask import Flask
from redis import Redis

from store.desk_state import DeskState
from tests.ivr.carrier import Carrier

PHONE = "+19165550111"


@pytest.fixture
def state(redis: Redis) -> DeskState:
    state = DeskState(redis, "cair")
    state.save_rep("ana", {"name": "Ana", "phone": PHONE, "lines": "general", "languages": "en"})
    return state


def test_on_and_off_sign_a_rep_in_and_out(carrier: Carrier, state: DeskState) -> None:
    assert carrier.posts("/text/cair", From=PHONE, Body=" On ").words == "You are available."
    assert state.rep("ana")["status"] == "available"
    assert "You are signed out" in carrier.posts("/text/cair", From=PHONE, Body="off").words
    assert state.rep("ana")["status"] == "offline"


def test_any_other_text_of_a_rep_is_answered_with_the_state(carrier: Carrier, state: DeskState) -> None:
    assert "You are signed out" in carrier.posts("/text/cair", From=PHONE, Body="hm").words


def test_a_stranger_gets_no_answer(carrier: Carrier, state: DeskState) -> None:
    answer = carrier.posts("/text/cair", From="+14155550199", Body="on")
    assert (answer.status, answer.words) == (200, "")
    assert state.rep("ana")["status"] == "offline"


def test_a_forged_text_is_refused(app: Flask, state: DeskState) -> None:
    assert app.test_client().post("/text/cair", data={"From": PHONE, "Body": "on"}).status_code == 403
    assert state.rep("ana")["status"] == "offline"
