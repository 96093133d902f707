"""The day's figures and the chart: what is usual by now, half hours that are shown, columns that fit."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from console.column_chart import HEIGHT
from console.wall.day_figures import HalfHourFigures, figures_so_far, half_hour_chart
from reports.counts import QuarterCounts, QuarterlyDay
from reports.tally import CallTally

ZONE = ZoneInfo("America/Los_Angeles")
TUESDAY = date(2026, 11, 24)
NOON = datetime(2026, 11, 24, 12, tzinfo=ZONE)
HOURS = [(time(8), time(17))]


def a_day(day: date, **answered: int) -> QuarterlyDay:
    """Calls answered by the quarter they came in: `at_0915=3`."""
    rows = []
    for clock, number in answered.items():
        at = datetime.combine(day, time(int(clock[3:5]), int(clock[5:7])), ZONE)
        rows.append(QuarterCounts(at, "general", "en", CallTally(offered=number, answered=number)))
    return QuarterlyDay(day, rows)


def test_what_is_usual_by_now_leaves_out_the_rest_of_the_day() -> None:
    past = [a_day(TUESDAY - timedelta(7), at_0915=4, at_1500=10), a_day(TUESDAY - timedelta(14), at_0900=2)]
    found = figures_so_far(a_day(TUESDAY, at_0930=5), past, NOON, HOURS)
    assert (found.by_now.days, found.by_now.answered, found.whole_day.answered) == (2, 3.0, 8.0)


def test_half_hours_reach_over_the_hours_of_the_desk_and_whatever_happened() -> None:
    found = figures_so_far(a_day(TUESDAY, at_0715=1, at_0945=2), [], NOON, HOURS).half_hours
    assert (found[0].clock, found[-1].clock) == (time(7), time(16, 30))
    assert [one.answered for one in found if one.clock == time(9, 30)] == [2]


def test_a_day_without_hours_and_calls_has_no_columns() -> None:
    found = figures_so_far(QuarterlyDay(TUESDAY, []), [], NOON, [])
    assert found.half_hours == []
    assert half_hour_chart(found.half_hours).bars == []


def test_a_desk_that_is_open_until_midnight_is_shown_to_the_end() -> None:
    found = figures_so_far(QuarterlyDay(TUESDAY, []), [], NOON, [(time(18), time(0))]).half_hours
    assert found[-1].clock == time(23, 30)


def test_columns_stand_on_the_axis_on_top_of_each_other_and_within_the_picture() -> None:
    chart = half_hour_chart(
        [HalfHourFigures(time(8), 3, 2, 1, 4.5), HalfHourFigures(time(8, 30), 37, 0, 0, 0.0)]
    )
    first = [bar for bar in chart.bars if bar.x < chart.width / 2]
    assert [bar.kind for bar in first] == ["answered", "abandoned", "told"]
    assert first[0].y + first[0].height == chart.base
    assert [round(above.y + above.height, 1) for above in first[1:]] == [below.y for below in first[:-1]]
    assert all(0 <= bar.y <= HEIGHT and bar.x + bar.width <= chart.width for bar in chart.bars)
    assert chart.numbers[-1].words == "40"
    assert chart.line


@pytest.mark.parametrize(("calls", "usual", "is_flooded"), [(49, 1, False), (50, 13, False), (52, 13, True)])
def test_a_flood_is_fifty_calls_and_four_times_the_usual_number(
    calls: int, usual: int, is_flooded: bool
) -> None:
    def entered(day: date, number: int) -> QuarterlyDay:
        return QuarterlyDay(
            day, [QuarterCounts(datetime.combine(day, time(9), ZONE), "", "en", CallTally(entered=number))]
        )

    past = [entered(TUESDAY - timedelta(7), usual)]
    assert figures_so_far(entered(TUESDAY, calls), past, NOON, HOURS).is_flooded == is_flooded
    assert not figures_so_far(entered(TUESDAY, calls), [], NOON, HOURS).is_flooded
