"""The page as the carrier's phone: the carrier's own SDK against a signaling server under the carrier's host names."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from redis import Redis
from werkzeug.serving import make_server

from accounts.people import People, Role
from accounts.people_scripts import PeopleScripts
from accounts.sessions import SessionLimits, Sessions
from app import create_app
from console.auth.cookies import session_cookie
from console.context import Console
from ivr.twilio.edge_and_region import CarrierPlace
from ivr.twilio.voice_token import VoiceAccount
from routing.queue.desk_state import DeskState
from routing.queue.script_answers import JoinRequest
from settings import load_settings
from store.valkey import EmbeddedValkey
from tests.browser.conftest import ARGUMENTS, CHROMIUM, last_picture, missing, patient_window
from tests.browser.signaling import Signaling
from tests.browser.voice_sdk import install_voice_sdk
from tests.commands.authority import Authority
from tests.commands.test_settings import BROWSER, PRODUCTION
from tests.waiting import PATIENT, wait_until

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

pytestmark = pytest.mark.browser
HOST = "line.example.org"
LIFE = 70
"""Seconds that these tests' tokens are good for; the page asks for the next one after half of them."""
TELL_BLOCKED = """document.addEventListener("securitypolicyviolation", (event) => {
    console.error(`Blocked by ${event.effectiveDirective}: ${event.blockedURI}`);
});"""
"""What the page's content policy blocks; the browser's own message does not reach a test."""
REAL_STEP = 150
"""Ms that a step takes, in which the page and both servers talk to each other."""
STEP = 5
"""Seconds between two heartbeats of the carrier, on the page's clock. The SDK gives up a connection after 15."""


@pytest.fixture(scope="module")
def sdk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if missing:
        pytest.fail(missing)
    return install_voice_sdk(tmp_path_factory.mktemp("sdk"))


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Authority(tmp_path_factory.mktemp("authority")).issues(HOST, 2)


@pytest.fixture(scope="module")
def account() -> VoiceAccount:
    settings = PRODUCTION | BROWSER
    return VoiceAccount(
        settings["TWILIO_ACCOUNT_SID"], settings["TWILIO_API_KEY"], settings["TWILIO_API_SECRET"], LIFE
    )


@pytest.fixture(scope="module")
def signaling_server(account: VoiceAccount, certificate: Path) -> Iterator[Signaling]:
    server = Signaling(account, certificate)
    yield server
    server.stop()


@pytest.fixture
def signaling(signaling_server: Signaling) -> Iterator[Signaling]:
    yield signaling_server
    signaling_server.forget()


@pytest.fixture(scope="module")
def line(
    sdk: Path, account: VoiceAccount, database: EmbeddedValkey, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """The line in production mode, whose tokens are short."""
    settings = {
        **PRODUCTION,
        **BROWSER,
        **PATIENT,
        "PUBLIC_URL": f"https://{HOST}",
        "VOICE_SDK_FILE": str(sdk),
        "REDIS_URL": database.url,
        "DATA_DIR": str(tmp_path_factory.mktemp("line")),
    }
    app = create_app(load_settings(settings))
    made: Console = app.extensions["console"]
    assert made.voice is not None
    app.extensions["console"] = replace(made, voice=replace(made.voice, account=account))
    yield app
    app.extensions["line"].journal.close()


class ReachedLine:
    """The line as browsers reach it: every request is written down, and tokens may be refused for a while."""

    def __init__(self, line: Flask) -> None:
        self._line = line
        self.failures = 0
        """How many requests for a token are still to be answered with 503."""
        self.heard: list[str] = []

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        action = environ["PATH_INFO"].rpartition("/")[2]
        self.heard.append(action)
        if action == "token" and self.failures:
            self.failures -= 1
            start_response("503 Service Unavailable", [])
            return []
        return self._line(environ, start_response)


@pytest.fixture(scope="module")
def console_server(line: Flask, certificate: Path) -> Iterator[tuple[ReachedLine, int]]:
    files = (str(certificate), str(certificate))
    reached = ReachedLine(line)
    server = make_server("127.0.0.1", 0, reached, threaded=True, ssl_context=files)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield reached, server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def carriers_browser(
    console_server: tuple[ReachedLine, int], signaling_server: Signaling
) -> Iterator[Browser]:
    """A browser for which the carrier's names and the line's lead to this machine, and all others nowhere."""
    carrier = f"127.0.0.1:{signaling_server.port}"
    names = {
        HOST: f"127.0.0.1:{console_server[1]}",
        "*.twilio.com": carrier,
        "*.twiliocdn.com": carrier,
        "*": "~NOTFOUND",
    }
    rules = ", ".join(f"MAP {name} {place}" for name, place in names.items())
    flags = [
        "--ignore-certificate-errors",
        "--use-fake-device-for-media-stream",
        f"--host-resolver-rules={rules}",
    ]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=[*ARGUMENTS, *flags])
        yield chromium
        chromium.close()


@dataclass
class Ann:
    """Rep 12, whose calls ring in a browser with the carrier's SDK."""

    page: Page
    signaling: Signaling
    state: DeskState
    line: ReachedLine

    def opens_the_page(self) -> None:
        self.page.goto("/console/cair/me")

    def shows(self, text: str | re.Pattern[str]) -> None:
        expect(self.page.locator("#softphone-state")).to_have_text(text)

    def alerts(self, text: str) -> None:
        expect(self.page.locator("#told")).to_have_text(text)

    def rings_here(self) -> None:
        self.shows("Calls ring on this page")
        wait_until(self.is_reachable, "the carrier could ring the page")

    def is_reachable(self) -> bool:
        return self.signaling.is_reachable("cair_12")

    def count(self, action: str) -> int:
        """Return how many requests of the page have come for this action."""
        return self.line.heard.count(action)

    def lets_pass(self, seconds: int) -> None:
        """Time passes for the page and the carrier, with the carrier's heartbeats in between."""
        for _ in range(0, seconds, STEP):
            self.signaling.beat()
            self.signaling.pass_time(STEP)
            self.page.clock.fast_forward(STEP * 1000)
            self.page.wait_for_timeout(REAL_STEP)

    def waits_until(self, claim: Callable[[], object], what: str) -> None:
        """Let time pass until something holds, which needs an unknown number of pauses."""

        def holds() -> bool:
            if not claim():
                self.lets_pass(STEP)
            return bool(claim())

        wait_until(holds, what)


@pytest.fixture
def context(carriers_browser: Browser) -> Iterator[BrowserContext]:
    context = patient_window(
        carriers_browser, base_url=f"https://{HOST}", ignore_https_errors=True, permissions=["microphone"]
    )
    context.clock.install()
    context.add_init_script(TELL_BLOCKED)
    yield context
    context.close()


@pytest.fixture
def ann(
    context: BrowserContext,
    redis: Redis,
    signaling: Signaling,
    console_server: tuple[ReachedLine, int],
    request: pytest.FixtureRequest,
) -> Iterator[Ann]:
    """Signed in, with calls that ring in the browser; her page is not open yet."""
    reached = console_server[0]
    reached.failures = 0
    reached.heard.clear()
    state, scripts = DeskState(redis, "cair"), PeopleScripts(redis)
    known = {"name": "Ann", "phone": "+19165550111", "lines": "general", "languages": "en,es"}
    state.save_rep("12", {**known, "client": "client:cair_12"})
    _, id_ = People(scripts).add("test", "ann", "Ann", Role.REP, {"desks": "cair", "reps": "cair:12"})
    session = Sessions(scripts).start(id_, SessionLimits(3600, 3600), "a browser") or ""
    name = session_cookie(is_https=True)
    context.add_cookies([{"name": name, "value": session, "url": f"https://{HOST}", "secure": True}])
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda told: complaints.append(told.text) if told.text.startswith("Blocked") else None)
    yield Ann(page, signaling, state, reached)
    last_picture(page, request)
    assert complaints == []
    assert signaling.violations == []


class Caller:
    """The other end of a call: a page of its own, which makes a tone."""

    def __init__(self, page: Page, signaling: Signaling, call: str) -> None:
        self.page, self.signaling, self.call = page, signaling, call

    def calls(self) -> None:
        offer = self.page.evaluate(
            """async () => {
                const context = new AudioContext(), tone = context.createOscillator();
                const sound = context.createMediaStreamDestination();
                tone.connect(sound);
                tone.start();
                window.connection = new RTCPeerConnection();
                connection.addTrack(sound.stream.getAudioTracks()[0], sound.stream);
                await connection.setLocalDescription(await connection.createOffer());
                if (connection.iceGatheringState !== "complete") {
                    await new Promise((done) => connection.addEventListener("icegatheringstatechange", () => {
                        if (connection.iceGatheringState === "complete") done();
                    }));
                }
                return connection.localDescription.sdp;
            }"""
        )
        self.signaling.ring(self.call, offer)

    def connects(self) -> None:
        """The page has answered, and sound flows."""
        wait_until(lambda: self.signaling.count("answer") == 1, "the page answers")
        answer = self.signaling.last("answer")
        assert answer["callsid"] == self.call
        self.page.evaluate("sdp => connection.setRemoteDescription({type: 'answer', sdp})", answer["sdp"])
        self.page.wait_for_function("connection.connectionState === 'connected'")

    def stays_connected(self) -> None:
        assert self.page.evaluate("connection.connectionState") == "connected"

    def hangs_up(self) -> None:
        self.signaling.say("hangup", callsid=self.call)
        self.page.evaluate("connection.close()")


@pytest.fixture
def caller(context: BrowserContext, signaling: Signaling) -> Caller:
    return Caller(context.new_page(), signaling, "CA" + "1" * 32)


def offer_caller(ann: Ann, caller: Caller) -> None:
    """A caller is offered to Ann, whose page rings."""
    ann.opens_the_page()
    ann.rings_here()
    ann.state.set_status("12", "available")
    ann.state.join(JoinRequest("CA2", "general", "en", "main"))
    expect(ann.page.locator("#headline")).to_have_text("A caller for you")
    caller.calls()


def test_a_call_survives_a_broken_connection_and_the_end_of_its_token(ann: Ann, caller: Caller) -> None:
    offer_caller(ann, caller)
    ann.page.get_by_role("button", name="Take the call").first.click()
    caller.connects()
    ann.signaling.drop()
    ann.waits_until(lambda: ann.signaling.count("invite") == 1, "the SDK takes up the call again")
    assert ann.signaling.last_host == "voice-js.ashburn.twilio.com", "at the edge that has the call"
    ann.waits_until(ann.is_reachable, "the carrier could ring the page")
    connections = ann.signaling.pages_seen
    ann.line.failures = 8
    ann.waits_until(lambda: not ann.is_reachable(), "the token has ended")
    ann.waits_until(lambda: not ann.line.failures, "the console gives tokens again")
    ann.lets_pass(60)
    caller.stays_connected()
    assert ann.signaling.pages_seen == connections, "the call keeps its device"
    signs = ann.count("listens")
    ann.waits_until(lambda: ann.count("listens") > signs, "the page gives signs of life")
    caller.hangs_up()
    expect(ann.page.get_by_role("log", name="What is said")).to_contain_text("The call has ended.")
    ann.waits_until(ann.is_reachable, "the carrier could ring the page")
    ann.rings_here()
    assert ann.signaling.pages_seen > connections


def test_a_call_goes_on_while_other_pages_of_the_console_are_read(ann: Ann, caller: Caller) -> None:
    offer_caller(ann, caller)
    connections = ann.signaling.pages_seen
    other = ann.page.frame_locator(".other-page iframe")
    ann.page.get_by_role("link", name="Figures").click()
    expect(other.get_by_role("heading", level=1)).to_contain_text("Figures")
    ann.page.get_by_role("button", name="Take the call").click()
    caller.connects()
    other.get_by_role("link", name="Lines").click()
    expect(other.get_by_role("heading", level=1)).to_contain_text("CAIR")
    signs = ann.count("listens")
    ann.waits_until(lambda: ann.count("listens") > signs, "the page gives signs of life")
    caller.stays_connected()
    assert ann.signaling.pages_seen == connections, "the same connection all the time"
    caller.hangs_up()
    expect(ann.page.locator("#softphone-said")).to_contain_text("The call has ended.")


def test_edge_and_region_are_reached_as_the_settings_name_them(ann: Ann, caller: Caller, line: Flask) -> None:
    made: Console = line.extensions["console"]
    assert made.voice is not None
    line.extensions["console"] = replace(made, voice=replace(made.voice, place=CarrierPlace("dublin", "ie1")))
    ann.signaling.home, ann.signaling.edge = "ie1", "dublin"
    offer_caller(ann, caller)
    assert ann.signaling.last_host == "voice-js.dublin.twilio.com"
    ann.page.get_by_role("button", name="Take the call").first.click()
    caller.connects()
    wait_until(
        lambda: "eventgw.ie1.twilio.com" in ann.signaling.reports, "the SDK reports to the account's region"
    )
    line.extensions["console"] = made


def test_a_call_that_rang_while_the_connection_broke_does_not_keep_the_page_from_recovering(
    ann: Ann, caller: Caller
) -> None:
    offer_caller(ann, caller)
    wait_until(
        lambda: ann.page.evaluate("document.querySelector('#now .state').dataset.kind") == "offered",
        "it rings",
    )
    ann.signaling.drop()
    ann.waits_until(ann.is_reachable, "the carrier could ring the page")
    connections = ann.signaling.pages_seen
    ann.signaling.say("error", error={"code": 31205, "message": "the token has expired"})
    ann.waits_until(lambda: ann.signaling.pages_seen > connections, "the page makes a new device")
    ann.rings_here()


def test_a_token_request_that_fails_once_leaves_a_registered_page_on_calls(ann: Ann) -> None:
    ann.opens_the_page()
    ann.rings_here()
    ann.line.failures = 1
    ann.waits_until(lambda: ann.count("token") >= 3, "the page has asked twice more for a token")
    ann.waits_until(lambda: ann.signaling.count("listen") >= 2, "the carrier has got the new token")
    ann.rings_here()
    signs = ann.count("listens")
    ann.lets_pass(LIFE)
    ann.rings_here()
    ann.waits_until(lambda: ann.count("listens") > signs, "the page goes on giving signs of life")


def test_the_next_token_is_fetched_by_the_pages_own_timer_again_and_again(ann: Ann) -> None:
    ann.signaling.tells_life = False  # then the SDK never says that the token ends
    ann.opens_the_page()
    ann.rings_here()
    ann.waits_until(lambda: ann.signaling.count("listen") >= 4, "the carrier has got three more tokens")
    ann.rings_here()
    assert ann.signaling.pages_seen == 1, "the same connection all the time"


@pytest.mark.parametrize("code", [31204, 53000])
def test_a_token_that_is_refused_is_not_asked_for_without_end(ann: Ann, code: int) -> None:
    ann.signaling.refuses = code
    ann.opens_the_page()
    ann.waits_until(lambda: ann.count("token") >= 4, "the page has tried again")
    ann.shows(re.compile(r"This page can't be rung just now \(\d+\)\. It goes on trying\."))
    if code != 53000:
        ann.alerts(
            "The carrier refuses this page's token. An admin must check TWILIO_API_KEY and TWILIO_API_SECRET."
        )
    asked = ann.count("token")
    ann.lets_pass(60)
    assert 1 <= ann.count("token") - asked <= 6
    ann.signaling.refuses = None
    ann.waits_until(ann.is_reachable, "the carrier could ring the page")
    ann.rings_here()
    expect(ann.page.locator("#told")).to_be_hidden()


def test_a_wrong_secret_is_named(ann: Ann, account: VoiceAccount) -> None:
    ann.signaling.account = replace(account, secret="another secret of thirty-two chars")
    ann.opens_the_page()
    ann.waits_until(lambda: ann.count("token") >= 3, "the page has tried again")
    ann.alerts(
        "The carrier refuses this page's token. An admin must check TWILIO_API_KEY and TWILIO_API_SECRET."
    )


def test_a_token_that_ended_brings_a_new_device(ann: Ann) -> None:
    ann.opens_the_page()
    ann.rings_here()
    ann.line.failures = 100
    ann.waits_until(lambda: not ann.is_reachable(), "the token has ended")
    ann.waits_until(lambda: ann.signaling.count("register") >= 2, "the SDK has tried to register with it")
    ann.lets_pass(20)
    ann.shows(re.compile("This page can't be rung just now"))
    ann.line.failures = 0
    ann.waits_until(ann.is_reachable, "the carrier could ring the page")
    ann.rings_here()
    assert ann.signaling.pages_seen >= 2, "a connection that has ended is not taken up again"
    ann.lets_pass(LIFE)
    ann.rings_here()


def test_a_registration_that_is_never_answered_is_tried_again(ann: Ann) -> None:
    ann.signaling.is_mute = True
    ann.opens_the_page()
    ann.waits_until(lambda: ann.signaling.pages_seen >= 2, "the page has made a new device")
    ann.signaling.is_mute = False
    ann.waits_until(ann.is_reachable, "the carrier could ring the page")
    ann.rings_here()


def test_a_connection_that_breaks_comes_back_and_leaves_no_alert(ann: Ann) -> None:
    ann.opens_the_page()
    ann.rings_here()
    ann.signaling.drop()
    ann.shows(re.compile(r"This page can't be rung just now \(\d+\)"))
    ann.waits_until(ann.is_reachable, "the carrier could ring the page")
    ann.rings_here()
    expect(ann.page.locator("#told")).to_be_hidden()


def test_without_a_microphone_no_call_rings_on_the_page_until_there_is_one(
    ann: Ann, context: BrowserContext
) -> None:
    context.clear_permissions()
    ann.opens_the_page()
    ann.shows("Without a microphone calls don't ring on this page")
    ann.alerts(
        "This page has no microphone. Allow it beside the page's address, or plug one in; the page then starts again."
    )
    ann.lets_pass(60)
    assert ann.signaling.pages_seen == 0
    assert ann.count("listens") == 0
    context.grant_permissions(["microphone"])
    ann.rings_here()
