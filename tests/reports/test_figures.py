"""Figures of a range of days: what they are made of, odd days, files that are safe to open, and the command."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from click.testing import CliRunner, Result
from redis import Redis

from commands.figures.report import report
from prompts.rendering.refusal import QueueRefusal
from reports.export.files import HEADER, as_object, report_csv, report_rows, safe
from reports.export.values import write_value
from reports.figures import BY_NAME, FIGURES, PARTS, Unit, figures_of, values
from reports.menu.topics import Ends
from reports.span import Counted, DaySpan, span_of
from reports.tally import CallTally
from store.valkey import EmbeddedValkey
from tests.reports.story import TUESDAY, Story

DAY = timedelta(days=1)


def span(story: Story, first: date = TUESDAY, last: date = TUESDAY) -> DaySpan:
    story.folds()
    return span_of(story.redis, story.desk, first, last)


@pytest.mark.parametrize("reason", list(QueueRefusal))
def test_every_reason_for_a_refusal_is_a_figure(story: Story, reason: QueueRefusal) -> None:
    story.enters()
    story.presses("0", "person", refused=reason)
    story.ends()
    assert values("total", span(story).total)[f"refused_{reason}"] == 1


@pytest.fixture
def two_days(story: Story) -> Story:
    """Tuesday: guidance in Spanish, a refusal. Wednesday: an answered call of four, in English."""
    story.enters("CA1", "+15105550101", language="es")
    story.passes(5)
    story.presses("1", "hours", "CA1", language="es")
    story.passes(20)
    story.ends("CA1")
    story.enters("CA2", "+15105550102")
    story.passes(5)
    story.presses("0", "person", "CA2", refused="closed")
    story.ends("CA2")
    story.passes(86_400)
    story.rep("ana", wrap_up="0")
    story.enters("CA3", "+15105550103")
    story.joins("CA3", "+15105550103")
    story.presses("0", "person", "CA3")
    story.passes(15)
    story.takes_call("CA3")
    story.passes(100)
    story.ends("CA3")
    story.state.set_status("ana", "offline")
    return story


def test_a_range_is_its_days_together(two_days: Story) -> None:
    found = span(two_days, TUESDAY, TUESDAY + DAY)
    assert [one.tally.entered for one in found.days.values()] == [2, 1]
    assert found.total.tally.entered == 3
    assert [one.ends.calls for one in found.days.values()] == [2, 1]
    assert found.total.duty.talking == 100
    assert (found.total.offers, found.total.taken, found.total.missed) == (1, 1, 0)
    assert found.lines.keys() == {("general", "en")}
    assert found.topics.keys() == {"hours", "main"}
    assert found.reps.keys() == {"ana"}
    assert {slot: one.tally.entered for slot, one in found.hours.items() if one.tally.entered} == {
        (1, 10): 2,
        (2, 10): 1,
    }


def test_the_figures_of_two_days(two_days: Story) -> None:
    found = span(two_days, TUESDAY, TUESDAY + DAY)
    figures = values("total", found.total)
    expected = {
        "calls": 3,
        "asked": 2,
        "refused_closed": 1,
        "offered": 1,
        "answered": 1,
        "service_level": 1.0,
        "abandonment": 0.0,
        "speed_of_answer": 15.0,
        "longest_wait": 15.0,
        "handling": 100.0,
        "connect_time": 15.0,
        "missed_offers": 0.0,
        "containment": 1 / 3,
        "transferred": 2,
        "unmet": 1,
        "unmet_served": 0.0,
        "again_72": 0.0,
        "zero_outs": 2 / 6,
    }
    assert {name: figures[name] for name in expected} == expected
    assert figures["occupancy"] == 1.0, "the rep was rung, or talked"
    assert found.language_shares == {"en": 2 / 3, "es": 1 / 3}


def test_callers_whom_the_line_sent_away_were_not_answered_in_time() -> None:
    tally = CallTally(offered=100, answered=10, answered_in=10, sent_away=80, abandoned=10)
    assert (tally.service_level, tally.abandonment) == (0.1, 0.1)
    assert tally.service_level_ignoring_abandoned == 0.1
    assert tally.service_level_counting_abandoned == 0.1


def test_connect_time_of_days_from_before_it_was_measured_is_not_nothing() -> None:
    assert CallTally(answered=10).connect_time is None
    assert CallTally(answered=10, connections=2, connect=30_000).connect_time == 15.0


def test_a_day_on_which_nobody_called_is_there_and_divides_by_nothing(story: Story) -> None:
    found = span(story, TUESDAY - DAY * 2, TUESDAY)
    assert list(found.days) == [TUESDAY - DAY * 2, TUESDAY - DAY, TUESDAY]
    figures = values("total", found.total)
    assert figures["calls"] == 0
    assert {
        name for name, value in figures.items() if BY_NAME[name].unit is Unit.SHARE and value is not None
    } == set()
    assert found.language_shares == {}


@pytest.mark.parametrize("day", [date(2026, 3, 8), date(2026, 11, 1)])
def test_hours_of_an_odd_day_are_those_that_the_desks_clock_showed(redis: Redis, day: date) -> None:
    story = Story(
        redis, datetime(day.year, day.month, day.day, 8, tzinfo=UTC) - timedelta(hours=day.month == 11)
    )
    hours = 23 if day.month == 3 else 25
    for number in range(hours):
        story.enters(f"CA{number}", "")
        story.passes(3600)
    found = span(story, day, day)
    assert found.total.tally.entered == hours
    by_hour = {hour: one.tally.entered for (_, hour), one in found.hours.items()}
    odd = {hour: number for hour, number in by_hour.items() if number != 1}
    assert (odd, by_hour.keys() >= {2}) == (({}, False) if hours == 23 else ({1: 2}, True))


@pytest.mark.parametrize("days", [-1, 400])
def test_days_in_the_wrong_order_or_too_many_are_refused(story: Story, days: int) -> None:
    with pytest.raises(ValueError, match="400 days at most"):
        span_of(story.redis, story.desk, TUESDAY, TUESDAY + DAY * days)


def test_the_table_of_figures_names_each_once_and_every_part_has_some() -> None:
    names = [figure.name for figure in FIGURES]
    assert len(set(names)) == len(names)
    assert all(figures_of(part) for part in PARTS)


def test_containment_leaves_out_failures() -> None:
    counted = Counted(ends=Ends(resolved=6, transferred=2, abandoned=2, failed=10))
    assert values("topic", counted)["containment"] == 0.6


def test_offered_shows_short_abandons_and_redials_apart() -> None:
    tally = CallTally(offered=10, abandoned_short=2, redialled=1, abandoned=2, answered=5)
    assert values("line", Counted(tally))["offered"] == 7


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (None, Unit.SHARE, "–"),
        (1204, Unit.NUMBER, "1,204"),
        (0.8336, Unit.SHARE, "83.4 %"),
        (0.0, Unit.SECONDS, "0 s"),
        (3.88, Unit.SECONDS, "3.9 s"),
        (59.6, Unit.SECONDS, "1 min 00 s"),
        (125, Unit.SECONDS, "2 min 05 s"),
        (3725, Unit.SECONDS, "1 h 02 min"),
    ],
)
def test_how_values_are_written(value: float | None, unit: Unit, words: str) -> None:
    assert write_value(value, unit) == words


# --- files


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "＝1", "＋1", "－1", "＠x"]
)
def test_a_cell_that_a_spreadsheet_would_compute_is_quoted(cell: str) -> None:
    assert safe(cell) == "'" + cell
    assert safe("x" + cell) == "x" + cell


def test_a_reps_odd_name_comes_out_of_a_file_as_text(two_days: Story) -> None:
    found = span(two_days, TUESDAY, TUESDAY + DAY)
    text = report_csv(replace(found, reps={"=cmd": found.reps["ana"]}), {"=cmd": "=1+1"})
    read = [row for row in csv.DictReader(io.StringIO(text, newline="")) if row["part"] == "rep"]
    assert {(row["of"], row["name"]) for row in read} == {("'=cmd", "'=1+1")}


def test_a_file_has_every_figure_of_every_part_exactly(two_days: Story) -> None:
    found = span(two_days, TUESDAY, TUESDAY + DAY)
    read = list(csv.DictReader(io.StringIO(report_csv(found, {}), newline="")))
    assert tuple(read[0]) == HEADER
    assert len(read) == len(list(report_rows(found)))
    assert {row["part"] for row in read} == set(PARTS)
    total = {row["figure"]: float(row["value"]) for row in read if row["part"] == "total"}
    expected = {name: value for name, value in values("total", found.total).items() if value is not None}
    assert total == pytest.approx(expected, rel=1e-9)


def test_an_object_for_machines_has_the_same(two_days: Story) -> None:
    found = span(two_days, TUESDAY, TUESDAY + DAY)
    read = json.loads(json.dumps(as_object(two_days.desk, found, {})))
    assert (read["from"], read["to"], read["days"]) == ("2026-11-24", "2026-11-25", 2)
    assert read["total"] == values("total", found.total)
    assert read["by"]["topic"]["hours"]["resolved"] == 1
    assert {one["node"] for one in read["menu"]} >= {"main", "hours"}


# --- the command


@pytest.fixture
def told(two_days: Story, database: EmbeddedValkey, monkeypatch: pytest.MonkeyPatch) -> Story:
    two_days.folds()
    monkeypatch.setenv("REDIS_URL", database.url)
    return two_days


def typed(*arguments: str) -> Result:
    return CliRunner().invoke(report, arguments)


DAYS = ("--from", "2026-11-24", "--to", "2026-11-25")


def test_the_command_tells_people(told: Story) -> None:
    lines = typed(*DAYS).stdout.splitlines()
    assert lines[0] == f"{told.desk.name}, Tuesday, November 24, 2026 to Wednesday, November 25, 2026"
    assert lines[2].split() == ["Calls", "3"]
    assert lines[-1] == "Languages: en 66.7%, es 33.3%"


@pytest.mark.usefixtures("told")
def test_the_command_tells_machines_and_spreadsheets() -> None:
    assert json.loads(typed(*DAYS, "--json").stdout)["total"]["calls"] == 3
    first, second, *_ = typed(*DAYS, "--csv").stdout.splitlines()
    assert first == "part,of,name,figure,words,unit,value"
    assert second == "total,,,calls,Calls,number,3"


def test_reps_are_named_in_files_for_machines_and_spreadsheets(told: Story) -> None:
    told.rep("ana", name="Ana Ruiz")
    assert json.loads(typed(*DAYS, "--json").stdout)["rep_names"]["ana"] == "Ana Ruiz"
    assert "rep,ana,Ana Ruiz,occupancy," in typed(*DAYS, "--csv").stdout


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--csv", "--json"), "choose one"),
        (("--week", "--from", "2026-11-24"), "leave out"),
        (("--from", "2026-11-25", "--to", "2026-11-24"), "from one day to a later one"),
        (("--from", "yesterday"), "%Y-%m-%d"),
    ],
)
def test_the_command_says_what_it_can_not_do(arguments: tuple[str, ...], words: str) -> None:
    result = typed(*arguments)
    assert result.exit_code > 0
    assert words in result.stderr


def test_without_a_database_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:1")
    result = typed(*DAYS)
    assert result.exit_code == 1
    assert "helpdesk run" in result.stderr
