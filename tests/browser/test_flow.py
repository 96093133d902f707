"""The call flow as an admin uses it: its picture, a node added and heard, a walk at a closed day."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from accounts.people import Role
from tests.browser.test_console import (
    Newcomer,
    check_accessibility,
    check_accessibility_in_every_look,
    newcomer,
)

__all__ = ["newcomer"]
pytestmark = pytest.mark.browser
PATHS = {
    "picture": "flow",
    "menu": "flow/node/main",
    "guidance": "flow/node/inventory",
    "add": "flow/node/records/add",
    "closed": "flow/hear?at=2026-12-25T10:00",
    "in-line": "flow/hear?at=2026-11-24T10:00&outcome=waits&part=node&node=person&language=es&topic=inventory",
}


def test_every_page_of_the_call_flow_is_accessible(newcomer: Newcomer) -> None:
    ada = newcomer("ada", Role.ADMIN)
    ada.gets_in()
    for name, path in PATHS.items():
        ada.page.goto(f"/console/cair/{path}")
        check_accessibility_in_every_look(ada.page, f"flow-{name}")


VOICES = """
window.said = [];
const voices = [{lang: "en-US", name: "Ann"}, {lang: "es-US", name: "Eva"}];
Object.defineProperty(window, "speechSynthesis", {value: {
  getVoices: () => voices,
  cancel: () => {},
  speak: (one) => { window.said.push([one.voice.lang, one.text.trim()]); setTimeout(() => one.onend(), 0); },
}});
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
"""
"""A browser's voices, which a machine without loudspeakers has not: they write down what they are asked to say."""


def spoken(page: Page) -> list[list[str]]:
    found: list[list[str]] = page.evaluate("window.said")
    return found


def test_an_admin_walks_the_menu_on_a_closed_day_by_keyboard_and_hears_it(newcomer: Newcomer) -> None:
    ada = newcomer("ada", Role.ADMIN)
    page = ada.page
    page.add_init_script(VOICES)
    ada.gets_in()
    page.goto("/console/cair/flow/hear")
    page.get_by_label("Date and time at the desk").fill("2026-12-25T10:00")
    page.get_by_role("button", name="Listen then").click()
    expect(page.get_by_text("The desk is closed then for Christmas Day.")).to_be_visible()
    page.get_by_label("Play as I go").check()
    page.keyboard.press("9")
    expect(page.locator("#heard > li > p").first).to_contain_text("Gracias por llamar")
    expect(page.locator("#heard-title")).to_be_focused()
    page.wait_for_function("window.said.length > 3")
    assert spoken(page)[0][0] == "es-US"
    assert spoken(page)[0][1].startswith("Gracias por llamar")
    page.keyboard.press("0")
    expect(page.get_by_role("heading", name="A person (key 0)")).to_be_visible()
    expect(page.locator("#heard")).to_contain_text("Navidad")
    page.wait_for_function(
        "window.said.some(([language]) => language === 'en-US')"
    )  # the address is said in English
    page.go_back()
    expect(page.get_by_role("heading", name="Main menu")).to_be_visible()
    page.get_by_role("link", name="Press nothing").click()
    expect(page.get_by_role("heading", name="Main menu, asked again")).to_be_visible()


def test_one_thing_is_played_and_stopped(newcomer: Newcomer) -> None:
    ada = newcomer("ada", Role.ADMIN)
    ada.page.add_init_script(VOICES)
    ada.gets_in()
    ada.page.goto("/console/cair/flow/hear?at=2026-11-24T10:00")
    ada.page.get_by_role("button", name="Play this").nth(1).click()
    ada.page.wait_for_function("window.said.length === 1")
    assert spoken(ada.page) == [["es-US", "Para español, marque 9."]]
    ada.page.get_by_role("button", name="Stop").click()
    expect(ada.page.locator("[data-saying]")).to_have_count(0)


def test_an_admin_adds_a_node_and_hears_it_beside_what_callers_hear_now(newcomer: Newcomer) -> None:
    ada = newcomer("ada", Role.ADMIN)
    page = ada.page
    ada.gets_in()
    page.goto("/console/cair/flow")
    page.get_by_role("link", name="Patient records and inventory", exact=True).first.focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Add an option").click()
    words = {
        "Name in English": "Lost phones",
        "Name in Spanish": "Teléfonos perdidos",
        "How it is offered in English": "For a lost phone, press {key}.",
        "How it is offered in Spanish": "Para un teléfono perdido, marque {key}.",
        "What is read out in English": "Please tell your supervisor about it.",
        "What is read out in Spanish": "Por favor, avise a su supervisor.",
        "The same in writing": "CAIRHelpDesk@cdph.ca.gov",
    }
    for label, text in words.items():
        page.get_by_label(label, exact=True).fill(text)
    page.get_by_role("button", name="Add it to the draft").click()
    expect(page.get_by_text("It is in the draft.")).to_be_visible()
    expect(page.get_by_role("heading", name="Lost phones (keys 2, 3)")).to_be_visible()
    page.locator("main .actions").get_by_role("link", name="Hear it").click()
    expect(page.locator("#heard")).to_contain_text("Please tell your supervisor about it.")
    expect(page.get_by_text("This is new in the draft")).to_be_visible()
    page.locator('[data-key="*"]').click()
    expect(page.locator("#heard ins")).to_contain_text("For a lost phone, press 3.")
    check_accessibility(page)


def test_options_change_places_by_keyboard_alone(newcomer: Newcomer) -> None:
    ada = newcomer("ada", Role.ADMIN)
    ada.gets_in()
    ada.page.goto("/console/cair/flow/node/contact")
    ada.page.get_by_role("button", name="Mailing address up").focus()
    ada.page.keyboard.press("Enter")
    expect(ada.page.locator(".options li").nth(1)).to_contain_text("Mailing address")
