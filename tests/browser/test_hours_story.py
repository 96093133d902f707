"""An admin keeps the hours: sees the year, changes Fridays, closes for a day, and hears it on calls at other times."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect
from redis import Redis

from accounts.people import Role
from editing.drafts import workbench
from editing.publishing import publish_content, roll_back
from prompts.revision import load_revision
from routing.hours.schedule import Calendar
from settings import DESKS
from simulator.phones.scripted import LocalNetwork
from store import clock
from tests.browser.test_console import (
    Newcomer,
    Person,
    check_accessibility,
    check_accessibility_in_every_look,
    newcomer,
)
from tests.calls.desk_at_work import wait_until_heard
from tests.calls.moments import ZONE, at_the_desk

__all__ = ["newcomer"]
pytestmark = pytest.mark.browser
EVERY_PAGE = ("", "/2027", "/week", "/lines/general", "/seasons/new", "/dates/new", "/closed-days")
SUMMER = (("Name", "Summer"), ("First day", "2027-06-14"), ("Last day", "2027-08-20"))


def admin(newcomer: Newcomer, **look: object) -> Person:
    ada = newcomer("ada", Role.ADMIN, **look)
    ada.gets_in()
    expect(ada.page.get_by_role("navigation", name="Pages")).to_be_visible()
    return ada


def opens_hours(page: Page) -> None:
    page.get_by_role("link", name="What callers hear").click()
    page.get_by_role("link", name="Hours", exact=True).click()


def adds_summer_and_a_date(page: Page) -> None:
    page.goto("/console/cair/hours/seasons/new")
    for label, text in SUMMER:
        page.get_by_label(label).fill(text)
    page.get_by_label("Friday").fill("7:00-12:00")
    page.get_by_role("button", name="Save in the draft").click()
    page.get_by_role("link", name="Add a single date").click()
    page.get_by_label("Date", exact=True).fill("2027-12-23")
    page.get_by_label("Name").fill("Staff party")
    page.get_by_label("Closes early").check()
    page.get_by_label("Closes at").fill("12:00")
    page.get_by_label("in English").fill("our staff party")
    page.get_by_label("in Spanish").fill("nuestra fiesta")
    page.get_by_role("button", name="Save in the draft").click()


def test_every_page_of_the_hours_is_accessible(newcomer: Newcomer) -> None:
    page = admin(newcomer).page
    adds_summer_and_a_date(page)
    for path in EVERY_PAGE:
        page.goto(f"/console/cair/hours{path}")
        check_accessibility_in_every_look(page, f"hours{path.replace('/', '-')}")
    page.get_by_role("button", name="Add it to the draft").click()
    check_accessibility_in_every_look(page, "hours-refused")


def test_an_admin_sees_the_year_and_changes_fridays_for_callers(
    newcomer: Newcomer, network: LocalNetwork, redis: Redis
) -> None:
    page = admin(newcomer).page
    opens_hours(page)
    page.get_by_role("link", name="2027").click()
    july = page.get_by_role("table", name="July")
    expect(july.get_by_role("cell", name="5 closed for Independence Day")).to_be_visible()
    expect(page.get_by_text("Independence Day, July 4, 2027, is a Sunday: closed on Monday")).to_be_visible()
    page.get_by_role("link", name="Change the week").click()
    page.get_by_label("Friday").fill("8:00-lunch")
    page.get_by_role("button", name="Save in the draft").click()
    expect(page.get_by_text("“8:00-lunch” can't be read as hours.")).to_be_visible()
    expect(page.get_by_label("Friday")).to_be_focused()
    page.get_by_label("Friday").fill("8:00-12:00")
    page.get_by_role("button", name="Save in the draft").click()
    expect(page.get_by_text("It is in the draft: callers hear it once you publish.")).to_be_visible()
    friday = at_the_desk(2027, 3, 5, 9)
    wait_until_heard(network, "The help desk is open until five", friday)
    bench = workbench(redis, "cair", DESKS / "cair")
    publish_content(bench, "short Fridays", "ada")
    wait_until_heard(network, "The help desk is open until noon", friday)
    roll_back(bench, 0, "Fridays are long again", "ada")
    wait_until_heard(network, "The help desk is open until five", friday)


def test_an_admin_closes_for_a_day_ahead_and_leaves_it_open_after_all(
    newcomer: Newcomer, network: LocalNetwork
) -> None:
    page = admin(newcomer).page
    tomorrow = clock.now().astimezone(ZONE).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(
        days=1
    )
    # The next day with hours: whatever today is, it is closed by this and by nothing else.
    day = next(one for one in (tomorrow + timedelta(days=n) for n in range(9)) if _is_plain(one))
    opens_hours(page)
    page.get_by_role("link", name="Close the desk").click()
    page.get_by_label("From").fill(f"{day:%Y-%m-%dT%H:%M}")
    page.get_by_label("Until").fill(f"{day + timedelta(days=1):%Y-%m-%dT%H:%M}")
    page.get_by_label("In English").fill("Our office moves house")
    page.get_by_label("In Spanish").fill("Nuestra oficina se muda")
    check_accessibility(page)
    page.get_by_role("button", name="Show me what callers will hear").click()
    expect(page.get_by_text("Our office moves house. The help desk had to close")).to_be_visible()
    check_accessibility(page)
    page.get_by_role("button", name="Close the desk").click()
    noon = day.replace(hour=12)
    wait_until_heard(network, "Our office moves house. The help desk had to close for the moment", noon)
    opens_hours(page)
    expect(page.get_by_text(f"{day:%A, %B} {day.day}: closed by a closing")).to_be_visible()
    page.get_by_role("link", name="Take one out, on the wallboard").click()
    page.get_by_text("Leave it open").click()
    page.get_by_role("button", name="Take this closure out").click()
    expect(page.get_by_text("You ended a closure.")).to_be_visible()
    wait_until_heard(network, "The help desk is open until five", noon)


def _is_plain(day: datetime) -> bool:
    return Calendar(load_revision(DESKS / "cair").desk).is_open(day.replace(hour=12))
