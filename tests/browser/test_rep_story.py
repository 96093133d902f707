"""A rep at work, as it is: a caller on the phone network, the rep's own phone, and the page in a browser beside it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect
from redis import Redis

from accounts.people import Role
from commands.calling.line_process import ReachableLine
from reports.folding import folding_tasks
from routing.queue.desk_state import DeskState
from simulator.phones.scripted import LocalNetwork, ScriptedPhone
from store.valkey import EmbeddedValkey
from tests.browser.test_console import Newcomer, check_accessibility_in_every_look, newcomer  # noqa: F401
from tests.calls.desk_at_work import DeskAtWork, worker_of
from tests.calls.moments import TUESDAY_MORNING
from tests.outage import Outage, outage_of
from tests.routing.desks import cair
from tests.waiting import wait_until

pytestmark = pytest.mark.browser
SHOWN, MASKED = "(510) 555-0100", "…0100"
WATCHED = """
    window.notified = [];
    window.Notification = class extends EventTarget {
      static permission = "granted";
      constructor(title, options) { super(); window.notified.push(`${title}: ${options.body}`); }
      close() {}
    };
    document.hasFocus = () => false;
"""
"""A browser that allows notifications, keeps them, and is out of sight."""


@dataclass(frozen=True)
class Ann:
    """A rep with a browser and a phone."""

    page: Page
    phone: ScriptedPhone

    def sees(self, *words: str) -> None:
        for word in words:
            expect(self.page.locator(".rep")).to_contain_text(word)

    def sees_no(self, word: str) -> None:
        expect(self.page.locator(".rep")).not_to_contain_text(word)

    def presses(self, name: str) -> None:
        self.page.get_by_role("button", name=name).first.click()

    def shows_state(self, headline: str, page: Page | None = None) -> None:
        expect((page or self.page).locator("#headline")).to_have_text(headline)


@pytest.fixture
def desk(
    line: ReachableLine, network: LocalNetwork, redis: Redis, database: EmbeddedValkey
) -> Iterator[DeskAtWork]:
    """Yield a desk with a worker that also writes records."""
    with worker_of(line, network, database.url, chores=folding_tasks(["cair"], lambda _: cair())):
        yield DeskAtWork(network, DeskState(redis, "cair"))


@pytest.fixture
def outage(desk: DeskAtWork, database: EmbeddedValkey, redis: Redis) -> Iterator[Outage]:
    with outage_of(database, redis) as outage:
        yield outage


SignsIn = Callable[..., Ann]


@pytest.fixture
def ann_signs_in(desk: DeskAtWork, newcomer: Newcomer) -> SignsIn:  # noqa: F811
    def signs_in(**options: object) -> Ann:
        phone = desk.rep("12", wrap_up="300")
        desk.state.set_status("12", "offline")
        ann = newcomer("ann", Role.REP, reps="cair:12", **options)
        ann.page.add_init_script(WATCHED)
        ann.gets_in()
        expect(ann.page.locator("[data-freshness]")).to_have_text("Live")
        return Ann(ann.page, phone)

    return signs_in


@pytest.fixture
def ann(ann_signs_in: SignsIn) -> Ann:
    return ann_signs_in()


def calls(desk: DeskAtWork, caller: ScriptedPhone) -> None:
    """Somebody hears how to set a password, and asks for a person all the same."""
    caller.dials(at=TUESDAY_MORNING)
    for key in "110":
        caller.presses(key)


def gets_in_by_phone(ann: Ann) -> None:
    """Ann calls the desk and types her PIN."""
    ann.phone.dials()
    ann.phone.presses("4711#")


def takes(desk: DeskAtWork, ann: Ann) -> None:
    desk.rings(ann.phone)
    ann.phone.answers()
    ann.phone.presses("1")
    desk.becomes("talking", "12")


def test_a_caller_rings_the_page_rings_the_rep_takes_it_wraps_up_and_is_done(
    desk: DeskAtWork, ann: Ann, caller: ScriptedPhone
) -> None:
    ann.shows_state("You are signed out")
    ann.presses("Take calls")
    ann.sees("You are available", "on this page", "No call comes since nobody waits.")
    calls(desk, caller)
    ann.shows_state("A caller for you")
    ann.sees(MASKED, "Forgotten password", "Pick up your phone and press 1.")
    ann.sees_no(SHOWN)
    expect(ann.page).to_have_title(re.compile(r"^● 0:\d\d Offer — CAIR Help Desk$"))
    assert ann.page.evaluate("ringer.timer !== null && ringer.isAwake")
    assert ann.page.evaluate("window.notified") == [
        "A caller for you — CAIR Help Desk: the general line, English: Forgotten password"
    ]
    takes(desk, ann)
    ann.shows_state("You are talking")
    ann.sees(SHOWN, "Confirmed by the caller’s phone company", "Forgotten password heard for")
    expect(ann.page).to_have_title(re.compile(r"^● 0:\d\d Talking"))
    assert ann.page.evaluate("ringer.timer") is None
    caller.hangs_up()
    desk.becomes("wrap_up", "12")
    ann.shows_state("Wrap-up")
    ann.page.get_by_label("Shown how to set a password").check()
    ann.page.get_by_label("Note").fill("She had it in the end.")
    expect(ann.page.locator("#noted")).to_contain_text("Kept at")
    ann.presses("Done")
    ann.shows_state("You are available")
    ann.sees("Taken1", "Shown how to set a password", "She had it in the end.", MASKED)
    ann.sees_no(SHOWN)
    expect(ann.page.locator("#note-form")).to_have_count(0)
    ann.phone.hangs_up()


def test_the_page_the_keypad_and_a_text_message_agree_at_once(
    desk: DeskAtWork, ann: Ann, network: LocalNetwork
) -> None:
    gets_in_by_phone(ann)
    ann.phone.presses("1")
    ann.sees("You are available", ", by phone")
    ann.phone.presses("2")
    ann.phone.presses("1")
    ann.shows_state("You are away for lunch")
    ann.phone.hangs_up()
    ann.presses("Take calls")
    ann.sees("on this page")
    gets_in_by_phone(ann)
    ann.phone.hears("You are available")
    ann.phone.hangs_up()
    desk.state.set_status("12", "offline", by="text")
    ann.sees("You are signed out", ", by text")


def test_two_tabs_agree_and_the_second_one_overwrites_nothing_unseen(
    desk: DeskAtWork, ann: Ann, caller: ScriptedPhone
) -> None:
    other = ann.page.context.new_page()
    other.goto("/console/cair/me")
    ann.presses("Take calls")
    ann.shows_state("You are available", other)
    calls(desk, caller)
    ann.shows_state("A caller for you", other)
    takes(desk, ann)
    for page in (ann.page, other):
        ann.shows_state("You are talking", page)
    ann.page.get_by_label("Note").fill("From the first tab")
    expect(other.get_by_label("Note")).to_have_value("From the first tab")
    other.route("**/me/now", lambda route: route.abort())  # this tab hears nothing for a while
    ann.page.get_by_label("Note").fill("From the first tab, changed")
    expect(ann.page.locator("#note-version")).to_have_value("2")
    other.get_by_label("Note").fill("From the second tab")
    expect(other.locator("#noted")).to_contain_text("changed in another window")
    expect(other.locator("#noted")).to_contain_text("From the first tab, changed")
    other.get_by_role("button", name="Keep mine").click()
    expect(ann.page.get_by_label("Note")).to_have_value("From the second tab")
    caller.hangs_up()
    desk.becomes("wrap_up", "12")
    ann.presses("Done")
    ann.shows_state("You are available")
    other.close()


def test_a_day_by_the_keyboard_alone(desk: DeskAtWork, ann: Ann, caller: ScriptedPhone) -> None:
    keys = ann.page.keyboard
    keys.press("Alt+a")
    ann.shows_state("You are available")
    keys.press("Alt+w")
    ann.shows_state("You are away")
    keys.press("Alt+a")
    ann.shows_state("You are available")
    calls(desk, caller)
    ann.shows_state("A caller for you")
    takes(desk, ann)
    ann.shows_state("You are talking")
    caller.hangs_up()
    desk.becomes("wrap_up", "12")
    ann.shows_state("Wrap-up")
    before = desk.state.rep("12").until
    keys.press("Alt+m")
    wait_until(lambda: desk.state.rep("12").until == before + 60_000, "there is more time")
    keys.press("Alt+n")
    keys.type("Typed: a, m, o, w")
    expect(ann.page.locator("#noted")).to_contain_text("Kept at")
    ann.shows_state("Wrap-up")
    keys.press("Alt+a")
    ann.shows_state("You are available")
    ann.sees("Typed: a, m, o, w")
    keys.press("Alt+o")
    ann.shows_state("You are signed out")


def test_shortcuts_can_be_turned_off_and_stay_so(ann: Ann) -> None:
    ann.page.get_by_text("Sound, notifications and keys").click()
    ann.presses("Keyboard shortcuts")
    ann.page.reload()
    ann.page.keyboard.press("Alt+a")
    expect(ann.page.locator("body")).to_have_class(re.compile("keys-off"))
    ann.shows_state("You are signed out")


def test_a_call_is_passed_by_a_key_of_the_page_and_the_phone_stops_ringing(
    desk: DeskAtWork, ann: Ann, caller: ScriptedPhone
) -> None:
    ann.presses("Take calls")
    calls(desk, caller)
    desk.rings(ann.phone)
    ann.shows_state("A caller for you")
    ann.page.keyboard.press("Alt+p")
    ann.shows_state("A short pause")
    wait_until(lambda: desk.goes_on() or not ann.phone.is_rung(), "the phone is quiet")
    caller.hangs_up()


def test_the_database_dies_and_comes_back_with_the_page_open(
    desk: DeskAtWork, ann: Ann, outage: Outage
) -> None:
    ann.presses("Take calls")
    ann.shows_state("You are available")
    outage.begins()
    ann.page.get_by_role("button", name="Lunch").click()
    expect(ann.page.locator("#told")).to_have_text("This could not be done just now. Try again in a moment.")
    ann.shows_state("You are available")
    outage.ends()
    desk.state.set_status("12", "away", "meeting", "phone")
    expect(ann.page.locator("#headline")).to_have_text("You are away for a meeting")


def test_a_note_typed_while_the_database_is_away_is_kept_when_it_is_back(
    desk: DeskAtWork, ann: Ann, caller: ScriptedPhone, outage: Outage
) -> None:
    ann.presses("Take calls")
    calls(desk, caller)
    takes(desk, ann)
    ann.shows_state("You are talking")
    expect(ann.page.get_by_label("Note")).to_be_visible()  # its form comes a moment after the state
    outage.begins()
    ann.page.get_by_label("Note").fill("Typed meanwhile")
    told = "Your note is not kept yet. The page goes on trying."
    expect(ann.page.locator("#told")).to_have_text(told)
    outage.ends()
    expect(ann.page.locator("#noted")).to_contain_text("Kept at")
    expect(ann.page.locator("#told")).to_be_hidden()
    expect(ann.page.get_by_label("Note")).to_have_value("Typed meanwhile")
    caller.hangs_up()
    desk.becomes("wrap_up", "12")


def test_every_state_is_accessible(desk: DeskAtWork, ann: Ann, caller: ScriptedPhone) -> None:
    check_accessibility_in_every_look(ann.page, "rep-signed-out")
    ann.page.get_by_text("Sound, notifications and keys").click()
    check_accessibility_in_every_look(ann.page, "rep-settings")
    ann.presses("Take calls")
    ann.shows_state("You are available")
    check_accessibility_in_every_look(ann.page, "rep-available")
    calls(desk, caller)
    ann.shows_state("A caller for you")
    check_accessibility_in_every_look(ann.page, "rep-offer")
    takes(desk, ann)
    ann.shows_state("You are talking")
    check_accessibility_in_every_look(ann.page, "rep-talking")
    caller.hangs_up()
    desk.becomes("wrap_up", "12")
    ann.shows_state("Wrap-up")
    check_accessibility_in_every_look(ann.page, "rep-wrap-up")
    ann.presses("Be away")
    ann.shows_state("You are away")
    ann.page.get_by_role("link", name="All your calls").click()
    check_accessibility_in_every_look(ann.page, "rep-calls")
    ann.page.get_by_role("link", name=re.compile("[AP]M")).click()
    check_accessibility_in_every_look(ann.page, "rep-call")
