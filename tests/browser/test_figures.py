"""The pages of figures in a browser: by keyboard, on a phone, in the dark, on paper. axe finds nothing to say."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from redis import Redis

from accounts.people import Role
from store import clock
from tests.browser.conftest import picture
from tests.browser.test_console import (
    Newcomer,
    check_accessibility,
    check_accessibility_in_every_look,
    fits,
    newcomer,
)
from tests.reports.week import a_week
from tests.reports.weeks import mondays_in_vain, weeks_of_counts
from tests.routing.desks import cair

pytestmark = pytest.mark.browser
__all__ = ["newcomer"]
DAYS = "?from=2026-11-18&to=2026-11-24"
PAGES = {
    "figures": "",
    "one-day": "?from=2026-11-24",
    "compare": "/compare",
    "topics": "/topics",
    "menu": "/menu",
    "hours": "/hours",
    "reps": "/reps",
    "missed": "/missed",
    "staffing": "/staffing?day=monday&cost=42",
    "staffing-week": "/staffing",
}


def test_every_page_of_figures_is_accessible(newcomer: Newcomer, redis: Redis) -> None:
    sam = newcomer("sam", Role.SUPERVISOR)
    sam.gets_in()
    sam.page.wait_for_url("**/wall")
    a_week(redis)
    weeks_of_counts(redis, cair(), clock.now().date(), 8)
    mondays_in_vain(redis, cair(), clock.now().date(), 8)
    for name, path in PAGES.items():
        sam.page.goto(f"/console/cair/figures{path if '?' in path else path + DAYS}")
        check_accessibility_in_every_look(sam.page, f"figures-{name}")
    sam.page.goto("/console/cair/figures?from=soon")
    check_accessibility(sam.page)
    expect(sam.page.get_by_role("alert")).to_contain_text("2026-11-24")


def test_a_range_is_chosen_by_keyboard_alone(newcomer: Newcomer, redis: Redis) -> None:
    sam = newcomer("sam", Role.SUPERVISOR)
    sam.gets_in()
    sam.page.wait_for_url("**/wall")
    a_week(redis)
    sam.page.get_by_role("link", name="Figures").press("Enter")
    expect(sam.page.get_by_role("heading", name="Figures", exact=True)).to_be_visible()
    sam.page.get_by_label("From").fill("2026-11-18")
    sam.page.get_by_label("To").fill("2026-11-24")
    sam.page.keyboard.press("Tab")
    sam.page.get_by_role("button", name="Show").press("Enter")
    expect(sam.page.get_by_text("November 18, 2026 to November 24, 2026")).to_be_visible()
    sam.page.get_by_role("link", name="Topics").press("Enter")
    expect(sam.page.get_by_text("November 18, 2026 to November 24, 2026")).to_be_visible()


def test_on_paper_there_are_figures_and_no_buttons(newcomer: Newcomer, redis: Redis) -> None:
    sam = newcomer("sam", Role.SUPERVISOR, viewport={"width": 760, "height": 1000})
    sam.gets_in()
    sam.page.wait_for_url("**/wall")
    a_week(redis)
    sam.page.goto(f"/console/cair/figures{DAYS}")
    sam.page.emulate_media(media="print")
    expect(sam.page.get_by_role("button", name="Show")).to_be_hidden()
    expect(sam.page.get_by_role("img", name="What became of callers")).to_be_visible()
    assert fits(sam.page)
    picture(sam.page, "figures-print")


def test_a_profile_is_uploaded_corrected_and_planned_by_keyboard(newcomer: Newcomer, redis: Redis) -> None:
    sam = newcomer("sam", Role.SUPERVISOR)
    sam.gets_in()
    sam.page.wait_for_url("**/wall")
    sam.page.goto("/console/cair/figures/staffing")
    expect(sam.page.get_by_text("Too little to plan with yet")).to_be_visible()
    check_accessibility_in_every_look(sam.page, "figures-too-little")
    sam.page.get_by_text("Plan for other calls: a profile").press("Enter")
    wrong = {"name": "calls.csv", "mimeType": "text/csv", "buffer": b"dow,8,9,10\nMonday,20,many,30\n"}
    sam.page.get_by_label("Profile", exact=True).set_input_files(wrong)  # type: ignore[arg-type]
    sam.page.get_by_role("button", name="Plan for this profile").press("Enter")
    text = sam.page.get_by_label("The profile as text")
    expect(text).to_be_focused()
    expect(sam.page.get_by_text("line 2: 'many' is not a number of calls")).to_be_visible()
    check_accessibility_in_every_look(sam.page, "figures-wrong-profile")
    text.fill("dow,8,9,10\nMonday,20,25,30\n")
    sam.page.get_by_role("button", name="Plan", exact=True).press("Enter")
    expect(sam.page.get_by_role("heading", name="Monday: 75 callers")).to_be_visible()
    check_accessibility_in_every_look(sam.page, "figures-profile")


def test_a_plan_fits_on_paper(newcomer: Newcomer, redis: Redis) -> None:
    sam = newcomer("sam", Role.SUPERVISOR, viewport={"width": 760, "height": 1000})
    sam.gets_in()
    sam.page.wait_for_url("**/wall")
    weeks_of_counts(redis, cair(), clock.now().date(), 8)
    sam.page.goto("/console/cair/figures/staffing?day=monday")
    sam.page.emulate_media(media="print")
    expect(sam.page.get_by_role("button", name="Plan", exact=True)).to_be_hidden()
    expect(sam.page.get_by_role("img", name="Reps by half hour")).to_be_visible()
    assert fits(sam.page)
    picture(sam.page, "staffing-print")
