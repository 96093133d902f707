"""Many tabs of one browser: they share a stream, so that buttons never wait for a connection."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from redis import Redis

from accounts.people import Role
from routing.queue.desk_state import DeskState
from tests.browser.test_console import Newcomer, newcomer  # noqa: F401
from tests.waiting import happens_within, wait_until

pytestmark = pytest.mark.browser
TABS = 8
"""More than the six connections that a browser opens to a host over HTTP/1.1."""
PAGE = "/console/cair/me"


class Streams:
    """The streams that the tabs of a browser have opened and not lost."""

    def __init__(self, context: BrowserContext) -> None:
        self.opened: list[Page] = []
        context.on("request", lambda request: self._note(request.url, request.frame.page))

    def _note(self, url: str, page: Page) -> None:
        if url.endswith("/live"):
            self.opened.append(page)

    def is_held_by_one_of(self, pages: list[Page]) -> bool:
        pages[0].evaluate("0")  # Playwright hears of requests only while it is asked something
        return self.opened[-1] in pages


def shows_live(page: Page) -> None:
    expect(page.locator("[data-freshness]")).to_have_text("Live")


@pytest.fixture
def tabs(newcomer: Newcomer, redis: Redis) -> tuple[Streams, list[Page]]:  # noqa: F811
    """Ann's page in eight tabs, all of them live."""
    state = DeskState(redis, "cair")
    state.save_rep("12", {"name": "Ann", "phone": "+19165550111", "lines": "general", "languages": "en"})
    state.set_status("12", "available")
    ann = newcomer("ann", Role.REP, reps="cair:12")
    streams = Streams(ann.page.context)
    ann.gets_in()
    ann.page.goto(PAGE)
    shows_live(ann.page)
    pages = [ann.page]
    for _ in range(TABS - 1):
        pages.append(ann.page.context.new_page())
        pages[-1].goto(PAGE)
        shows_live(pages[-1])
    streams.opened = streams.opened[-1:]
    return streams, pages


def test_buttons_work_within_a_second_however_many_tabs_are_open(tabs: tuple[Streams, list[Page]]) -> None:
    _, pages = tabs

    def changes_to_and_fro() -> None:
        pages[-1].get_by_role("button", name="Be away").first.click()
        expect(pages[-1].locator("#headline")).to_have_text(re.compile("You are away"))
        pages[-1].get_by_role("button", name="Take calls").first.click()
        expect(pages[-1].locator("#headline")).to_have_text("You are available")

    happens_within(2, changes_to_and_fro)  # a second each


def test_another_tab_takes_over_the_stream_and_misses_nothing(
    tabs: tuple[Streams, list[Page]], redis: Redis
) -> None:
    streams, pages = tabs
    state = DeskState(redis, "cair")
    while len(pages) > 2:
        holder = streams.opened[-1]
        holder.close()
        pages.remove(holder)
        state.set_status("12", "away" if len(pages) % 2 else "available")
        wanted = "You are away" if len(pages) % 2 else "You are available"
        for page in pages:
            expect(page.locator("#headline")).to_have_text(re.compile(wanted))
        wait_until(lambda: streams.is_held_by_one_of(pages), "another tab has the stream")
    assert len(streams.opened) == TABS - 1, "one stream at a time"
    for page in pages:
        shows_live(page)

    def shows_a_change() -> None:
        for status, wanted in (("away", "You are away"), ("available", "You are available")):
            state.set_status("12", status)
            for page in pages:
                expect(page.locator("#headline")).to_have_text(re.compile(wanted))

    happens_within(
        4, shows_a_change
    )  # not at the next look of a page without a stream, which is five seconds later
