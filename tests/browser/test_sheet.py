"""The rep's sheet in a browser and on paper."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from redis import Redis

from accounts.people import Role
from routing.queue.desk_state import DeskState
from tests.browser.test_console import Newcomer, check_accessibility_in_every_look, newcomer

pytestmark = pytest.mark.browser
__all__ = ["newcomer"]
EDGE = {"top": "15mm", "bottom": "15mm", "left": "15mm", "right": "15mm"}


@pytest.fixture
def sheet(newcomer: Newcomer, redis: Redis) -> Page:
    """Opened from the rep's own page, by keyboard."""
    known = {"name": "Ann", "phone": "+19165550111", "lines": "general", "languages": "en,es"}
    DeskState(redis, "cair").save_rep("12", known)
    ann = newcomer("ann", Role.REP, reps="cair:12")
    ann.gets_in()
    ann.page.get_by_role("link", name="How it works").press("Enter")
    expect(ann.page.get_by_role("heading", name="How it works")).to_be_visible()
    return ann.page


def test_the_sheet_is_accessible(sheet: Page) -> None:
    check_accessibility_in_every_look(sheet, "rep-sheet")


@pytest.mark.parametrize("paper", ["Letter", "A4"])
def test_it_prints_on_one_page(sheet: Page, paper: str) -> None:
    printed = sheet.pdf(format=paper, margin=EDGE)  # type: ignore[arg-type]
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1


def test_on_paper_it_is_black_on_white_without_buttons_whatever_the_screen(sheet: Page) -> None:
    sheet.emulate_media(media="print", color_scheme="dark")
    sheet.wait_for_function("document.documentElement.dataset.bsTheme === 'dark'")
    assert sheet.evaluate("getComputedStyle(document.querySelector('.sheet td')).color") == "rgb(0, 0, 0)"
    expect(sheet.get_by_role("button", name="Sign out")).to_be_hidden()
    expect(sheet.get_by_role("link", name="Back to your page")).to_be_hidden()
