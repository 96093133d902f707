"""`helpdesk check` as an admin types it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import prompts
from commands.content.check import check
from editing.calendar_rule import ALL_RULES

CAIR = Path(prompts.__file__).parent / "cair"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CAIR, tmp_path / "cair"))


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(check, [str(argument) for argument in arguments])


def spoil(path: Path, old: str, new: str) -> None:
    content = path.read_text(encoding="utf-8")
    assert old in content
    path.write_text(content.replace(old, new), encoding="utf-8")


def test_it_passes_a_good_desk(folder: Path) -> None:
    result = run(folder)
    assert result.exit_code == 0
    assert result.stdout == f"cair: {len(ALL_RULES)} rules, 0 errors, 0 warnings\n"


def test_it_checks_every_desk_when_none_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESKS_DIR", str(folder.parent))
    assert run().stdout.startswith("cair: ")


def test_it_says_that_there_is_no_desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESKS_DIR", str(tmp_path))
    result = run()
    assert result.exit_code == 1
    assert "A desk is a folder with a desk.yaml" in result.stderr


def test_it_names_an_error_its_place_and_what_to_do(folder: Path) -> None:
    spoil(folder / "en.yaml", "greeting: Thank", "greeting: Your call is important. Thank")
    result = run(folder)
    assert result.exit_code == 1
    assert "error   P01  cair/en.yaml prompts.greeting: “call is important”" in result.stderr
    assert ALL_RULES["P01"].advice in result.stderr


def test_it_fails_a_desk_whose_closed_day_has_no_date(folder: Path) -> None:
    spoil(folder / "desk.yaml", "holiday: Thanksgiving Day,", "holiday: Thanksgivin Day,")
    result = run(folder)
    assert result.exit_code == 1
    assert "error   C05  cair/desk.yaml closed_days: no holiday named 'Thanksgivin Day'" in result.stderr
    assert "did you mean 'Thanksgiving Day'" in result.stderr


def test_it_fails_a_desk_in_a_state_whose_holidays_nobody_lists(folder: Path) -> None:
    spoil(folder / "desk.yaml", "subdivision: CA", "subdivision: XX")
    result = run(folder)
    assert result.exit_code == 1
    assert "error   C05  cair/desk.yaml: the holidays package has no calendar for US-XX" in result.stderr


def test_it_names_what_is_wrong_with_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "abc")
    result = run()
    assert result.exit_code == 1
    assert "Error: The settings can't be used" in result.stderr
    assert "PORT" in result.stderr


def test_it_names_a_folder_that_stands_in_the_place_of_a_file(folder: Path) -> None:
    (folder / "es.yaml").unlink()
    (folder / "es.yaml").mkdir()
    result = run(folder)
    assert result.exit_code == 1
    assert "cair/es.yaml:1: this file can't be read" in result.stderr


def test_it_does_not_fail_for_a_warning(folder: Path) -> None:
    spoil(folder / "en.yaml", "a letter.", "a letter (or two).")
    result = run(folder)
    assert result.exit_code == 0
    assert "warning P07" in result.stderr
    assert result.stdout.endswith("0 errors, 1 warning\n")


def test_it_names_file_and_line_of_what_cannot_be_read(folder: Path) -> None:
    spoil(folder / "desk.yaml", "gather_timeout: 7", "gather_timeout: soon")
    result = run(folder)
    assert result.exit_code == 1
    lines = (folder / "desk.yaml").read_text(encoding="utf-8").split("\n")
    assert f"cair/desk.yaml:{lines.index('gather_timeout: soon') + 1}: " in result.stderr


def test_a_machine_can_read_what_was_found(folder: Path) -> None:
    spoil(folder / "en.yaml", "a letter.", "a letter (or two).")
    found = json.loads(run(folder, "--json").stdout)
    assert [(desk["desk"], desk["problems"]) for desk in found] == [("cair", [])]
    assert [finding["rule"] for finding in found[0]["findings"]] == ["P07"]


def test_it_lists_the_rules(folder: Path) -> None:
    listed = run("--rules").stdout
    assert all(f"{rule.id}  {rule.severity:<7}  {rule.sentence}" in listed for rule in ALL_RULES.values())
    assert {rule["id"] for rule in json.loads(run("--rules", "--json").stdout)} == set(ALL_RULES)


def test_its_help_has_an_example() -> None:
    assert "Example: helpdesk check prompts/cair" in run("--help").stdout


def test_a_recording_that_the_folder_names_and_does_not_have_is_an_error(folder: Path) -> None:
    recorded = {"audio": "0" * 64, "transcript": "Hello.", "name": "hello.wav", "seconds": 1}
    (folder / "recordings.yaml").write_text(json.dumps({"en": {"prompts.greeting": recorded}}, indent=1))
    result = run(folder)
    assert result.exit_code == 1
    assert (
        f"cair/recordings.yaml:4: the recording “hello.wav” is missing or spoilt: audio/{'0' * 64}.wav"
        in result.stderr
    )
