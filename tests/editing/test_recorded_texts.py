"""Recordings in a draft: put in, replaced, taken out, and told in the difference."""

from __future__ import annotations

from datetime import date

import pytest

from editing.diff.difference import find_differences
from editing.edits.recorded_texts import recording_at, seen_at, with_recording, without_recording
from editing.errors import Unwritable
from prompts.loader import read_files
from prompts.recordings import RecordedText
from prompts.revision import revision_of
from settings import DESKS

FILES = read_files(DESKS / "cair")
TODAY = date(2026, 11, 22)
ONE = RecordedText(audio="1" * 64, transcript="Hola: “¿qué tal?”", name="#1 hola: yes.mp3", seconds=2.5)
OTHER = RecordedText(audio="2" * 64, transcript="Adiós.", name="adios.wav", seconds=4)
GREETING, END = "prompts.greeting", "prompts.start_keys"


def test_what_is_put_in_is_found_there() -> None:
    files = with_recording(FILES, "es", GREETING, ONE)
    assert recording_at(files, "es", GREETING) == ONE
    assert recording_at(files, "en", GREETING) is None
    both = with_recording(with_recording(files, "en", END, OTHER), "es", "nodes.mail.text", OTHER)
    assert recording_at(both, "es", GREETING) == ONE
    assert revision_of("cair", both).recordings["en"][END] == OTHER


def test_replacing_and_taking_out_leave_the_others_and_the_comments() -> None:
    files = with_recording(with_recording(FILES, "es", GREETING, ONE), "es", END, OTHER)
    files = {**files, "recordings.yaml": files["recordings.yaml"] + "# by Ana\n"}
    replaced = with_recording(files, "es", GREETING, OTHER)
    assert recording_at(replaced, "es", GREETING) == OTHER
    less = without_recording(replaced, "es", GREETING)
    assert recording_at(less, "es", GREETING) is None
    assert recording_at(less, "es", END) == OTHER
    assert "# by Ana" in less["recordings.yaml"]
    assert without_recording(less, "es", END) == FILES
    assert without_recording(FILES, "es", END) == FILES


def test_what_was_seen_tells_one_recording_from_another() -> None:
    files = with_recording(FILES, "es", GREETING, ONE)
    assert seen_at(FILES, "es", GREETING) == ""
    assert seen_at(files, "es", GREETING) != seen_at(
        with_recording(files, "es", GREETING, OTHER), "es", GREETING
    )


@pytest.mark.parametrize("spoilt", ["en: 5", "[", "en: {prompts.greeting: {audio: x}}"])
def test_a_file_spoilt_by_hand_is_not_written_over(spoilt: str) -> None:
    with pytest.raises(Unwritable):
        with_recording({**FILES, "recordings.yaml": spoilt}, "es", GREETING, ONE)


def test_the_difference_says_what_is_played() -> None:
    none = revision_of("cair", FILES)
    one = revision_of("cair", with_recording(FILES, "es", GREETING, ONE))
    other = revision_of("cair", with_recording(FILES, "es", GREETING, OTHER))
    told = [
        [difference.told for difference in find_differences(before, after, TODAY)]
        for before, after in ((none, one), (one, other), (other, none))
    ]
    assert told == [
        ["“Greeting” is played from a recording of 2 seconds."],
        ["“Greeting” is played from another recording, of 4 seconds."],
        ["“Greeting” is said by the voice, no longer played from a recording."],
    ]
