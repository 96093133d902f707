"""A rep whose calls ring in the browser, as a call: rung under the client's name, taken on the page or by key."""

from __future__ import annotations

from simulator.phones.scripted import ScriptedPhone
from tests.calls.desk_at_work import DeskAtWork
from tests.calls.moments import TUESDAY_MORNING

CLIENT = "client:cair_ana"


def waits(desk: DeskAtWork, caller: ScriptedPhone) -> ScriptedPhone:
    """The rep's browser, which rings for the caller."""
    desk.rep(client=CLIENT)
    browser = desk.network.rep_phone(CLIENT)
    caller.dials(at=TUESDAY_MORNING)
    caller.presses("0")
    desk.rings_at(browser, "ana")
    return browser


def test_who_takes_the_call_on_the_page_is_put_through_without_a_whisper(
    desk: DeskAtWork, caller: ScriptedPhone
) -> None:
    browser = waits(desk, caller)
    assert desk.state.take("ana", desk.offer()) == "taken"
    browser.answers()
    desk.becomes("talking")
    assert browser.heard == ""
    caller.hangs_up()
    desk.becomes("wrap_up")


def test_who_only_answers_hears_who_waits_and_takes_it_by_key(
    desk: DeskAtWork, caller: ScriptedPhone
) -> None:
    browser = waits(desk, caller)
    browser.answers()
    browser.hears("press 1")
    browser.presses("1")
    desk.becomes("talking")
    caller.hangs_up()
    desk.becomes("wrap_up")


def test_a_browser_that_is_gone_is_told_and_the_caller_keeps_the_place(
    desk: DeskAtWork, caller: ScriptedPhone
) -> None:
    desk.rep(client="client:cair_nobody")
    caller.dials(at=TUESDAY_MORNING)
    caller.presses("0")
    desk.becomes("wrap_up")
    assert desk.state.rep("ana").reason == "unreachable"
    assert desk.state.look("general", "en").waiting == 1
    caller.hangs_up()
