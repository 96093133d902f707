"""Listening, whispering and joining from the wallboard; what the phone does is told to the scripts."""

from __future__ import annotations

import re
from functools import partial

import pytest
from flask import Flask
from redis import Redis
from werkzeug.test import TestResponse

from accounts.people import Role
from console.context import Console
from editing.database.content import DeskContent
from prompts.loader import read_files
from prompts.revision import content_id
from routing.queue.conversations import Conversations
from routing.queue.desk_state import DeskState
from routing.queue.script_answers import JoinRequest
from settings import DESKS
from store import keys
from store.desk.records import Mode
from tests.console.visits import Visit, add_person
from tests.monitored import announce_monitoring, hear_notice
from tests.published import app_serves

PHONE = "(916) 555-0177"


@pytest.fixture
def state(app: Flask, redis: Redis, console: Console) -> DeskState:
    """The desk, on which Ann talks to a caller who has heard that others may listen."""
    announce_monitoring(redis, partial(app_serves, app))
    console.wall.snapshots.forget("cair")
    state = DeskState(redis, "cair")
    state.save_rep("12", {"name": "Ann", "phone": "+19165550112", "lines": "general", "languages": "en,es"})
    state.set_status("12", "available")
    state.join(JoinRequest("CA1", "general", "en", "main", "+15105550100"))
    hear_notice(state, "CA1")
    offer = state.rep("12").offer
    state.leg_rings(offer, "CA-rep")
    state.accept(offer)
    for side in ("caller", "rep"):
        state.side_joins(offer, side, "CF1")
    return state


@pytest.fixture
def page(state: DeskState) -> str:
    """The page of the conversation."""
    return f"/cair/wall/talk/{state.rep('12').offer}"


@pytest.fixture
def talks(state: DeskState) -> Conversations:
    return Conversations(state)


@pytest.fixture
def supervisor(supervisor: Visit) -> Visit:
    """Return a supervisor with a phone on the account."""
    supervisor.sends("/account/phone", {"phone": PHONE}, of="/account")
    return supervisor


def asks(visit: Visit, page: str, mode: str = "listen", **more: str) -> TestResponse:
    return visit.sends(page, {"mode": mode, **more}, of="/account")


def listener(state: DeskState) -> str:
    return state.offer(state.rep("12").offer).listener


def goes_in(state: DeskState, talks: Conversations) -> None:
    """The supervisor's phone is picked up, 1 pressed, and the carrier told."""
    for step in ("ringing", "answered", "entering", "in"):
        talks.listener_goes_on(listener(state), step, "CA-sam")
    wish = talks.steer_done(listener(state))
    talks.steer_done(listener(state), wish.mode, wish.rep_leg)


def noted(console: Console) -> tuple[str, str, str, str]:
    entry = console.audit.entries(1)[0]
    return entry.who, entry.what, entry.before, entry.after


def commands(redis: Redis) -> list[str]:
    return [fields["command"] for _, fields in redis.xrange(keys.commands("cair"))]


def test_the_wallboard_leads_to_the_conversation(supervisor: Visit, page: str) -> None:
    assert f'href="/console{page}"' in supervisor.opens("/cair/wall").text
    assert "Ann with a caller" in supervisor.opens(page).text


def test_the_own_phone_rings_and_it_is_written_down(
    supervisor: Visit, state: DeskState, talks: Conversations, page: str, console: Console, redis: Redis
) -> None:
    assert asks(supervisor, page).headers["Location"] == f"/console{page}"
    record = talks.listener(listener(state))
    assert (record.phone, record.mode, record.who) == ("+19165550177", "listen", "sam")
    assert "Your phone rings." in supervisor.opens(page).text
    assert commands(redis)[-1] == "ring"
    assert noted(console) == ("sam", "listening asked", "", "listen, phone … 0177")


@pytest.mark.parametrize(
    ("phone", "why"),
    [
        ("Ann", "It is no phone number"),
        ("112", "It can&#39;t be dialled"),
        ("+44 20 7946 0000", "It is a phone in GB, and phones in US alone are rung"),
        ("+1 876 555 0100", "It is a phone in JM, and phones in US alone are rung"),
        ("+1 900 555 0100", "It is no ordinary phone"),
        ("+1 800 578 7889", "It is"),
    ],
)
def test_a_phone_that_may_not_be_rung_is_not_kept(
    supervisor: Visit, console: Console, phone: str, why: str
) -> None:
    answer = supervisor.sends("/account/phone", {"phone": phone}, of="/account")
    assert answer.status_code == 422
    assert why in answer.text
    assert console.people.named("sam").phone == "+19165550177"  # type: ignore[union-attr]


def test_the_own_phone_can_be_changed_and_forgotten(supervisor: Visit, console: Console) -> None:
    assert noted(console) == ("sam", "phone changed", "", "+19165550177")
    supervisor.sends("/account/phone", {"phone": ""}, of="/account")
    assert "No phone of yours is kept." in supervisor.opens("/account").text


def test_only_the_own_phone_is_rung_whatever_is_sent(
    supervisor: Visit, state: DeskState, talks: Conversations, page: str
) -> None:
    asks(supervisor, page, phone="+19005550100")
    assert talks.listener(listener(state)).phone == "+19165550177"


def test_who_has_no_phone_is_shown_where_to_say_it(supervisor: Visit, state: DeskState, page: str) -> None:
    supervisor.sends("/account/phone", {"phone": ""}, of="/account")
    assert "/console/account#my-phone" in supervisor.opens(page).text
    assert asks(supervisor, page).headers["Location"] == "/console/account#my-phone"
    assert not listener(state)


def test_an_open_page_is_brought_up_to_date_only_by_what_is_new(
    supervisor: Visit, talks: Conversations, state: DeskState, page: str
) -> None:
    asks(supervisor, page)
    first = re.search(r"(/cair/wall/talk/\d+/now\?seen=\w+)", supervisor.opens(page).text)
    assert first
    assert supervisor.opens(first[1]).status_code == 204
    goes_in(state, talks)
    answer = supervisor.opens(first[1])
    assert "Nobody hears you." in answer.text
    assert "<html" not in answer.text


def test_who_listens_may_whisper_then_join_and_then_stop(
    supervisor: Visit, state: DeskState, talks: Conversations, page: str, console: Console
) -> None:
    asks(supervisor, page)
    goes_in(state, talks)
    assert "Nobody hears you." in supervisor.opens(page).text
    supervisor.sends(f"{page}/mode", {"mode": "whisper"}, of=page)
    assert noted(console) == ("sam", "listening changed", "listen", "whisper")
    assert "Only Ann hears you." in supervisor.opens(page).text
    supervisor.sends(f"{page}/mode", {"mode": "join"}, of=page)
    assert talks.listener(listener(state)).mode == Mode.JOIN
    supervisor.sends(f"{page}/stop", of=page)
    assert not listener(state)
    assert "You listen no more. The two talk on." in supervisor.opens("/cair/wall").text
    assert state.rep("12").status == "talking"
    assert noted(console) == ("sam", "listening stopped", "join", "")


def test_a_mode_that_there_is_not_changes_nothing(
    supervisor: Visit, state: DeskState, talks: Conversations, page: str
) -> None:
    asks(supervisor, page)
    assert supervisor.sends(f"{page}/mode", {"mode": "shout"}, of=page).status_code == 400
    assert talks.listener(listener(state)).mode == Mode.LISTEN


def test_one_listens_at_a_time_and_only_that_one_may_stop_it(
    app: Flask, supervisor: Visit, state: DeskState, page: str
) -> None:
    add_person(app, "tom", Role.SUPERVISOR)
    other = Visit(app)
    other.signs_in("tom")
    other.sends("/account/phone", {"phone": "916 555 0188"}, of="/account")
    assert "Ring my phone" in other.opens(page).text
    asks(supervisor, page)
    assert "Somebody else listens" in other.opens(page).text
    for step, form in (("", {"mode": "join"}), ("/mode", {"mode": "join"}), ("/stop", {})):
        assert other.sends(f"{page}{step}", form, of="/cair/wall").headers["Location"] == "/console/cair/wall"
    assert listener(state)


def test_a_conversation_that_is_over_leads_back_to_the_wallboard(
    supervisor: Visit, state: DeskState, page: str
) -> None:
    supervisor.opens(page)
    state.caller_ends("CA1", "hung up")
    assert supervisor.opens(f"{page}/now").headers["HX-Redirect"] == "/console/cair/wall"
    for answer in (supervisor.opens(page), asks(supervisor, page)):
        assert answer.headers["Location"] == "/console/cair/wall"
    assert "This conversation is over." in supervisor.opens("/cair/wall").text


def test_a_caller_who_has_not_heard_of_it_is_not_listened_to(
    supervisor: Visit, state: DeskState, page: str, redis: Redis
) -> None:
    redis.hdel(keys.caller_record("cair", "CA1"), "monitored")
    asks(supervisor, page)
    assert "has not heard that others may listen" in supervisor.opens("/cair/wall").text
    assert not listener(state)


def test_at_a_desk_that_never_announces_it_nobody_may_listen(
    app: Flask, supervisor: Visit, state: DeskState, page: str, redis: Redis
) -> None:
    published = DeskContent(redis, "cair").pointer()
    assert published
    folder = read_files(DESKS / "cair")
    DeskContent(redis, "cair").roll_back(
        0, folder_id=content_id(folder), why="", who="a test", seen=published.number
    )
    app_serves(app, content_id(folder))
    supervisor.opens("/cair/wall")
    asks(supervisor, page)
    board = supervisor.opens("/cair/wall").text
    assert "Nobody may listen at this desk" in board
    assert "Listen<" not in board
    assert not listener(state)
