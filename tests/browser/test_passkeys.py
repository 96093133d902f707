"""Passkeys in a real browser, with Chromium's virtual authenticator in place of a security key."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect
from redis import Redis

from accounts.audit_log import AuditLog
from accounts.people import People, Role
from accounts.people_scripts import PeopleScripts
from commands.calling.line_process import helpdesk_child, local_environment, wait_until_it_answers
from commands.processes.supervisor import Supervisor
from console.auth.passwords import Passwords
from settings import DESKS
from store import keys
from store.valkey import EmbeddedValkey
from tests.browser.conftest import last_picture, patient_window
from tests.browser.test_console import PASSWORD, check_accessibility_in_every_look
from tests.newcomer import quiet_port

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(database: EmbeddedValkey, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A line whose console has a name, as passkeys want it, and where everybody must have a second step."""
    port = quiet_port()
    name = f"http://localhost:{port}"
    settings = local_environment(port, tmp_path_factory.mktemp("passkeys"), DESKS, database.url)
    supervisor = Supervisor(
        [helpdesk_child("web", {**settings, "PUBLIC_URL": name, "SECOND_STEP": "everybody"})]
    )
    supervisor.start()
    try:
        wait_until_it_answers(f"{name}/alive", supervisor)
        yield name
    finally:
        supervisor.end()


@pytest.fixture
def ada(redis: Redis) -> str:
    """An admin's id."""
    people = People(PeopleScripts(redis))
    id_ = people.add("test", "ada", "Ada", Role.ADMIN, {"desks": "cair"})[1]
    people.set_password(id_, Passwords().hash(PASSWORD))
    return id_


@pytest.fixture
def page(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = patient_window(browser, base_url=address)
    complaints: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    last_picture(page, request)
    context.close()
    assert complaints == []


@pytest.fixture
def key(page: Page) -> CDPSession:
    """A security key in this browser, touched by its owner."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    plug_in(session)
    return session


def plug_in(session: CDPSession) -> str:
    options = {
        "protocol": "ctap2",
        "transport": "usb",
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    added = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return str(added["authenticatorId"])


def signs_in(page: Page) -> None:
    page.goto("/console/sign-in")
    page.get_by_label("Name").fill("ada")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def signs_out(page: Page) -> None:
    page.get_by_role("button", name="Sign out", exact=True).click()


def proves_it(page: Page) -> None:
    page.get_by_label("Current password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()


def makes_a_passkey(page: Page, name: str) -> None:
    page.get_by_label("Name", exact=True).last.fill(name)
    page.get_by_role("button", name="Add passkey").click()


def test_a_passkey_is_made_used_named_and_removed(page: Page, key: CDPSession, ada: str) -> None:
    signs_in(page)
    proves_it(page)
    page.get_by_role("link", name="use a passkey").click()
    makes_a_passkey(page, "Blue key")
    expect(page.get_by_role("status")).to_contain_text("Blue key is a passkey now")
    page.get_by_role("link", name="I have saved them").click()
    check_accessibility_in_every_look(page, "account-with-passkey")
    signs_out(page)

    signs_in(page)
    expect(page.get_by_role("heading", name="One more step")).to_be_visible()
    check_accessibility_in_every_look(page, "code-with-passkey")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("button", name="Sign out", exact=True)).to_be_visible()

    page.goto("/console/account/passkeys")
    proves_it(page)
    page.get_by_text("Rename Blue key").click()
    page.get_by_label("Name", exact=True).first.fill("Green key")
    page.get_by_role("button", name="Save name").click()
    expect(page.get_by_text("Rename Green key")).to_be_visible()
    check_accessibility_in_every_look(page, "passkeys")
    makes_a_passkey(page, "The same again")
    expect(page.get_by_text("This device has a passkey here already")).to_be_visible()
    page.get_by_text("Remove Green key").click()
    page.get_by_role("button", name="Remove passkey").click()
    expect(page.get_by_text("Your line asks for a second step")).to_be_visible()
    signs_out(page)

    signs_in(page)
    expect(page.get_by_role("heading", name="Type your password again")).to_be_visible()


def test_a_passkey_that_is_not_there_leaves_the_recovery_code(
    page: Page, key: CDPSession, redis: Redis, ada: str
) -> None:
    signs_in(page)
    proves_it(page)
    page.get_by_role("link", name="use a passkey").click()
    makes_a_passkey(page, "Blue key")
    code = page.locator("code.secret").first.inner_text()
    signs_out(page)
    key.send("WebAuthn.disable")
    key.send("WebAuthn.enable")
    plug_in(key)
    signs_in(page)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_text("No passkey was used")).to_be_visible()
    page.get_by_text("No passkey at hand?").click()
    page.get_by_label("Recovery code").fill(code)
    page.get_by_role("button", name="Continue with this code").click()
    expect(page.get_by_role("status")).to_contain_text("You have 9 left")


def test_an_answer_counts_once_and_only_for_what_was_asked(
    page: Page, key: CDPSession, redis: Redis, ada: str
) -> None:
    signs_in(page)
    proves_it(page)
    page.get_by_role("link", name="use a passkey").click()
    makes_a_passkey(page, "Blue key")
    signs_out(page)
    signs_in(page)
    page.evaluate("HTMLFormElement.prototype.submit = () => {}")  # the answer stays in the page
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_function("document.querySelector('[data-passkey]').elements.answer.value")
    answer = page.locator("[data-passkey] [name=answer]").input_value()
    page.reload()  # another challenge, which makes the earlier one void
    sends(page, answer)
    expect(page.get_by_role("alert")).to_contain_text("could not be checked")
    sends(page, "no answer at all")
    expect(page.get_by_role("alert")).to_contain_text("could not be checked")
    noted = [one for one in AuditLog(PeopleScripts(redis)).entries(2) if one.what == "wrong passkey"]
    assert sum(one.times for one in noted) == 2
    assert redis.hlen(keys.passkeys_of(ada)) == 1


def sends(page: Page, answer: str) -> None:
    """Send an answer as a page would."""
    form = "const form = document.querySelector('[data-passkey]')"
    with page.expect_navigation():
        page.evaluate(f"answer => {{ {form}; form.elements.answer.value = answer; form.submit() }}", answer)
