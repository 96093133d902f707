"""From key press to conversation, on phones: a caller waits, a rep takes the call, both hang up."""

from __future__ import annotations

from redis import Redis

from simulator.scripted import ScriptedPhone
from tests.calls.desk_at_work import OTHER_PHONE, DeskAtWork
from tests.calls.moments import TUESDAY_MORNING, TUESDAY_NIGHT, at_the_desk
from tests.databases import empty
from tests.waiting import wait_until


def asks_for_a_person(caller: ScriptedPhone) -> None:
    caller.dials(at=TUESDAY_MORNING)
    caller.presses("0")


def connected(desk: DeskAtWork, caller: ScriptedPhone, rep: ScriptedPhone) -> None:
    desk.rings(rep)
    rep.answers()
    rep.presses("1")
    desk.hears(caller, "A person is here for you now")
    desk.becomes("talking")


def test_a_caller_presses_0_and_talks_to_a_rep(desk: DeskAtWork, caller: ScriptedPhone) -> None:
    rep = desk.rep()
    asks_for_a_person(caller)
    desk.rings(rep)
    rep.answers()
    rep.hears("A caller on the general line, in English, about Main menu, has waited for one minute")
    rep.hears("To take the call, press 1")
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
    rep.hears("about Forgotten password")


def test_a_rep_whose_language_is_spanish_is_spoken_to_in_spanish(
    desk: DeskAtWork, spanish_caller: ScriptedPhone
) -> None:
    rep = desk.rep(languages="es")
    spanish_caller.dials(at=TUESDAY_MORNING)
    spanish_caller.presses("9")
    spanish_caller.presses("0")
    desk.rings(rep)
    rep.answers()
    rep.hears("Una llamada en la línea general, en español, sobre Menú principal")


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


def test_a_voicemail_box_never_takes_a_call(desk: DeskAtWork, caller: ScriptedPhone) -> None:
    rep = desk.rep(misses_allowed="1")
    asks_for_a_person(caller)
    desk.rings(rep)
    rep.answers()
    rep.stays_silent()
    rep.hears("We got no key")
    desk.becomes("away")
    assert desk.state.look("general", "en").waiting == 1
    caller.hangs_up()


def test_a_caller_who_hangs_up_while_a_rep_is_rung_is_not_offered_any_more(
    desk: DeskAtWork, caller: ScriptedPhone
) -> None:
    rep = desk.rep()
    asks_for_a_person(caller)
    desk.rings(rep)
    caller.hangs_up()
    desk.becomes("available")
    wait_until(lambda: desk.goes_on() or not rep.is_rung(), "the ringing stops")


def test_a_caller_dropped_by_the_reps_side_is_offered_the_front_of_the_line(
    desk: DeskAtWork, caller: ScriptedPhone
) -> None:
    rep = desk.rep()
    asks_for_a_person(caller)
    connected(desk, caller, rep)
    rep.hangs_up()
    desk.hears(caller, "press 1, and you are next")
    desk.becomes("wrap_up")
    other = desk.rep("bo", OTHER_PHONE)
    caller.presses("1")
    desk.rings(other)
    other.answers()
    other.presses("1")
    desk.becomes("talking", "bo")
    assert desk.state.faults() == []


def test_a_caller_who_needs_nothing_more_after_the_rep_hung_up_is_said_goodbye(
    desk: DeskAtWork, caller: ScriptedPhone
) -> None:
    rep = desk.rep()
    asks_for_a_person(caller)
    connected(desk, caller, rep)
    rep.hangs_up()
    desk.hears(caller, "press 1, and you are next")
    caller.stays_silent()
    caller.hears("Thank you for calling. Goodbye.")
    assert caller.ended == "completed by the line"


def busy_desk(desk: DeskAtWork) -> None:
    """Somebody is signed in, and nobody free: the only rep writes notes without end."""
    desk.rep()
    desk.state.set_status("ana", "wrap_up", "notes")


def test_with_nobody_signed_in_a_caller_hears_when_to_try_again(
    desk: DeskAtWork, caller: ScriptedPhone
) -> None:
    asks_for_a_person(caller)
    caller.hears("Nobody can take your call right now")
    caller.hears("Please try again in about 15 minutes")
    assert not caller.is_ended


def test_a_closed_desk_refuses_without_asking_the_database(desk: DeskAtWork, caller: ScriptedPhone) -> None:
    desk.rep()
    caller.dials(at=TUESDAY_NIGHT)
    caller.presses("0")
    caller.hears("It opens again tomorrow, Wednesday, at eight in the morning")
    assert desk.state.look("general", "en").waiting == 0


def test_a_waiting_caller_hears_the_place_then_the_keys_and_then_music(
    desk: DeskAtWork, caller: ScriptedPhone
) -> None:
    busy_desk(desk)
    asks_for_a_person(caller)
    caller.hears("You are in line, and you are next. It should take")
    caller.waits(21)
    caller.hears("To leave the line, press star")
    caller.hears("Para español, marque 9")
    caller.hangs_up()


def test_a_waiting_caller_hears_the_guidance_without_losing_the_place(
    desk: DeskAtWork, caller: ScriptedPhone
) -> None:
    busy_desk(desk)
    caller.dials(at=TUESDAY_MORNING)
    for key in "110":
        caller.presses(key)
    caller.presses("1")
    caller.hears("You can set a new password yourself")
    caller.hears("You are still in line")
    assert desk.state.look("general", "en").waiting == 1
    caller.hangs_up()


def test_a_waiting_caller_may_change_the_language(desk: DeskAtWork, caller: ScriptedPhone) -> None:
    busy_desk(desk)
    asks_for_a_person(caller)
    caller.presses("9")
    caller.hears("Para salir de la fila, marque asterisco")
    caller.hangs_up()


def test_star_leaves_the_line_for_the_main_menu(desk: DeskAtWork, caller: ScriptedPhone) -> None:
    busy_desk(desk)
    asks_for_a_person(caller)
    caller.presses("*")
    caller.hears("You have left the line")
    caller.hears("For signing in or a password, press 1")
    assert desk.state.look("general", "en").waiting == 0


def test_a_caller_who_hangs_up_is_out_of_the_line_at_once(desk: DeskAtWork, caller: ScriptedPhone) -> None:
    busy_desk(desk)
    asks_for_a_person(caller)
    caller.hangs_up()
    wait_until(lambda: desk.goes_on() or not desk.state.look("general", "en").waiting, "the line is empty")


def test_a_silent_caller_is_asked_once_for_any_key_and_keeps_the_place(
    desk: DeskAtWork, caller: ScriptedPhone
) -> None:
    busy_desk(desk)
    caller.dials(at=TUESDAY_MORNING)
    for _ in range(3):
        caller.stays_silent()
    caller.hears("You are in line")
    caller.waits(21)
    caller.hears("please press any key")
    caller.waits(42)
    assert caller.heard.count("please press any key") == 1
    assert desk.state.look("general", "en").waiting == 1
    caller.hangs_up()


def test_callers_in_line_at_closing_time_are_served_for_a_while_and_then_told(
    desk: DeskAtWork, caller: ScriptedPhone
) -> None:
    busy_desk(desk)
    caller.dials(at=at_the_desk(2026, 11, 24, 16, 50))
    caller.presses("0")
    caller.waits(24 * 60)
    assert desk.state.look("general", "en").waiting == 1
    caller.waits(2 * 60)
    caller.hears("The help desk has closed, and nobody can take your call any more")
    caller.hears("tomorrow, Wednesday, at eight in the morning")
    assert desk.state.look("general", "en").waiting == 0


def test_a_caller_whom_the_database_has_forgotten_is_in_line_again_with_the_next_bit_of_hold(
    desk: DeskAtWork, caller: ScriptedPhone, redis: Redis
) -> None:
    busy_desk(desk)
    asks_for_a_person(caller)
    empty(redis)
    busy_desk(desk)
    caller.waits(21)
    assert desk.state.look("general", "en").waiting == 1
    caller.hangs_up()
