"""Closed days stay on the dates that were written down, whatever a package says later."""

from __future__ import annotations

from datetime import date

import pytest

from editing.checks import check_files
from editing.drafts import DraftEditor
from editing.edits.fixed_dates import (
    DateDifference,
    filled,
    find_date_differences,
    taken_over,
    with_pinned_dates,
    with_pins,
)
from editing.plan_rules import today_at
from editing.publishing import publish_files
from prompts.files.models import ClosedDates, Desk
from prompts.loader import CLOSED_DATES, Files, read_files
from prompts.revision import revision_of
from routing.hours.closed_days import ClosedDays
from routing.hours.schedule import Calendar
from settings import DESKS
from tests.editing.conftest import ADMIN, with_greeting
from tests.prompts.conftest import CAIR

YEAR = 2026


@pytest.fixture
def files() -> Files:
    return with_pinned_dates("cair", read_files(CAIR), YEAR)


def desk_of(files: Files) -> Desk:
    return revision_of("cair", files).desk


def moved(files: Files, old: str, new: str) -> Files:
    """Return the files as if the package had given another date when they were published."""
    assert old in files[CLOSED_DATES]
    return {**files, CLOSED_DATES: files[CLOSED_DATES].replace(old, new)}


def closed(desk: Desk, year: int) -> set[date]:
    return {one.date for one in ClosedDays(desk).of(year)}


def test_this_year_and_the_next_two_are_written_down(files: Files) -> None:
    pinned = desk_of(files).pinned.years
    assert sorted(pinned) == [2026, 2027, 2028]
    assert all(len(days) == 11 for days in pinned.values())
    assert find_date_differences(desk_of(files), YEAR) == []


def test_what_is_written_down_changes_no_closed_day(files: Files) -> None:
    plain = desk_of(read_files(CAIR))
    for year in range(2025, 2031):
        assert closed(desk_of(files), year) == closed(plain, year)


def test_the_calendar_goes_by_what_is_written_down(files: Files) -> None:
    """Labor Day a week later than the package says: the desk is open on the package's date."""
    desk = desk_of(moved(files, "date: 2027-09-06", "date: 2027-09-13"))
    assert date(2027, 9, 13) in closed(desk, 2027)
    assert date(2027, 9, 6) not in closed(desk, 2027)
    assert Calendar(desk).closed_days(2029) == Calendar(desk_of(files)).closed_days(2029)


def test_weekend_rules_still_apply_to_what_is_written_down(files: Files) -> None:
    assert "date: 2027-07-04" in files[CLOSED_DATES]
    assert date(2027, 7, 5) in closed(desk_of(files), 2027)
    stays = {
        **files,
        "desk.yaml": files["desk.yaml"].replace("saturday: stay, sunday: monday", "sunday: stay"),
    }
    assert date(2027, 7, 5) not in closed(desk_of(stays), 2027)


def test_a_date_that_the_package_moved_is_told_and_taken_over_by_a_person_only(files: Files) -> None:
    old = moved(files, "date: 2027-09-06", "date: 2027-09-13")
    desk = desk_of(old)
    (found,) = find_date_differences(desk, YEAR)
    assert found == DateDifference(2027, "labor", "Labor Day", (date(2027, 9, 13),), (date(2027, 9, 6),))
    assert found.told == (
        "Labor Day is kept on Monday, September 13, 2027, "
        "but the holidays package has Monday, September 6, 2027 now"
    )
    assert [one.rule for one in check_files("cair", old).findings] == ["C11"]
    assert with_pinned_dates("cair", old, YEAR) == old
    assert with_pins(old, taken_over(desk, 2027, "labor")) == files


def test_a_day_that_the_package_forgot_or_renamed_is_still_kept(files: Files) -> None:
    """After an update, the desk's name for a day may no longer be the package's."""
    for unknown, told in (
        ("Work Day", "the holidays package calls that day Labor Day now"),
        ("Rest Day", "the holidays package calls that day Labor Day now"),
    ):
        renamed = {
            name: text.replace("holiday: Labor Day", f"holiday: {unknown}") for name, text in files.items()
        }
        renamed = moved(renamed, 'holiday: "Labor Day"', f'holiday: "{unknown}"')
        assert date(2027, 9, 6) in closed(desk_of(renamed), 2027)
        assert {told in one.told for one in find_date_differences(desk_of(renamed), YEAR)} == {True}
    gone = moved(renamed, "date: 2027-09-06", "date: 2027-09-07")
    assert "no longer knows it in 2027" in find_date_differences(desk_of(gone), YEAR)[1].told
    assert "labor" not in {pin.id for pin in taken_over(desk_of(gone), 2027, "labor").years[2027]}


def test_a_day_that_is_new_on_the_list_is_added_and_one_that_left_it_is_dropped(files: Files) -> None:
    fewer = files["desk.yaml"].replace("  - {id: labor, holiday: Labor Day, name: Labor Day}\n", "")
    without = {name: text.replace("  Labor Day: Labor Day\n", "") for name, text in files.items()} | {
        "desk.yaml": fewer
    }
    without = {**without, "es.yaml": "".join(_lines_but(without["es.yaml"], "  Labor Day:"))}
    dropped = with_pinned_dates("cair", without, YEAR)
    assert "labor" not in dropped[CLOSED_DATES]
    again = with_pinned_dates("cair", {**files, CLOSED_DATES: dropped[CLOSED_DATES]}, YEAR)
    assert again == files


def _lines_but(text: str, start: str) -> list[str]:
    return [line for line in text.splitlines(keepends=True) if not line.startswith(start)]


def test_a_year_later_the_next_year_is_added_and_the_oldest_dropped(files: Files) -> None:
    pinned = filled(desk_of(files), YEAR + 2).years
    assert sorted(pinned) == [2027, 2028, 2029, 2030]


def test_dates_that_run_out_are_told_of(files: Files) -> None:
    year = today_at(desk_of(files)).year
    pins = ClosedDates(years={year - 1: filled(desk_of(files), year).years[year]})
    assert "C12" in {one.rule for one in check_files("cair", with_pins(files, pins)).findings}


def test_files_that_cannot_be_read_are_left_to_the_checks() -> None:
    broken = {**read_files(CAIR), "desk.yaml": "id: cair\n"}
    assert with_pinned_dates("cair", broken, YEAR) is broken


def test_pins_are_no_part_of_desk_yaml(files: Files) -> None:
    wrong = {**files, "desk.yaml": files["desk.yaml"] + "pinned: {years: {}}\n"}
    assert "the dates of closed days stand in closed_dates.yaml" in check_files("cair", wrong).reasons[0]


def test_publishing_writes_them_down_once(bench: DraftEditor) -> None:
    publish_files(bench, with_greeting(bench.files(), "Hello, this is the {desk}."), "", ADMIN)
    desk = revision_of(bench.desk, bench.published()).desk
    year = today_at(desk).year
    assert sorted(desk.pinned.years) == [year, year + 1, year + 2]
    first = bench.published()[CLOSED_DATES]
    publish_files(bench, with_greeting(bench.files(), "Welcome to the {desk}."), "", ADMIN)
    assert bench.published()[CLOSED_DATES] == first


def test_the_folder_of_the_first_desk_has_no_plan_to_complain_of() -> None:
    assert check_files("cair", read_files(DESKS / "cair")).findings == ()


SEASON = "seasons: [{{name: Summer, first: {0}-06-01, last: {0}-08-31, hours: {{monday: [7:00-15:00]}}}}]\n"
DATE = "dates: [{{date: {0}-01-04, name: Labor Day}}]\n"


@pytest.mark.parametrize(
    ("added", "rule"),
    [
        (SEASON.format(2025), "C08"),
        (DATE.format(2025), "C08"),
        ("dates: [{date: 2027-03-14, name: Labor Day, hours: ['2:30-5:00']}]\n", "C09"),
        ("dates: [{date: 2027-09-06, name: Christmas Day}]\n", "C10"),
    ],
)
def test_each_rule_about_the_year_ahead_is_broken_by_something(added: str, rule: str) -> None:
    files = read_files(CAIR)
    told = check_files("cair", {**files, "desk.yaml": files["desk.yaml"] + added})
    assert [one.rule for one in told.findings] == [rule], told
