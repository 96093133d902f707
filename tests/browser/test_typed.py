"""What is typed survives the end of a session, and no other person gets it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect
from redis import Redis

from accounts.people import Role
from tests.browser.test_console import Newcomer, Person, newcomer  # noqa: F401
from tests.databases import every_key

pytestmark = pytest.mark.browser
TEXT = "/console/cair/content/text/prompts.greeting"
TYPED = "Welcome to the help desk, where a long text was typed."
BACK = "What you typed before is back in the form. It is not saved yet."


def words(page: Page) -> Locator:
    return page.locator("textarea").first


def end_sessions(redis: Redis) -> None:
    for key in every_key(redis):
        if key.startswith("{people}:session:"):
            redis.delete(key)


@pytest.fixture
def ada(newcomer: Newcomer) -> Person:  # noqa: F811
    """An admin who has typed a text and not saved it."""
    ada = newcomer("ada", Role.ADMIN)
    ada.gets_in_by_the_door()
    expect(ada.page.get_by_role("link", name="Account")).to_be_visible()
    ada.page.goto(TEXT)
    words(ada.page).fill(TYPED)
    expect(ada.page.locator("#heard-en")).to_contain_text(TYPED)  # the page has nothing more to ask for
    return ada


def saves(person: Person) -> None:
    person.page.get_by_role("button", name="Save in the draft").first.click()


def test_it_is_back_in_the_form_after_signing_in_again(ada: Person, redis: Redis) -> None:
    end_sessions(redis)
    saves(ada)
    ada.signs_in()
    expect(ada.page.get_by_text(BACK)).to_be_visible()
    expect(words(ada.page)).to_have_value(TYPED)
    saves(ada)
    expect(ada.page.get_by_text(BACK)).to_have_count(0)
    ada.page.goto(TEXT)
    expect(words(ada.page)).to_have_value(TYPED)
    expect(ada.page.get_by_text(BACK)).to_have_count(0)


def test_it_is_back_when_the_form_was_void_as_its_person_signed_in_elsewhere(
    ada: Person, redis: Redis
) -> None:
    other = ada.page.context.new_page()
    end_sessions(redis)
    other.goto("/console/")
    Person(other, ada.link, ada.sign_in, ada.session).signs_in()
    expect(other.get_by_role("link", name="Account")).to_be_visible()
    saves(ada)
    expect(ada.page.get_by_text("Nothing was saved.")).to_be_visible()
    ada.page.get_by_role("link", name="Load the page again").click()
    expect(words(ada.page)).to_have_value(TYPED)


def test_another_person_at_the_same_tab_does_not_get_it(
    ada: Person,
    newcomer: Newcomer,  # noqa: F811
    redis: Redis,
) -> None:
    eve = newcomer("eve", Role.ADMIN)
    eve.gets_in_by_the_door()
    expect(eve.page.get_by_role("link", name="Account")).to_be_visible()
    end_sessions(redis)
    saves(ada)
    Person(ada.page, "", "eve", "").signs_in()
    expect(words(ada.page)).to_be_visible()
    expect(words(ada.page)).not_to_have_value(TYPED)
    assert TYPED not in ada.page.evaluate("JSON.stringify(sessionStorage)")


def test_signing_out_forgets_it(ada: Person) -> None:
    ada.page.wait_for_function(
        "Object.keys(sessionStorage).some((name) => name.startsWith('helpdesk-typed'))"
    )
    ada.page.get_by_role("button", name="Sign out", exact=True).click()
    expect(ada.page.get_by_text("You are signed out.")).to_be_visible()
    assert TYPED not in ada.page.evaluate("JSON.stringify(sessionStorage)")
