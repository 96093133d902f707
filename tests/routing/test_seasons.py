"""What differs from the week: seasons, single dates, the hours of one line."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from prompts.files.models import Desk, Weekday
from prompts.rendering.open_status import ClosedBy
from routing.hours.schedule import Calendar, Closure
from tests.routing.desks import WORKING_DAYS, cair

ZONE = ZoneInfo("America/Los_Angeles")
SUMMER = {"name": "Summer", "first": "2027-06-14", "last": "2027-08-20"}
SUMMER_HOURS = {**dict.fromkeys(WORKING_DAYS, ("7:00-15:00",)), "friday": ("7:00-12:00",)}


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=ZONE)


def closes(desk: Desk, moment: str) -> str | None:
    found = Calendar(desk).closes_at(at(moment))
    return f"{found:%H:%M}" if found else None


@pytest.fixture
def summery() -> Desk:
    return cair(seasons=[{**SUMMER, "hours": SUMMER_HOURS}])


@pytest.mark.parametrize(
    ("moment", "told"),
    [
        ("2027-06-11T12:00", "17:00"),  # the Friday before
        ("2027-06-14T07:30", "15:00"),  # the first day
        ("2027-07-02T11:00", "12:00"),
        ("2027-08-20T11:59", "12:00"),  # the last day
        ("2027-08-20T12:00", None),
        ("2027-08-23T16:00", "17:00"),  # over
        ("2027-07-05T09:00", None),  # a listed day stays closed
    ],
)
def test_a_season_has_hours_of_its_own_from_its_first_to_its_last_day(
    summery: Desk, moment: str, told: str | None
) -> None:
    assert closes(summery, moment) == told


def test_a_date_with_hours_of_its_own_goes_before_season_and_closed_day(summery: Desk) -> None:
    own = {"date": "2027-07-05", "name": "Clinic day", "hours": ["10:00-11:00", "13:00-14:00"]}
    desk = summery.model_copy(update={"dates": Desk.model_validate(cair(dates=[own])).dates})
    opening = Calendar(desk).opening(at("2027-07-05T10:30"))
    assert (opening.is_open, opening.special_day) == (True, "Clinic day")
    assert closes(desk, "2027-07-05T13:30") == "14:00"
    assert Calendar(desk).why_closed(at("2027-07-05T12:00")) is ClosedBy.HOURS
    assert "independence" not in {one.id for one in Calendar(desk).closed_days(2027)}


def test_a_weekend_is_opened_for_a_single_date() -> None:
    desk = cair(dates=[{"date": "2026-11-28", "name": "Open Saturday", "hours": ["9:00-12:00"]}])
    assert Calendar(desk).next_opening(at("2026-11-27T20:00")) == at("2026-11-28T09:00")


def test_a_line_is_open_within_its_own_hours_and_the_desks() -> None:
    desk = cair(
        lines=[{"id": "experts", "languages": ["en"], "hours": {"tuesday": ["13:00-19:00"]}}],
    )
    calendar = Calendar(desk, line=desk.lines[0])
    assert not calendar.is_open(at("2026-11-24T12:59"))
    assert calendar.closes_at(at("2026-11-24T13:00")) == at("2026-11-24T17:00")
    assert calendar.next_opening(at("2026-11-24T17:00")) == at("2026-12-01T13:00")
    assert Calendar(desk).is_open(at("2026-11-24T12:59"))


def test_a_closure_ahead_is_known_with_its_words() -> None:
    said = (("en", "We have a fire drill."),)
    closure = Closure(at("2026-11-24T14:00"), at("2026-11-24T18:00"), said=said)
    calendar = Calendar(cair(), [closure])
    before = calendar.opening(at("2026-11-24T10:00"))
    assert (before.closes_at, before.closure_words) == (at("2026-11-24T14:00"), said)
    assert calendar.opening(at("2026-11-24T15:00")).closure_words == said
    assert calendar.opening(at("2026-11-24T17:30")).closure_words == ()
    assert Calendar(cair()).opening(at("2026-11-24T10:00")).closure_words == ()


@pytest.mark.parametrize(
    "wrong",
    [
        {"seasons": [{**SUMMER, "last": "2027-06-13", "hours": {}}]},
        {"dates": [{"date": "2027-01-04", "name": "x", "hours": ["8:00-9:00"], "closes": "12:00"}]},
        {"hours": {Weekday.MONDAY: ["17:00-8:00"]}},
        {"hours": {Weekday.MONDAY: ["8:00-24:01"]}},
    ],
)
def test_what_makes_no_sense_is_no_plan(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        cair(**wrong)
