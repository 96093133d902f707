"""Takes the pictures of the guides from the running program: real calls on the local phone network, a browser.

    make screenshots

Nothing here is drawn by hand, and a picture that no page shows fails `tests/docs`. Needs Debian's chromium.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright
from redis import Redis

from accounts.people import People, Role
from accounts.people_scripts import PeopleScripts
from reports.folding import folding_tasks
from routing.queue.desk_state import DeskState
from simulator.phones.scripted import LocalNetwork, ScriptedPhone
from store.connection import connect
from store.desk.states import RepStatus
from tests.browser.conftest import ARGUMENTS, CHROMIUM, patient_window
from tests.browser.test_console import Person, invited
from tests.calls.desk_at_work import OTHER_PHONE, PIN, REP_PHONE, DeskAtWork, worker_of
from tests.calls.moments import TUESDAY_MORNING
from tests.conftest import network_settings, web_line
from tests.databases import database_of
from tests.routing.desks import cair

PICTURES = Path(__file__).parent / "pictures"
DAY = TUESDAY_MORNING.date().isoformat()
SIZE = {"width": 1280, "height": 960}
SCALE = 0.75
"""Enough to read on a page, and small enough to be kept with the code."""


@dataclass(frozen=True)
class Photograph:
    """A page to be photographed, once these words stand on it."""

    path: str
    words: str
    scheme: str = "light"


LOOKS = {
    "my-page": Photograph("me", "You are talking"),
    "wallboard": Photograph("wall", "Forgotten password"),
    "wallboard-dark": Photograph("wall", "Forgotten password", "dark"),
    "menu": Photograph("flow", "Main menu"),
    "text": Photograph("content/text/nodes.forgot_password.text", "Forgotten password"),
    "hear-it": Photograph("flow/hear?at=2026-11-24T10:00", "Main menu"),
    "figures": Photograph(f"figures/topics?from={DAY}&to={DAY}", "Forgotten password"),
}
"""Picture → what it shows."""
WAYS = ("11", "11", "12", "21", "22", "31", "32", "32", "51", "52")
"""Keys of callers who find in the menu what they need."""


@contextmanager
def desk_at_work(folder: Path) -> Iterator[tuple[DeskAtWork, Redis, str]]:
    """A line with its database, a worker and the local phone network; a client of the one, and where the console is."""
    with (
        database_of("one", folder) as database,
        web_line(folder, database.url) as line,
        connect(database.url, timeout=10.0) as redis,
        LocalNetwork(network_settings(line)) as network,
        worker_of(line, network, database.url, chores=folding_tasks(["cair"], lambda _: cair())),
    ):
        yield DeskAtWork(network, DeskState(redis, "cair")), redis, line.base_url


def a_morning(desk: DeskAtWork) -> None:
    """Callers who were helped by the menu, one who talks to Ana, and three who wait."""
    for count, keys in enumerate(WAYS):
        caller = calls(desk, f"+1510555{count:04}", keys)
        caller.hangs_up()
    ana = signed_in_rep(desk, "12", "Ana Ruiz", REP_PHONE)
    calls(desk, "+15105550100", "110")
    desk.rings(ana)
    ana.answers()
    ana.presses("1")
    desk.becomes("talking", "12")
    signed_in_rep(desk, "13", "Ben Cho", OTHER_PHONE)
    desk.state.set_status("13", RepStatus.AWAY, "lunch")
    for number, keys in (("+14155550142", "110"), ("+17075550133", "210"), ("+15305550177", "320")):
        calls(desk, number, keys)


def signed_in_rep(desk: DeskAtWork, number: str, name: str, phone: str) -> ScriptedPhone:
    """Somebody who takes calls, and the phone."""
    known = {"name": name, "phone": phone, "lines": "general", "languages": "en,es", "pin": PIN}
    desk.state.save_rep(number, {**known, "wrap_up": "300"})
    desk.state.set_status(number, RepStatus.AVAILABLE)
    return desk.network.rep_phone(phone)


def calls(desk: DeskAtWork, number: str, keys: str) -> ScriptedPhone:
    """Somebody calls while the desk is open, presses these keys, and stays on the phone."""
    caller = desk.network.caller(number)
    caller.dials(at=TUESDAY_MORNING)
    for key in keys:
        caller.presses(key)
    return caller


def ana(redis: Redis, page: Page, address: str) -> Person:
    """Create a rep who takes calls and is also an admin, and sign in."""
    links = {"desks": "cair", "reps": "cair:12"}
    _, id_ = People(PeopleScripts(redis)).add("pictures", "ana", "Ana Ruiz", Role.ADMIN, links)
    return invited(redis, id_, "ana", page, address)


def photograph(page: Page, name: str, look: Photograph) -> None:
    page.emulate_media(color_scheme=look.scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    page.goto(f"/console/cair/{look.path}")
    expect(page.locator("main")).to_contain_text(look.words)
    page.screenshot(path=PICTURES / f"{name}.png")


def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, desk_at_work(Path(folder)) as (desk, redis, address):
        a_morning(desk)
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            page = patient_window(
                chromium, base_url=address, viewport=SIZE, device_scale_factor=SCALE
            ).new_page()
            ana(redis, page, address).gets_in()
            for name, look in LOOKS.items():
                photograph(page, name, look)
                print(name, file=sys.stderr)
            chromium.close()


if __name__ == "__main__":
    main()
