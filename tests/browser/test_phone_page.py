"""A person with a browser calls the help desk."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from simulator.phones import espeak
from tests.browser.handset import OPEN, THANKSGIVING, Handset, expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


@pytest.fixture
def phone(page: Page) -> Handset:
    page.goto("/phone")
    return Handset(page)


def test_a_person_dials_presses_keys_reads_the_guidance_and_changes_language(phone: Handset) -> None:
    phone.travels_to(OPEN)
    phone.calls()
    phone.hears("Thank you for calling the CAIR Help Desk")
    phone.hears("open until five")
    phone.hears("Para español, marque 9", "es-US")
    phone.presses("1")
    phone.hears("For a password you forgot, press 1")
    phone.presses("1")
    phone.hears("Forgot Password")
    phone.presses("9")
    phone.hears("contraseña", "es-US")
    expect(phone.transcript).to_contain_text("Pressed 1")
    phone.button("Hang up").click()
    phone.shows_state("Call ended")
    expect(phone.transcript).to_contain_text("The call has ended: hung up.")
    expect(phone.transcript.locator(".alert")).to_have_count(0)


def test_a_person_hears_what_a_caller_would_hear_on_another_day(phone: Handset) -> None:
    phone.travels_to(THANKSGIVING)
    phone.calls()
    phone.hears("closed today for Thanksgiving Day")
    expect(phone.transcript).to_contain_text("Thursday, November 26, 2026, 10:00 (PST)")


def test_the_number_of_the_desk_is_there_in_groups(phone: Handset) -> None:
    expect(phone.element.get_by_label("Number to call")).to_have_value(re.compile(r"^\+1 \d{3} \d{3} \d{4}$"))


def test_a_person_calls_with_the_keyboard_alone(phone: Handset, page: Page) -> None:
    phone.element.get_by_role("group", name="Keypad").focus()
    page.keyboard.press("Enter")
    phone.shows_state("Connected")
    phone.hears("press 0")
    page.keyboard.press("1")
    phone.hears("For a password you forgot")
    page.keyboard.press("*")
    expect(phone.transcript).to_contain_text("Pressed *")
    page.keyboard.press("Escape")
    phone.shows_state("Call ended")
    page.keyboard.press("Enter")
    phone.shows_state("Connected")


def test_every_control_is_reached_by_tab_and_shows_its_focus(page: Page) -> None:
    page.goto("/phone")
    page.get_by_role("region", name="Phone: Caller").wait_for()
    reached: list[str] = []
    page.keyboard.press("Tab")
    while page.evaluate("document.activeElement !== document.body") and len(reached) < 60:
        reached.append(page.evaluate("document.activeElement.outerHTML.slice(0, 60)"))
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none", reached[-1]
        page.keyboard.press("Tab")
    controls = page.locator("button:visible:enabled, input:visible, a[href]")
    assert len(reached) >= controls.count()


def test_keys_typed_outside_a_phone_press_nothing(phone: Handset, page: Page) -> None:
    phone.calls()
    phone.hears("press 0")
    page.get_by_role("link", name="Debugger").focus()
    page.keyboard.press("1")
    phone.element.get_by_label("Say something").press_sequentially("2")
    expect(phone.transcript).not_to_contain_text("Pressed")


def test_a_person_types_what_they_would_say(phone: Handset) -> None:
    phone.calls()
    phone.hears("press 0")
    phone.element.get_by_label("Say something").fill("signing in")
    phone.button("Say").click()
    expect(phone.transcript).to_contain_text("“signing in”")


def test_a_text_message_goes_out_and_is_shown(page: Page) -> None:
    page.goto("/phone")
    phone = Handset(page)
    phone.element.get_by_label("Say something").fill("on")
    phone.button("Text").click()
    expect(phone.transcript).to_contain_text("Text message to +18005787889: on")


def test_a_key_stops_the_voice_at_once(page: Page) -> None:
    page.goto("/phone")
    phone = Handset(page, speech="paced")
    phone.calls()
    speaking = phone.transcript.locator(".speaking")
    expect(speaking).to_have_count(1)
    first = speaking.inner_text()
    phone.presses("1")
    expect(phone.transcript.locator(".said.cut")).to_contain_text(first)
    phone.hears("For a password you forgot")


@pytest.mark.skipif(espeak.program() is None, reason="espeak-ng is not installed")
def test_the_network_speaks_for_a_browser_without_a_voice(page: Page) -> None:
    page.goto("/phone")
    assert page.evaluate("speechSynthesis.getVoices().length") == 0
    phone = Handset(page, speech="voice")
    with page.expect_response("**/phone/speech?*") as response:
        phone.calls()
    assert response.value.ok
    expect(phone.transcript.locator(".speaking")).to_have_attribute("class", "said speaking")
    with page.expect_response("**/phone/speech?*language=en-US*"):
        phone.presses("1")
    phone.hears("For a password you forgot")


def test_one_phone_calls_another_on_the_page(phone: Handset, page: Page) -> None:
    page.get_by_role("button", name="Add phone").click()
    rep = Handset(page, "Rep")
    number = rep.element.locator(".own").inner_text()
    phone.element.get_by_label("Number to call").fill(number)
    phone.calls()
    rep.shows_state("calls")
    expect(page).to_have_title(re.compile("Rep rings"))
    rep.button("Answer").click()
    rep.shows_state("Connected")
    phone.shows_state("Connected")
    rep.element.get_by_label("Say something").fill("CAIR Help Desk, good morning")
    rep.button("Say").click()
    expect(phone.transcript).to_contain_text("good morning")
    rep.button("Hang up").click()
    phone.shows_state("Call ended")


def test_a_phone_declines_a_call(phone: Handset, page: Page) -> None:
    page.get_by_role("button", name="Add phone").click()
    rep = Handset(page, "Rep")
    phone.element.get_by_label("Number to call").fill(rep.element.locator(".own").inner_text())
    phone.calls()
    rep.shows_state("calls")
    rep.button("Decline").click()
    phone.shows_state("Call ended")
    rep.shows_state("Call ended")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_a_small_telephone_without_scrolling_sideways(page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto("/phone")
    phone = Handset(page)
    phone.calls()
    phone.hears("press 0")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_it_can_be_enlarged_to_twice_its_size(page: Page) -> None:
    page.set_viewport_size({"width": 640, "height": 450})
    page.goto("/phone")
    phone = Handset(page)
    phone.calls()
    phone.hears("press 0")
    assert page.evaluate("document.documentElement.scrollWidth") <= 640
