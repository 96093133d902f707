"""`helpdesk call`, against a line that runs on its data directory."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from commands.calling.call import call
from commands.calling.call_recordings import PlayedNames
from commands.calling.line_process import running_line
from editing.audio.recording_upload import prepared
from ivr.media.hold_music import FOLDER, PIECES
from prompts.recordings import RecordedText
from settings import DESKS, load_settings
from store import keys
from store.connection import connect
from store.data_dir import RunningLine, announced, announced_as
from store.valkey import EmbeddedValkey
from tests.editing.sounds import mp3
from tests.phones.canned import canned_line

OPEN = "2026-11-24T10:00"


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The data directory of a running line."""
    directory = tmp_path_factory.mktemp("data")
    settings = load_settings({"DATA_DIR": str(directory)})
    with running_line(settings) as line, announced_as(directory, RunningLine(line.base_url, None)):
        yield directory


def called(data_dir: Path, *arguments: str) -> Result:
    environment = {"DATA_DIR": str(data_dir), "TWILIO_ACCOUNT_SID": None, "TWILIO_AUTH_TOKEN": None}
    return CliRunner().invoke(call, [*arguments], env=environment)


def told(data_dir: Path, *arguments: str) -> dict[str, Any]:
    result = called(data_dir, "--json", *arguments)
    assert result.exit_code == 0, result.output
    report: dict[str, Any] = json.loads(result.stdout)
    assert report["alerts"] == []
    return report


def heard(turn: dict[str, Any]) -> str:
    return " ".join(said["text"] for said in turn["said"])


def test_it_tells_each_turn_and_how_the_call_ended(data_dir: Path) -> None:
    report = told(data_dir, "--keys", "1,1", "--at", OPEN, "--from", "510 555 0123")
    assert (report["from"], report["at"]) == ("+15105550123", "2026-11-24T10:00:00-08:00")
    assert [turn["pressed"] for turn in report["turns"]] == ["1", "1", None]
    assert "Thank you for calling" in heard(report["turns"][0])
    assert "Forgot Password" in heard(report["turns"][2])
    assert (report["ended"], report["language"]) == ("hung up", "en")
    assert report["seconds"] > 0


def test_a_caller_changes_the_language_first(data_dir: Path) -> None:
    report = told(data_dir, "--keys", "1", "--lang", "es", "--at", OPEN)
    assert [turn["pressed"] for turn in report["turns"]] == ["9", "1", None]
    assert report["language"] == "es"
    assert {said["language"] for said in report["turns"][2]["said"]} >= {"es-US"}


def test_a_caller_presses_nothing_for_the_language_the_line_starts_in(data_dir: Path) -> None:
    assert [turn["pressed"] for turn in told(data_dir, "--lang", "en", "--at", OPEN)["turns"]] == [None]


def test_a_caller_travels_to_a_closed_day_in_the_desks_zone(data_dir: Path) -> None:
    report = told(data_dir, "--at", "2026-11-27T07:00+00:00")
    assert report["at"] == "2026-11-26T23:00:00-08:00"
    assert "Thanksgiving Day" in heard(report["turns"][0])


def test_the_line_is_told_whether_the_number_is_confirmed(data_dir: Path) -> None:
    told(data_dir, "--at", OPEN, "--stir", "C")
    with EmbeddedValkey(data_dir) as database, connect(database.url, timeout=2.0) as client:
        entered = [event for _, event in client.xrange(keys.events("cair")) if event["event"] == "entered"]
    assert entered[-1]["attested"] == "C"


def test_a_caller_stays_silent_until_asked_again(data_dir: Path) -> None:
    report = told(data_dir, "--keys", "-,1", "--at", OPEN)
    assert [turn["pressed"] for turn in report["turns"]] == [None, "1", None]
    assert heard(report["turns"][0]) != heard(report["turns"][1])


def test_a_caller_says_words_once_the_line_listens_for_them(data_dir: Path) -> None:
    report = told(data_dir, "--keys", "-,say:signing in", "--at", OPEN)
    assert report["turns"][1]["spoke"] == "signing in"
    assert "password" in heard(report["turns"][2])


def test_without_keys_it_tells_the_first_turn_and_hangs_up(data_dir: Path) -> None:
    result = called(data_dir, "--at", OPEN)
    assert result.exit_code == 0
    assert "on Tuesday, November 24, 2026, 10:00 PST." in result.stdout
    assert "Thank you for calling" in result.stdout
    assert "hung up." in result.stdout


def test_a_call_made_now_is_told_with_the_desks_time(data_dir: Path) -> None:
    assert told(data_dir)["at"].endswith(("-08:00", "-07:00"))


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("--keys", "x"), "nothing to press"),
        (("--from", "nobody"), "no phone number"),
        (("--at", "soon"), "no time"),
        (("--desk", "nowhere"), "there is no desk"),
        (("--lang", "xx"), "does not speak 'xx'"),
        (("--keys", "-,-,-,-,-,-,-,-,-,-,1"), "the call had ended"),
    ],
)
def test_it_says_what_is_wrong_and_fails(data_dir: Path, arguments: tuple[str, ...], complaint: str) -> None:
    result = called(data_dir, *arguments)
    assert result.exit_code != 0
    assert complaint in " ".join(result.stderr.split())
    assert result.stdout == ""


def test_it_fails_when_the_carrier_raised_an_alert(tmp_path: Path) -> None:
    shouting = canned_line("<Response><Shout>Hello</Shout></Response>")
    with shouting as base_url, announced_as(tmp_path, RunningLine(base_url, None)):
        result = called(tmp_path, "--json")
    assert result.exit_code == 1
    assert [alert["code"] for alert in json.loads(result.stdout)["alerts"]] == [12200]
    assert "1 alert" in result.stderr


def test_it_fails_when_the_line_does_not_answer(tmp_path: Path) -> None:
    with canned_line("") as base_url:
        pass
    with announced_as(tmp_path, RunningLine(base_url, None)):
        result = called(tmp_path)
    assert result.exit_code == 1
    assert "ALERT 11" in result.stdout


def test_it_starts_a_line_for_the_length_of_the_call(tmp_path: Path) -> None:
    assert "Thank you" in heard(told(tmp_path)["turns"][0])
    assert announced(tmp_path) is None


def test_it_names_the_recordings_that_are_played(tmp_path: Path) -> None:
    recording, desk = prepared(mp3(3.0)), tmp_path / "desks" / "cair"
    shutil.copytree(DESKS / "cair", desk)
    one = RecordedText(
        audio=recording.digest, transcript="Hi there.", name="hi.mp3", seconds=recording.seconds
    )
    (desk / "recordings.yaml").write_text(f"en: {{prompts.greeting: {one.model_dump_json()}}}\n", "utf-8")
    (desk / "audio").mkdir()
    (desk / "audio" / f"{recording.digest}.wav").write_bytes(recording.wave)
    environment = {"DATA_DIR": str(tmp_path / "var"), "DESKS_DIR": str(tmp_path / "desks")}
    result = CliRunner().invoke(call, ["--json", "--at", OPEN], env=environment)
    assert result.exit_code == 0, result.output
    said = json.loads(result.stdout)["turns"][0]["said"]
    assert said[0] == {"language": "en-US", "text": "Hi there.", "played": "hi.mp3"}
    assert said[1]["played"] is None
    assert "For signing in" in " ".join(one["text"] for one in said)


def test_every_piece_of_music_has_a_name() -> None:
    names = PlayedNames({})
    for path in PIECES.paths:
        file = names.find(f"https://line.example.org{path}")
        composer, _, piece = file.name.partition(": ")
        assert composer in {"Erik Satie", "Johann Sebastian Bach"}
        assert piece in (FOLDER / "README.md").read_text("utf-8")
    assert names.find("tones:hold-music").name == "hold music"
    assert names.find("https://example.org/x.wav").name == "https://example.org/x.wav"


def test_its_help_shows_the_shape_and_an_example() -> None:
    help_text = CliRunner().invoke(call, ["--help"]).output
    for words in ('"turns"', '"alerts"', "--keys 1,2", "say:", "exit code"):
        assert words in help_text
