"""A recorded text on a call: played, and said again when the recording is taken back or gone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests
from redis import Redis

from commands.calling.line_process import ReachableLine
from editing.audio.recording_upload import Recording, prepared
from editing.drafts import DraftEditor, workbench
from editing.edits.recorded_texts import with_recording
from editing.errors import PublishRefused
from editing.publishing import publish_content, roll_back
from prompts.loader import Files
from prompts.recordings import RecordedText
from prompts.revision import content_id
from settings import DESKS
from simulator.phones.scripted import LocalNetwork, ScriptedPhone
from tests.calls.moments import TUESDAY_MORNING
from tests.editing.sounds import mp3
from tests.waiting import wait_until

ADMIN = "ana@example.org"
GREETING = "prompts.greeting"


@pytest.fixture(scope="module")
def hola() -> Recording:
    return prepared(mp3(3.0))


@pytest.fixture
def bench(network: LocalNetwork, redis: Redis) -> Iterator[DraftEditor]:
    """The desk's content; in the end callers hear the folder again."""
    bench = workbench(redis, "cair", DESKS / "cair")
    folder = bench.published()
    yield bench
    if bench.current():
        roll_back(bench, 0, "the test is over", ADMIN)
    comes_to(network, content_id(folder))


def comes_to(network: LocalNetwork, revision: str) -> None:
    """Wait until every web process begins calls on a revision."""
    caller = network.extension("+15105550133")

    def begins_there() -> bool:
        earlier = len(caller.requests)
        caller.dials(at=TUESDAY_MORNING)
        caller.presses("#")
        caller.hangs_up()
        return any(f"/{revision}/" in request.url for request in caller.requests[earlier:])

    wait_until(lambda: all(begins_there() for _ in range(6)), "every process follows")


def published(bench: DraftEditor, network: LocalNetwork, recording: Recording, place: str = GREETING) -> None:
    """Publish a recording for a Spanish text."""
    bench.recordings.keep(recording.digest, recording.wave)
    one = RecordedText(audio=recording.digest, transcript="Hola.", name="hola.mp3", seconds=recording.seconds)

    def edit(files: Files) -> Files:
        return with_recording(files, "es", place, one)

    bench.change("es", "", edit, ADMIN, lambda _: "")
    comes_to(network, publish_content(bench, "recorded", ADMIN).id)


def in_spanish(caller: ScriptedPhone) -> ScriptedPhone:
    caller.dials(at=TUESDAY_MORNING)
    caller.presses("9")
    return caller


def test_a_recorded_text_is_played_and_said_again_after_a_step_back(
    bench: DraftEditor, network: LocalNetwork, line: ReachableLine, caller: ScriptedPhone, hola: Recording
) -> None:
    before = content_id(bench.published())
    published(bench, network, hola)
    in_spanish(caller)
    assert caller.played == [f"{line.base_url}/recordings/cair/{hola.digest}.wav"]
    caller.does_not_hear("Gracias por llamar")
    caller.hears("Para hablar con una persona, marque 0")
    caller.hangs_up()
    roll_back(bench, 0, "the text was clearer", ADMIN)
    comes_to(network, before)
    other = in_spanish(network.caller("+15105550112"))
    other.hears("Gracias por llamar")
    assert other.played == []


def test_the_carrier_may_keep_a_recording_for_ever(
    bench: DraftEditor, line: ReachableLine, hola: Recording
) -> None:
    bench.recordings.keep(hola.digest, hola.wave)
    address = f"{line.base_url}/recordings/cair/{hola.digest}.wav"
    first = requests.get(address, timeout=5)
    assert (first.content, first.headers["Content-Type"]) == (hola.wave, "audio/wav")
    assert "immutable" in first.headers["Cache-Control"]
    again = requests.get(address, headers={"If-None-Match": first.headers["ETag"]}, timeout=5)
    assert (again.status_code, again.content) == (304, b"")


def test_a_recording_that_is_gone_is_answered_with_silence_and_no_error(line: ReachableLine) -> None:
    answer = requests.get(f"{line.base_url}/recordings/cair/{'0' * 64}.wav", timeout=5)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert answer.content.startswith(b"RIFF")
    assert requests.get(f"{line.base_url}/recordings/cair/passwords.wav", timeout=5).status_code == 404


def test_what_nobody_has_any_more_can_not_be_published(bench: DraftEditor, hola: Recording) -> None:
    one = RecordedText(audio="1" * 64, transcript="Hola.", name="hola.mp3", seconds=1)
    bench.change("es", "", lambda files: with_recording(files, "es", GREETING, one), ADMIN, lambda _: "")
    with pytest.raises(PublishRefused, match=r"“hola.mp3” is missing. Upload it once more"):
        publish_content(bench, "", ADMIN)
