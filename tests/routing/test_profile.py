"""Profiles of calls: what a file says, and what is wrong with it, line by line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from routing.staffing.demand import DayProfile
from routing.staffing.profile import LARGEST, parse_profile, read_profile


def test_a_row_may_be_a_day_with_a_column_an_hour() -> None:
    days = parse_profile("dow,8,9\nMonday,60,30\n\nTuesday,1,2.5\n")
    assert days == [
        DayProfile("Monday", 3600, [60, 30], 28_800),
        DayProfile("Tuesday", 3600, [1, 2.5], 28_800),
    ]
    assert days[0].per_hour == 45


def test_a_row_may_be_a_slot_with_a_column_a_day() -> None:
    days = parse_profile("slot,Monday,Tuesday\n07:00,5,1\n07:05,7,2\n")
    assert days[0] == DayProfile("Monday", 300, [5, 7], 25_200)
    assert days[1].per_hour == 18


def test_what_a_spreadsheet_adds_to_a_file_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "profile.csv"
    path.write_bytes(b"\xef\xbb\xbfDOW,8,9\r\n Monday , 6 , 3\r\n,,\r\n")
    assert read_profile(path) == [DayProfile("Monday", 3600, [6, 3], 28_800)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "a head and at least one row"),
        ("dow,8\n", "a head and at least one row"),
        ("day,8\nMonday,1\n", "line 1 begins with neither dow nor slot"),
        ("dow,8\nMonday,1,2\n", "line 2 has 3 cells, and the head has 2"),
        ("dow,8\nMonday,1\n\nTuesday,many\n", "line 4: 'many' is not a number of calls"),
        ("dow,8\nMonday,-1\n", "line 2: calls must be 0 or more"),
        ("dow,8\nMonday,nan\n", "line 2: calls must be 0 or more"),
        ("dow,8\nMonday,inf\n", "line 2: calls must be 0 or more"),
        ("dow,8\n,1\n", "line 2: a day without a name"),
        ("dow,8\nMonday,0\n", "Monday is a day without any call"),
        ("dow,8\nMonday,1\nMonday,2\n", "Monday is there twice"),
        ("dow,8,10\nMonday,1,2\n", "line 1: the hours of the head must follow each other"),
        ("dow,24\nMonday,1\n", "line 1: the hours of the head must follow each other"),
        ("slot,Monday\n08:00,1\n", "two slots at least"),
        ("slot,Monday\n08:00,1\neight,2\n", "line 3: 'eight' is not a time such as 08:30"),
        ("slot,Monday\n08:00,1\n08:30,1\n09:30,1\n", "line 4: slots must follow each other evenly"),
        ("slot,Monday\n08:00,1\n08:00,1\n", "slots must follow each other evenly"),
        ("slot,Monday\n22:00,1\n23:30,1\n", "ends after midnight"),
        ("dow,8\n" + "x" * LARGEST, "at most 64 thousand characters"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text: str, told: str) -> None:
    with pytest.raises(ValueError, match=re.escape(told)):
        parse_profile(text)


MONDAY = [DayProfile("Monday", 3600, [20, 30, 25], 28_800)]


@pytest.mark.parametrize(
    "text",
    [
        "dow;8;9;10\nMonday;20;30;25\n",
        "dow\t8\t9\t10\nMonday\t20\t30\t25\n",
        "sep=;\ndow;8;9;10\nMonday;20;30;25\n",
        "dow,8,9,10,,\nMonday,20,30,25,,\n",
        "dow,8:00,9:00,10:00\nMonday,20,30,25\n",
        "dow,8:00 AM,9:00 AM,10:00 AM\nMonday,20,30,25\n",
        "dow,08:00:00,09:00:00,10:00:00\nMonday,20,30,25\n",
        "dow,8am,9am,10am\nMonday,20,30,25\n",
        "dow,8,9,10\nMonday,20,30,25\n,,,\nTotal,20,30,25\n",
        "dow,8,9,10,Total\nMonday,20,30,25,75\nGrand total,20,30,25,75\n",
        "slot,Monday,TOTAL\n8:00 AM,20,20\n9:00 AM,30,30\n10:00 AM,25,25\nSum:,75,75\n",
    ],
)
def test_a_table_of_a_spreadsheet_is_read_as_its_user_means_it(text: str) -> None:
    assert parse_profile(text) == MONDAY


@pytest.mark.parametrize(
    ("text", "calls"),
    [
        ('dow,8\nMonday,"1,200"\n', 1200),
        ('dow,8\nMonday,"1,200.5"\n', 1200.5),
        ("dow;8\nMonday;1.200\n", 1200),
        ("dow;8\nMonday;2,5\n", 2.5),
        ("dow;8\nMonday;1\u202f200\n", 1200),
        ("dow\t8\nMonday\t1\u00a0200\n", 1200),
        ("dow\t8\nMonday\t1,200\n", 1200),
        ("dow,8\nMonday,2.5\n", 2.5),
    ],
)
def test_numbers_are_read_as_the_spreadsheet_writes_them(text: str, calls: float) -> None:
    assert parse_profile(text)[0].calls == [calls]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_a_file_is_read_in_the_encodings_of_spreadsheets(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "profile.csv"
    path.write_bytes("dow\t8\t9\t10\r\nMiércoles\t20\t30\t25\r\n".encode(encoding))
    assert read_profile(path) == [DayProfile("Miércoles", 3600, [20, 30, 25], 28_800)]


def test_a_total_alone_is_no_profile() -> None:
    with pytest.raises(ValueError, match="a head and at least one row"):
        parse_profile("dow,8\nTotal,20\n")
