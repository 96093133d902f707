"""What callers hear of a closure and of notices, in both languages."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from redis import Redis

from routing.notices.notices import TimedNotice, store_notices
from routing.queue.desk_snapshot import DeskSnapshots
from routing.queue.script_answers import JoinRequest
from simulator.phones.scripted import LocalNetwork, ScriptedPhone
from store.clock import milliseconds
from tests.calls.desk_at_work import DeskAtWork, wait_until_heard
from tests.calls.moments import tuesday_ahead
from tests.waiting import happens_within, wait_until

MORNING = tuesday_ahead(5)
DRILL = (("en", "Our building has a fire drill."), ("es", "Hay un simulacro de incendio."))
MENDED = (("en", "CAIR2 is down, and back at noon."), ("es", "CAIR2 no funciona, y vuelve a mediodía."))
DOWN = (("en", "CAIR2 is down since nine."), ("es", "CAIR2 no funciona desde las nueve."))


def posted(
    starts: datetime, hours: int, said: tuple[tuple[str, str], ...], *, asks: bool = False
) -> TimedNotice:
    ends = milliseconds(starts + timedelta(hours=hours))
    return TimedNotice(milliseconds(starts), ends, said, "Sam", "1", asks)


def hang(redis: Redis, closure: TimedNotice | None = None, notices: tuple[TimedNotice, ...] = ()) -> None:
    board = DeskSnapshots(redis, "cair")
    if closure:
        assert board.put_up("closures", "", store_notices((closure,)), closure.ends, "Sam")
    if notices:
        assert board.put_up("notices", "", store_notices(notices), max(one.ends for one in notices), "Sam")


def test_a_closure_is_heard_with_its_reason_and_end_in_both_languages(
    network: LocalNetwork, caller: ScriptedPhone, redis: Redis
) -> None:
    hang(redis, posted(MORNING, 2, DRILL))
    wait_until_heard(network, "fire drill", MORNING)
    caller.dials(at=MORNING)
    caller.hears("Our building has a fire drill. The help desk had to close for the moment.")
    caller.hears("It opens again later today, at noon")
    caller.presses("9")
    caller.hears("Hay un simulacro de incendio. La mesa de ayuda tuvo que cerrar por el momento.")
    caller.presses("0")
    caller.hears("Hasta entonces, nadie podrá atender su llamada")


def test_a_closure_ends_by_itself(network: LocalNetwork, caller: ScriptedPhone, redis: Redis) -> None:
    hang(redis, posted(MORNING, 2, DRILL))
    wait_until_heard(network, "fire drill", MORNING)
    caller.dials(at=MORNING + timedelta(hours=2))
    caller.hears("The help desk is open until five")
    caller.does_not_hear("fire drill")


def test_who_is_in_the_menu_hears_of_the_closure_when_asking_for_a_person(
    network: LocalNetwork, caller: ScriptedPhone, redis: Redis
) -> None:
    hang(redis, posted(MORNING, 2, DRILL))
    wait_until_heard(network, "fire drill", MORNING)
    caller.dials(at=MORNING - timedelta(seconds=2))
    caller.hears("The help desk is open until ten")
    caller.presses("4")
    caller.stays_silent()
    caller.presses("0")
    caller.hears("The help desk had to close for the moment")
    caller.hears("Nobody can take your call before then.")


def test_a_notice_comes_right_after_the_greeting_in_both_languages(
    network: LocalNetwork, caller: ScriptedPhone, redis: Redis
) -> None:
    hang(redis, notices=(posted(MORNING, 2, DOWN),))
    wait_until_heard(network, "CAIR2 is down", MORNING)
    caller.dials(at=MORNING)
    caller.hears("We don't have voicemail right now, so we can answer sooner. CAIR2 is down since nine.")
    caller.presses("9")
    caller.hears("para atenderle antes. CAIR2 no funciona desde las nueve.")


def test_a_notice_is_said_only_while_it_holds_and_once(
    network: LocalNetwork, caller: ScriptedPhone, redis: Redis
) -> None:
    hang(redis, notices=(posted(MORNING, 2, DOWN),))
    wait_until_heard(network, "CAIR2 is down", MORNING)
    caller.dials(at=MORNING + timedelta(hours=2))
    caller.does_not_hear("CAIR2 is down")
    caller.hangs_up()
    other = network.caller("+15105550199")
    other.dials(at=MORNING)
    assert other.heard.count("CAIR2 is down") == 1
    other.presses("#")
    other.does_not_hear("CAIR2 is down")


def test_within_a_second_what_is_put_up_is_heard_and_what_is_taken_down_no_more(
    network: LocalNetwork, redis: Redis
) -> None:
    notice = (posted(MORNING, 2, DOWN),)

    def is_silent() -> bool:
        caller = network.caller("+15105550199")
        caller.dials(at=MORNING)
        found = "CAIR2 is down" not in caller.heard
        caller.hangs_up()
        return found

    def comes_and_goes() -> None:
        hang(redis, notices=notice)
        wait_until_heard(network, "CAIR2 is down", MORNING)
        assert DeskSnapshots(redis, "cair").put_up("notices", store_notices(notice), "", 0, "Sam")
        wait_until(is_silent, "the notice is gone")

    happens_within(2, comes_and_goes)  # a second each


def test_who_waits_when_the_desk_is_closed_is_told_once_the_time_to_serve_the_line_is_over(
    desk: DeskAtWork, caller: ScriptedPhone, redis: Redis
) -> None:
    desk.gets_busy()
    day = MORNING + timedelta(days=1)
    caller.dials(at=day - timedelta(minutes=2))
    caller.presses("0")
    caller.hears("You are next in line")
    hang(redis, posted(day, 2, DRILL))
    wait_until_heard(desk.network, "fire drill", day)
    caller.waits(18 * 60)
    caller.hears("The help desk has closed, and nobody can take your call any more")
    caller.hears("later today, at noon")
    assert desk.state.look("general", "en").waiting == 0


def test_a_closure_ahead_is_known_to_who_hears_when_the_desk_opens_and_closes(
    network: LocalNetwork, caller: ScriptedPhone, redis: Redis
) -> None:
    day = MORNING + timedelta(days=7)
    hang(redis, posted(day, 24, DRILL))
    wait_until_heard(network, "fire drill", day)
    caller.dials(at=day - timedelta(hours=1))
    caller.hears("The help desk is open until ten in the morning")
    caller.does_not_hear("fire drill")
    caller.hangs_up()
    night = network.caller("+15105550199")
    night.dials(at=day + timedelta(hours=12))
    night.hears("The help desk is closed right now. It opens again tomorrow, Wednesday, at ten")


def test_whose_wait_would_pass_a_closure_ahead_hears_why_the_desk_closes(
    desk: DeskAtWork, caller: ScriptedPhone, redis: Redis
) -> None:
    desk.gets_busy()
    for number in range(20):
        desk.state.join(JoinRequest(f"CA{number}", "general", "en", "main"))
    day = MORNING + timedelta(days=14)
    hang(redis, posted(day, 2, DRILL))
    wait_until_heard(desk.network, "fire drill", day)
    caller.dials(at=day - timedelta(minutes=5))
    caller.presses("0")
    caller.hears(
        "Our building has a fire drill. We close at ten in the morning, and the wait is longer than that."
    )
    caller.hears("Please call again when we open, later today, at noon")


def test_a_notice_that_asks_leaves_the_choice_whether_to_wait(
    desk: DeskAtWork, caller: ScriptedPhone, redis: Redis
) -> None:
    desk.gets_busy()
    hang(redis, notices=(posted(MORNING, 2, MENDED, asks=True),))
    wait_until_heard(desk.network, "back at noon", MORNING)
    caller.dials(at=MORNING)
    caller.presses("0")
    caller.hears("CAIR2 is down, and back at noon. Knowing this, do you still want to wait for a person?")
    caller.presses("9")
    caller.hears("¿todavía quiere esperar a una persona?")
    caller.presses("1")
    caller.hears("Usted está en la fila")
    assert desk.state.look("general", "es").waiting == 1


@pytest.fixture
def asked(desk: DeskAtWork, caller: ScriptedPhone, redis: Redis) -> ScriptedPhone:
    """A caller while a notice asks and every rep is busy."""
    desk.gets_busy()
    hang(redis, notices=(posted(MORNING, 2, MENDED, asks=True),))
    wait_until_heard(desk.network, "back at noon", MORNING)
    caller.dials(at=MORNING)
    return caller


@pytest.mark.parametrize("key", ["", "7"], ids=["silence", "a wrong key"])
def test_a_caller_who_does_not_answer_the_question_waits(
    desk: DeskAtWork, asked: ScriptedPhone, key: str
) -> None:
    asked.presses("0")
    for _ in range(2):
        asked.hears("To wait, press 1, or stay on the line")
        asked.presses(key) if key else asked.stays_silent()
    asked.hears("You are next in line")
    assert desk.state.look("general", "en").waiting == 1


def test_a_caller_who_never_presses_anything_hears_the_notice_and_waits(
    desk: DeskAtWork, asked: ScriptedPhone
) -> None:
    for _ in range(5):
        assert not asked.is_ended
        asked.stays_silent()
    asked.hears("You are next in line")
    assert desk.state.caller(asked.call.sid).is_silent


@pytest.mark.parametrize(
    ("language_key", "words", "answer"),
    [
        ("", "Yes.", "You are next in line"),
        ("", "One", "You are next in line"),
        ("", "I will wait", "You are next in line"),
        ("", "Operator, please", "You are next in line"),
        ("9", "Sí.", "Usted está en la fila"),
        ("9", "uno", "Usted está en la fila"),
        ("9", "quiero esperar", "Usted está en la fila"),
    ],
)
def test_the_question_is_answered_by_voice_too(
    asked: ScriptedPhone, language_key: str, words: str, answer: str
) -> None:
    for key in language_key + "0":
        asked.presses(key)
    asked.stays_silent()
    asked.says(words)
    asked.hears(answer)


def test_from_the_question_the_way_back_is_open(
    desk: DeskAtWork, caller: ScriptedPhone, redis: Redis
) -> None:
    desk.gets_busy()
    hang(redis, notices=(posted(MORNING, 2, MENDED, asks=True),))
    wait_until_heard(desk.network, "back at noon", MORNING)
    caller.dials(at=MORNING)
    caller.presses("0")
    caller.presses("*")
    caller.hears("For signing in or a password, press 1")
