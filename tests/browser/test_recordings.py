"""An admin puts a recording in the place of a text, listens, publishes, calls, and takes it back."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from accounts.people import Role
from commands.calling.line_process import ReachableLine
from editing.drafts import DraftEditor
from editing.publishing import publish_content, roll_back
from prompts.revision import content_id
from simulator.phones.scripted import LocalNetwork, ScriptedPhone
from tests.browser.test_console import Newcomer, Person, check_accessibility_in_every_look, newcomer
from tests.calls.test_recordings import ADMIN, bench, comes_to, in_spanish
from tests.editing.sounds import mp3

__all__ = ["bench", "newcomer"]
pytestmark = pytest.mark.browser
GREETING = "/console/cair/recordings/es/prompts.greeting"


@pytest.fixture
def hola(tmp_path: Path) -> Path:
    """A recording, as it lies on an admin's machine."""
    path = tmp_path / "hola.mp3"
    path.write_bytes(mp3(3.0))
    return path


def uploads(admin: Person, file: Path) -> None:
    admin.page.goto(GREETING)
    admin.page.get_by_label("Recording", exact=True).set_input_files(file)
    admin.page.get_by_role("button", name="Save in the draft").click()
    expect(admin.page.get_by_text("The recording is in the draft: 3.0 seconds")).to_be_visible()


def test_a_recorded_greeting_is_heard_on_a_call_and_taken_back(
    newcomer: Newcomer,
    bench: DraftEditor,
    network: LocalNetwork,
    line: ReachableLine,
    spanish_caller: ScriptedPhone,
    hola: Path,
) -> None:
    before = content_id(bench.published())
    ada = newcomer("ada", Role.ADMIN)
    ada.gets_in()
    ada.page.goto("/console/cair/recordings")
    ada.page.locator("#more-es > summary").click()
    ada.page.locator("#more-es").get_by_role("link", name="Greeting").click()
    uploads(ada, hola)
    comes_to(network, publish_content(bench, "recorded", ADMIN).id)
    in_spanish(spanish_caller)
    assert [url.startswith(f"{line.base_url}/recordings/cair/") for url in spanish_caller.played] == [True]
    spanish_caller.does_not_hear("Gracias por llamar")
    spanish_caller.hangs_up()
    roll_back(bench, 0, "the text was clearer", ADMIN)
    comes_to(network, before)
    in_spanish(spanish_caller)
    spanish_caller.hears("Gracias por llamar")


def test_the_file_and_the_recording_can_be_listened_to(newcomer: Newcomer, hola: Path) -> None:
    ada = newcomer("ada", Role.ADMIN)
    ada.gets_in()
    ada.page.goto(GREETING)
    ada.page.get_by_label("Recording", exact=True).set_input_files(hola)
    lasts = "player => new Promise(done => { player.onloadedmetadata = () => done(player.duration); player.load() })"
    assert ada.page.locator(".chosen audio").evaluate(lasts) == pytest.approx(3.0, abs=0.2)
    uploads(ada, hola)
    recording = ada.page.get_by_role("region", name="The recording")
    assert recording.locator("audio").evaluate(lasts) == pytest.approx(3.0, abs=0.1)


def test_every_page_of_recordings_is_accessible(newcomer: Newcomer, hola: Path) -> None:
    ada = newcomer("ada", Role.ADMIN)
    ada.gets_in()
    uploads(ada, hola)
    for name, path in {
        "list": "/console/cair/recordings",
        "text": GREETING,
        "never": "/console/cair/recordings/en/prompts.open",
    }.items():
        ada.page.goto(path)
        for summary in ada.page.locator("main summary").all():
            summary.click()
        check_accessibility_in_every_look(ada.page, f"recordings-{name}")
