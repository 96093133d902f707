"""The console as people use it: with a browser, a keyboard, a phone's width, in the dark. axe finds nothing to say."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any, Literal

import pyotp
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect
from redis import Redis

from accounts.people import People, Role
from accounts.people_scripts import PeopleScripts
from accounts.sessions import SessionLimits, Sessions
from commands.calling.line_process import ReachableLine
from console.auth.cookies import session_cookie
from routing.queue.desk_state import DeskState
from routing.queue.script_answers import JoinRequest
from tests.browser.conftest import last_picture, patient_window, picture
from tests.waiting import happens_within, wait_until

pytestmark = pytest.mark.browser
REFUSED = re.compile("(status of|Error Code) (400|401|409|422|503)")
PASSWORD = "seven green umbrellas"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = Axe().axe_script
LOOKED_FOR = {"runOnly": RULES, "resultTypes": ["violations"]}
"""What is right is not written down: on a full page that takes axe as long as the rest."""
BY_THE_LOOK = ["color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size"]
OF_THE_LOOK = {"runOnly": {"type": "rule", "values": BY_THE_LOOK}, "resultTypes": ["violations"]}
PHONE: ViewportSize = {"width": 360, "height": 780}


@dataclass
class Person:
    """Somebody with a browser."""

    page: Page
    link: str
    sign_in: str
    session: str

    def gets_in(self) -> None:
        """Sign in with a session that was made directly, as signing in has separate tests."""
        line = self.link.partition("/console/")[0]
        name = session_cookie(is_https=False)
        self.page.context.add_cookies([{"name": name, "value": self.session, "url": line}])
        self.page.goto("/console/")

    def gets_in_by_the_door(self) -> None:
        """By the one-time link, then by the password it sets."""
        self.page.goto(self.link)
        self.page.get_by_label("New password").fill(PASSWORD)
        self.page.get_by_label("The same again").fill(PASSWORD)
        self.page.get_by_role("button", name="Set password").click()
        self.signs_in()

    def proves_it(self) -> None:
        """Type the password again where the console asks for it."""
        self.page.get_by_label("Current password").fill(PASSWORD)
        self.page.get_by_role("button", name="Continue").click()

    def signs_in(self) -> None:
        self.page.get_by_label("Name").fill(self.sign_in)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in").click()


def invited(redis: Redis, id_: str, sign_in: str, page: Page, base_url: str) -> Person:
    """Somebody the console knows, before this page."""
    scripts = PeopleScripts(redis)
    session = Sessions(scripts).start(id_, SessionLimits(3600, 3600), "a browser")
    assert session is not None
    link = f"{base_url}/console/welcome/{People(scripts).invite('test', id_)}"
    return Person(page, link, sign_in, session)


Newcomer = Callable[..., Person]


@pytest.fixture
def newcomer(
    browser: Browser, line: ReachableLine, redis: Redis, request: pytest.FixtureRequest
) -> Iterator[Newcomer]:
    """Makes people with a fresh browser each; whatever a browser complains about fails the test."""
    people = People(PeopleScripts(redis))
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def make(sign_in: str, role: Role, reps: str = "", **options: object) -> Person:
        _, id_ = people.add("test", sign_in, sign_in.title(), role, {"desks": "cair", "reps": reps})
        context = patient_window(browser, base_url=line.base_url, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda told: complaints.append(told.text) if is_complaint(told.type, told.text) else None,
        )
        return invited(redis, id_, sign_in, page, line.base_url)

    yield make
    for number, context in enumerate(contexts):
        last_picture(context.pages[0], request, number)
        context.close()
    assert complaints == []


def is_complaint(kind: str, text: str) -> bool:
    """A browser mentions refused forms and fragments too; what our policy forbids it would mention otherwise."""
    return kind in ("error", "warning") and not REFUSED.search(text)


def check_accessibility(page: Page) -> None:
    """axe knows of nothing wrong, and nothing has to be scrolled sideways. Nothing moves while it looks."""
    page.emulate_media(reduced_motion="reduce")
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    axe_finds_nothing(page, LOOKED_FOR)
    assert fits(page)


def axe_finds_nothing(page: Page, wanted: dict[str, Any]) -> None:
    found = page.evaluate("options => axe.run(options).then(({ violations }) => violations)", wanted)
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []


def check_accessibility_in_every_look(page: Page, name: str) -> None:
    """Wide and light; then narrow and dark, for what those decide. In one visit, since the way there takes long."""
    check_accessibility(page)
    picture(page, name)
    size = page.viewport_size
    assert size is not None
    page.set_viewport_size(PHONE)
    use_color_scheme(page, "dark")
    axe_finds_nothing(page, OF_THE_LOOK)
    assert fits(page)
    picture(page, f"{name}-dark-phone")
    page.set_viewport_size(size)
    use_color_scheme(page, "light")


def use_color_scheme(page: Page, scheme: Literal["dark", "light"]) -> None:
    page.emulate_media(color_scheme=scheme)
    page.wait_for_function("scheme => document.documentElement.dataset.bsTheme === scheme", arg=scheme)


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def test_every_page_is_accessible(newcomer: Newcomer) -> None:
    ada = newcomer("ada", Role.ADMIN)
    page = ada.page
    page.goto(ada.link)
    check_accessibility_in_every_look(page, "welcome")
    page.get_by_label("New password").fill("short")
    page.get_by_role("button", name="Set password").click()
    check_accessibility_in_every_look(page, "welcome-refused")
    ada.gets_in_by_the_door()
    page.goto("/console/account/second-step")
    check_accessibility_in_every_look(page, "proof")
    ada.proves_it()
    for path in ("cair/lines", "people", "people/new", "account", "account/second-step", "audit"):
        page.goto(f"/console/{path}")
        assert page.url.endswith(path)
        check_accessibility_in_every_look(page, f"{path.replace('/', '-')}")
    turns_the_second_step_on(page)
    check_accessibility_in_every_look(page, "recovery-codes")
    page.goto("/console/account")
    check_accessibility_in_every_look(page, "account-with-second-step")
    page.goto("/console/people")
    page.get_by_role("link", name="Ada").click()
    for act in page.locator("details.act summary").all():
        act.click()
    check_accessibility_in_every_look(page, "person")
    page.get_by_role("button", name="Make a link").click()
    check_accessibility_in_every_look(page, "link")
    page.get_by_role("button", name="Sign out").click()
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    check_accessibility_in_every_look(page, "door")
    ada.signs_in()
    page.get_by_text("No phone at hand?").click()
    check_accessibility_in_every_look(page, "code")


def turns_the_second_step_on(page: Page) -> None:
    page.goto("/console/account/second-step")
    secret = page.locator("code.secret").inner_text().replace(" ", "")
    page.get_by_label("Code", exact=True).fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="Turn on").click()
    expect(page.get_by_role("status")).to_contain_text("The second step is on")


def test_at_twice_the_size_nothing_has_to_be_scrolled_sideways(newcomer: Newcomer) -> None:
    ada = newcomer("ada", Role.ADMIN, viewport={"width": 640, "height": 400}, device_scale_factor=2)
    ada.gets_in()
    for path in ("cair/lines", "people", "people/new", "account", "account/proof", "audit"):
        ada.page.goto(f"/console/{path}")
        assert ada.page.url.endswith(path)
        assert fits(ada.page), path


def test_an_admin_lets_a_rep_in_with_the_keyboard_alone(newcomer: Newcomer, line: ReachableLine) -> None:
    ada = newcomer("ada", Role.ADMIN)
    ada.gets_in()
    keys, page = ada.page.keyboard, ada.page
    page.goto("/console/people/new")
    _tab_to(page, "name")
    keys.type("Ben")
    keys.press("Tab")
    keys.type("ben")
    keys.press("Enter")
    expect(page.get_by_role("heading", name="A link for Ben")).to_be_visible()
    link = page.get_by_label("One-time link").input_value()
    assert link.startswith("http://127.0.0.1")
    assert ada.page.evaluate("document.activeElement.id") == "link"


def _tab_to(page: Page, id_: str) -> None:
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == id_:
            return
    pytest.fail(f"the keyboard does not reach {id_}")


def test_the_first_stop_of_the_keyboard_skips_to_the_content(newcomer: Newcomer) -> None:
    ada = newcomer("ada", Role.ADMIN)
    ada.gets_in()
    ada.page.goto("/console/people")
    ada.page.keyboard.press("Tab")
    expect(ada.page.get_by_role("link", name="Skip to the content")).to_be_focused()
    ada.page.keyboard.press("Enter")
    assert ada.page.evaluate("document.activeElement.id") == "main"


def test_a_second_step_is_scanned_and_asked_for_from_then_on(newcomer: Newcomer) -> None:
    ben = newcomer("ben", Role.REP)
    ben.gets_in_by_the_door()
    page = ben.page
    page.goto("/console/account")
    page.get_by_role("link", name="Set it up").click()
    ben.proves_it()
    expect(page.get_by_role("img", name="QR code")).to_be_visible()
    turns_the_second_step_on(page)
    code = page.locator("code.secret").first.inner_text()
    page.get_by_role("link", name="I have saved them").click()
    page.get_by_role("button", name="Sign out", exact=True).click()
    ben.signs_in()
    expect(page.get_by_role("heading", name="One more step")).to_be_visible()
    page.get_by_text("No phone at hand?").click()
    page.get_by_label("Recovery code").fill(code)
    page.get_by_role("button", name="Continue with this code").click()
    expect(page.get_by_role("status")).to_contain_text("You have 9 left")


def waiting(page: Page) -> str:
    return page.get_by_label("general, English").locator("dd").first.inner_text()


def test_an_open_page_shows_a_change_within_a_second(newcomer: Newcomer, redis: Redis) -> None:
    sam, calls = newcomer("sam", Role.SUPERVISOR), map("CA{}".format, count(1))
    DeskState(redis, "cair").save_rep("12", {"name": "Ann", "lines": "general", "languages": "en"})
    DeskState(redis, "cair").set_status("12", "available")
    DeskState(redis, "cair").join(JoinRequest("CA0", "general", "en", "login"))  # whom the rep is offered
    sam.gets_in()
    expect(sam.page.locator("[data-freshness]")).to_have_text("Live")

    def comes_and_goes() -> None:
        call = next(calls)
        DeskState(redis, "cair").join(JoinRequest(call, "general", "en", "login"))
        wait_until(lambda: waiting(sam.page) == "1", "the caller is shown")
        DeskState(redis, "cair").caller_ends(call, "hung up")
        wait_until(lambda: waiting(sam.page) == "0", "the caller is gone")

    happens_within(2, comes_and_goes)  # a second each


def test_signing_out_in_one_tab_leads_the_other_to_the_door(newcomer: Newcomer, redis: Redis) -> None:
    sam = newcomer("sam", Role.SUPERVISOR)
    sam.gets_in()
    expect(sam.page.locator("[data-freshness]")).to_have_text("Live")
    other = sam.page.context.new_page()
    other.goto("/console/account")
    other.get_by_role("button", name="Sign out").first.click()
    other.close()
    DeskState(redis, "cair").save_rep("12", {"name": "Ann", "lines": "general", "languages": "en"})
    expect(sam.page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert sam.page.url.endswith("/console/sign-in?next=/console/cair/wall")
