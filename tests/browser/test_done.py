"""Whatever moment a rep presses Done in, wrap-up is over: while the page is renewed, while a note is kept, twice."""

from __future__ import annotations

from itertools import count

import pytest
from playwright.sync_api import Page, expect
from redis import Redis

from accounts.people import Role
from commands.calling.line_process import ReachableLine
from routing.queue.desk_state import DeskState
from routing.queue.script_answers import JoinRequest
from tests.browser.test_console import Newcomer, newcomer  # noqa: F401
from tests.waiting import wait_until

pytestmark = pytest.mark.browser
MANY, SOME = 20, 5
"""Tries in one test."""
AT_ONCE = """
    new MutationObserver(() => {
      const done = document.getElementById("press-done-");
      if (done && done !== window.pressed) (window.pressed = done).click();
    }).observe(document.getElementById("now"), {childList: true, subtree: true});
"""
"""Presses Done in the very moment in which it is there."""
ON_A_COPY = """() => {
    const old = document.getElementById("press-done-"), button = old.cloneNode(true);
    old.replaceWith(button);
    button.click();
}"""
"""Presses a button of which no script knows yet."""


@pytest.fixture
def ann(line: ReachableLine, redis: Redis, newcomer: Newcomer) -> Page:  # noqa: F811
    state = DeskState(redis, "cair")
    known = {"name": "Ann", "phone": "+19165550111", "lines": "general", "languages": "en", "wrap_up": "300"}
    state.save_rep("12", known)
    state.set_status("12", "available")
    person = newcomer("ann", Role.REP, reps="cair:12")
    person.gets_in()
    expect(person.page.locator("[data-freshness]")).to_have_text("Live")
    return person.page


class Calls:
    """Conversations of Ann's that are over when they have hardly begun."""

    def __init__(self, redis: Redis) -> None:
        self._state = DeskState(redis, "cair")
        self._calls = (f"CA{number}" for number in count())

    def begins(self) -> str:
        """Ann talks."""
        call = next(self._calls)
        self._state.join(JoinRequest(call, "general", "en", "main"))
        offer = self._state.rep("12").offer
        self._state.accept(offer)
        self._state.side_joins(offer, "rep")
        self._state.side_joins(offer, "caller")
        return call

    def ends(self, call: str) -> None:
        self._state.caller_ends(call, "hung up")
        assert self._state.rep("12").status == "wrap_up"

    def passes(self) -> None:
        self.ends(self.begins())

    def are_done(self) -> bool:
        return self._state.rep("12").status == "available"

    def more_time(self) -> None:
        """Extend wrap-up, as a change that a refresh brings to the page."""
        assert self._state.more_time("12", self._state.rep("12").until, 60, 1000) == "done"


@pytest.fixture
def calls(redis: Redis) -> Calls:
    return Calls(redis)


def wraps_up(page: Page) -> None:
    expect(page.locator("#headline")).to_have_text("Wrap-up")


def finish_wrap_up(page: Page, calls: Calls) -> None:
    wait_until(calls.are_done, "wrap-up is over")
    expect(page.locator("#headline")).to_have_text("You are available")


def test_done_is_done_even_in_the_moment_in_which_its_button_was_renewed(ann: Page, calls: Calls) -> None:
    ann.evaluate(AT_ONCE)
    for _ in range(MANY):
        calls.passes()
        finish_wrap_up(ann, calls)


def test_done_is_done_when_no_script_knows_its_button(ann: Page, calls: Calls) -> None:
    for _ in range(SOME):
        calls.passes()
        wraps_up(ann)
        ann.evaluate(ON_A_COPY)
        finish_wrap_up(ann, calls)


def test_done_is_done_when_the_page_is_renewed_between_press_and_release(ann: Page, calls: Calls) -> None:
    for _ in range(SOME):
        calls.passes()
        wraps_up(ann)
        with ann.expect_response("**/me/now"):
            ann.get_by_role("button", name="Done").hover()
            ann.mouse.down()
            calls.more_time()
        ann.mouse.up()
        finish_wrap_up(ann, calls)


def test_done_is_sent_again_until_it_arrives(ann: Page, calls: Calls) -> None:
    call = calls.begins()
    expect(ann.locator("#note-form")).to_be_visible()
    calls.ends(call)
    wraps_up(ann)
    ann.route("**/note", lambda route: route.fulfill(status=503), times=1)
    ann.get_by_role("button", name="Done").click()
    expect(ann.locator("#told")).to_be_visible()
    wait_until(calls.are_done, "wrap-up is over")
    expect(ann.locator("#told")).to_be_hidden()
