"""What callers hear, changed by an admin who has never seen YAML: with a browser, a keyboard, a phone, and a call."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from redis import Redis

from accounts.people import Role
from commands.calling.line_process import ReachableLine
from editing.drafts import DraftEditor, workbench
from prompts.revision import load_revision
from settings import DESKS
from simulator.phones.scripted import ScriptedPhone
from tests.browser.conftest import picture
from tests.browser.test_console import (
    Newcomer,
    check_accessibility,
    check_accessibility_in_every_look,
    newcomer,
)
from tests.published import serves

__all__ = ["newcomer"]
pytestmark = pytest.mark.browser
INVENTORY = "/console/cair/content/text/nodes.inventory.text"
OLD = "Por favor avísenos por correo electrónico si falta inventario"
NEW = "Por favor mándenos hoy mismo la lista de vacunas que faltan."
SPANISH = "Text in Spanish"


@pytest.fixture
def bench(line: ReachableLine, redis: Redis) -> DraftEditor:
    """The desk's."""
    return workbench(redis, "cair", Path(DESKS / "cair"))


def types(page: Page, label: str, words: str) -> None:
    """Into the Spanish field, until the page has said how it is heard."""
    page.get_by_label(label).fill(words)
    expect(page.locator("#heard-es q")).to_have_text(words)


def test_every_page_of_what_callers_hear_is_accessible(newcomer: Newcomer, bench: DraftEditor) -> None:
    ada = newcomer("ada", Role.ADMIN)
    ada.gets_in()
    page = ada.page
    page.get_by_role("link", name="What callers hear").click()
    expect(page.get_by_role("heading", name="How a call begins")).to_be_visible()
    check_accessibility_in_every_look(page, "content-texts")
    page.goto(INVENTORY)
    check_accessibility_in_every_look(page, "content-inventory")
    page.get_by_label(SPANISH).fill("Oprima {nada}. Usted marcó mal.")
    expect(page.locator("#heard-es")).to_contain_text("{nada} is not known here")
    check_accessibility_in_every_look(page, "content-text")
    page.get_by_role("button", name="Save in the draft").click()
    page.goto("/console/cair/content/draft")
    expect(page.get_by_text("must be mended before this can be published")).to_be_visible()
    check_accessibility_in_every_look(page, "content-broken-draft")
    page.goto(INVENTORY)
    types(page, SPANISH, NEW)
    page.get_by_role("button", name="Save in the draft").click()
    page.goto("/console/cair/content/draft")
    expect(page.get_by_role("button", name="Publish")).to_be_visible()
    check_accessibility_in_every_look(page, "content-draft")
    page.get_by_label("What is new, in a few words").fill("Inventory in Spanish")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("button", name="Undo this publication")).to_be_visible()
    check_accessibility_in_every_look(page, "content-history")
    page.goto("/console/cair/content/history/0")
    check_accessibility_in_every_look(page, "content-revision")
    page.goto("/console/cair/content/files/es.yaml")
    check_accessibility_in_every_look(page, "content-file")


def guidance(caller: ScriptedPhone, words: str) -> None:
    """A call to the inventory guidance in Spanish, where this is heard."""
    caller.dials()
    for key in "922":
        caller.presses(key)
    caller.hears(words)
    caller.hangs_up()


def test_an_admin_changes_the_spanish_guidance_hears_it_on_a_call_and_takes_it_back(
    newcomer: Newcomer, bench: DraftEditor, line: ReachableLine, spanish_caller: ScriptedPhone
) -> None:
    guidance(spanish_caller, OLD)
    ada = newcomer("ada", Role.ADMIN)
    ada.gets_in()
    page = ada.page
    page.goto("/console/cair/content")
    page.get_by_label("Find words, in any language").fill("avisenos inventario")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name="What is read out").click()
    page.get_by_label(SPANISH).fill("Por favor {nada}.")
    expect(page.locator("#heard-es")).to_contain_text("{nada} is not known here")
    page.get_by_label(SPANISH).fill(NEW)
    expect(page.locator("#heard-es")).to_contain_text("The checks find nothing to say against it")
    expect(page.locator("#heard-es q")).to_have_text(NEW)
    page.get_by_role("button", name="Save in the draft").click()
    expect(page.get_by_text("Saved in the draft")).to_be_visible()
    guidance(spanish_caller, OLD)

    page.get_by_role("link", name="Draft", exact=True).click()
    different = page.get_by_role("region", name="What callers will hear differently")
    expect(different).to_contain_text("Inventory missing or incorrect (keys 2, 2)")
    expect(different.locator("ins").first).to_be_visible()
    page.get_by_label("What is new, in a few words").fill("The list of vaccines, in Spanish")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Published as revision 1")).to_be_visible()
    published = bench.content.current()
    assert published is not None
    serves(line, published.id)
    guidance(spanish_caller, NEW)

    page.get_by_role("button", name="Undo this publication").click()
    expect(page.get_by_text("is what callers hear again")).to_be_visible()
    serves(line, load_revision(bench.folder).id)
    guidance(spanish_caller, OLD)


def test_what_is_broken_is_told_and_can_not_be_published(newcomer: Newcomer, bench: DraftEditor) -> None:
    ada = newcomer("ada", Role.ADMIN)
    ada.gets_in()
    page = ada.page
    page.goto(INVENTORY)
    page.get_by_label(SPANISH).fill("")
    expect(page.locator("#heard-es")).to_contain_text("Nothing is said here yet")
    page.get_by_role("button", name="Save in the draft").click()
    page.get_by_role("link", name="Draft", exact=True).click()
    expect(page.get_by_text("must be mended before this can be published")).to_be_visible()
    expect(page.get_by_role("button", name="Publish")).to_have_count(0)
    page.get_by_role("link", name="es.yaml, line").first.click()
    expect(page.get_by_label("Text", exact=True)).to_be_focused()
    assert bench.current() == 0


def test_the_second_of_two_sees_both_texts_and_chooses(newcomer: Newcomer, bench: DraftEditor) -> None:
    ada, bob = newcomer("ada", Role.ADMIN), newcomer("bob", Role.ADMIN)
    for one in (ada, bob):
        one.gets_in()
        one.page.goto(INVENTORY)
    types(ada.page, SPANISH, "El texto de Ada.")
    ada.page.get_by_role("button", name="Save in the draft").click()
    expect(ada.page.get_by_text("Saved in the draft")).to_be_visible()
    page = bob.page
    types(page, SPANISH, "El texto de Bob.")
    page.get_by_role("button", name="Save in the draft").click()
    expect(page.get_by_role("alert")).to_contain_text("Somebody else changed this text")
    expect(page.get_by_text("El texto de Ada.", exact=True)).to_be_visible()
    check_accessibility(page)
    picture(page, "content-conflict")
    expect(page.get_by_label("Yours in Spanish")).to_have_value("El texto de Bob.")
    types(page, "Yours in Spanish", "El texto de Bob y de Ada.")
    page.get_by_role("button", name="Save in the draft").click()
    expect(page.get_by_text("Saved in the draft")).to_be_visible()
    assert "El texto de Bob y de Ada." in bench.files()["es.yaml"]
    types(ada.page, SPANISH, "Otra vez Ada.")
    ada.page.get_by_role("button", name="Save in the draft").click()
    ada.page.get_by_role("link", name="Keep theirs").click()
    expect(ada.page.get_by_label(SPANISH)).to_have_value("El texto de Bob y de Ada.")


def test_a_text_is_found_changed_and_saved_with_the_keyboard_alone(
    newcomer: Newcomer, bench: DraftEditor
) -> None:
    ada = newcomer("ada", Role.ADMIN)
    ada.gets_in()
    page = ada.page
    page.goto("/console/cair/content")
    page.get_by_label("Find words, in any language").focus()
    page.keyboard.type("greeting")
    page.keyboard.press("Enter")
    link = page.get_by_role("link", name="Greeting", exact=True)
    reach(page, lambda: link.evaluate("one => one === document.activeElement"))
    page.keyboard.press("Enter")
    field = page.get_by_label("Text in English")
    reach(page, lambda: field.evaluate("one => one === document.activeElement"))
    page.keyboard.press("Control+A")
    page.keyboard.type("Hello. This is the {desk}.")
    expect(page.locator("#heard-en q")).to_have_text("Hello. This is the CAIR Help Desk.")
    save = page.get_by_role("button", name="Save in the draft")
    reach(page, lambda: save.evaluate("one => one === document.activeElement"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Saved in the draft")).to_be_visible()
    assert "greeting: Hello. This is the {desk}." in bench.files()["en.yaml"]


def reach(page: Page, is_there: Callable[[], bool]) -> None:
    """Tab until the focus is where it should be."""
    for _ in range(80):
        if is_there():
            return
        page.keyboard.press("Tab")
    raise AssertionError("the keyboard does not get there")
