"""A supervisor writes to a rep: it stands on the rep's open page at once, is read away there, and can be taken back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from accounts.people import Role
from tests.browser.test_console import Newcomer, check_accessibility, newcomer  # noqa: F401
from tests.browser.test_done import ann  # noqa: F401

pytestmark = pytest.mark.browser


def writes(page: Page, text: str) -> None:
    page.get_by_role("link", name="Change Ann").click()
    page.get_by_role("textbox", name="Message").fill(text)
    page.get_by_role("button", name="Send to Ann").click()


def test_a_message_is_on_the_reps_page_at_once_and_read_away_there(ann: Page, newcomer: Newcomer) -> None:  # noqa: F811
    sam = newcomer("sam", Role.SUPERVISOR)
    sam.gets_in()
    writes(sam.page, "Please call Jo back")
    message = ann.locator("[data-message]")
    expect(message).to_contain_text("Sam")
    expect(message).to_contain_text("Please call Jo back")
    expect(ann.locator("#said")).to_contain_text("Please call Jo back")
    check_accessibility(ann)
    ann.evaluate("window.isTheSamePage = true")
    ann.get_by_role("button", name="I have read it").click()
    expect(message).to_have_count(0)
    assert ann.evaluate("window.isTheSamePage")
    writes(sam.page, "Never mind")
    expect(message).to_contain_text("Never mind")
    sam.page.get_by_role("button", name="Undo: Sam wrote to Ann: “Never mind”").click()
    expect(message).to_have_count(0)


def test_a_rep_whom_a_supervisor_sent_away_reads_by_whom(ann: Page, newcomer: Newcomer) -> None:  # noqa: F811
    sam = newcomer("sam", Role.SUPERVISOR)
    sam.gets_in()
    sam.page.get_by_role("link", name="Change Ann").click()
    sam.page.get_by_label("State", exact=True).select_option("away")
    sam.page.get_by_label("Reason").fill("fire drill")
    sam.page.get_by_role("button", name="Set the state of Ann").click()
    expect(ann.locator("#headline")).to_have_text("You are away: fire drill")
    expect(ann.locator(".state-words")).to_contain_text(", by a supervisor")
