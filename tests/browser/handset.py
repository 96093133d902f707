"""One phone of the phone page, as a person sees it."""

from __future__ import annotations

import importlib
import os
import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

# Without Playwright the modules that use this are skipped; in CI they fail.
load = importlib.import_module if os.environ.get("CI") else pytest.importorskip
expect = load("playwright.sync_api").expect

OPEN = "2026-11-24T10:00"
THANKSGIVING = "2026-11-26T10:00"


class Handset:
    def __init__(self, page: Page, name: str = "Caller", *, speech: str = "instant") -> None:
        self.page = page
        self.element = page.get_by_role("region", name=f"Phone: {name}", exact=True)
        self.transcript = self.element.get_by_role("log")
        expect(self.element).to_be_visible()
        self.setting("Speech", speech)

    def setting(self, label: str, value: str) -> None:
        """Change a setting, opening and closing the settings as a person would."""
        summary = self.element.get_by_text("Settings")
        summary.click()
        field = self.element.get_by_label(label)
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
        summary.click()

    def travels_to(self, at: str) -> None:
        self.setting("Time zone", "America/Los_Angeles")
        self.setting("Call at", at)

    def button(self, name: str) -> Locator:
        return self.element.get_by_role("button", name=name, exact=True)

    def calls(self) -> None:
        self.button("Call").click()

    def presses(self, key: str) -> None:
        self.button({"*": "star", "#": "pound"}.get(key, key)).click()

    def hears(self, words: str, language: str = "en-US") -> None:
        """Waits until the line has said it, in that language."""
        said = self.transcript.locator(f".said span[lang='{language}']")
        expect(said.filter(has_text=re.compile(words, re.IGNORECASE)).last).to_be_visible()

    def shows_state(self, state: str) -> None:
        expect(self.element.get_by_role("status")).to_have_text(re.compile(state))
