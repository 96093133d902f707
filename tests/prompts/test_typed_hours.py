"""Hours as people write them, in forms, files and commands."""

from __future__ import annotations

from datetime import time

import pytest

from prompts.files.models import Desk
from prompts.files.typed_hours import read_clock, read_span, split_spans
from tests.routing.desks import cair


@pytest.mark.parametrize(
    ("typed", "opens", "closes"),
    [
        ("8:00-17:00", time(8), time(17)),
        ("8-17", time(8), time(17)),
        ("8am-5pm", time(8), time(17)),
        ("8AM-5PM", time(8), time(17)),
        ("8 a.m. to 5 p.m.", time(8), time(17)),
        ("8:00 AM – 5:00 PM", time(8), time(17)),
        ("8:30\u202fAM—5:00\u00a0PM", time(8, 30), time(17)),
        ("8-5pm", time(8), time(17)),
        ("1-5pm", time(13), time(17)),
        ("8am-5", time(8), time(17)),
        ("08:00:00-17:00:00", time(8), time(17)),
        ("9am-noon", time(9), time(12)),
        ("noon-5pm", time(12), time(17)),
        ("12pm-1pm", time(12), time(13)),
        ("12am-2am", time(0), time(2)),
        ("18:00-24:00", time(18), time(0)),
        ("6pm-12am", time(18), time(0)),
        ("6pm-midnight", time(18), time(0)),
        ("18:00-0:00", time(18), time(0)),
        ("24 hours", time(0), time(0)),
        ("Open 24 hours", time(0), time(0)),
        ("0:00-24:00", time(0), time(0)),
    ],
)
def test_a_span_is_read_as_people_write_it(typed: str, opens: time, closes: time) -> None:
    assert read_span(typed) == (opens, closes)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("noon", "“noon” can't be read as hours. Write them as 8:00-17:00, 8am-5pm, 24 hours or closed"),
        ("8:00", "“8:00” can't be read as hours"),
        ("13pm-14pm", "“13pm-14pm” can't be read"),
        ("8-5", "“8-5” closes before it opens.*8am-5pm or 8:00-17:00"),
        ("17:00-8:00", "“17:00-8:00” closes before it opens"),
        ("8:00-25:00", "“8:00-25:00” can't be right. Times go from 0:00 to 24:00"),
        ("8:00-24:01", "Times go from 0:00 to 24:00"),
        ("8:75-9:00", "Times go from"),
        ("8:00-8:00", "closes before it opens"),
    ],
)
def test_an_error_shows_what_was_typed_and_what_would_be_right(typed: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        read_span(typed)


def test_several_spans_and_closed_days_are_told_apart() -> None:
    assert split_spans("8am-12pm and 1pm-5pm") == ["8am-12pm", "1pm-5pm"]
    assert split_spans("8-12; 13-17") == ["8-12", "13-17"]
    assert split_spans("Closed") == split_spans("  ") == split_spans("–") == []


def test_a_time_is_read_as_people_write_it() -> None:
    assert read_clock("7:00") == read_clock("7 AM") == time(7)
    assert read_clock("noon") == read_clock("12:00 PM") == time(12)
    with pytest.raises(ValueError, match="“24:00” is no time of a day"):
        read_clock("24:00")


@pytest.mark.parametrize("written", [8, 480, 61200, 1.5, True, "off", "open"])
def test_a_number_in_a_file_is_no_time_but_is_shown_as_it_was_typed(written: object) -> None:
    shown = str(written).lower()
    with pytest.raises(ValueError, match=f"“{shown}” can't be read as hours. Write them as 8:00-17:00"):
        cair(hours={"monday": written})
    with pytest.raises(ValueError, match=f"“{shown}” can't be read as hours"):
        cair(hours={"monday": [written]})


@pytest.mark.parametrize("written", [720, 61200, 0.5, True])
def test_a_closing_time_that_a_yaml_program_turned_into_a_number_is_refused(written: object) -> None:
    with pytest.raises(ValueError, match=f"“{str(written).lower()}” can't be read"):
        cair(dates=[{"date": "2027-12-24", "name": "Eve", "closes": written}])


def test_files_take_hours_as_people_write_them() -> None:
    desk = cair(
        hours={
            "monday": "8am-5pm",
            "tuesday": "8:00 AM – 12:00 PM, 1:00 PM – 5:00 PM",
            "wednesday": ["8-12", "13-17"],
            "thursday": "24 hours",
            "friday": ["closed"],
            "saturday": "closed",
            "sunday": None,
        },
        dates=[{"date": "2027-12-24", "name": "Eve", "closes": "noon"}],
    )
    usual = cair(
        hours={
            "monday": ["8:00-17:00"],
            "tuesday": ["8:00-12:00", "13:00-17:00"],
            "wednesday": ["8:00-12:00", "13:00-17:00"],
            "thursday": ["0:00-24:00"],
            "friday": [],
            "saturday": [],
            "sunday": [],
        },
        dates=[{"date": "2027-12-24", "name": "Eve", "closes": "12:00"}],
    )
    assert desk == usual
    assert isinstance(desk, Desk)
