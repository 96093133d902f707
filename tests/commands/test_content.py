"""What admins type to change what callers hear, from files."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner, Result
from redis import Redis

from commands.__main__ import VERBS, main
from commands.processes.worker import following
from editing.audio.recording_upload import digest_of, prepared
from editing.database.content import DeskContent
from editing.database.recording_store import Recordings
from editing.live_desks import LiveDesks
from ivr.twilio.carrier_client import CarrierClient
from prompts.loader import CLOSED_DATES, read_files
from prompts.revision import load_desks
from settings import DESKS
from store import keys
from store.clock import instant
from store.valkey import EmbeddedValkey
from tests.editing.sounds import wav

OURS = ("publish", "rollback", "revisions", "diff", "export", "import")


@pytest.fixture
def folder(database: EmbeddedValkey, redis: Redis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The desk's own folder."""
    monkeypatch.setenv("REDIS_URL", database.url)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("DESKS_DIR", str(tmp_path / "desks"))
    return Path(shutil.copytree(DESKS / "cair", tmp_path / "desks" / "cair"))


@pytest.fixture
def other(folder: Path, tmp_path: Path) -> Path:
    """Return a copy of the folder with another greeting and a comment."""
    copy = Path(shutil.copytree(folder, tmp_path / "other" / "cair"))
    text = (copy / "en.yaml").read_text("utf-8")
    assert "Thank you for calling the {desk}." in text
    (copy / "en.yaml").write_text(
        "# Ours.\n" + text.replace("Thank you for calling", "Hello, this is"), "utf-8"
    )
    return copy


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def told(*words: str | Path) -> Any:
    result = run(*words, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_revisions_are_listed_by_the_clock_of_the_desk(other: Path, redis: Redis) -> None:
    run("publish", other, "--note", "Friendlier")
    entry = DeskContent(redis, "cair").current()
    assert entry
    here = instant(entry.at).astimezone(ZoneInfo("America/Los_Angeles"))
    assert f"{here:%Y-%m-%d %H:%M}" in run("revisions").stdout


def refused(*words: str | Path) -> str:
    result = run(*words)
    assert result.exit_code == 1, result.output
    return result.stderr


def test_a_folder_is_published_and_taken_back(folder: Path, other: Path, redis: Redis) -> None:
    assert run("publish", other, "--note", "Friendlier").stdout == "Callers hear revision 1 from now on.\n"
    entry = DeskContent(redis, "cair").current()
    assert entry
    assert (entry.note, entry.author.startswith("command line (")) == ("Friendlier", True)
    assert run("rollback", "0").stdout == "Callers hear the desk's folder from now on.\n"
    assert told("rollback", "1") == {"number": 1}
    listed = run("revisions").stdout.splitlines()
    assert [line[20:37].split() for line in listed[:3]] == [
        ["rolled", "back", "1"],
        ["rolled", "back", "0"],
        ["published", "1"],
    ]
    assert listed[2].startswith("*")
    assert listed[3] == "Callers hear revision 1."


def test_it_says_what_would_keep_it_from_being_published(folder: Path, other: Path) -> None:
    text = (other / "en.yaml").read_text("utf-8")
    (other / "en.yaml").write_text(text.replace("Hello, this is", "Your call is important to"), "utf-8")
    error = refused("publish", other, "--note", "x")
    assert "this can't be published yet" in error
    assert "cair/en.yaml prompts.greeting" in error
    assert told("revisions")["published"] == 0


def test_nothing_is_published_twice_or_without_a_reason(folder: Path, other: Path) -> None:
    assert "nothing has changed" in refused("publish", folder, "--note", "x")
    assert "there is no draft" in refused("publish", "--note", "x")
    assert run("publish", other).exit_code == 2
    assert run("import", other, "--publish").exit_code == 2


def test_what_is_exported_is_what_was_published_and_importing_it_changes_nothing(
    folder: Path, other: Path, tmp_path: Path
) -> None:
    run("publish", other, "--note", "x")
    written = told("export", tmp_path / "backup")["files"]
    assert written == [CLOSED_DATES, "desk.yaml", "en.yaml", "es.yaml", "menu.yaml"]
    exported = read_files(tmp_path / "backup" / "cair")
    assert {name: text for name, text in exported.items() if name != CLOSED_DATES} == read_files(other)
    for path in (tmp_path / "backup", tmp_path / "backup" / "cair"):
        assert "nothing has changed" in refused("import", path)
        assert "nothing has changed" in refused("publish", path, "--note", "x")
    run("export", tmp_path / "first", "--version", "0")
    assert read_files(tmp_path / "first" / "cair") == read_files(folder)


def test_recordings_go_along_with_what_is_exported_and_come_back(
    folder: Path, other: Path, redis: Redis, tmp_path: Path
) -> None:
    made = prepared(wav())
    line = f"{{audio: {made.digest}, transcript: Hello., name: hello.wav, seconds: 2}}"
    (other / "recordings.yaml").write_text(f"en: {{prompts.greeting: {line}}}\n", "utf-8")
    assert f"“hello.wav” is missing: audio/{made.digest}.wav" in refused("publish", other, "--note", "x")
    (other / "audio").mkdir()
    (other / "audio" / f"{made.digest}.wav").write_bytes(made.wave)
    run("publish", other, "--note", "x")
    assert redis.ttl(keys.recording("cair", made.digest)) == -1
    assert told("export", tmp_path / "backup")["recordings"] == [f"{made.digest}.wav"]
    assert (tmp_path / "backup" / "cair" / "audio" / f"{made.digest}.wav").read_bytes() == made.wave
    run("rollback", "0", "--note", "x")
    redis.delete(keys.recording("cair", made.digest))
    assert run("import", tmp_path / "backup").exit_code == 0
    assert Recordings(redis, "cair").wave(made.digest) == made.wave


def test_a_recording_that_no_telephone_plays_is_not_imported(folder: Path, other: Path) -> None:
    (other / "audio").mkdir()
    for wave, told in ((b"<html>", "can't be used: This is no WAV"), (wav(), "not as a telephone plays it")):
        digest = digest_of(wave)
        line = f"{{audio: {digest}, transcript: Hello., name: hello.wav, seconds: 2}}"
        (other / "recordings.yaml").write_text(f"en: {{prompts.greeting: {line}}}\n", "utf-8")
        (other / "audio" / f"{digest}.wav").write_bytes(wave)
        assert told in refused("import", other)


def test_an_import_is_a_draft_until_it_is_published(folder: Path, other: Path) -> None:
    assert told("import", other) == {"version": 1, "base": 0, "reasons": []}
    assert "+# Ours." in run("diff").stdout
    assert set(told("diff")) == {"en.yaml"}
    assert "There is a draft, last changed by command line" in run("revisions").stdout
    assert told("publish", "--note", "x")["number"] == 1
    assert run("diff", "1", "published").stdout == "They are the same.\n"
    assert "-# Ours." in run("diff", "1", "0").stdout


def test_an_import_overwrites_no_draft_unless_told_to(folder: Path, other: Path) -> None:
    run("import", other)
    text = (other / "en.yaml").read_text("utf-8")
    (other / "en.yaml").write_text(text.replace("Hello, this is", "Your call is important to"), "utf-8")
    assert "there is a draft by command line" in refused("import", other)
    result = run("import", other, "--replace")
    assert "It is the draft now." in result.stdout
    assert "before it can be published: cair/en.yaml prompts.greeting" in result.stderr
    assert told("import", folder, "--replace")["version"] == 3


def test_an_import_may_be_published_at_once(folder: Path, other: Path) -> None:
    assert told("import", other, "--publish", "--note", "x")["number"] == 1


def test_an_export_mixes_with_no_other_files(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "cair").mkdir()
    (tmp_path / "cair" / "fr.yaml").write_text("a: 1")
    assert "holds fr.yaml, which this content has not" in refused("export", tmp_path)
    (tmp_path / "file").write_text("")
    assert "can't be written" in refused("export", tmp_path / "file" / "in")


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (["rollback", "9"], "there is no revision 9"),
        (["diff", "9"], "there is no revision 9"),
        (["diff", "x"], "neither a revision's number nor"),
        (["diff"], "there is no draft"),
        (["publish", ".", "--note", "x"], "holds no desk"),
        (["revisions", "--desk", "dmv"], "there is no desk 'dmv'; there is cair"),
    ],
)
def test_a_mistake_is_told_with_what_to_do(folder: Path, words: list[str], error: str) -> None:
    assert error in refused(*words)


def test_without_a_database_it_says_so(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_URL", "unix:///nowhere.sock")
    for words in (["revisions"], ["publish", str(folder), "--note", "x"], ["rollback", "0"], ["export", "x"]):
        assert "the database does not answer" in refused(*words)


def test_other_commands_tell_what_callers_hear(folder: Path, other: Path, tmp_path: Path) -> None:
    desk = (other / "desk.yaml").read_text("utf-8")
    (other / "desk.yaml").write_text(desk.replace("email: CAIRHelpDesk@", "email: HelpDesk@"), "utf-8")
    before = run("fallback").stdout
    run("publish", other, "--note", "x")
    assert run("fallback").stdout != before
    assert not (tmp_path / "var" / "content").exists()


def test_who_is_called_sees_the_number_that_is_published(
    folder: Path, other: Path, redis: Redis, tmp_path: Path
) -> None:
    desk = (other / "desk.yaml").read_text("utf-8")
    (other / "desk.yaml").write_text(desk.replace("+18005787889", "+19165550100"), "utf-8")
    library, client = (
        LiveDesks(load_desks(folder.parent), tmp_path),
        CarrierClient("AC1", "t", "+18005787889"),
    )
    step = following(library, {"cair": client}).begin(redis)
    step()
    assert client.number == "+18005787889"
    run("publish", other, "--note", "x")
    step()
    assert client.number == "+19165550100"


@pytest.mark.parametrize("verb", OURS)
def test_each_help_has_an_example(verb: str) -> None:
    assert verb in VERBS
    assert f"Example: helpdesk {verb}" in run(verb, "--help").stdout
