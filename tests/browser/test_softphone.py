"""A rep who answers in the browser, on a line as `helpdesk run` starts it: one page calls, the other one is rung."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Dialog, FrameLocator, Page, expect
from redis import Redis

from accounts.people import People, Role
from accounts.people_scripts import PeopleScripts
from console.auth.passwords import Passwords
from routing.queue.desk_state import DeskState
from store.address import socket_url
from store.connection import connect
from tests.browser.conftest import last_picture, patient_window
from tests.browser.handset import OPEN, Handset
from tests.browser.test_console import (
    PASSWORD,
    check_accessibility,
    check_accessibility_in_every_look,
    invited,
    is_complaint,
)
from tests.commands.whole_line import WholeLine, whole_line
from tests.waiting import wait_until

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeLine]:
    with whole_line(tmp_path_factory.mktemp("softphone")) as line:
        yield line


@pytest.fixture
def redis(house: WholeLine) -> Iterator[Redis]:
    client = connect(socket_url(house.data_dir), timeout=2.0)
    client.flushall()
    yield client
    client.close()


@dataclass(frozen=True)
class Ann:
    """Rep 12, whose calls ring in the browser."""

    page: Page
    state: DeskState

    def presses(self, name: str, page: Page | None = None) -> None:
        (page or self.page).get_by_role("button", name=name).first.click()

    def shows_state(self, headline: str) -> None:
        expect(self.page.locator("#headline")).to_have_text(headline)

    def rings_here(self, page: Page | None = None) -> None:
        expect((page or self.page).locator("#softphone-state")).to_have_text("Calls ring on this page")

    def becomes(self, status: str) -> None:
        wait_until(lambda: self.state.rep("12").status == status, f"Ann is {status}")


@pytest.fixture
def ann(browser: Browser, house: WholeLine, redis: Redis, request: pytest.FixtureRequest) -> Iterator[Ann]:
    """Signed in, with a phone of her own, and on her page."""
    state, people = DeskState(redis, "cair"), People(PeopleScripts(redis))
    known = {
        "name": "Ann",
        "phone": "+19165550111",
        "lines": "general",
        "languages": "en,es",
        "wrap_up": "60",
    }
    state.save_rep("12", known)
    _, id_ = people.add("test", "ann", "Ann", Role.REP, {"desks": "cair", "reps": "cair:12"})
    base = f"http://127.0.0.1:{house.port}"
    context = patient_window(browser, base_url=base)
    page, complaints = context.new_page(), []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console", lambda told: complaints.append(told.text) if is_complaint(told.type, told.text) else None
    )
    invited(redis, id_, "ann", page, base).gets_in()
    yield Ann(page, state)
    last_picture(page, request)
    context.close()
    assert complaints == []


@pytest.fixture
def caller(browser: Browser, house: WholeLine) -> Iterator[Handset]:
    context = patient_window(browser, base_url=f"http://127.0.0.1:{house.port + 1}")
    page = context.new_page()
    page.goto("/phone")
    handset = Handset(page)
    handset.travels_to(OPEN)
    yield handset
    context.close()


def asks_for_a_person(caller: Handset) -> None:
    caller.calls()
    caller.hears("press 1")
    caller.presses("0")


def rings(ann: Ann, caller: Handset) -> None:
    ann.presses("This browser")
    ann.rings_here()
    ann.presses("Take calls")
    ann.shows_state("You are available")
    asks_for_a_person(caller)
    ann.shows_state("A caller for you")


def test_a_call_rings_on_the_page_and_is_taken_there_heard_and_ended(ann: Ann, caller: Handset) -> None:
    rings(ann, caller)
    check_accessibility_in_every_look(ann.page, "call-offered-in-the-browser")
    ann.presses("Take the call")
    ann.shows_state("You are talking")
    expect(
        ann.page.get_by_text("You talk through this page. You may open others of the console.")
    ).to_be_visible()
    check_accessibility_in_every_look(ann.page, "talking-in-the-browser")
    caller.element.get_by_label("Say").fill("My card is lost")
    caller.element.get_by_label("Say").press("Enter")
    said = ann.page.get_by_role("log", name="What is said")
    expect(said).to_contain_text("Caller: My card is lost")
    ann.page.get_by_label("Say", exact=True).fill("I will block it")
    ann.presses("Say it")
    expect(said).to_contain_text("You: I will block it")
    expect(caller.transcript).to_contain_text("I will block it")
    ann.presses("Hang up")
    ann.shows_state("Wrap-up")
    expect(said).to_contain_text("The call has ended")


def talks(ann: Ann, caller: Handset) -> FrameLocator:
    """Ann takes a call and opens another page of the console, which is returned."""
    rings(ann, caller)
    ann.presses("Take the call")
    ann.shows_state("You are talking")
    ann.page.get_by_role("link", name="Figures").click()
    figures = ann.page.frame_locator(".other-page iframe")
    expect(figures.get_by_role("heading", level=1)).to_contain_text("Figures")
    return figures


def hears_each_other(ann: Ann, caller: Handset) -> None:
    caller.element.get_by_label("Say").fill("Are you there?")
    caller.element.get_by_label("Say").press("Enter")
    expect(ann.page.locator("#softphone-said")).to_contain_text("Caller: Are you there?")


def test_other_pages_open_during_a_call_which_goes_on_and_ends_in_the_same_corner(
    ann: Ann, caller: Handset
) -> None:
    figures = talks(ann, caller)
    bar = ann.page.get_by_role("complementary", name="Your calls")
    expect(bar).to_contain_text("You are talking")
    expect(figures.get_by_role("complementary", name="Your calls")).to_be_hidden()
    figures.get_by_role("link", name="Account").click()
    expect(figures.get_by_role("heading", level=1)).to_contain_text("Your account")
    check_accessibility_in_every_look(ann.page, "another-page-during-a-call")
    hears_each_other(ann, caller)
    ann.page.go_back()
    expect(figures.get_by_role("heading", level=1)).to_contain_text("Figures")
    ann.page.go_back()
    ann.shows_state("You are talking")
    ann.page.go_forward()
    expect(figures.get_by_role("heading", level=1)).to_contain_text("Figures")
    figures.get_by_role("link", name="My page").click()
    expect(ann.page.locator("#headline")).to_be_visible()
    corner = ann.page.get_by_role("button", name="Hang up").bounding_box()
    ann.page.get_by_role("link", name="Lines").click()
    expect(ann.page.frame_locator(".other-page iframe").get_by_role("heading", level=1)).to_be_visible()
    assert corner == ann.page.get_by_role("button", name="Hang up").bounding_box()
    ann.presses("Hang up")
    expect(bar).to_contain_text("Wrap-up")
    ann.becomes("wrap_up")


def test_a_call_that_comes_while_another_page_is_open_is_taken_there(ann: Ann, caller: Handset) -> None:
    ann.presses("This browser")
    ann.rings_here()
    ann.presses("Take calls")
    ann.page.get_by_role("link", name="Figures").click()
    figures = ann.page.frame_locator(".other-page iframe")
    asks_for_a_person(caller)
    expect(ann.page.get_by_role("button", name="Take the call")).to_be_visible()
    figures.get_by_role("heading", level=1).click()
    ann.page.keyboard.press("Alt+a")
    ann.becomes("talking")
    hears_each_other(ann, caller)


def test_loading_the_page_anew_during_a_call_asks_first_and_brings_back_the_other_page(
    ann: Ann, caller: Handset
) -> None:
    figures = talks(ann, caller)
    asked: list[str] = []

    def stays(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    ann.page.once("dialog", stays)
    ann.page.evaluate("location.reload()")
    wait_until(lambda: ann.page.evaluate("1") and asked == ["beforeunload"], "the browser has asked")
    hears_each_other(ann, caller)
    ann.presses("Hang up")
    ann.becomes("wrap_up")
    expect(ann.page.get_by_role("button", name="Hang up")).to_be_hidden()
    ann.page.reload()
    expect(figures.get_by_role("heading", level=1)).to_contain_text("Figures")
    ann.rings_here()


def test_a_session_that_ends_during_a_call_is_begun_again_and_the_call_goes_on(
    ann: Ann, caller: Handset, redis: Redis
) -> None:
    rings(ann, caller)
    ann.presses("Take the call")
    ann.shows_state("You are talking")
    scripts = PeopleScripts(redis)
    person = People(scripts).named("ann")
    assert person is not None
    People(scripts).set_password(person.id, Passwords().hash(PASSWORD))
    ann.page.evaluate("htmx.trigger(document.body, 'refresh')")
    door = ann.page.frame_locator(".other-page iframe")
    door.get_by_label("Name").fill("ann")
    door.get_by_label("Password").fill(PASSWORD)
    hears_each_other(ann, caller)
    door.get_by_role("button", name="Sign in").click()
    ann.shows_state("You are talking")
    expect(ann.page.locator("#headline")).to_be_visible()
    hears_each_other(ann, caller)
    ann.presses("Put on hold")
    ann.shows_state("Caller on hold")
    ann.presses("Hang up")
    ann.shows_state("Wrap-up")


def test_every_page_says_that_no_calls_come_when_the_page_of_the_calls_was_closed(ann: Ann) -> None:
    ann.presses("This browser")
    ann.rings_here()
    ann.presses("Take calls")
    ann.shows_state("You are available")
    ann.page.goto("/console/account")
    bar = ann.page.get_by_role("complementary", name="Your calls")
    expect(bar).to_contain_text("You are away since My page was closed")
    expect(bar).to_contain_text("No calls come to you")
    check_accessibility_in_every_look(ann.page, "away-on-another-page")
    bar.get_by_role("link", name="Take calls on My page").click()
    ann.shows_state("You are away since My page was closed")


def test_when_the_caller_hangs_up_the_page_hangs_up_too(ann: Ann, caller: Handset) -> None:
    rings(ann, caller)
    ann.page.keyboard.press("Alt+a")
    ann.shows_state("You are talking")
    caller.button("Hang up").click()
    ann.shows_state("Wrap-up")
    expect(ann.page.get_by_label("Say", exact=True)).to_be_hidden()
    ann.presses("Done")
    ann.shows_state("You are available")
    asks_for_a_person(caller)
    ann.shows_state("A caller for you")


def test_a_second_tab_is_not_rung_but_takes_the_call_and_rings_when_the_first_is_closed(
    ann: Ann, caller: Handset
) -> None:
    ann.presses("This browser")
    ann.rings_here()
    other = ann.page.context.new_page()
    other.goto("/console/cair/me")
    expect(other.locator("#softphone-state")).to_have_text("Calls ring in another tab of this browser")
    ann.presses("Take calls")
    asks_for_a_person(caller)
    ann.presses("Take the call", other)
    ann.shows_state("You are talking")
    caller.button("Hang up").click()
    ann.becomes("wrap_up")
    ann.page.goto("about:blank")
    ann.rings_here(other)


def test_a_page_that_is_closed_sets_its_rep_away_and_one_that_is_loaded_anew_does_not(ann: Ann) -> None:
    ann.presses("This browser")
    ann.rings_here()
    ann.presses("Take calls")
    ann.shows_state("You are available")
    ann.page.reload()
    ann.rings_here()
    ann.page.goto("about:blank")
    wait_until(lambda: ann.state.rep("12").status == "away", "Ann is away")
    assert ann.state.rep("12").reason == "page closed"
    ann.page.goto("/console/cair/me")
    ann.shows_state("You are away since My page was closed")
    ann.presses("Take calls")
    ann.shows_state("You are available")


def test_the_choice_is_accessible_in_the_dark_on_a_phones_width(ann: Ann) -> None:
    ann.page.set_viewport_size({"width": 360, "height": 780})
    ann.page.emulate_media(color_scheme="dark")
    ann.page.reload()
    check_accessibility(ann.page)
    ann.presses("This browser")
    ann.rings_here()
    check_accessibility(ann.page)


def test_the_choice_goes_back_to_the_phone(ann: Ann) -> None:
    ann.presses("This browser")
    ann.rings_here()
    ann.presses("My phone (…0111)")
    expect(ann.page.get_by_role("button", name="My phone (…0111)")).to_have_attribute("aria-pressed", "true")
    expect(ann.page.locator("#softphone")).to_have_count(0)
    assert ann.state.rep("12").client == ""
