"""The reps' door: who gets in, what a rep can do there, and that guessing a PIN is slow."""

from __future__ import annotations

from datetime import datetime

import pytest
from redis import Redis

from accounts.audit_log import AuditLog
from accounts.people_scripts import PeopleScripts
from routing.pins import is_outdated, pin_fits
from routing.queue.rep_access import PIN_TRIES, read_wrong_pins
from routing.queue.script_answers import JoinRequest
from simulator.http.caller_verification import Attestation
from simulator.phones.scripted import LocalNetwork, ScriptedPhone
from store import keys
from tests.calls.desk_at_work import DeskAtWork
from tests.calls.moments import TUESDAY_MORNING

HOTEL = "+14155550199"


@pytest.fixture
def rep(desk: DeskAtWork) -> ScriptedPhone:
    """Ana, with rep number 12 and PIN 4711, signed out."""
    phone = desk.rep(number="12")
    desk.state.set_status("ana", "offline")
    return phone


@pytest.fixture
def elsewhere(network: LocalNetwork, rep: ScriptedPhone) -> ScriptedPhone:
    """A phone that is no rep's."""
    return network.caller(HOTEL)


def dials_in(rep: ScriptedPhone, at: datetime | None = None) -> None:
    """Ana calls from her own phone and types her PIN."""
    rep.dials(at=at)
    rep.presses("4711#")


def types(phone: ScriptedPhone, number: str, pin: str) -> None:
    phone.presses(f"{number}#")
    phone.presses(f"{pin}#")


def signs_in(phone: ScriptedPhone, number: str = "12", pin: str = "4711") -> None:
    phone.dials(at=TUESDAY_MORNING)
    phone.presses("*")
    types(phone, number, pin)


@pytest.mark.parametrize("stir", ["A", "B", "C", "failed", "unchecked", "none"])
def test_a_reps_number_alone_opens_nothing(desk: DeskAtWork, rep: ScriptedPhone, stir: Attestation) -> None:
    rep.dials(stir=stir)
    rep.hears("This is the number of one of our reps. Please type your secret code, then press pound")
    rep.presses("1")
    rep.presses("#")
    assert desk.status() == "offline"
    rep.does_not_hear("Ana")
    rep.does_not_hear("You are")


def test_whoever_types_no_pin_on_a_reps_phone_hears_what_callers_hear(rep: ScriptedPhone) -> None:
    rep.dials(at=TUESDAY_MORNING)
    rep.stays_silent()
    rep.hears("For signing in or a password, press 1")
    rep.does_not_hear("Ana")


def test_a_wrong_pin_on_the_own_phone_is_asked_for_again_and_then_no_more(rep: ScriptedPhone) -> None:
    rep.dials(at=TUESDAY_MORNING)
    for _ in range(3):
        rep.presses("1234#")
        rep.hears("That does not fit")
    rep.hears("For signing in or a password, press 1")
    rep.does_not_hear("Ana")


def test_a_spanish_rep_is_asked_for_the_pin_in_spanish(desk: DeskAtWork, rep: ScriptedPhone) -> None:
    desk.state.save_rep("ana", {"languages": "es,en"})
    rep.dials()
    rep.hears("Este número es de una persona de nuestro equipo. Por favor, marque su clave")


def test_a_reps_phone_reaches_the_reps_menu_and_hears_why_no_calls_come(rep: ScriptedPhone) -> None:
    dials_in(rep)
    rep.hears("Hello, Ana. You are signed out, so no calls come to you. To take calls, press 1")


def test_a_rep_goes_available_and_away_with_a_reason(desk: DeskAtWork, rep: ScriptedPhone) -> None:
    dials_in(rep)
    rep.presses("1")
    rep.hears("You are available. No call comes since nobody waits")
    assert desk.status() == "available"
    rep.presses("2")
    rep.hears("For lunch, press 1")
    rep.presses("1")
    rep.hears("You are away, so no calls come to you")
    assert (desk.status(), desk.state.rep("ana").reason) == ("away", "lunch")


def test_a_rep_may_stay_as_one_is(desk: DeskAtWork, rep: ScriptedPhone) -> None:
    dials_in(rep)
    for key in "12*":
        rep.presses(key)
    rep.hears("You are available")
    assert desk.status() == "available"


def test_a_rep_hears_how_long_each_line_is(desk: DeskAtWork, rep: ScriptedPhone) -> None:
    desk.rep("bo", "+19165550122")
    for call in ("CA-offered-to-bo", "CA-waiting"):
        desk.state.join(JoinRequest(call_sid=call, line="general", language="en", topic="main"))
    dials_in(rep)
    rep.presses("3")
    rep.hears(
        "On the general line, in English, callers in line: 1. The first one has waited for less than a minute"
    )
    rep.hears("On the general line, in Spanish, nobody waits")


def test_a_rep_who_missed_calls_hears_that_it_was_for_that(desk: DeskAtWork, rep: ScriptedPhone) -> None:
    desk.state.set_status("ana", "away", "missed")
    dials_in(rep)
    rep.presses("4")
    rep.hears("You are away since you missed calls")


def test_wrap_up_is_ended_by_key(desk: DeskAtWork, rep: ScriptedPhone, caller: ScriptedPhone) -> None:
    desk.state.set_status("ana", "available")
    caller.dials(at=TUESDAY_MORNING)
    caller.presses("0")
    desk.rings(rep)
    rep.answers()
    rep.presses("1")
    desk.becomes("talking")
    caller.hangs_up()
    desk.hears(rep, "The caller has hung up")
    rep.hangs_up()
    dials_in(rep)
    rep.hears("You have one minute left to wrap up")
    rep.presses("1")
    assert desk.status() == "available"


def test_a_reps_phone_reaches_the_callers_menu_too(rep: ScriptedPhone) -> None:
    dials_in(rep, at=TUESDAY_MORNING)
    rep.presses("9")
    rep.hears("For signing in or a password, press 1")


def test_a_rep_who_does_nothing_is_said_goodbye(rep: ScriptedPhone) -> None:
    dials_in(rep)
    for _ in range(3):
        rep.stays_silent()
    rep.hears("Goodbye")
    assert rep.ended == "completed by the line"


def test_a_spanish_rep_is_spoken_to_in_spanish(desk: DeskAtWork, rep: ScriptedPhone) -> None:
    desk.state.save_rep("ana", {"languages": "es,en"})
    dials_in(rep)
    rep.hears("Hola, Ana. Usted está fuera de turno")


def test_a_rep_gets_in_from_any_phone_with_number_and_pin(elsewhere: ScriptedPhone) -> None:
    signs_in(elsewhere)
    elsewhere.hears("Hello, Ana")


def test_a_wrong_pin_lets_nobody_in(elsewhere: ScriptedPhone) -> None:
    signs_in(elsewhere, pin="1234")
    elsewhere.hears("That does not fit")
    elsewhere.does_not_hear("Hello")


def test_an_unknown_number_sounds_like_a_wrong_pin(elsewhere: ScriptedPhone) -> None:
    signs_in(elsewhere, number="99")
    elsewhere.hears("That does not fit")


def test_guessing_is_over_after_some_tries_even_with_the_right_pin(elsewhere: ScriptedPhone) -> None:
    for _ in range(PIN_TRIES):
        signs_in(elsewhere, pin="0000")
        elsewhere.hangs_up()
    signs_in(elsewhere)
    elsewhere.hears("There were too many tries. Please try again in 15 minutes")
    assert elsewhere.ended == "completed by the line"


def test_strangers_who_guess_do_not_shut_the_reps_own_phone(
    elsewhere: ScriptedPhone, rep: ScriptedPhone, network: LocalNetwork
) -> None:
    for _ in range(PIN_TRIES + 1):
        signs_in(elsewhere, pin="000000")
        elsewhere.hangs_up()
    elsewhere.hears("There were too many tries")
    dials_in(rep)
    rep.hears("Hello, Ana")


@pytest.mark.parametrize("stir", ["B", "failed", "none"])
def test_whoever_forges_the_number_does_not_shut_a_phone_that_is_fully_attested(
    rep: ScriptedPhone, stir: Attestation
) -> None:
    for _ in range(PIN_TRIES + 1):
        rep.dials(at=TUESDAY_MORNING, stir=stir)
        rep.presses("000000#")
        rep.hangs_up()
    rep.hears("There were too many tries")
    rep.dials(at=TUESDAY_MORNING, stir="A")
    rep.presses("4711#")
    rep.hears("Hello, Ana")


def test_the_right_pin_makes_wrong_ones_forgotten(elsewhere: ScriptedPhone) -> None:
    for _ in range(3):
        for pin in ("000000", "000000", "4711"):
            signs_in(elsewhere, pin=pin)
            elsewhere.hangs_up()
    elsewhere.does_not_hear("There were too many tries")


def test_a_pin_of_an_earlier_version_works_and_is_stored_with_the_lines_key_from_then_on(
    desk: DeskAtWork, rep: ScriptedPhone
) -> None:
    before = desk.state.rep("ana").pin
    for _ in range(2):
        dials_in(rep)
        rep.hears("Hello, Ana")
        rep.hangs_up()
    after = desk.state.rep("ana").pin
    assert is_outdated(before)
    assert not is_outdated(after)
    assert not pin_fits("4711", after, b"")


def test_wrong_pins_are_counted_and_in_the_audit_log(elsewhere: ScriptedPhone, redis: Redis) -> None:
    for number in ("12", "12", "99"):
        signs_in(elsewhere, number=number, pin="000000")
        elsewhere.hangs_up()
    wrong = read_wrong_pins(redis, "cair")
    assert (wrong.total, wrong.reps) == (3, {"ana": 2, "": 1})
    noted = AuditLog(PeopleScripts(redis)).entries(5)
    assert {(one.who, one.what, one.about) for one in noted} == {
        ("phone …0199", "wrong PIN on another phone", "rep ana at cair")
    }
    assert sum(one.times for one in noted) == 2


def test_a_caller_at_the_reps_door_by_mistake_only_has_to_wait(elsewhere: ScriptedPhone) -> None:
    elsewhere.dials(at=TUESDAY_MORNING)
    elsewhere.presses("*")
    elsewhere.hears("To go back to the main menu, just wait")
    elsewhere.stays_silent()
    elsewhere.hears("For signing in or a password, press 1")


def test_a_visit_is_written_down_without_any_pin(
    desk: DeskAtWork, elsewhere: ScriptedPhone, redis: Redis
) -> None:
    signs_in(elsewhere, pin="1234")
    types(elsewhere, "12", "4711")
    elsewhere.presses("2")
    elsewhere.presses("1")
    written = [fields for _, fields in redis.xrange(keys.events("cair"))]
    visit = [(one["step"], one["rep"], one["key"]) for one in written if one["event"] == "door"]
    assert visit == [
        *[("star", "", ""), ("number", "", ""), ("wrong_pin", "ana", "")],
        *[("number", "", ""), ("in", "ana", ""), ("menu", "ana", "2"), ("away", "ana", "1")],
    ]
    assert not [fields for fields in written if {"1234", "4711"} & set(fields.values())]
