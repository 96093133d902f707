"""`helpdesk new`: a desk of one's own is checked, and called."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from click import ClickException
from click.testing import CliRunner, Result

from commands.check import check
from commands.line_process import ReachableLine, running_line
from commands.new import new
from settings import load_settings
from store.local import RunningLine, announced_as
from tests.docs.pages import ROOT
from tests.newcomer import newcomers_environment

PARKS = (
    "parks",
    "--name",
    'Parks "West" Help Desk',
    "--number",
    "916-555-0100",
    "--email",
    "help@example.org",
    "--name-es",
    "Mesa de Ayuda de Parques",
)
ASKED = ("--zone", "America/Denver", "--hours", "8:00-12:00, 13:00-16:00")


def begins(into: Path, *options: str, languages: str = "en,es") -> Result:
    return CliRunner().invoke(new, [*options, "--languages", languages, "--into", str(into)])


@pytest.mark.parametrize("languages", ["en,es", "es,en", "en", "es"])
@pytest.mark.parametrize("state", ["", "NV"])
def test_a_new_desk_passes_every_check_without_a_warning(tmp_path: Path, languages: str, state: str) -> None:
    made = begins(tmp_path, *PARKS, *ASKED, "--state", state, languages=languages)
    assert made.exit_code == 0, made.output
    told = CliRunner().invoke(check, [str(tmp_path / "parks")])
    assert (told.exit_code, told.stdout.endswith(" 0 errors, 0 warnings\n")) == (0, True), told.output


def test_what_is_not_given_is_asked_for(tmp_path: Path) -> None:
    typed = "Parks Help Desk\n916-555-0100\nhelp@example.org\n\n\n\n\n"
    made = CliRunner().invoke(new, ["parks", "--into", str(tmp_path)], input=typed)
    assert made.exit_code == 0, made.output
    assert 'zone: "America/Los_Angeles"' in (tmp_path / "parks/desk.yaml").read_text("utf-8")
    assert 'desk: "Mesa de Ayuda de Parks"' in (tmp_path / "parks/es.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("languages", "called"), [("en,es", "Mesa de Ayuda de Parques"), ("es", 'Parks \\"West\\" Help Desk')]
)
def test_the_desk_has_a_name_of_its_own_in_spanish_unless_it_speaks_nothing_else(
    tmp_path: Path, languages: str, called: str
) -> None:
    begins(tmp_path, *PARKS, *ASKED, languages=languages)
    assert f'desk: "{called}"' in (tmp_path / "parks/es.yaml").read_text("utf-8")


def test_nothing_of_the_other_desk_is_left(tmp_path: Path) -> None:
    begins(tmp_path, *PARKS, *ASKED)
    words = "".join(path.read_text("utf-8") for path in (tmp_path / "parks").iterdir())
    assert not [word for word in ("CAIR", "CDPH", "cdph", "Chavez") if word in words]


def test_a_caller_hears_it(tmp_path: Path) -> None:
    begins(tmp_path / "desks", *PARKS, *ASKED)
    environment = newcomers_environment(DATA_DIR=str(tmp_path / "var"), DESKS_DIR=str(tmp_path / "desks"))
    called = subprocess.run(
        [sys.executable, "-m", "commands", "call", "--keys", "2", "--at", "2026-11-24T10:00"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )
    heard = " ".join(called.stdout.split())
    assert called.returncode == 0, called.stderr
    assert 'Thank you for calling the Parks "West" Help Desk' in heard
    assert "The help desk is open until noon." in heard
    assert "Here is how to reach us." in heard


def test_a_line_that_runs_without_the_desk_is_not_called_in_its_place(
    tmp_path: Path, line: ReachableLine
) -> None:
    begins(tmp_path / "desks", *PARKS, *ASKED)
    settings = load_settings({"DATA_DIR": str(tmp_path), "DESKS_DIR": str(tmp_path / "desks")})
    other = announced_as(tmp_path, RunningLine(line.base_url, None))
    with other, pytest.raises(ClickException, match="has no desk parks; end it"), running_line(settings):
        pass


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        (("--hours", "early"), "hours"),
        (("--zone", "Nowhere"), "zone"),
        (("--number", "12"), "12"),
        (("--number", "555-0100"), "area code"),
        (("--email", "nobody"), "email"),
        (("--state", "XX"), "XX"),
    ],
)
def test_a_desk_that_would_not_pass_is_not_written(
    tmp_path: Path, changed: tuple[str, str], told: str
) -> None:
    made = begins(tmp_path, *PARKS, *ASKED, *changed)
    assert made.exit_code == 1
    assert told in made.output
    assert not (tmp_path / "parks").exists()


def test_a_language_that_nobody_can_speak_yet_is_refused(tmp_path: Path) -> None:
    assert "a desk speaks en and es so far" in begins(tmp_path, *PARKS, *ASKED, languages="en,fr").output


def test_a_folder_that_is_there_is_left_alone(tmp_path: Path) -> None:
    begins(tmp_path, *PARKS, *ASKED)
    again = begins(tmp_path, *PARKS, *ASKED)
    assert (again.exit_code, "is there already" in again.output) == (1, True)
