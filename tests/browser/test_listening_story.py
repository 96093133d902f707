"""A supervisor listens from the wallboard, whispers and leaves: with the phones of all three on the network."""

from __future__ import annotations

from functools import partial

import pytest
from playwright.sync_api import expect
from redis import Redis

from accounts.people import Role
from commands.calling.line_process import ReachableLine
from routing.queue.conversations import Conversations
from simulator.phones.scripted import LocalNetwork, ScriptedPhone
from tests.browser.test_console import Newcomer, check_accessibility, newcomer  # noqa: F401
from tests.browser.test_rep_story import calls, desk  # noqa: F401
from tests.calls.desk_at_work import DeskAtWork
from tests.fields import field_of
from tests.monitored import announce_monitoring
from tests.published import serves
from tests.waiting import wait_until

pytestmark = pytest.mark.browser
PHONE = "+19165550177"


def test_a_supervisor_listens_whispers_and_leaves_the_two_alone(
    desk: DeskAtWork,  # noqa: F811
    newcomer: Newcomer,  # noqa: F811
    network: LocalNetwork,
    caller: ScriptedPhone,
    line: ReachableLine,
    redis: Redis,
) -> None:
    announce_monitoring(redis, partial(serves, line))
    rep, phone = desk.rep("12"), network.rep_phone(PHONE)
    calls(desk, caller)
    desk.rings(rep)
    desk.tells_of_monitoring(caller)
    rep.answers()
    rep.presses("1")
    desk.becomes("talking", "12")
    sam = newcomer("sam", Role.SUPERVISOR)
    sam.gets_in()
    sam.page.get_by_role("link", name="Listen to 12").click()
    check_accessibility(sam.page)
    sam.page.get_by_role("link", name="your account").click()
    sam.page.get_by_label("My phone").fill("(916) 555-0177")
    sam.page.get_by_role("button", name="Save phone").click()
    sam.page.get_by_role("link", name="Wallboard").click()
    sam.page.get_by_role("link", name="Listen to 12").click()
    check_accessibility(sam.page)
    sam.page.get_by_role("button", name="Ring my phone").click()
    expect(sam.page.locator("#talk").get_by_role("status")).to_contain_text("Your phone rings.")
    wait_until(lambda: desk.goes_on() or phone.is_rung(), "the supervisor's phone rings")
    phone.answers()
    phone.presses("1")
    hears_as(desk, "listen")
    expect(sam.page.locator("#talk").get_by_role("status")).to_have_text("Nobody hears you.")
    check_accessibility(sam.page)
    sam.page.get_by_role("button", name="Whisper to the rep").click()
    expect(sam.page.locator("#talk").get_by_role("status")).to_have_text("Only 12 hears you.")
    hears_as(desk, "whisper")
    sam.page.get_by_role("button", name="Stop listening").click()
    expect(sam.page.get_by_text("You listen no more.")).to_be_visible()
    wait_until(
        lambda: desk.goes_on() or phone.call.status == "completed", "the supervisor's phone is put down"
    )
    assert desk.status("12") == "talking"
    assert caller.call.status == "in-progress"


def hears_as(desk: DeskAtWork, mode: str) -> None:  # noqa: F811
    """At the carrier."""
    talks = Conversations(desk.state)

    def holds() -> bool:
        listener = desk.state.offer(desk.offer("12")).listener
        record = talks.listener(listener)
        return record.state == "in" and field_of(talks._state, "listener", listener, "mode_is") == mode

    wait_until(lambda: desk.goes_on() or holds(), f"{mode} holds")
