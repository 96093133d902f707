"""The pages of recordings: listening, putting in, taking out, and what is refused."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from accounts.people import Role
from console.context import Console
from editing.audio.local_voice import has_voice
from editing.drafts import DraftEditor
from editing.edits.recorded_texts import recording_at
from tests.console.visits import Visit, add_person
from tests.editing.sounds import mp3, wav

PAGE = "/cair/recordings/es/prompts.greeting"
WORDS = "Gracias por llamar a la mesa de ayuda."
SEEN = re.compile(r'name="seen" value="([^"]*)"')


@pytest.fixture
def bench(console: Console) -> DraftEditor:
    return console.benches["cair"]


def uploads(visit: Visit, data: bytes, name: str = "hola.mp3", **form: Any) -> TestResponse:
    """Choose a file and save, as the page offers it."""
    file = {"file": (io.BytesIO(data), name)} if data else {}
    shown = SEEN.search(visit.opens(PAGE).text)
    assert shown
    seen = shown[1].replace("&#34;", '"')
    return visit.sends(PAGE, {"transcript": WORDS, "seen": seen, **file, **form})


def test_an_upload_is_in_the_draft_and_can_be_heard(admin: Visit, bench: DraftEditor) -> None:
    assert uploads(admin, mp3()).status_code == 303
    recorded = recording_at(bench.files(), "es", "prompts.greeting")
    assert recorded
    assert (recorded.name, recorded.transcript, round(recorded.seconds)) == ("hola.mp3", WORDS, 2)
    page = admin.opens(PAGE).text
    assert "The recording is in the draft: 2.0 seconds" in page
    assert page.count("<rect ") == 160
    heard = admin.opens(f"/cair/recordings/file/{recorded.audio}.wav")
    assert heard.mimetype == "audio/wav"
    assert heard.data == bench.recordings.wave(recorded.audio)
    part = admin.opens(f"/cair/recordings/file/{recorded.audio}.wav", Range="bytes=0-3")
    assert (part.status_code, part.data) == (206, b"RIFF")
    assert bench.content.draft()
    assert "hola.mp3" in admin.opens("/cair/recordings").text


def test_who_did_it_is_in_the_audit_log(admin: Visit, console: Console) -> None:
    uploads(admin, mp3())
    entry = console.audit.entries(1)[0]
    assert (entry.who, entry.what) == ("ada", "changed the draft")
    assert "hola.mp3" in entry.after


def test_a_file_that_is_no_sound_is_refused_beside_the_field(admin: Visit, bench: DraftEditor) -> None:
    answer = uploads(admin, b"<script>alert(1)</script>", "evil.mp3")
    assert answer.status_code == 422
    assert "This is no WAV and no MP3." in answer.text
    assert bench.content.draft() is None


def test_a_first_recording_needs_a_file_and_words(admin: Visit) -> None:
    assert "Choose a file." in uploads(admin, b"").text
    assert "Type what is said in the recording." in uploads(admin, mp3(), transcript=" ").text
    assert uploads(admin, mp3(), transcript="Hola\u202e").status_code == 303, (
        "what can't be seen is taken out"
    )


def test_words_are_corrected_without_a_file(admin: Visit, bench: DraftEditor) -> None:
    uploads(admin, wav())
    first = recording_at(bench.files(), "es", "prompts.greeting")
    assert uploads(admin, b"", transcript="Hola a todos.").status_code == 303
    second = recording_at(bench.files(), "es", "prompts.greeting")
    assert first
    assert second
    assert (second.transcript, second.audio) == ("Hola a todos.", first.audio)


def test_a_recording_is_taken_out_again(admin: Visit, bench: DraftEditor) -> None:
    uploads(admin, mp3())
    shown = SEEN.search(admin.opens(PAGE).text)
    assert shown
    seen = shown[1].replace("&#34;", '"')
    assert admin.sends(f"{PAGE}/removed", {"seen": seen}, of=PAGE).status_code == 303
    assert "recordings.yaml" not in bench.files()
    assert "The voice says the text again" in admin.opens(PAGE).text


def test_the_second_of_two_people_is_told_and_overwrites_nothing(
    app: Flask, admin: Visit, bench: DraftEditor
) -> None:
    add_person(app, "eve", Role.ADMIN)
    eve = Visit(app)
    eve.signs_in("eve")
    uploads(admin, mp3(), "adas.mp3")
    uploads(eve, mp3(3.0), "eves.mp3", seen="")
    recorded = recording_at(bench.files(), "es", "prompts.greeting")
    assert recorded
    assert recorded.name == "adas.mp3"
    assert "Somebody else has changed this recording meanwhile." in eve.opens(PAGE).text


@pytest.mark.parametrize(
    ("place", "why"),
    [
        ("prompts.open", "{closes_at} changes from call to call"),
        ("nodes.contact.option", "{key} changes from call to call"),
        ("prompts.outage", "it is said when the line is in trouble"),
        ("prompts.reps.menu", "reps hear it, not callers"),
    ],
)
def test_what_can_not_be_recorded_says_why(admin: Visit, place: str, why: str) -> None:
    page = admin.opens(f"/cair/recordings/en/{place}")
    assert f"This text can&#39;t be a recording: {why}" in page.text.replace("can't be", "can&#39;t be")
    assert 'type="file"' not in page.text
    answer = admin.sends(
        f"/cair/recordings/en/{place}", {"file": (io.BytesIO(mp3()), "a.mp3")}, of="/account"
    )
    assert answer.status_code == 422


def test_the_name_of_a_file_is_shown_as_text(admin: Visit) -> None:
    uploads(admin, mp3(), "<img src=x onerror=alert(1)>\u202e.mp3")
    page = admin.opens(PAGE).text
    assert "<img src=x" not in page
    assert "\u202e" not in page


@pytest.mark.parametrize(("path", "megabytes"), [(PAGE, 12), ("/account/name", 3)])
def test_a_request_that_is_too_large_is_not_read(admin: Visit, path: str, megabytes: int) -> None:
    kind = "multipart/form-data; boundary=here"
    answer = admin.browser.post(f"/console{path}", data=bytes(megabytes << 20), content_type=kind)
    assert answer.status_code == 413
    assert "A recording may have at most 10 MB." in answer.text


def test_only_this_page_may_play_sounds(admin: Visit) -> None:
    policy = admin.opens(PAGE).headers["Content-Security-Policy"]
    assert "media-src 'self' blob:" in policy
    assert "unsafe" not in policy
    assert "media-src" not in admin.opens("/cair/recordings").headers["Content-Security-Policy"]


def test_what_is_not_there_is_not_found(admin: Visit) -> None:
    for path in ("fr/prompts.greeting", "en/prompts.nothing", f"file/{'0' * 64}.wav", "file/x.wav"):
        assert admin.opens(f"/cair/recordings/{path}").status_code == 404


@pytest.mark.skipif(not has_voice(), reason="there is no espeak-ng")
def test_the_text_can_be_heard_in_this_machines_own_voice(admin: Visit) -> None:
    sound = admin.opens(f"{PAGE}/voice.wav")
    assert (sound.mimetype, sound.data[:4]) == ("audio/wav", b"RIFF")
    assert len(sound.data) > 20_000
