"""Which texts may be recorded, and what a call says of one that is."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import prompts
from editing.edits.hours_edits import with_entry
from prompts.cross_checks import every_text
from prompts.errors import BrokenDesk
from prompts.loader import Files, read_files
from prompts.recordings import spelled, why_text_alone
from prompts.rendering.call_prompts import node_turn
from prompts.rendering.speech import recorded
from prompts.revision import Revision, revision_of
from routing.hours.schedule import Calendar

FILES = read_files(Path(prompts.__file__).parent / "cair")
DIGEST = "a" * 64


def with_recordings(text: str) -> Files:
    return {**FILES, "recordings.yaml": text}


def entry(place: str, audio: str = DIGEST, seconds: float = 2) -> str:
    return f"en: {{{place}: {{audio: {audio}, transcript: Hello., name: a.mp3, seconds: {seconds}}}}}\n"


def problems(text: str) -> str:
    with pytest.raises(BrokenDesk) as broken:
        revision_of("cair", with_recordings(text))
    return str(broken.value)


def test_without_the_file_nothing_is_recorded() -> None:
    assert revision_of("cair", FILES).recordings == {}


def test_a_recording_stands_in_the_place_of_its_text_and_the_text_within_it() -> None:
    revision = revision_of("cair", with_recordings(entry("prompts.greeting")))
    played = revision.played(lambda digest: f"https://line/{digest}.wav")
    text = revision.texts["en"].prompts.greeting.spoken(revision.fields["en"])
    assert played.texts["en"].prompts.greeting.spoken(revision.fields["en"]).pieces == (
        recorded(f"https://line/{DIGEST}.wav", text),
    )
    assert played.id == revision.id
    assert played.texts["es"] is revision.texts["es"]


def test_what_can_not_be_had_is_said() -> None:
    revision = revision_of("cair", with_recordings(entry("prompts.greeting")))
    assert revision.played(lambda _: None).texts == revision.texts


def recordable(revision: Revision) -> list[str]:
    return [
        spelled(place) for place, one in every_text(revision.texts["en"]) if not why_text_alone(place, one)
    ]


def test_every_text_that_may_be_recorded_can_be_put_in_its_place() -> None:
    for place in recordable(revision_of("cair", FILES)):
        played = revision_of("cair", with_recordings(entry(place))).played(lambda _: "here")
        found = {spelled(one): text.audio for one, text in every_text(played.texts["en"])}
        assert [one for one, audio in found.items() if audio] == [place]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (entry("prompts.open"), "{closes_at} changes from call to call"),
        (entry("nodes.contact.option"), "{key} changes from call to call"),
        (entry("prompts.trouble"), "when the line is in trouble"),
        (entry("prompts.nothing"), "en.yaml has no text 'prompts.nothing'"),
        (entry("prompts.greeting").replace("en:", "fr:"), "there are no texts in 'fr'"),
        (entry("prompts.greeting", audio="b.wav"), "pattern"),
        (entry("prompts.greeting", seconds=500), "must be at most 180"),
        (entry("prompts.greeting").replace("Hello.", "''"), "must not be empty"),
        ("[1, 2]", "must be a list of names"),
    ],
)
def test_what_does_not_fit_is_said_with_its_file_and_line(text: str, told: str) -> None:
    assert problems(text).startswith("cair/recordings.yaml:1: ")
    assert told in problems(text)


def test_no_author_can_write_a_recording_into_a_text() -> None:
    text = FILES["en.yaml"].replace("greeting: Thank", 'greeting: <audio src="https://else"/>Thank')
    with pytest.raises(BrokenDesk, match="audio"):
        revision_of("cair", {**FILES, "en.yaml": text})


def test_a_recording_that_names_the_usual_hours_is_not_played_in_a_season_with_others() -> None:
    summer = {
        "name": "Summer",
        "first": "2027-06-14",
        "last": "2027-08-20",
        "hours": {"monday": ["9:00-11:00"]},
    }
    files = with_recordings(entry("nodes.contact.text"))
    files = {
        **files,
        "en.yaml": files["en.yaml"].replace("  contact:\n", "  contact:\n    text: We answer {hours}.\n"),
    }
    revision = revision_of("cair", with_entry("seasons", summer)(files))

    revision = revision.played(lambda digest: f"https://line/{digest}.wav")

    def said(month: int) -> str:
        at = datetime(2027, month, 7, 10, tzinfo=ZoneInfo("America/Los_Angeles"))
        return repr(node_turn(revision, "en", "contact", 1, Calendar(revision.desk).opening(at)))

    assert DIGEST in said(9)
    assert DIGEST not in said(7)
    assert "Monday, from nine in the morning to eleven" in said(7)
