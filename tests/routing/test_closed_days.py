"""The days a desk keeps, year by year."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path

import holidays
import pytest

from prompts.files.models import WeekendRule
from prompts.revision import load_revision
from routing.errors import UnknownHoliday, UnknownRegion
from routing.hours.closed_days import MOST_YEARS_KEPT, ClosedDays, move_off_weekend
from tests.routing.desks import cair, closed_day
from tests.routing.law import kept_by_law

# Read off wall calendars and the two Government Code sections, not off the program.
HAND_CHECKED = {
    2022: """2022-01-17,Martin Luther King Jr. Day
2022-02-21,Presidents' Day
2022-03-31,Cesar Chavez Day
2022-05-30,Memorial Day
2022-07-04,Independence Day
2022-09-05,Labor Day
2022-11-11,Veterans Day
2022-11-24,Thanksgiving Day
2022-11-25,Day After Thanksgiving
2022-12-26,Christmas Day""",
    2023: """2023-01-02,New Year's Day
2023-01-16,Martin Luther King Jr. Day
2023-02-20,Presidents' Day
2023-03-31,Cesar Chavez Day
2023-05-29,Memorial Day
2023-07-04,Independence Day
2023-09-04,Labor Day
2023-11-10,Veterans Day
2023-11-23,Thanksgiving Day
2023-11-24,Day After Thanksgiving
2023-12-25,Christmas Day""",
    2026: """2026-01-01,New Year's Day
2026-01-19,Martin Luther King Jr. Day
2026-02-16,Presidents' Day
2026-03-31,Farmworkers Day
2026-05-25,Memorial Day
2026-09-07,Labor Day
2026-11-11,Veterans Day
2026-11-26,Thanksgiving Day
2026-11-27,Day After Thanksgiving
2026-12-25,Christmas Day""",
    2027: """2027-01-01,New Year's Day
2027-01-18,Martin Luther King Jr. Day
2027-02-15,Presidents' Day
2027-03-31,Farmworkers Day
2027-05-31,Memorial Day
2027-07-05,Independence Day
2027-09-06,Labor Day
2027-11-11,Veterans Day
2027-11-25,Thanksgiving Day
2027-11-26,Day After Thanksgiving""",
    2028: """2028-01-17,Martin Luther King Jr. Day
2028-02-21,Presidents' Day
2028-03-31,Farmworkers Day
2028-05-29,Memorial Day
2028-07-04,Independence Day
2028-09-04,Labor Day
2028-11-10,Veterans Day
2028-11-23,Thanksgiving Day
2028-11-24,Day After Thanksgiving
2028-12-25,Christmas Day""",
}


@pytest.mark.parametrize("year", HAND_CHECKED)
def test_it_keeps_the_days_of_a_year_checked_by_hand(year: int) -> None:
    assert "\n".join(f"{one.date},{one.name}" for one in ClosedDays(cair()).of(year)) == HAND_CHECKED[year]


@pytest.mark.parametrize("year", range(2020, 2041))
def test_it_keeps_what_the_law_says_and_nothing_else_oldest_first(year: int) -> None:
    dates = [one.date for one in ClosedDays(cair()).of(year)]
    assert set(dates) == kept_by_law(year)
    assert all(earlier < later for earlier, later in pairwise(dates))


def test_it_opens_on_days_only_the_package_knows() -> None:
    kept = ClosedDays(cair())
    for juneteenth_or_diwali in (date(2026, 6, 19), date(2027, 10, 29)):
        assert kept.on(juneteenth_or_diwali) is None


def test_it_refuses_a_name_the_package_does_not_know_and_offers_the_near_ones() -> None:
    kept = ClosedDays(cair(closed_days=[closed_day("veterans", "Veteran's Day")]))
    with pytest.raises(UnknownHoliday, match=r"no holiday named \"Veteran's Day\" in 2027.*'Veterans Day'"):
        kept.of(2027)


def test_it_refuses_a_year_before_the_day_existed_but_not_the_first_year_of_it() -> None:
    kept = ClosedDays(cair(closed_days=[closed_day("juneteenth", "Juneteenth National Independence Day")]))
    assert kept.of(2021) == ()  # a Saturday, and it doesn't move
    with pytest.raises(UnknownHoliday, match="in 2020"):
        kept.of(2020)


def test_it_follows_the_package_when_that_takes_up_a_renaming() -> None:
    day = closed_day("farmworkers", "A Name Of Old", renamed={"2026-03-26": "Cesar Chavez Day"})
    (kept,) = ClosedDays(cair(closed_days=[day])).of(2027)
    assert (kept.date, kept.name) == (date(2027, 3, 31), "Cesar Chavez Day")


def test_it_calls_a_day_by_the_last_renaming_before_it() -> None:
    renamed = {"2030-01-01": "Third", "2026-03-31": "Second"}
    kept = ClosedDays(cair(closed_days=[closed_day("march", "Cesar Chavez Day", renamed=renamed)]))
    names = [kept.of(year)[0].name for year in (2025, 2026, 2028, 2031)]
    assert names == ["Cesar Chavez Day", "Second", "Second", "Third"]


def test_it_refuses_a_country_or_state_without_a_calendar() -> None:
    with pytest.raises(UnknownRegion, match="US-QQ"):
        ClosedDays(cair(subdivision="QQ")).of(2027)


def test_it_reads_another_country_by_english_names() -> None:
    desk = cair(country="MX", subdivision=None, closed_days=[closed_day("constitution", "Constitution Day")])
    assert [one.date for one in ClosedDays(desk).of(2027)] == [date(2027, 2, 1)]


@pytest.mark.parametrize(
    ("rule", "in_2027", "in_2028"),
    [
        ("friday", [date(2027, 1, 1), date(2027, 12, 31)], []),
        ("monday", [date(2027, 1, 1)], [date(2028, 1, 3)]),
        ("stay", [date(2027, 1, 1)], []),
    ],
)
def test_it_moves_a_saturday_new_year_into_the_year_where_it_is_kept(
    rule: str, in_2027: list[date], in_2028: list[date]
) -> None:
    new_year = closed_day("new_year", "New Year's Day", weekend={"saturday": rule})
    kept = ClosedDays(cair(closed_days=[new_year]))
    assert [one.date for one in kept.of(2027)] == in_2027
    assert [one.date for one in kept.of(2028)] == in_2028


def test_it_moves_a_sunday_new_years_eve_into_the_next_year() -> None:
    eve = closed_day("eve", "New Year's Eve", weekend={"sunday": "monday"})
    kept = ClosedDays(cair(country="PH", subdivision=None, closed_days=[eve]))
    assert kept.of(2034) == ()
    assert [one.date for one in kept.of(2035)] == [date(2035, 1, 1), date(2035, 12, 31)]


@pytest.mark.parametrize("sunday", ["friday", "monday", "stay"])
@pytest.mark.parametrize("saturday", ["friday", "monday", "stay"])
def test_it_moves_only_weekend_days_and_off_the_weekend_unless_told_to_stay(
    saturday: str, sunday: str
) -> None:
    rule = WeekendRule.model_validate({"saturday": saturday, "sunday": sunday})
    moved = [move_off_weekend(date(2027, 7, day), rule) for day in range(1, 8)]
    weekdays = [day.weekday() for day in moved]
    goes = {"friday": 4, "monday": 0}
    assert weekdays == [3, 4, goes.get(saturday, 5), goes.get(sunday, 6), 0, 1, 2]
    assert all(abs((day - date(2027, 7, 1 + n)).days) <= 2 for n, day in enumerate(moved))


def test_it_keeps_both_days_that_meet_on_one_date_and_names_the_first_listed() -> None:
    days = [closed_day("anthony", "Susan B. Anthony Day"), closed_day("presidents", "Presidents' Day")]
    kept = ClosedDays(cair(closed_days=days))
    assert [one.id for one in kept.of(2027)] == ["anthony", "presidents"]
    meeting = kept.on(date(2027, 2, 15))
    assert meeting is not None
    assert meeting.id == "anthony"


def test_it_keeps_a_saturday_on_which_the_desk_would_be_open() -> None:
    desk = cair(hours={"saturday": ("9:00-12:00",)})
    assert [(one.date, one.id) for one in ClosedDays(desk).of(2027)] == [(date(2027, 12, 25), "christmas")]


def test_it_lists_extra_closed_days_among_the_others_but_not_early_closings() -> None:
    extra = [
        {"date": "2027-12-23", "name": "Office move"},
        {"date": "2027-12-24", "name": "Christmas Eve", "closes": "12:00"},
        {"date": "2027-08-07", "name": "A Saturday, closed anyway"},
    ]
    kept = ClosedDays(cair(dates=extra)).of(2027)
    assert [(one.name, one.id) for one in kept][-2:] == [
        ("Day After Thanksgiving", "after_thanksgiving"),
        ("Office move", None),
    ]
    assert len(kept) == 11


def test_it_remembers_a_bounded_number_of_years() -> None:
    kept = ClosedDays(cair())
    first = kept.of(2027)
    assert kept.of(2027) is first
    for year in range(2030, 2031 + MOST_YEARS_KEPT):
        kept.of(year)
    assert kept.of(2027) is not first
    assert kept.of(2027) == first


def test_the_shipped_desk_keeps_the_eleven_days_of_the_seed() -> None:
    shipped = load_revision(Path(__file__).parents[2] / "prompts" / "cair").desk
    assert len(shipped.closed_days) == 11
    for year in range(2024, 2041):
        assert {one.date for one in ClosedDays(shipped).of(year)} == kept_by_law(year)


def test_it_knows_british_substitute_days() -> None:
    """The package observes them for twenty years: Christmas Day and Boxing Day push each other on."""
    names = dict.fromkeys(holidays.country_holidays("GB", subdiv="ENG", years=2030, observed=False).values())
    listed = [closed_day(f"day_{number}", name) for number, name in enumerate(names)]
    rule = {"saturday": "next", "sunday": "next"}
    desk = cair(country="GB", subdivision="ENG", closed_days=listed, weekend_rule=rule)
    for year in range(2026, 2047):
        observed = holidays.country_holidays("GB", subdiv="ENG", years=year)
        assert [one.date for one in ClosedDays(desk).of(year)] == sorted(
            day for day in observed if day.weekday() < 5
        )


def test_a_new_years_eve_on_a_sunday_moves_behind_new_year() -> None:
    days = [closed_day("eve", "New Year's Eve"), closed_day("new_year", "New Year's Day")]
    kept = ClosedDays(cair(country="PH", subdivision=None, closed_days=days, weekend_rule={"sunday": "next"}))
    assert [(one.id, one.date) for one in kept.of(2035)][:2] == [
        ("new_year", date(2035, 1, 1)),
        ("eve", date(2035, 1, 2)),
    ]
