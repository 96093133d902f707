"""A place in line: one for each number, kept through a change of language and through a second call."""

from __future__ import annotations

import pytest

from routing.queue.script_answers import JoinRequest
from simulator.phones.scripted import LocalNetwork, ScriptedPhone
from tests.calls.desk_at_work import OTHER_PHONE, DeskAtWork
from tests.calls.moments import TUESDAY_MORNING
from tests.waiting import wait_until

IN_LINE = {"en": "You are next in line", "es": "Usted está en la fila"}
LEAVE = {"en": "To leave the line, press star", "es": "Para salir de la fila, oprima asterisco"}
NOBODY = {"en": "nobody here speaks English", "es": "ninguno de nosotros habla español"}
KEPT = {
    "en": "Your number already had a place in line, and you have it now. You are next in line",
    "es": "Usted conserva el lugar que este número ya tenía en la fila. Usted está en la fila",
}
TAKEN_OVER = {
    "en": "Another call from your number has taken over your place in line",
    "es": "Otra llamada desde su número tomó su lugar en la fila",
}
BOTH = pytest.mark.parametrize(("first", "other"), [("en", "es"), ("es", "en")])
EACH = pytest.mark.parametrize("language", ["en", "es"])
TURN = 21
"""Seconds within which the next bit of hold begins."""


def asks_for_a_person(caller: ScriptedPhone, language: str = "en") -> None:
    caller.dials(at=TUESDAY_MORNING)
    if language == "es":
        caller.presses("9")
    caller.presses("0")


def waiting(desk: DeskAtWork) -> dict[str, int]:
    return {language: desk.state.look("general", language).waiting for language in ("en", "es")}


# --- another language


@BOTH
def test_9_on_hold_leads_into_the_line_of_that_language(
    desk: DeskAtWork, caller: ScriptedPhone, first: str, other: str
) -> None:
    desk.gets_busy()
    asks_for_a_person(caller, first)
    caller.presses("9")
    caller.hears(IN_LINE[other])
    assert waiting(desk) == {first: 0, other: 1}
    caller.waits(TURN)
    caller.hears(LEAVE[other])
    caller.presses("9")
    caller.hears(IN_LINE[first])
    assert waiting(desk) == {first: 1, other: 0}
    caller.hangs_up()


def test_the_moment_of_joining_counts_in_the_other_line_too(desk: DeskAtWork, caller: ScriptedPhone) -> None:
    desk.gets_busy()
    asks_for_a_person(caller)
    desk.state.join(JoinRequest("CA-later", "general", "es", "main"))
    caller.presses("9")
    caller.hears("Usted está en la fila, y es la siguiente persona")
    assert waiting(desk) == {"en": 0, "es": 2}
    caller.hangs_up()


@BOTH
def test_who_would_wait_for_nobody_stays_where_people_are_and_moves_when_somebody_comes(
    desk: DeskAtWork, caller: ScriptedPhone, first: str, other: str
) -> None:
    desk.gets_busy(languages=first)
    asks_for_a_person(caller, first)
    caller.presses("9")
    caller.hears(NOBODY[other])
    caller.waits(TURN)
    caller.hears(LEAVE[other])
    assert waiting(desk) == {first: 1, other: 0}
    rep = desk.rep("bo", OTHER_PHONE, languages=other)
    caller.waits(TURN)
    desk.rings(rep)
    rep.answers()
    rep.hears("English. Just called" if other == "en" else "español. Acaba de llamar")
    caller.hangs_up()


def test_an_offer_that_rings_goes_on_in_the_other_language(desk: DeskAtWork, caller: ScriptedPhone) -> None:
    rep = desk.rep(ring="60")  # rings for longer than two bits of hold take
    asks_for_a_person(caller)
    desk.rings(rep)
    caller.presses("9")
    rep.answers()
    rep.hears("Spanish. Just called.")
    rep.presses("1")
    desk.hears(caller, "Ya le atiende una persona")
    desk.becomes("talking")
    caller.hangs_up()
    assert desk.state.faults() == []


# --- another call


@EACH
def test_a_second_call_has_the_numbers_place_and_the_first_one_hears_so_and_ends(
    desk: DeskAtWork, network: LocalNetwork, caller: ScriptedPhone, language: str
) -> None:
    desk.gets_busy()
    asks_for_a_person(caller, language)
    desk.state.join(JoinRequest("CA-later", "general", language, "main"))
    colleague = network.extension("+15105550100")
    asks_for_a_person(colleague, language)
    colleague.hears(KEPT[language])
    assert waiting(desk)[language] == 2
    wait_until(lambda: desk.goes_on() or caller.is_ended, "the first call is over")
    assert TAKEN_OVER[language] in caller.heard
    assert caller.ended == "completed by the line"
    assert waiting(desk)[language] == 2
    colleague.hangs_up()


@BOTH
def test_who_left_and_calls_again_has_the_old_place_in_either_language(
    desk: DeskAtWork, caller: ScriptedPhone, first: str, other: str
) -> None:
    desk.gets_busy()
    asks_for_a_person(caller, first)
    caller.presses("*")
    caller.hangs_up()
    desk.state.join(JoinRequest("CA-later", "general", other, "main"))
    asks_for_a_person(caller, other)
    caller.hears(KEPT[other])
    later = desk.state.caller("CA-later").score
    assert desk.state.caller(caller.call.sid).score < later
    caller.hangs_up()


def test_who_calls_for_the_first_time_hears_of_no_other_place(
    desk: DeskAtWork, caller: ScriptedPhone
) -> None:
    desk.gets_busy()
    asks_for_a_person(caller)
    caller.hears(IN_LINE["en"])
    caller.does_not_hear("Your number")
    caller.hangs_up()
