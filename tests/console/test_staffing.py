"""The staffing page: reps for the desk's own arrivals or for a profile, with what it rests on."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from redis import Redis

from console.figures.plan_view import MOST_DAYS, Week, plans_of, view_plan
from console.figures.staffing_page import profile_of
from console.figures.unserved_demand import cost_of
from reports.losses import Loss, Losses, losses_of
from routing.staffing.demand import DayProfile
from routing.staffing.erlang import Workload
from routing.staffing.profile import LARGEST, parse_profile
from routing.staffing.staffing_plan import Calls, ServiceTarget, reps_for
from store import clock
from tests.console.test_figures import cells
from tests.console.visits import Visit
from tests.reports.weeks import CALLERS, mondays_in_vain, open_days, weeks_of_counts
from tests.routing.desks import cair

PAGE = "/cair/figures/staffing"
PLANNED = {
    **{"share": "80", "within": "20", "give_up": "5", "shrinkage": "0"},
    **{"handle": "300", "connect": "15", "patience": "180"},
}
PROFILE = "slot,Monday,Tuesday\n08:00,12,0\n08:30,20,4\n09:00,9,2\n"


def today() -> date:
    return clock.now().astimezone(ZoneInfo(cair().zone)).date()


@pytest.fixture
def own(redis: Redis) -> None:
    """Eight weeks in which callers were the same on every day."""
    weeks_of_counts(redis, cair(), today(), 8)


@pytest.mark.usefixtures("own")
def test_a_weekday_is_planned_from_the_desks_own_callers_handling_and_patience(supervisor: Visit) -> None:
    page = unescape(supervisor.opens(f"{PAGE}?day=monday").text)
    assert 'value="260"' in page, "the desk's own handling time"
    assert 'value="120"' in page, "its callers' patience"
    assert "calls took 4 min 20 s" in page
    rows = {row[0]: row[1:] for row in cells(page) if len(row) == 11}
    nine = rows["09:00"]
    assert nine[0] == f"{CALLERS[18]:.1f}"
    work = Workload(float(nine[1]) / 275 * 3600, 275, 1, 120, 15)
    assert int(nine[2]) == reps_for(work, ServiceTarget())
    assert [*rows] == [*dict.fromkeys(rows)]
    assert "helpdesk staffing --desk cair" in page
    assert "--day monday" in page


@pytest.mark.usefixtures("own")
def test_the_whole_week_has_a_day_each_with_a_link_to_it(supervisor: Visit) -> None:
    page = supervisor.opens(PAGE).text
    assert re.search(r'href="[^"]*staffing\?[^"]*day=tuesday', page)
    rows = {row[0]: row[1:] for row in cells(page)}
    assert rows["Friday"][0] == f"{sum(CALLERS.values())}"
    assert len(rows["09:00"]) == 5
    assert "Saturday</th>" not in page


@pytest.mark.usefixtures("own")
def test_its_spreadsheet_has_what_the_page_shows(supervisor: Visit) -> None:
    response = supervisor.opens(f"{PAGE}?day=monday&format=csv")
    assert response.headers["Content-Disposition"] == 'attachment; filename="cair-staffing.csv"'
    (head, *table) = csv.reader(io.StringIO(response.text))
    shown_rows = [row for row in cells(supervisor.opens(f"{PAGE}?day=monday").text) if len(row) == 11]
    assert [row[1:5] for row in table] == [row[:4] for row in shown_rows]
    assert head[:5] == ["day", "from", "calls", "load", "reps"]


@pytest.mark.usefixtures("own")
def test_a_stricter_promise_takes_more_reps(supervisor: Visit) -> None:
    easy, strict = (
        sum(
            int(row[3])
            for row in cells(supervisor.opens(f"{PAGE}?day=monday&share={share}").text)
            if len(row) == 11
        )
        for share in ("50", "98")
    )
    assert easy < strict


@pytest.mark.usefixtures("own")
@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("share=100", "From 1 to 99."),
        ("handle=nan", "From 10 to 7200."),
        ("patience=long", "Type a number, such as 20."),
        ("within=", "From 0 to 600."),
        ("handle=7200&patience=3600", ""),
    ],
)
def test_numbers_that_mean_nothing_are_told_at_their_fields(supervisor: Visit, typed: str, told: str) -> None:
    response = supervisor.opens(f"{PAGE}?day=monday&{typed}")
    assert (response.status_code, told in response.text) == (422 if told else 200, True)


@pytest.mark.usefixtures("own")
def test_a_language_and_the_share_of_breaks_are_planned_for(supervisor: Visit) -> None:
    page = unescape(supervisor.opens(f"{PAGE}?day=monday&language=es&shrinkage=30").text)
    assert "Too little to plan with yet" in page, "all callers speak English"
    page = unescape(supervisor.opens(f"{PAGE}?day=monday&language=en&shrinkage=30").text)
    rows = [row for row in cells(page) if len(row) == 12]
    assert len(rows) >= len(CALLERS)
    assert all(int(row[11]) >= int(row[3]) / 0.7 for row in rows)
    assert "to schedule" in page
    assert "--language en --shrinkage 30" in page or "--shrinkage 30 --day monday --language en" in page


def test_a_promise_that_ringing_breaks_is_told(supervisor: Visit) -> None:
    form = {**PLANNED, "connect": "25", "profile": PROFILE}
    page = unescape(supervisor.sends(PAGE, form).text)
    assert "a rep is rung and connected for 25 s. Plan for a longer time, such as 45 s" in page


def test_a_comma_is_a_point(supervisor: Visit) -> None:
    assert supervisor.opens(f"{PAGE}?handle=250,5").status_code == 200


def test_too_little_is_said_and_an_example_offered(supervisor: Visit) -> None:
    page = supervisor.opens(PAGE).text
    assert "Too little to plan with yet" in page
    example = supervisor.opens(f"{PAGE}/profile.csv").text
    assert [day.name for day in parse_profile(example)] == ["Monday"]


def test_two_weeks_are_too_little_and_the_page_says_how_many_callers_there_were(
    supervisor: Visit, redis: Redis
) -> None:
    weeks_of_counts(redis, cair(), today(), 2)
    days = open_days(cair(), today(), 2)
    fridays = [day for day in days if day.weekday() == 4]
    every_day = sum(CALLERS.values())
    week, friday = supervisor.opens(PAGE).text, supervisor.opens(f"{PAGE}?day=friday").text
    assert f"on all days: {every_day * len(days)}. Days with calls: {len(days)}." in week
    assert f"on such days: {every_day * len(fridays)}. Days with calls: {len(fridays)}." in friday


@pytest.mark.usefixtures("own")
def test_a_day_of_which_too_little_is_known_says_what_there_was(supervisor: Visit) -> None:
    assert "Nobody has asked for a person on such days." in supervisor.opens(f"{PAGE}?day=sunday").text


@pytest.mark.usefixtures("own")
def test_the_desks_own_days_are_handed_out_as_a_profile_that_plans_the_same(supervisor: Visit) -> None:
    profile = supervisor.opens(f"{PAGE}/profile.csv").text
    monday = parse_profile(profile)[0]
    assert sum(monday.calls) == pytest.approx(sum(CALLERS.values()))
    page = supervisor.sends(PAGE, {**PLANNED, "handle": "260", "patience": "120", "profile": profile}).text
    mine = [row for row in cells(page) if len(row) == 11]
    mine = mine[: next((n for n in range(1, len(mine)) if mine[n][0] <= mine[n - 1][0]), len(mine))]
    own_rows = [
        row
        for row in cells(supervisor.opens(f"{PAGE}?day=monday").text)
        if len(row) == 11 and row[1] != "0.0"
    ]
    assert [row[3] for row in mine if row[1] != "0.0"] == [row[3] for row in own_rows]


def test_a_profile_is_planned_from_a_file_and_shown_to_be_changed(supervisor: Visit) -> None:
    file = (io.BytesIO(PROFILE.encode()), "calls.csv")
    page = supervisor.sends(PAGE, {**PLANNED, "file": file}).text
    assert "08:30,20,4" in page, "the text is there to be changed"
    assert "Monday: 41 callers" in page
    assert "Tuesday: 6 callers" in page
    assert "--profile calls.csv" in page
    table = supervisor.sends(PAGE, {**PLANNED, "profile": PROFILE, "format": "csv"}).text
    assert table.splitlines()[1].startswith("Monday,08:00,12.0,")


LOG = ["11/30/2026,8:05 AM", "11/30/2026,8:35 AM", "12/1/2026,1:10 PM", "12/7/2026,8:20 AM"]
"""Two Mondays and a Tuesday."""
HEAD = "Date,Time"
NAMED = "\n".join([f"{HEAD},Name", *(f"{row},José" for row in LOG)])
UPLOADS = {
    "AM and PM": "\r\n".join([HEAD, *LOG]).encode(),
    "semicolons": "\n".join([HEAD, *LOG]).replace(",", ";").encode(),
    "points and semicolons": b"Datum;Zeit\n30.11.2026;08:05\n30.11.2026;08:35\n1.12.2026;13:10\n7.12.2026;08:20\n",
    "UTF-16 with tabs": NAMED.replace(",", "\t").encode("utf-16"),
    "Windows-1252": NAMED.encode("cp1252"),
    "a total row": "\n".join([f"{HEAD},Calls", *(f"{row},1" for row in LOG), "Total,,4"]).encode(),
}


@pytest.mark.parametrize("data", UPLOADS.values(), ids=UPLOADS)
def test_a_call_log_is_planned_from_as_a_spreadsheet_saves_it(supervisor: Visit, data: bytes) -> None:
    page = unescape(supervisor.sends(PAGE, {**PLANNED, "file": (io.BytesIO(data), "calls.csv")}).text)
    assert "Monday: 2 callers" in page, "three calls on two Mondays: one and a half"
    assert "Tuesday: 1 callers" in page or "Tuesday: 1 caller" in page


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_what_is_wrong_in_a_call_log_is_told_with_its_line_and_column(
    supervisor: Visit, encoding: str
) -> None:
    data = "\n".join([HEAD, *LOG, "12/8/2026,señal"]).encode(encoding)
    response = supervisor.sends(PAGE, {**PLANNED, "file": (io.BytesIO(data), "calls.csv")})
    told = "line 6, column 'Time': 'señal' has no time of day"
    assert (response.status_code, told in unescape(response.text)) == (422, True)


def test_a_call_log_of_a_year_is_planned_from_and_its_week_can_be_changed(supervisor: Visit) -> None:
    rows = [
        f"2026-{month:02}-{day:02} {hour:02}:15,+15105550{call:03}"
        for month in range(1, 13)
        for day in range(1, 29)
        for hour in (8, 9, 13)
        for call in range(14)
    ]
    data = "\n".join(["call start,caller", *rows]).encode()
    assert len(data) > 400_000
    page = unescape(supervisor.sends(PAGE, {**PLANNED, "file": (io.BytesIO(data), "calls.csv")}).text)
    assert "+15105550" not in page
    profile = page.partition('name="profile"')[2].partition(">")[2].partition("</textarea>")[0].strip()
    assert [day.name for day in parse_profile(profile)][:2] == ["Monday", "Tuesday"]
    assert supervisor.sends(PAGE, {**PLANNED, "profile": profile}).status_code == 200


@pytest.mark.parametrize(
    ("profile", "told"),
    [
        ("slot,Monday\n08:00,many\n08:30,1\n", "line 2: 'many' is not a number of calls"),
        ("", "a head and at least one row"),
        ("dow,8\nMonday,9999\n", "Monday would take more than 100 reps at once"),
        ("dow,8\n" + "\n".join(f"d{n},1" for n in range(MOST_DAYS + 1)), "14 days at most"),
        ("x" * (LARGEST + 1), "at most 64 thousand characters"),
    ],
)
def test_what_is_wrong_in_a_profile_is_told_with_its_line(supervisor: Visit, profile: str, told: str) -> None:
    response = supervisor.sends(PAGE, {**PLANNED, "profile": profile})
    assert (response.status_code, told in unescape(response.text)) == (422, True)


def test_a_file_that_is_no_text_is_refused(supervisor: Visit) -> None:
    response = supervisor.sends(PAGE, {**PLANNED, "file": (io.BytesIO(b"PK\x03\x04\xff\xfe"), "calls.xlsx")})
    assert (response.status_code, "This file is no text" in response.text) == (422, True)


def test_a_profile_that_is_too_large_is_refused_before_it_is_read(supervisor: Visit) -> None:
    file = (io.BytesIO(b"x" * 1_200_000), "calls.csv")
    answer = supervisor.sends(PAGE, {**PLANNED, "file": file})
    answer.request.environ["wsgi.input"].close()  # the client's own file, since the form is so large
    assert answer.status_code == 413


def test_what_a_day_is_called_runs_nothing_in_a_page_or_a_spreadsheet(supervisor: Visit) -> None:
    profile = "slot,=1+1<script>\n08:00,1\n08:30,2\n"
    assert "<script>:" not in supervisor.sends(PAGE, {**PLANNED, "profile": profile}).text
    table = supervisor.sends(PAGE, {**PLANNED, "profile": profile, "format": "csv"}).text
    assert table.splitlines()[1].startswith("'=1+1")


# --- what is shown, pure


def test_a_chart_has_a_column_for_each_half_hour_with_callers_and_the_work_as_a_line() -> None:
    (plan,) = plans_of(
        [DayProfile("Monday", 1800, [4, 0, 0, 0, 0, 4], 28_800)], Calls(300, 180), ServiceTarget()
    )
    one = view_plan(plan, ServiceTarget())
    assert [row[0] for row in one.rows] == ["08:00", "08:30", "10:30"], "at half past eight work is left over"
    assert len(one.chart.bars) == 3
    assert [mark.words for mark in one.chart.names] == ["08:00", "09:00", "10:00"]
    assert one.chart.line
    assert one.most == max(slot.reps for slot in plan.slots)


def test_the_weeks_table_leaves_empty_what_a_day_has_not() -> None:
    days = [DayProfile("Monday", 1800, [4, 4], 28_800), DayProfile("Tuesday", 1800, [4, 4], 30_600)]
    plans = plans_of(days, Calls(300, 180), ServiceTarget())
    week = Week.of([view_plan(plan, ServiceTarget()) for plan in plans])
    assert [(clock, [bool(reps) for reps in row]) for clock, row in week.clocks] == [
        ("08:00", [True, False]),
        ("08:30", [True, True]),
        ("09:00", [False, True]),
    ]


def test_days_of_different_hours_make_one_profile() -> None:
    days = [DayProfile("Monday", 1800, [4, 2], 28_800), DayProfile("Tuesday", 1800, [1], 30_600)]
    assert profile_of(days) == "slot,Monday,Tuesday\r\n08:00,4.00,0.00\r\n08:30,2.00,1.00\r\n"


# --- who asked in vain, and what it costs


@pytest.fixture
def in_vain(redis: Redis, own: None) -> None:
    mondays_in_vain(redis, cair(), today(), 8)


@pytest.mark.usefixtures("in_vain")
def test_calls_in_vain_stand_by_half_hour_with_what_came_of_them_and_the_reps_it_takes(
    supervisor: Visit, redis: Redis
) -> None:
    page = supervisor.opens(f"{PAGE}?day=monday").text
    rows = {row[0]: row[1:] for row in cells(page) if len(row) == 8}
    weeks = len([day for day in open_days(cair(), today(), 8) if day.weekday() == 0])
    here = losses_of(redis, cair(), today(), 8)
    three, one = f"{3 * weeks / here.weeks:.1f}", f"{weeks / here.weeks:.1f}"
    head = next(row for row in cells(page) if "Line full" in row)
    assert head[1:3] == ["Closed", "Line full"]
    nine, six = rows["09:00"], rows["06:00"]
    assert nine[:6] == ["0.0", three, one, one, one, "0.0"]
    assert six[:6] == [one, "0.0", "0.0", "0.0", "0.0", one]
    assert int(nine[6]) >= 3
    assert int(six[6]) >= 1, "somebody would have to be there for them"


@pytest.mark.usefixtures("in_vain")
def test_what_an_hour_costs_prices_both_sides_and_is_kept_nowhere(supervisor: Visit, redis: Redis) -> None:
    page = supervisor.opens(f"{PAGE}?day=monday&cost=40").text
    plan = {row[0]: row[1:] for row in cells(page) if len(row) == 3}
    hours = float(plan["Reps by this plan"][0].removesuffix(" h"))
    assert plan["Reps by this plan"][1] == f"{hours * 40:,.2f}"
    assert plan["Callers’ own time in calls in vain, while open"][1] not in ("", "0.00")
    assert "Costs</th>" not in supervisor.opens(f"{PAGE}?day=monday").text
    assert not any("cost" in name for name in redis.scan_iter())
    assert "--cost" not in page


@pytest.mark.usefixtures("in_vain")
def test_the_weeks_losses_stand_by_day(supervisor: Visit) -> None:
    page = supervisor.opens(PAGE).text
    head = next(row for row in cells(page) if "Line full" in row)
    assert (head[0], head[-1]) == ("Day", "Hours of reps it takes")
    table = supervisor.opens(f"{PAGE}?format=losses").text.splitlines()
    assert [line.split(",")[0] for line in table] == ["from or day", "Monday"]


def test_a_desk_that_turns_nobody_away_has_no_such_table(supervisor: Visit, own: None) -> None:
    assert "Asked in vain" not in supervisor.opens(f"{PAGE}?day=monday").text


def test_cost_is_hours_a_week_on_both_sides() -> None:
    (plan,) = plans_of([DayProfile("Monday", 1800, [20.0] * 4, 28_800)], Calls(300, 180), ServiceTarget())
    losses = Losses(
        2,
        {
            (0, 16, "full"): Loss(calls=10, known=8, again=4, served=1, time=3_600_000),
            (0, 12, "closed"): Loss(calls=9, known=9, time=3_600_000),
            (1, 16, "full"): Loss(calls=9, known=9, time=3_600_000),
        },
    )
    cost = cost_of(losses, [0], 2 * 3600.0 * 3, [plan], 50.0)
    assert (cost.there, cost.planned, cost.lost, cost.in_vain) == (3, plan.rep_hours, 2, 0.5)
    assert cost.more_for_each == (plan.rep_hours - 3) / 2
    assert cost.money(cost.more) == f"{(plan.rep_hours - 3) * 50:,.2f}"
    assert cost_of(losses, [0], 1e6, [plan], None).more_for_each is None
