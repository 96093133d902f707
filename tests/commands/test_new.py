"""`helpdesk new`: a desk of one's own is checked, and called."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, time
from pathlib import Path

import holidays
import phonenumbers
import pytest
from babel.core import get_global
from click import ClickException
from click.testing import CliRunner, Result
from phonenumbers import PhoneNumberFormat

from commands.calling.line_process import ReachableLine, running_line
from commands.content.check import check
from commands.content.new import new
from editing.edits.yaml_files import YamlDocument
from editing.year import spans_text
from prompts.revision import load_revision
from prompts.spoken.languages import grammar_of
from routing.hours.closed_days import ClosedDays
from settings import load_settings
from store.data_dir import RunningLine, announced_as
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
    typed = "Parks Help Desk\n\n916-555-0100\nhelp@example.org\n\n\n\n\n"
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


@pytest.mark.parametrize("state", holidays.list_supported_countries()["US"])
def test_every_state_has_its_holidays(tmp_path: Path, state: str) -> None:
    made = begins(tmp_path, *PARKS, *ASKED, "--state", state, languages="en")
    assert made.exit_code == 0, made.output
    assert len(YamlDocument((tmp_path / "parks/desk.yaml").read_text("utf-8")).get(("closed_days",))) == 8


PLACES = {
    "london": (
        ("GB", "ENG", "Europe/London", "020 7946 0958", "en"),
        "+442079460958",
        ["01-01", "03-26", "03-29", "05-03", "05-31", "08-30", "12-27", "12-28"],
        "To hear this again, press hash.",
        "on Tuesday, the first of June, at nine in the morning",
    ),
    "toronto": (
        ("CA", "ON", "America/Toronto", "416 555 0123", "en"),
        "+14165550123",
        ["01-01", "02-15", "03-26", "05-24", "07-01", "09-06", "10-11", "12-27", "12-28"],
        "To hear this again, press pound.",
        "on Tuesday, June first, at nine in the morning",
    ),
    "sydney": (
        ("AU", "NSW", "Australia/Sydney", "02 5550 1234", "en"),
        "+61255501234",
        ["01-01", "01-26", "03-26", "03-29", "04-26", "06-14", "10-04", "12-27", "12-28"],
        "To hear this again, press hash.",
        "on Tuesday, the first of June, at nine in the morning",
    ),
    "san_juan": (
        ("PR", "", "America/Puerto_Rico", "787 555 0123", "es,en"),
        "+17875550123",
        [
            *("01-01", "01-06", "01-18", "02-15", "03-22", "03-26", "05-31", "06-18", "07-05", "07-26"),
            *("09-06", "10-11", "11-11", "11-19", "11-25", "12-24", "12-31"),
        ],
        "Para escuchar esto de nuevo, oprima la tecla gato, o numeral.",
        "el martes primero de junio, a las nueve de la mañana",
    ),
    "anchorage": (
        ("US", "AK", "America/Anchorage", "907 555 0123", "en,es"),
        "+19075550123",
        ["01-01", "01-18", "05-31", "07-05", "09-06", "11-11", "11-25", "12-24", "12-31"],
        "To hear this again, press pound.",
        "on Tuesday, June first, at nine in the morning",
    ),
}
"""Country, state, zone, number and languages; the number in full, the closed dates of 2027, what is heard of a key,
and when the desk opens on June 1, said on May 27."""


@pytest.mark.parametrize("place", PLACES)
def test_a_desk_elsewhere_speaks_as_people_do_there(tmp_path: Path, place: str) -> None:
    (country, state, zone, number, languages), full, closed, key, opens = PLACES[place]
    where = ("--country", country, "--state", state, "--zone", zone, "--number", number, "--hours", "9am-5pm")
    options = (*PARKS[:3], *where, "--email", "help@example.org", "--name-es", "Mesa de Ayuda de Parques")
    made = begins(tmp_path, place, *options[1:], languages=languages)
    assert made.exit_code == 0, made.output
    revision = load_revision(tmp_path / place)
    assert revision.desk.number == full
    assert [f"{one.date:%m-%d}" for one in ClosedDays(revision.desk).of(2027)] == closed
    language = languages[:2]
    assert key in revision.texts[language].prompts.start_keys.source
    grammar = grammar_of(revision.desk, language)
    assert grammar.opens(date(2027, 6, 1), time(9), date(2027, 5, 27)) == opens


@pytest.mark.parametrize("country", ["DE", "MX", "JP", "NZ", "ZA", "IN", "BR", "EG"])
def test_other_countries_have_their_holidays(tmp_path: Path, country: str) -> None:
    number = phonenumbers.format_number(phonenumbers.example_number(country), PhoneNumberFormat.E164)
    zone = get_global("territory_zones")[country][0]
    where = ("--country", country, "--zone", zone, "--number", number, "--hours", "8-17")
    options = ("--name", "Parks", "--email", "help@example.org", "--name-es", "Mesa de Parques")
    made = begins(tmp_path, "parks", *options, *where)
    assert made.exit_code == 0, made.output


def test_a_week_has_hours_of_each_day(tmp_path: Path) -> None:
    begins(tmp_path, *PARKS, *ASKED, "--hours", "8-17", "--saturday", "9am-noon", "--friday", "closed")
    hours = load_revision(tmp_path / "parks").desk.hours
    assert {day.value: spans_text(spans) for day, spans in hours.items() if spans} == {
        **dict.fromkeys(("monday", "tuesday", "wednesday", "thursday"), "8:00-17:00"),
        "saturday": "9:00-12:00",
    }


def test_24_hours_are_every_day_of_the_year(tmp_path: Path) -> None:
    begins(tmp_path, *PARKS, *ASKED, "--hours", "24 hours")
    desk = load_revision(tmp_path / "parks").desk
    assert [spans_text(spans) for spans in desk.hours.values()] == ["0:00-24:00"] * 7
    assert ClosedDays(desk).of(2027) == ()


def test_a_clock_of_another_country_is_asked_about(tmp_path: Path) -> None:
    where = ("--country", "GB", "--number", "020 7946 0958", "--zone", "Europe/Paris", "--hours", "8-17")
    options = (
        *PARKS[:3],
        "--email",
        "help@example.org",
        *where,
        "--languages",
        "en",
        "--into",
        str(tmp_path),
    )
    asked = CliRunner().invoke(new, options, input="n\n")
    assert "Europe/Paris is the clock of FR, the desk's country is GB" in asked.output
    assert not (tmp_path / "parks").exists()
    assert CliRunner().invoke(new, options, input="y\n").exit_code == 0


def test_a_country_without_a_calendar_is_refused(tmp_path: Path) -> None:
    assert "such as US, GB or MX" in begins(tmp_path, *PARKS, *ASKED, "--country", "England").output


def test_a_language_that_nobody_can_speak_yet_is_refused(tmp_path: Path) -> None:
    assert "a desk speaks en and es so far" in begins(tmp_path, *PARKS, *ASKED, languages="en,fr").output


def test_a_folder_that_is_there_is_left_alone(tmp_path: Path) -> None:
    begins(tmp_path, *PARKS, *ASKED)
    again = begins(tmp_path, *PARKS, *ASKED)
    assert (again.exit_code, "is there already" in again.output) == (1, True)
