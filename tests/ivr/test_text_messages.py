"""Text messages from a rep's phone: what they do, how often they are answered, and nothing for strangers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from redis import Redis

from accounts.audit_log import AuditLog
from accounts.people_scripts import PeopleScripts
from routing.queue.call_limits import read_spent
from routing.queue.desk_state import DeskState
from routing.queue.journal import Journal
from routing.queue.rep_access import RepAccess
from routing.queue.script_answers import JoinRequest
from tests.calls.desk_at_work import PIN
from tests.ivr.carrier import Carrier

PHONE, OTHER_PHONE = "+19165550111", "+19165550122"


@pytest.fixture
def state(redis: Redis) -> DeskState:
    state = DeskState(redis, "cair")
    state.save_rep("ana", {"name": "Ana", "phone": PHONE, "lines": "general", "languages": "en"})
    assert RepAccess(state).confirm_phone("ana", PHONE)
    return state


def test_on_and_off_sign_a_rep_in_and_out(carrier: Carrier, state: DeskState) -> None:
    assert carrier.posts("/text/cair", From=PHONE, Body=" On ").words == "You are available."
    assert state.rep("ana").status == "available"
    assert "You are signed out" in carrier.posts("/text/cair", From=PHONE, Body="off").words
    assert state.rep("ana").status == "offline"


@pytest.mark.parametrize(
    "body", ["ON", "on!", "“On”", "On 👍", " on. ", "on\n-- \nAna", "On.\nSent from my phone", "on - Ana"]
)
def test_case_punctuation_and_a_signature_do_not_matter(
    carrier: Carrier, state: DeskState, body: str
) -> None:
    assert "You are available" in carrier.posts("/text/cair", From=PHONE, Body=body).words


def test_spanish_words_do_the_same(carrier: Carrier, state: DeskState) -> None:
    state.save_rep("ana", {"languages": "es,en"})
    assert "disponible" in carrier.posts("/text/cair", From=PHONE, Body="Entrar").words
    assert "disponible" in carrier.posts("/text/cair", From=PHONE, Body="estado").words
    assert "fuera de turno" in carrier.posts("/text/cair", From=PHONE, Body="SALIR").words
    assert 'Escriba "entrar"' in carrier.posts("/text/cair", From=PHONE, Body="¿Ayuda?").words


def test_status_changes_nothing(carrier: Carrier, state: DeskState) -> None:
    assert "You are signed out" in carrier.posts("/text/cair", From=PHONE, Body="status").words
    assert state.rep("ana").status == "offline"


def test_status_in_wrap_up_says_what_can_be_texted_and_names_no_key(
    carrier: Carrier, state: DeskState
) -> None:
    state.save_rep("ana", {"wrap_up": "240"})
    state.set_status("ana", "available")
    state.join(JoinRequest("CA1", "general", "en", "main"))
    offer = state.rep("ana").offer
    state.leg_rings(offer, "leg")
    state.accept(offer)
    for side in ("rep", "caller"):
        state.side_joins(offer, side)
    state.caller_ends("CA1", "hung up")
    answer = carrier.posts("/text/cair", From=PHONE, Body="status").words
    assert answer == 'You have 4 minutes left to wrap up. To end it now, text "on".'
    assert "You are available." in carrier.posts("/text/cair", From=PHONE, Body="on").words


def test_help_says_what_can_be_texted(carrier: Carrier, state: DeskState) -> None:
    assert 'Text "on" to take calls' in carrier.posts("/text/cair", From=PHONE, Body="help").words


@pytest.mark.parametrize(
    "body",
    [
        "hm",
        "On my way",
        "Off duty until Monday",
        "Out of office",
        "onward",
        "",
        "I am driving, I will answer later.",
    ],
)
def test_what_is_no_request_is_explained_once_and_changes_nothing(
    carrier: Carrier, state: DeskState, body: str
) -> None:
    state.set_status("ana", "away")
    assert 'Text "on" to take calls' in carrier.posts("/text/cair", From=PHONE, Body=body).words
    assert carrier.posts("/text/cair", From=PHONE, Body=body).words == ""
    assert state.rep("ana").status == "away"


def test_a_phone_that_answers_by_itself_and_the_line_fall_silent(carrier: Carrier, state: DeskState) -> None:
    replies = [carrier.posts("/text/cair", From=PHONE, Body="on").words]
    while replies[-1]:
        assert len(replies) < 5
        replies.append(
            carrier.posts("/text/cair", From=PHONE, Body="I am driving, I will answer later.").words
        )
    assert len(replies) == 3


def test_a_phone_gets_ten_replies_in_an_hour_and_still_signs_in(carrier: Carrier, state: DeskState) -> None:
    replies = [carrier.posts("/text/cair", From=PHONE, Body="status").words for _ in range(12)]
    assert [bool(reply) for reply in replies] == [True] * 10 + [False] * 2
    assert carrier.posts("/text/cair", From=PHONE, Body="on").words == ""
    assert state.rep("ana").status == "available"


def test_three_hundred_texts_stop_no_ring(
    carrier: Carrier, state: DeskState, redis: Redis, app: Flask
) -> None:
    for body in ["on", "status", "I am driving."] * 100:
        carrier.posts("/text/cair", From=PHONE, Body=body)
    assert read_spent(redis, "cair", state.moment()).today == 0
    assert state.spend(PHONE, app.extensions["line"].allowance) == ""
    assert len(AuditLog(PeopleScripts(redis)).entries(100)) == 1


def test_texts_without_end_change_no_more(carrier: Carrier, state: DeskState, redis: Redis) -> None:
    """Else whoever forges the sender could push everything else out of the audit log."""
    for body in ["on", "off"] * 40:
        carrier.posts("/text/cair", From=PHONE, Body=body)
    entries = AuditLog(PeopleScripts(redis)).entries(100)
    assert sum(entry.times for entry in entries) == 60
    assert len(entries) <= 4, "one for each of both, and again if a minute ends meanwhile"


@pytest.mark.parametrize("body", ["on", "off"])
def test_a_text_from_a_phone_that_was_never_confirmed_changes_nothing_and_says_how(
    carrier: Carrier, state: DeskState, body: str
) -> None:
    state.save_rep("bo", {"name": "Bo", "phone": OTHER_PHONE, "lines": "general", "languages": "en"})
    state.set_status("bo", "away")
    reply = carrier.posts("/text/cair", From=OTHER_PHONE, Body=body).words
    assert reply.startswith("Nothing has changed. Please confirm this phone once: call this number from it")
    assert state.rep("bo").status == "away"


def test_the_pin_on_a_call_from_the_own_phone_confirms_it(carrier: Carrier, state: DeskState) -> None:
    state.save_rep("bo", {"name": "Bo", "phone": OTHER_PHONE, "lines": "general", "pin": PIN})
    asked = carrier.posts("/voice/cair", From=OTHER_PHONE)
    carrier.posts(asked.action, From=OTHER_PHONE, Digits="1234")
    assert "Nothing has changed" in carrier.posts("/text/cair", From=OTHER_PHONE, Body="on").words
    carrier.posts(asked.action, From=OTHER_PHONE, Digits="4711")
    assert "You are available" in carrier.posts("/text/cair", From=OTHER_PHONE, Body="on").words


def test_a_call_whose_attestation_failed_confirms_nothing(carrier: Carrier, state: DeskState) -> None:
    state.save_rep("bo", {"name": "Bo", "phone": OTHER_PHONE, "lines": "general", "pin": PIN})
    asked = carrier.posts("/voice/cair", From=OTHER_PHONE, StirVerstat="TN-Validation-Failed-A")
    assert "Hello, Bo" in carrier.posts(asked.action, From=OTHER_PHONE, Digits="4711").words
    assert "Nothing has changed" in carrier.posts("/text/cair", From=OTHER_PHONE, Body="on").words


def test_another_phone_has_to_be_confirmed_anew_and_so_has_the_first_one_later(
    carrier: Carrier, state: DeskState
) -> None:
    for phone in (OTHER_PHONE, PHONE):
        state.save_rep("ana", {"phone": phone})
        assert "Nothing has changed" in carrier.posts("/text/cair", From=phone, Body="on").words
    assert state.rep("ana").status == "offline"


def test_other_changes_of_a_rep_keep_the_phone_confirmed(carrier: Carrier, state: DeskState) -> None:
    state.save_rep("ana", {"name": "Anna", "phone": PHONE})
    assert "You are available" in carrier.posts("/text/cair", From=PHONE, Body="on").words


def start_talk(state: DeskState) -> None:
    state.set_status("ana", "available")
    state.join(JoinRequest(call_sid="CA-caller", line="general", language="en", topic="main"))
    offer = state.rep("ana").offer
    state.leg_rings(offer, "leg")
    assert state.accept(offer) == "accepted"


def test_off_in_a_call_signs_out_after_it(carrier: Carrier, state: DeskState) -> None:
    start_talk(state)
    reply = carrier.posts("/text/cair", From=PHONE, Body="off").words
    assert reply == "You are in a call. You will be signed out after it."
    assert state.rep("ana").status == "connecting"
    state.caller_ends("CA-caller", "hung up")
    assert (state.rep("ana").status, state.rep("ana").by) == ("offline", "text")
    assert state.faults() == []


def test_on_in_the_same_call_takes_that_back(carrier: Carrier, state: DeskState) -> None:
    start_talk(state)
    carrier.posts("/text/cair", From=PHONE, Body="off")
    assert "A call is in your hands" in carrier.posts("/text/cair", From=PHONE, Body="on").words
    state.caller_ends("CA-caller", "hung up")
    assert state.rep("ana").status == "available"


def test_what_a_text_changes_is_in_the_audit_log(carrier: Carrier, state: DeskState, redis: Redis) -> None:
    for body in ("on", "on", "off"):
        carrier.posts("/text/cair", From=PHONE, Body=body)
    noted = [
        (one.who, one.what, one.about, one.before, one.after)
        for one in AuditLog(PeopleScripts(redis)).entries(5)
    ]
    assert noted == [
        ("rep ana", "signed out by text", "rep ana at cair", "available", "offline"),
        ("rep ana", "signed in by text", "rep ana at cair", "offline", "available"),
    ]


def test_a_stranger_gets_no_answer(carrier: Carrier, state: DeskState) -> None:
    answer = carrier.posts("/text/cair", From="+14155550199", Body="on")
    assert (answer.status, answer.words) == (200, "")
    assert state.rep("ana").status == "offline"


def test_a_forged_text_is_refused(app: Flask, state: DeskState) -> None:
    assert app.test_client().post("/text/cair", data={"From": PHONE, "Body": "on"}).status_code == 403
    assert state.rep("ana").status == "offline"


@pytest.mark.parametrize(("body", "is_answered"), [("on", True), ("win a prize", False)])
def test_with_the_database_away_only_who_signs_in_or_out_is_told_so(
    app: Flask, carrier: Carrier, body: str, is_answered: bool
) -> None:
    app.extensions["line"].journal.close()
    line = app.extensions["line"]
    app.extensions["line"] = replace(line, journal=Journal("redis://127.0.0.1:1"))
    assert bool(carrier.posts("/text/cair", From=PHONE, Body=body).words) == is_answered
    app.extensions["line"].journal.close()
