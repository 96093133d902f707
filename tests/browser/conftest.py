"""Debian's chromium, and a line started as a newcomer would start it. Missing chromium skips; in CI it fails."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

from tests.newcomer import newcomers_environment, two_free_ports

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP: ViewportSize = {"width": 1280, "height": 900}
ROOT = Path(__file__).parents[2]
ARTIFACTS = ROOT / "artifacts"
FAILED = pytest.StashKey[bool]()
GRACE = 60

PATIENCE = 60_000
"""Ms for whatever is expected of a page or done to it; nothing here is about how quickly a busy machine shows it."""

try:
    from playwright.sync_api import (
        Browser,
        BrowserContext,
        ConsoleMessage,
        Page,
        ViewportSize,
        expect,
        sync_playwright,
    )
except ImportError:
    missing: str | None = "playwright is not installed"
else:
    expect.set_options(timeout=PATIENCE)
    missing = None if shutil.which(CHROMIUM) else f"there is no {CHROMIUM}"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.get_closest_marker("browser") and missing and not os.environ.get("CI"):
            item.add_marker(pytest.mark.skip(reason=missing))


# For one module at a time: Playwright keeps an event loop running, in which no other test could start its own.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if missing:
        pytest.fail(missing)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    item.stash[FAILED] = report.failed
    return report


def picture(page: Page, name: str) -> None:
    """Save a picture of the page if `PICTURES` is set, as pictures take as long as everything else about a long
    page."""
    if os.environ.get("PICTURES"):
        page.screenshot(path=ARTIFACTS / f"{name}.png", full_page=True)


def last_picture(page: Page, request: pytest.FixtureRequest, number: int = 0) -> None:
    """Save a picture at the end of a test that failed, or if `PICTURES` is set."""
    if os.environ.get("PICTURES") or request.node.stash.get(FAILED, False):
        page.screenshot(path=ARTIFACTS / f"{request.node.name}-{number}.png", full_page=True)


def patient_window(browser: Browser, **options: object) -> BrowserContext:
    """A person's own window, with nothing in common with anybody else's."""
    context = browser.new_context(locale="en-US", **options)  # type: ignore[arg-type]
    context.set_default_timeout(PATIENCE)
    return context


@pytest.fixture(scope="session")
def carrier_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Yield the address of the phone page of a line that was started with `helpdesk run`."""
    port = two_free_ports()
    environment = newcomers_environment(PORT=str(port), DATA_DIR=str(tmp_path_factory.mktemp("data")))
    command = [sys.executable, "-m", "commands", "run"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as line:
        assert line.stdout is not None
        words = ""
        while "Ctrl-C" not in words:
            heard = line.stdout.readline()
            assert heard, f"the line ended while starting: {words}"
            words += heard
        yield f"http://127.0.0.1:{port + 1}"
        line.send_signal(signal.SIGINT)
        line.communicate(timeout=GRACE)


@pytest.fixture(scope="module")
def window(browser: Browser, carrier_url: str) -> Iterator[Page]:
    """A browser's window, which takes a second to open."""
    context = patient_window(browser, base_url=carrier_url, viewport=DESKTOP)
    yield context.new_page()
    context.close()


@pytest.fixture
def page(window: Page, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page on the network's site, as new; anything the browser complains about fails the test."""
    complaints: list[str] = []

    def hears(complaint: object) -> None:
        complaints.append(str(complaint))

    def reads(line: ConsoleMessage) -> None:
        if line.type in ("error", "warning"):
            complaints.append(line.text)

    window.on("pageerror", hears)
    window.on("console", reads)
    yield window
    last_picture(window, request)
    window.evaluate("localStorage.clear()")
    for other in window.context.pages[1:]:
        other.close()
    window.goto("about:blank")
    window.set_viewport_size(DESKTOP)
    window.emulate_media(color_scheme="light")
    window.remove_listener("pageerror", hears)
    window.remove_listener("console", reads)
    assert complaints == []
