"""The wallboard as a supervisor has it open all day: light and dark, on a phone and on the wall, live, and pressed."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import count

import pytest
from playwright.sync_api import expect
from redis import Redis

from accounts.people import Role
from routing.notices.notices import TimedNotice, store_notices
from routing.queue.desk_snapshot import DeskSnapshots
from routing.queue.desk_state import DeskState
from routing.queue.script_answers import JoinRequest
from store import clock, keys
from store.clock import milliseconds
from tests.browser.conftest import picture
from tests.browser.test_console import Newcomer, check_accessibility, newcomer, waiting
from tests.waiting import happens_within, wait_until

__all__ = ["newcomer"]
pytestmark = pytest.mark.browser
LOOKS = {
    "light": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
    "light-phone": {"viewport": {"width": 360, "height": 780}, "color_scheme": "light"},
    "dark-phone": {"viewport": {"width": 360, "height": 780}, "color_scheme": "dark"},
    "wall": {"viewport": {"width": 1920, "height": 1080}, "color_scheme": "dark"},
}
LESS_USUAL = {"dark", "light-phone"}
"""Each colour and each width is looked at without these too."""
SAID = (("en", "CAIR2 is down since nine."), ("es", "CAIR2 no funciona desde las nueve."))


@pytest.fixture
def busy(redis: Redis) -> DeskState:
    """Three reps, one of whom is called; callers who wait; a notice that hangs."""
    state = DeskState(redis, "cair")
    for id_, name in (("12", "Ann"), ("13", "Ben"), ("14", "Eva")):
        state.save_rep(id_, {"name": name, "lines": "general", "languages": "en,es"})
    state.set_status("12", "available")
    state.set_status("13", "away", "team meeting")
    for number in range(5):
        language = "es" if number % 2 else "en"
        state.join(JoinRequest(f"CA{number}", "general", language, "forgot_password", f"+1510555017{number}"))
    state.caller_ends("CA4", "hung up")
    notice = (TimedNotice(milliseconds(), milliseconds(clock.now() + timedelta(hours=1)), SAID, "Sam", "1"),)
    DeskSnapshots(redis, "cair").put_up("notices", "", store_notices(notice), notice[0].ends, "Sam")
    a_day_was_counted(redis, milliseconds())
    a_day_was_counted(redis, milliseconds(clock.now() - timedelta(days=7)))
    return state


def a_day_was_counted(redis: Redis, moment: int) -> None:
    """The counts of a UTC day, every hour, as workers fold them."""
    name = keys.count("cair", moment // 86_400_000)
    for quarter in range(0, 96, 4):
        numbers = {
            "offered": quarter % 7 + 3,
            "answered": quarter % 7 + 1,
            "answered_in": quarter % 5,
            "abandoned": 2,
        }
        redis.hset(name, mapping={f"{quarter}:general:en:{one}": number for one, number in numbers.items()})
        redis.hset(name, f"{quarter}:general:es:refused_nobody_signed_in", 1)
    redis.expire(name, 3600)


@pytest.mark.parametrize(
    "look", [pytest.param(look, marks=[pytest.mark.long] * (look in LESS_USUAL)) for look in LOOKS]
)
def test_the_wallboard_is_accessible_wherever_it_is_looked_at(
    newcomer: Newcomer, busy: DeskState, look: str
) -> None:
    sam = newcomer("sam", Role.SUPERVISOR, **LOOKS[look])
    sam.gets_in()
    sam.page.goto(f"/console/cair/wall{'?screen=wall' if look == 'wall' else ''}")
    expect(sam.page.get_by_text("CAIR2 is down since nine.")).to_be_visible()
    picture(sam.page, f"wallboard-{look}")
    check_accessibility(sam.page)
    for path in ("rep/12", "close", "notice"):
        sam.page.goto(f"/console/cair/wall/{path}")
        check_accessibility(sam.page)


def test_a_caller_is_on_the_wallboard_within_a_second(newcomer: Newcomer, busy: DeskState) -> None:
    sam = newcomer("sam", Role.SUPERVISOR)
    sam.gets_in()
    expect(sam.page.locator("[data-freshness]")).to_have_text("Live")
    numbers = count()

    def comes() -> None:
        before, number = int(waiting(sam.page)), next(numbers)
        busy.join(JoinRequest(f"CA-new{number}", "general", "en", "main", f"+1510555{number:04}"))
        wait_until(lambda: waiting(sam.page) == str(before + 1), "the caller is shown")

    happens_within(1, comes)


def test_a_rep_is_set_away_written_to_and_back_again(newcomer: Newcomer, busy: DeskState) -> None:
    sam = newcomer("sam", Role.SUPERVISOR)
    sam.gets_in()
    page = sam.page
    page.get_by_role("link", name="Change Ben").click()
    page.get_by_label("State", exact=True).select_option("offline")
    page.get_by_label("Reason").fill("went home")
    page.get_by_role("button", name="Set the state of Ben").click()
    expect(page.get_by_role("row", name=re.compile("Ben.*signed out.*went home"))).to_be_visible()
    check_accessibility(page)
    page.get_by_role("button", name=re.compile("Undo: Sam set Ben")).click()
    expect(page.get_by_role("row", name=re.compile("Ben.*away.*team meeting"))).to_be_visible()


def test_what_is_open_stays_open_when_the_board_changes(newcomer: Newcomer, busy: DeskState) -> None:
    sam = newcomer("sam", Role.SUPERVISOR)
    sam.gets_in()
    page = sam.page
    page.locator("summary").filter(has_text="The chart as a table").click()
    page.get_by_text("Take it down").click()
    check_accessibility(page)
    before = int(waiting(page))
    busy.join(JoinRequest("CA-more", "general", "en", "main", "+15105550299"))
    wait_until(lambda: waiting(page) == str(before + 1), "the caller is shown")
    expect(page.get_by_role("button", name="Take the notice down now")).to_be_visible()
    page.get_by_role("button", name="Take the notice down now").click()
    expect(page.get_by_text("You took a notice down.")).to_be_visible()


def test_the_desk_is_closed_without_scripts(newcomer: Newcomer, busy: DeskState) -> None:
    sam = newcomer("sam", Role.SUPERVISOR, java_script_enabled=False)
    sam.gets_in()
    page = sam.page
    page.get_by_role("link", name="Close the desk").click()
    week = clock.now() + timedelta(days=7)
    page.get_by_label("Until").fill(week.strftime("%Y-%m-%dT%H:%M"))
    page.get_by_label("In English").fill("Our building has a fire drill")
    page.get_by_label("In Spanish").fill("Hay un simulacro de incendio")
    page.get_by_role("button", name="Show me what callers will hear").click()
    expect(page.get_by_text("Hay un simulacro de incendio. La mesa de ayuda tuvo que cerrar")).to_be_visible()
    page.get_by_role("button", name="Close the desk").click()
    expect(page.get_by_text("Sam has closed the desk")).to_be_visible()
    page.get_by_role("button", name=re.compile("Undo: Sam closed the desk")).click()
    expect(page.get_by_text("Sam has closed the desk")).to_be_hidden()
