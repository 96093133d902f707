"""Text messages from a rep's phone: `on`, `off`, and nothing for strangers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from redis import Redis

from store import clock, keys
from store.desk_state import DeskState
from store.journal import Journal
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


def test_a_phone_that_has_had_its_texts_for_the_day_gets_no_more_and_still_signs_in(
    carrier: Carrier, state: DeskState, redis: Redis
) -> None:
    day = clock.now().date().toordinal() - date(1970, 1, 1).toordinal()
    for one in (day, day + 1):  # midnight may come in between
        redis.hset(keys.spent("cair", one), f"to:{PHONE}", 300)
        redis.expire(keys.spent("cair", one), 60)
    assert carrier.posts("/text/cair", From=PHONE, Body="on").words == ""
    assert state.rep("ana")["status"] == "available"


@pytest.mark.parametrize(("body", "is_answered"), [("on", True), ("win a prize", False)])
def test_with_the_database_away_only_who_signs_in_or_out_is_told_so(
    app: Flask, carrier: Carrier, body: str, is_answered: bool
) -> None:
    app.extensions["line"].journal.close()
    line = app.extensions["line"]
    app.extensions["line"] = replace(line, journal=Journal("redis://127.0.0.1:1"))
    assert bool(carrier.posts("/text/cair", From=PHONE, Body=body).words) == is_answered
    app.extensions["line"].journal.close()
