"""What a supervisor does on the day of a flood, on a screen and on a phone, by keyboard alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from redis import Redis

from accounts.people import Role
from prompts.revision import load_desks
from reports.folding import Folding
from routing.notices.block_list import read_block_list
from routing.queue.desk_state import DeskState
from routing.queue.script_answers import JoinRequest
from routing.queue.scripts import Entrant, Scripts
from settings import DESKS
from store import keys
from store.clock import milliseconds
from tests.browser.test_console import Newcomer, check_accessibility_in_every_look, newcomer

__all__ = ["newcomer"]
pytestmark = pytest.mark.browser
CALL, NUMBER = "CA1", "+15105550188"


@pytest.fixture
def somebody_waits(redis: Redis) -> DeskState:
    """A caller with a record, for whom a rep is asked."""
    moment, caller = milliseconds(), keys.digest(CALL)
    event = {"event": "entered", "call": CALL, "caller": caller, "language": "en", "node": "main"}
    event |= {"kind": "menu", "part": "welcome", "attempt": "1"}
    Scripts(redis).record_turn("cair", (CALL,), moment, event, Entrant(CALL, NUMBER, "d1", 86_400))
    Folding(redis, load_desks(DESKS)["cair"].desk).catch_up()
    state = DeskState(redis, "cair")
    state.save_rep("12", {"name": "Ann", "lines": "general", "languages": "en,es"})
    state.set_status("12", "available")
    state.join(JoinRequest(CALL, "general", "en", "main", NUMBER))
    return state


def test_a_caller_is_blocked_and_let_in_again(
    newcomer: Newcomer, somebody_waits: DeskState, redis: Redis
) -> None:
    sam = newcomer("sam", Role.SUPERVISOR)
    sam.gets_in()
    page = sam.page
    page.get_by_role("link", name="Block the number … 0188").press("Enter")
    page.get_by_label("Reason").fill("shouts at everybody")
    check_accessibility_in_every_look(page, "block-a-caller")
    page.get_by_role("button", name="Block it").press("Enter")
    expect(page.get_by_text("You blocked the number … 0188 for a day.")).to_be_visible()
    page.get_by_role("link", name="Blocked numbers").press("Enter")
    expect(page.get_by_text("shouts at everybody")).to_be_visible()
    check_accessibility_in_every_look(page, "blocked-numbers")
    page.get_by_role("button", name="Let the number … 0188 call again").press("Enter")
    expect(page.get_by_text("You took the number … 0188 off the block list.")).to_be_visible()
    assert read_block_list(redis, "cair").entries == ()


def test_attack_mode_is_switched_on_and_off(newcomer: Newcomer, somebody_waits: DeskState) -> None:
    sam = newcomer("sam", Role.SUPERVISOR)
    sam.gets_in()
    page = sam.page
    page.get_by_role("link", name="Attack mode").press("Enter")
    page.get_by_label("Reason").fill("A flood since nine")
    check_accessibility_in_every_look(page, "attack-mode")
    page.get_by_role("button", name="Switch it on").press("Enter")
    expect(page.get_by_text("You switched attack mode on for 4 hours.")).to_be_visible()
    check_accessibility_in_every_look(page, "wallboard-in-attack-mode")
    page.get_by_role("link", name="Look at it").press("Enter")
    check_accessibility_in_every_look(page, "attack-mode-on")
    page.get_by_role("button", name="Switch it off now").press("Enter")
    expect(page.get_by_text("You switched attack mode off.")).to_be_visible()


def test_a_supervisor_who_answers_blocks_the_caller_in_hand(
    newcomer: Newcomer, somebody_waits: DeskState, redis: Redis
) -> None:
    offer = somebody_waits.rep("12").offer
    somebody_waits.accept(offer)
    for side in ("rep", "caller"):
        somebody_waits.side_joins(offer, side)
    sam = newcomer("sam", Role.SUPERVISOR, reps="cair:12")
    sam.gets_in()
    page = sam.page
    page.goto("/console/cair/me")
    check_accessibility_in_every_look(page, "my-page-of-a-supervisor")
    page.get_by_role("link", name="Block this number").press("Enter")
    page.get_by_label("Reason").fill("shouts at everybody")
    page.get_by_role("button", name="Block it").press("Enter")
    expect(page.get_by_text("You blocked the number … 0188 for a day.")).to_be_visible()
    assert len(read_block_list(redis, "cair").entries) == 1
