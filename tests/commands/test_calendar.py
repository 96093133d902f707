"""`helpdesk calendar`, as an admin types it."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from commands.content.calendar import calendar
from store import clock

IN_2027 = """date,name
2027-01-01,New Year's Day
2027-01-18,Martin Luther King Jr. Day
2027-02-15,Presidents' Day
2027-03-31,Farmworkers Day
2027-05-31,Memorial Day
2027-07-05,Independence Day
2027-09-06,Labor Day
2027-11-11,Veterans Day
2027-11-25,Thanksgiving Day
2027-11-26,Day after Thanksgiving
"""


def typed(*arguments: str) -> Result:
    return CliRunner().invoke(calendar, arguments)


def test_it_lists_the_closed_days_of_a_year_for_a_spreadsheet() -> None:
    assert typed("--year", "2027", "--csv").stdout == IN_2027


def test_it_lists_them_for_a_machine() -> None:
    days = json.loads(typed("--year", "2027", "--json", "--desk", "cair").stdout)
    assert [f"{day['date']},{day['name']}" for day in days] == IN_2027.splitlines()[1:]
    assert days[5]["id"] == "independence"


def test_it_lists_them_with_their_weekdays_for_people() -> None:
    lines = typed("--year", "2027").stdout.splitlines()
    assert lines[0] == "CAIR Help Desk is closed on these days of 2027:"
    assert lines[6] == "  2027-07-05  Monday     Independence Day"
    assert len(lines) == len(IN_2027.splitlines())


def test_it_lists_this_year_unless_told_otherwise() -> None:
    years = {clock.now().year, clock.now().year - 1}  # at the desk the year may still be the old one
    dates = [line.split("-")[0] for line in typed("--csv").stdout.splitlines()[1:]]
    assert {int(year) for year in dates} <= years
    assert len(set(dates)) == 1


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("--csv", "--json"), "choose one of --csv and --json"),
        (("--year", "0"), "is not in the range"),
        (("--year", "1950"), "no holiday named 'Martin Luther King Jr. Day' in 1950"),
        (("--desk", "nowhere"), "there is no desk 'nowhere'; there is cair"),
    ],
)
def test_it_refuses_what_it_cannot_answer_and_says_why(arguments: tuple[str, ...], complaint: str) -> None:
    result = typed(*arguments)
    assert result.exit_code != 0
    assert result.stdout == ""
    assert complaint in result.stderr


def test_it_says_so_when_no_closed_day_meets_the_hours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "cair"
    shutil.copytree(Path(__file__).parents[2] / "prompts" / "cair", folder)
    desk = (folder / "desk.yaml").read_text()
    only_sundays = re.sub(r"  (tues|wednes|thurs|fri)day: .*\n", "", desk).replace("  monday:", "  sunday:")
    (folder / "desk.yaml").write_text(only_sundays)
    monkeypatch.setenv("DESKS_DIR", str(tmp_path))
    assert typed("--year", "2027").stdout == "CAIR Help Desk keeps no closed days in 2027.\n"


def test_it_explains_itself_with_an_example() -> None:
    assert "helpdesk calendar --year 2027" in typed("--help").stdout
