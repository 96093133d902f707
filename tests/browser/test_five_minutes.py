"""The README's five minutes, on a line as `helpdesk run` starts it and with the commands as they stand there."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import last_picture, patient_window
from tests.browser.handset import OPEN, Handset
from tests.browser.test_console import PASSWORD
from tests.commands.whole_line import WholeLine, whole_line
from tests.docs.pages import INDENTED, ROOT, section
from tests.newcomer import newcomers_environment
from tests.published import serves_no_more
from tests.waiting import wait_until

pytestmark = pytest.mark.browser
SAID = "You can choose a new password yourself, in a minute."


@pytest.fixture
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeLine]:
    with whole_line(tmp_path_factory.mktemp("five-minutes")) as line:
        yield line


@pytest.fixture
def page(browser: Browser, house: WholeLine, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The newcomer's browser. Whatever it complains about fails the test."""
    context = patient_window(browser)
    page, complaints = context.new_page(), []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console", lambda told: complaints.append(told.text) if told.type in ("error", "warning") else None
    )
    yield page
    last_picture(page, request)
    context.close()
    assert complaints == []


def commands() -> list[list[str]]:
    """Return the commands that the README has a newcomer type in the second terminal."""
    found = "".join(INDENTED.findall(section("README.md", "Five minutes")))
    return [shlex.split(line)[1:] for line in found.splitlines() if line.strip().startswith("helpdesk ")]


def types(house: WholeLine, words: list[str]) -> str:
    """Run a command in a terminal that knows nothing of the port that the line was given in the other one."""
    environment = newcomers_environment(DATA_DIR=str(house.data_dir))
    command = [sys.executable, "-m", "commands", *words]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    return done.stdout


def gets_in(page: Page, link: str) -> None:
    page.goto(link)
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_label("The same again").fill(PASSWORD)
    page.get_by_role("button", name="Set password").click()
    page.get_by_label("Name").fill("ana")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def takes_a_call(page: Page, caller: Handset) -> None:
    page.get_by_role("link", name="My page", exact=True).click()
    expect(page.locator("#softphone-state")).to_have_text("Calls ring on this page")
    page.get_by_role("button", name="Take calls").click()
    expect(page.locator("#headline")).to_have_text("You are available")
    caller.calls()
    caller.shows_state("Connected")
    caller.presses("0")
    page.get_by_role("button", name="Take the call").click()
    expect(page.locator("#headline")).to_have_text("You are talking")
    caller.button("Hang up").click()
    page.get_by_label("Shown how to set a password").check()
    page.get_by_role("button", name="Done").click()
    expect(page.locator("#headline")).to_have_text("You are available")


def changes_a_sentence(page: Page) -> None:
    """On pages that open over the rep's page, which goes on ringing."""
    page.get_by_role("link", name="What callers hear").click()
    other = page.frame_locator(".other-page iframe")
    other.get_by_role("region", name="Forgotten password").get_by_role(
        "link", name="What is read out"
    ).click()
    other.get_by_label("Text in English").fill(SAID)
    other.get_by_role("button", name="Save in the draft").click()
    other.get_by_role("link", name="Draft", exact=True).click()
    other.get_by_label("What is new, in a few words").fill("Shorter")
    other.get_by_role("button", name="Publish").click()
    expect(other.get_by_text("Published as revision 1")).to_be_visible()


def calls_about_the_password(caller: Handset) -> None:
    caller.shows_state("Ready|Call ended")  # a key that comes before the call is nobody's
    caller.calls()
    caller.shows_state("Connected")
    caller.presses("1")
    caller.presses("1")


def counts_a_wish_for_a_person(page: Page, figures: str) -> bool:
    page.goto(figures)
    return page.get_by_role("row", name="Asked for a person 1").is_visible()


def test_a_newcomer_does_what_the_readme_says(page: Page, house: WholeLine) -> None:
    address = re.search(r"Phone +(\S+)", house.told())
    assert address
    phone = page.context.new_page()
    phone.goto(address[1])
    caller = Handset(phone)
    caller.travels_to(OPEN)
    calls_about_the_password(caller)
    caller.hears("This works if you have logged in to CAIR2 before")
    caller.button("Hang up").click()
    _, link = [types(house, words) for words in commands()]
    gets_in(page, link.strip())
    takes_a_call(page, caller)
    before = house.health()["revision"]["cair"]
    changes_a_sentence(page)
    serves_no_more(house.reachable(), before)  # within a second: a browser is quicker than a newcomer
    calls_about_the_password(caller)
    caller.hears(SAID)
    figures = f"{link.partition('/console')[0]}/console/cair/figures?from={OPEN[:10]}&to={OPEN[:10]}"
    wait_until(lambda: counts_a_wish_for_a_person(page, figures), "the figures have the calls")
