"""Impatient people on a slow connection: the second click is ignored, and without scripts the server knows it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from playwright.sync_api import Error, Page, Request, expect
from redis import Redis

from accounts.people import Role
from routing.queue.desk_snapshot import DeskSnapshots
from routing.queue.desk_state import DeskState
from tests.browser.test_console import Newcomer, newcomer

__all__ = ["newcomer"]
pytestmark = pytest.mark.browser
SLOW = {"offline": False, "latency": 900, "downloadThroughput": -1, "uploadThroughput": -1}


@pytest.fixture(autouse=True)
def ann(redis: Redis) -> None:
    state = DeskState(redis, "cair")
    state.save_rep("12", {"name": "Ann", "lines": "general", "languages": "en,es"})
    state.set_status("12", "available")


@contextmanager
def slowly(page: Page) -> Iterator[list[str]]:
    """A link on which every request takes 900 ms longer; the addresses that forms are sent to."""
    posts: list[str] = []

    def watches(request: Request) -> None:
        if request.method == "POST":
            posts.append(request.url)

    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", SLOW)
    page.on("request", watches)
    yield posts


def click_twice(page: Page, name: str) -> None:
    """Click at a button's place, as a mouse does not wait for navigation."""
    button, place = page.get_by_role("button", name=name), None
    for _ in range(20):  # the part of the page that has the button may be replaced at any moment
        with suppress(Error):
            button.scroll_into_view_if_needed()
            place = button.bounding_box()
        if place:
            break
    assert place
    for _ in range(2):
        page.mouse.click(place["x"] + 5, place["y"] + 5)


@pytest.mark.parametrize("has_scripts", [True, False])
def test_two_clicks_on_a_slow_link_send_one_message(
    newcomer: Newcomer, redis: Redis, has_scripts: bool
) -> None:
    sam = newcomer("sam", Role.SUPERVISOR, java_script_enabled=has_scripts)
    sam.gets_in()
    sam.page.goto("/console/cair/wall/rep/12")
    sam.page.get_by_role("textbox", name="Message").fill("Lunch?")
    with slowly(sam.page) as posts:
        click_twice(sam.page, "Send to Ann")
        expect(sam.page.get_by_text("Ann sees it now.")).to_be_visible()
    assert len(posts) == 1 or not has_scripts
    assert [one.text for one in DeskSnapshots(redis, "cair").messages("12")] == ["Lunch?"]
    sam.page.go_back()
    expect(sam.page.locator("form[aria-busy]")).to_have_count(0)
    sam.page.get_by_role("textbox", name="Message").fill("Tea?")
    sam.page.get_by_role("button", name="Send to Ann").click()
    expect(sam.page.get_by_text("Ann sees it now.")).to_be_visible()
    assert [one.text for one in DeskSnapshots(redis, "cair").messages("12")] == ["Lunch?", "Tea?"]


def test_a_button_of_a_live_page_works_again_after_each_answer(newcomer: Newcomer, redis: Redis) -> None:
    ann = newcomer("ann", Role.REP, reps="cair:12")
    ann.gets_in()
    ann.page.goto("/console/cair/me")
    with slowly(ann.page) as posts:
        for name, headline in (("Lunch", "lunch"), ("Take calls", "Available"), ("Lunch", "lunch")):
            click_twice(ann.page, name)
            expect(ann.page.locator("#headline")).to_contain_text(re.compile(headline, re.IGNORECASE))
    assert len(posts) == 3
