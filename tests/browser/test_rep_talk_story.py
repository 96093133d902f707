"""A rep puts a caller on hold, asks a colleague and hands the caller over: on phones, with both pages open."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from accounts.people import Role
from simulator.phones.scripted import ScriptedPhone
from tests.browser.test_console import Newcomer, check_accessibility, newcomer  # noqa: F401
from tests.browser.test_rep_story import SHOWN, Ann, ann, ann_signs_in, calls, desk, takes  # noqa: F401
from tests.calls.desk_at_work import OTHER_PHONE, DeskAtWork

pytestmark = pytest.mark.browser


@pytest.fixture
def ben(desk: DeskAtWork, newcomer: Newcomer) -> Ann:  # noqa: F811
    """Ann's colleague, signed out at first."""
    phone = desk.rep("13", OTHER_PHONE, wrap_up="300")
    desk.state.set_status("13", "offline")
    person = newcomer("ben", Role.REP, reps="cair:13")
    person.gets_in()
    expect(person.page.locator("[data-freshness]")).to_have_text("Live")
    return Ann(person.page, phone)


def test_a_caller_is_held_and_handed_over_to_a_colleague(
    desk: DeskAtWork,  # noqa: F811
    ann: Ann,  # noqa: F811
    ben: Ann,
    caller: ScriptedPhone,
) -> None:
    ann.presses("Take calls")
    calls(desk, caller)
    takes(desk, ann)
    ann.shows_state("You are talking")
    ann.presses("Put on hold")
    ann.shows_state("Caller on hold")
    check_accessibility(ann.page)
    ben.presses("Take calls")
    ben.shows_state("You are available")
    ann.page.get_by_text("Hand on").click()
    ann.presses("Ask 13")
    ben.shows_state("A caller for you")
    ben.sees("A colleague asks you to take a caller over.")
    desk.rings(ben.phone)
    ben.phone.answers()
    ben.phone.presses("1")
    desk.becomes("talking", "13")
    ann.sees("You talk with 13, the caller is on hold.")
    ben.shows_state("A colleague asks you")
    ben.sees_no(SHOWN)
    ann.presses("Hand over")
    ann.shows_state("Wrap-up")
    ben.shows_state("You are talking")
    ben.sees(SHOWN, "Forgotten password heard for")
    check_accessibility(ben.page)
    caller.hangs_up()
    desk.becomes("wrap_up", "13")
    for one in (ann, ben):
        one.presses("Done")
        one.shows_state("You are available")
        one.sees("Taken1")
