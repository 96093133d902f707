"""The pages of figures: which days, what stands there, who sees what, and the files."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date

import pytest
from redis import Redis
from werkzeug.datastructures import MultiDict

from console.column_chart import Column, draw_columns
from console.figures.charts import heat, shares
from console.figures.days import DayRange, asked_days
from reports.span import span_of
from tests.console.visits import Visit
from tests.reports.story import TUESDAY, Story
from tests.reports.week import a_week

DAYS = "?from=2026-11-18&to=2026-11-24"
PAGES = ("", "/compare", "/topics", "/menu", "/hours", "/missed")


@pytest.fixture
def week(redis: Redis) -> Story:
    return a_week(redis)


def cells(text: str) -> list[list[str]]:
    """The rows of all tables of a page."""
    plain = [
        re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)
        for row in re.findall(r"<tr>(.*?)</tr>", text, re.DOTALL)
    ]
    return [[re.sub(r"<[^>]+>", "", cell).strip() for cell in row] for row in plain]


@pytest.mark.usefixtures("week")
@pytest.mark.parametrize("page", PAGES)
def test_every_page_shows_some_days_and_days_on_which_nobody_called(supervisor: Visit, page: str) -> None:
    assert "November 18, 2026 to November 24, 2026" in supervisor.opens(f"/cair/figures{page}{DAYS}").text
    assert supervisor.opens(f"/cair/figures{page}?from=2026-01-05").status_code == 200
    assert supervisor.opens(f"/cair/figures{page}").status_code == 200


def test_the_numbers_of_the_page_are_those_of_the_days(week: Story, supervisor: Visit) -> None:
    span = span_of(week.redis, week.desk, date(2026, 11, 18), TUESDAY)
    rows = cells(supervisor.opens(f"/cair/figures{DAYS}").text)
    assert ["Calls", str(span.total.tally.entered)] in rows
    assert ["Answered", str(span.total.tally.answered)] in rows
    days = {row[0]: row[1:5] for row in rows if len(row) == 7}
    tuesday = span.days[TUESDAY].tally
    told = sum(tuesday.refused.values())
    numbers = (tuesday.entered, tuesday.answered, tuesday.abandoned, told)
    assert days["Tue Nov 24"] == [str(number) for number in numbers]


def test_a_single_day_is_shown_by_the_hour(week: Story, supervisor: Visit) -> None:
    rows = cells(supervisor.opens("/cair/figures?from=2026-11-24").text)
    hours = [row for row in rows if len(row) == 7 and re.fullmatch(r"\d+ [AP]M", row[0])]
    span = span_of(week.redis, week.desk, TUESDAY, TUESDAY)
    assert sum(int(row[1]) for row in hours) == span.total.tally.entered > 0


def test_topics_have_the_names_that_people_know_and_add_up(week: Story, supervisor: Visit) -> None:
    rows = [row for row in cells(supervisor.opens(f"/cair/figures/topics{DAYS}").text) if len(row) == 11][1:]
    span = span_of(week.redis, week.desk, date(2026, 11, 18), TUESDAY)
    assert sum(int(row[1]) for row in rows) == span.total.ends.calls == span.total.tally.entered
    assert all(int(row[1]) == sum(map(int, row[2:6])) for row in rows)
    assert "forgot_password" not in {row[0] for row in rows}


@pytest.mark.usefixtures("week")
def test_compared_days_stand_beside_with_their_difference(supervisor: Visit) -> None:
    address = "/cair/figures/compare?from=2026-11-24&to=2026-11-24&with_from=2026-11-23&with_to=2026-11-23"
    rows = {row[0]: row[1:] for row in cells(supervisor.opens(address).text) if len(row) == 4}
    before, now, change = rows["Calls"]
    assert (before, now, change) == ("12", "12", "±0")
    assert re.fullmatch(r"[+−±]\d+\.\d points", rows["Answered by the menu alone"][2])


@pytest.mark.usefixtures("week")
def test_reps_stand_under_their_names(supervisor: Visit, rep: Visit) -> None:
    names = {row[0] for row in cells(supervisor.opens(f"/cair/figures/reps{DAYS}").text)}
    assert {"Ann", "Bo"} <= names
    assert rep.opens(f"/cair/figures/reps{DAYS}").status_code == 403
    assert "Reps</a>" not in rep.opens(f"/cair/figures{DAYS}").text


@pytest.mark.usefixtures("week")
def test_numbers_of_missed_callers_are_whole_for_supervisors_and_masked_for_reps(
    supervisor: Visit, rep: Visit
) -> None:
    assert re.search(r'href="tel:\+1510555\d{4}"', supervisor.opens(f"/cair/figures/missed{DAYS}").text)
    seen = rep.opens(f"/cair/figures/missed{DAYS}").text
    assert "…00" in seen
    assert "+1510555" not in seen


@pytest.mark.usefixtures("week")
def test_a_number_past_its_time_is_told_to_be_gone(redis: Redis, supervisor: Visit) -> None:
    for name in redis.scan_iter(match="{cair}:record:*"):
        redis.hdel(name, "number")
    assert "no longer kept" in supervisor.opens(f"/cair/figures/missed{DAYS}").text


@pytest.mark.usefixtures("week")
def test_files_have_reps_for_supervisors_only(supervisor: Visit, rep: Visit) -> None:
    for visit, parts in ((supervisor, {"rep"}), (rep, set[str]())):
        response = visit.opens(f"/cair/figures/file/csv{DAYS}")
        assert (
            response.headers["Content-Disposition"] == 'attachment; filename="cair-2026-11-18-2026-11-24.csv"'
        )
        found = {row["part"] for row in csv.DictReader(io.StringIO(response.text, newline=""))}
        assert found & {"rep"} == parts
        assert found >= {"total", "day", "topic"}
        whole = json.loads(visit.opens(f"/cair/figures/file/json{DAYS}").text)
        assert ("rep" in whole["by"], bool(whole["rep_names"])) == (bool(parts), bool(parts))
    assert supervisor.opens(f"/cair/figures/file/pdf{DAYS}").status_code == 404


def test_the_menu_is_shown_by_place_in_one_language_or_all(week: Story, supervisor: Visit) -> None:
    walked = span_of(week.redis, week.desk, date(2026, 11, 18), TUESDAY).walked
    for language in ("", "es"):
        page = supervisor.opens(f"/cair/figures/menu{DAYS}&in={language}").text
        rows = {row[0]: row for row in cells(page) if len(row) == 8}
        assert rows["Main menu"][1] == str(walked.of("main", language).heard)
        assert rows["Hours and holidays"][3] == str(walked.zero_outs("hours", language))
    assert "key 1: Hours and holidays" in page
    assert supervisor.opens(f"/cair/figures/menu{DAYS}&in=xx").status_code == 404


@pytest.mark.usefixtures("week")
def test_the_heat_map_shows_what_is_asked_for(supervisor: Visit) -> None:
    page = supervisor.opens(f"/cair/figures/hours{DAYS}&of=told").text
    assert "Told to try again, on average" in page
    assert 'class="level-5"' in page
    assert supervisor.opens(f"/cair/figures/hours{DAYS}&of=weather").status_code == 404


@pytest.mark.parametrize(
    ("asked", "first", "last", "has_problem"),
    [
        ("", "2026-11-01", "2026-11-02", False),
        ("from=2026-10-01", "2026-10-01", "2026-10-01", False),
        ("to=2026-10-01", "2026-10-01", "2026-10-01", False),
        ("from=2026-10-09&to=2026-10-01", "2026-10-01", "2026-10-09", False),
        ("from=soon", "2026-11-01", "2026-11-02", True),
        ("from=2020-01-01&to=2026-01-01", "2026-11-01", "2026-11-02", True),
        ("from=0001-01-01&to=0001-01-02", "2026-11-01", "2026-11-02", True),
    ],
)
def test_which_days_an_address_asks_for(asked: str, first: str, last: str, has_problem: bool) -> None:
    arguments = MultiDict(part.split("=") for part in asked.split("&") if part)
    found = asked_days(arguments, DayRange(date(2026, 11, 1), date(2026, 11, 2)))
    assert (found.first.isoformat(), found.last.isoformat(), bool(found.problem)) == (
        first,
        last,
        has_problem,
    )


def test_the_days_before_are_the_same_weekdays() -> None:
    week = DayRange(date(2026, 11, 16), date(2026, 11, 22))
    assert week.before == DayRange(date(2026, 11, 9), date(2026, 11, 15))
    assert DayRange(TUESDAY, TUESDAY).before == DayRange(date(2026, 11, 17), date(2026, 11, 17))
    month = DayRange(date(2026, 11, 1), date(2026, 11, 30)).before
    assert (month.first, month.last) == (date(2026, 9, 27), date(2026, 10, 26))


def test_columns_stand_on_each_other_and_fill_the_picture_with_the_tallest() -> None:
    chart = draw_columns([Column("a", {"answered": 3, "told": 1}), Column("b", {"answered": 0})])
    low, high = chart.bars
    assert high.y + high.height == pytest.approx(low.y, abs=0.2)
    assert low.y + low.height == pytest.approx(chart.base, abs=0.2)
    assert [mark.words for mark in chart.numbers] == ["0", "2", "4"]


def test_lying_bars_are_all_of_one_length() -> None:
    chart = shares([Column("a", {"resolved": 1, "failed": 3}), Column("b", {"resolved": 90})])
    by_row: dict[float, float] = {}
    for bar in chart.bars:
        by_row[bar.y] = by_row.get(bar.y, 0.0) + bar.width
    assert list(by_row.values()) == [pytest.approx(710, abs=0.2)] * 2


def test_the_most_is_the_darkest_and_nothing_is_the_lightest() -> None:
    chart = heat({(0, 9): 10.0, (1, 11): 0.1})
    levels = {cell.words: cell.level for cell in chart.cells}
    assert (levels["Mon 9:00"], levels["Tue 11:00"], levels["Wed 10:00"]) == (5, 1, 0)
    assert len(chart.cells) == 7 * 3
