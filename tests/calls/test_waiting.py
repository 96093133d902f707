"""From key press to conversation, on phones: a caller waits, a rep takes the call. What breaks is in `nobody_lost`."""

from __future__ import annotations

import pytest

from simulator.phones.scripted import ScriptedPhone
from tests.calls.desk_at_work import OTHER_PHONE, DeskAtWork
from tests.calls.moments import TUESDAY_MORNING, TUESDAY_NIGHT
from tests.waiting import wait_until


def asks_for_a_person(caller: ScriptedPhone) -> None:
    caller.dials(at=TUESDAY_MORNING)
    caller.presses("0")


def test_a_caller_presses_0_and_talks_to_a_rep(desk: DeskAtWork, caller: ScriptedPhone) -> None:
    rep = desk.rep()
    asks_for_a_person(caller)
    desk.rings(rep)
    rep.answers()
    rep.hears("English. Just called.")
    rep.hears("To take it, press 1")
    rep.presses("1")
    desk.hears(caller, "A person is here for you now")
    desk.becomes("talking")
    caller.hangs_up()
    desk.hears(rep, "The caller has hung up")
    desk.becomes("wrap_up")
    rep.presses("1")
    rep.hears("You are available")
    desk.becomes("available")
    assert desk.state.faults() == []


def test_a_rep_hears_the_topic_from_which_0_was_pressed(desk: DeskAtWork, caller: ScriptedPhone) -> None:
    rep = desk.rep()
    caller.dials(at=TUESDAY_MORNING)
    for key in "110":
        caller.presses(key)
    desk.rings(rep)
    rep.answers()
    rep.hears("Forgotten password. English. Just called.")


def test_a_rep_whose_language_is_spanish_is_spoken_to_in_spanish(
    desk: DeskAtWork, spanish_caller: ScriptedPhone
) -> None:
    rep = desk.rep(languages="es")
    spanish_caller.dials(at=TUESDAY_MORNING)
    spanish_caller.presses("9")
    spanish_caller.presses("0")
    desk.rings(rep)
    rep.answers()
    rep.hears("español. Acaba de llamar.")


def test_a_spanish_caller_waits_for_an_english_speaker_and_both_are_told(
    desk: DeskAtWork, spanish_caller: ScriptedPhone
) -> None:
    rep = desk.rep(languages="en")
    spanish_caller.dials(at=TUESDAY_MORNING)
    spanish_caller.presses("9")
    spanish_caller.presses("0")
    spanish_caller.hears("ninguno de nosotros habla español")
    spanish_caller.hears("A esa persona puede pedirle un intérprete")
    spanish_caller.does_not_hear("nadie puede tomar su llamada")
    desk.rings(rep)
    rep.answers()
    rep.hears("The caller hears Spanish, so an interpreter may be needed")
    rep.presses("1")
    desk.becomes("talking")
    spanish_caller.hears("Ya le atiende una persona")


def test_an_english_caller_waits_for_a_spanish_speaker_who_is_busy(
    desk: DeskAtWork, caller: ScriptedPhone
) -> None:
    desk.gets_busy("es")
    caller.dials(at=TUESDAY_MORNING)
    caller.presses("0")
    caller.hears(
        "Right now, nobody here speaks English. You can wait for a person who speaks another language"
    )
    caller.hears("You are next in line")
    assert desk.state.look("general", "es").waiting == 1
    desk.rep("bo", OTHER_PHONE, languages="en")
    caller.waits(40)
    assert desk.state.look("general", "es").waiting == 0
    desk.becomes("offered", "bo")


def test_a_spanish_caller_whose_last_rep_leaves_waits_for_an_english_speaker(
    desk: DeskAtWork, spanish_caller: ScriptedPhone
) -> None:
    desk.gets_busy("es")
    spanish_caller.dials(at=TUESDAY_MORNING)
    spanish_caller.presses("9")
    spanish_caller.presses("0")
    other = desk.rep("bo", OTHER_PHONE, languages="en")
    desk.state.set_status("ana", "offline")
    desk.hears(spanish_caller, "ninguno de nosotros habla español. Usted conserva su lugar en la fila")
    desk.rings_at(other, "bo")
    other.answers()
    other.hears("The caller hears Spanish, so an interpreter may be needed")


def test_a_rep_who_speaks_the_callers_language_hears_of_no_interpreter(
    desk: DeskAtWork, spanish_caller: ScriptedPhone
) -> None:
    rep = desk.rep(languages="en,es")
    spanish_caller.dials(at=TUESDAY_MORNING)
    spanish_caller.presses("9")
    spanish_caller.presses("0")
    desk.rings(rep)
    rep.answers()
    rep.hears("Spanish. Just called.")
    rep.does_not_hear("interpreter")


def test_nobody_of_any_language_is_still_said(desk: DeskAtWork, spanish_caller: ScriptedPhone) -> None:
    spanish_caller.dials(at=TUESDAY_MORNING)
    spanish_caller.presses("9")
    spanish_caller.presses("0")
    spanish_caller.hears("nadie puede tomar su llamada")


def test_a_rep_who_passes_leaves_the_caller_in_line(desk: DeskAtWork, caller: ScriptedPhone) -> None:
    rep = desk.rep()
    asks_for_a_person(caller)
    desk.rings(rep)
    rep.answers()
    rep.presses("2")
    rep.hears("Somebody else is asked")
    desk.becomes("wrap_up")
    assert desk.state.look("general", "en").waiting == 1
    caller.hangs_up()


def test_with_nobody_signed_in_a_caller_hears_when_to_try_again(
    desk: DeskAtWork, caller: ScriptedPhone
) -> None:
    asks_for_a_person(caller)
    caller.hears("Nobody can take your call right now")
    caller.hears("Please try again in about 15 minutes")
    assert not caller.is_ended


@pytest.mark.parametrize(
    ("language", "topic"), [("en", "Forgotten password. "), ("es", "Contraseña olvidada. ")]
)
def test_who_asks_again_after_a_refusal_is_still_about_the_same_topic(
    desk: DeskAtWork, caller: ScriptedPhone, language: str, topic: str
) -> None:
    caller.dials(at=TUESDAY_MORNING)
    for key in ("" if language == "en" else "9") + "1100":
        caller.presses(key)
    rep = desk.rep(languages=language)
    caller.presses("0")
    desk.rings(rep)
    rep.answers()
    rep.hears(topic)


def test_a_closed_desk_refuses_without_asking_the_database(desk: DeskAtWork, caller: ScriptedPhone) -> None:
    desk.rep()
    caller.dials(at=TUESDAY_NIGHT)
    caller.presses("0")
    caller.hears("It opens again tomorrow, Wednesday, at eight in the morning")
    assert desk.state.look("general", "en").waiting == 0


def test_a_waiting_caller_hears_the_place_then_the_keys_and_then_music(
    desk: DeskAtWork, caller: ScriptedPhone
) -> None:
    desk.gets_busy()
    asks_for_a_person(caller)
    caller.hears("You are next in line. It should take")
    caller.waits(21)
    caller.hears("To leave the line, press star")
    caller.hears("Para español, marque 9")
    caller.hangs_up()


def test_a_waiting_caller_hears_the_guidance_without_losing_the_place(
    desk: DeskAtWork, caller: ScriptedPhone
) -> None:
    desk.gets_busy()
    caller.dials(at=TUESDAY_MORNING)
    for key in "110":
        caller.presses(key)
    caller.presses("1")
    caller.hears("This works if you have logged in to CAIR2 before")
    caller.hears("You are still in line")
    assert desk.state.look("general", "en").waiting == 1
    caller.hangs_up()


def test_star_leaves_the_line_for_the_main_menu(desk: DeskAtWork, caller: ScriptedPhone) -> None:
    desk.gets_busy()
    asks_for_a_person(caller)
    caller.presses("*")
    caller.hears("You have left the line")
    caller.hears("For signing in or a password, press 1")
    assert desk.state.look("general", "en").waiting == 0


def test_a_caller_who_hangs_up_is_out_of_the_line_at_once(desk: DeskAtWork, caller: ScriptedPhone) -> None:
    desk.gets_busy()
    asks_for_a_person(caller)
    caller.hangs_up()
    wait_until(lambda: desk.goes_on() or not desk.state.look("general", "en").waiting, "the line is empty")


def test_a_silent_caller_is_asked_once_for_any_key_and_keeps_the_place(
    desk: DeskAtWork, caller: ScriptedPhone
) -> None:
    desk.gets_busy()
    caller.dials(at=TUESDAY_MORNING)
    for _ in range(3):
        caller.stays_silent()
    caller.hears("You are next in line")
    caller.waits(21)
    caller.hears("please press any key")
    caller.waits(42)
    assert caller.heard.count("please press any key") == 1
    assert desk.state.look("general", "en").waiting == 1
    caller.hangs_up()
