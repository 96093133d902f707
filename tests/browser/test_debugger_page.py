"""A developer watches a call in the debugger."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.browser.handset import Handset, expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def test_a_call_appears_with_its_requests_and_documents_while_it_happens(page: Page) -> None:
    watcher = page.context.new_page()
    watcher.goto("/debugger")
    expect(watcher.get_by_role("status")).to_have_text("Live")
    page.bring_to_front()
    page.goto("/phone")
    phone = Handset(page)
    phone.calls()
    phone.hears("press 0")
    events = watcher.locator("#events")
    expect(events).to_contain_text(re.compile(r"POST /voice/\w+ → 200 in \d+ ms"))
    expect(events).to_contain_text("X-Twilio-Signature: ")
    expect(events.locator("pre").first).to_contain_text("<Gather")
    phone.presses("1")
    expect(events).to_contain_text("Caller pressed 1")
    phone.button("Hang up").click()
    expect(events).to_contain_text("Ended: completed")
    expect(events.locator(".alert")).to_have_count(0)


def test_one_request_is_counted_in_the_singular(page: Page) -> None:
    page.goto("/phone")
    phone = Handset(page)
    phone.calls()
    phone.hears("press 0")
    watcher = page.context.new_page()
    watcher.goto("/debugger")
    counts = watcher.locator("#calls a[aria-current] small").nth(1)
    expect(counts).to_have_text(re.compile(r" · 1 request$"))
    page.bring_to_front()
    phone.presses("1")
    expect(counts).to_have_text(re.compile(r" · 2 requests$"))


def test_parameters_open_with_the_keyboard_and_stay_open(page: Page) -> None:
    page.goto("/phone")
    phone = Handset(page)
    phone.calls()
    phone.hears("press 0")
    watcher = page.context.new_page()
    watcher.goto("/debugger")
    parameters = watcher.locator("#events summary", has_text="Parameters").first
    parameters.focus()
    watcher.keyboard.press("Enter")
    expect(watcher.locator("#events table").first).to_contain_text("CallSid")
    page.bring_to_front()
    phone.presses("1")
    expect(watcher.locator("#events")).to_contain_text("Caller pressed 1")
    expect(watcher.locator("#events table").first).to_be_visible()


def test_it_fits_a_small_telephone_without_scrolling_sideways(page: Page) -> None:
    page.goto("/phone")
    phone = Handset(page)
    phone.calls()
    phone.hears("press 0")
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto("/debugger")
    expect(page.locator("#events")).to_contain_text("POST /voice/")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
