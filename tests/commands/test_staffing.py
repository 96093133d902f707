"""`helpdesk staffing`: a plan of reps from a profile, as a table, for a spreadsheet, for a machine."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner, Result
from redis import Redis

from commands.__main__ import main
from store import clock
from store.valkey import EmbeddedValkey
from tests.reports.weeks import CALLERS, open_days, weeks_of_counts
from tests.reports.weeks import counts as add_counts
from tests.routing.desks import cair

PROFILE = "dow,8,9,10\nMonday,30,60,0\nTuesday,10,20,30\n"


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    path = tmp_path / "calls.csv"
    path.write_text(PROFILE)
    return path


def staffing(profile: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["staffing", "--profile", str(profile), *options])


def test_it_says_for_each_half_hour_what_it_takes_and_what_one_rep_changes(profile: Path) -> None:
    result = staffing(profile, "--json")
    monday, tuesday = json.loads(result.output)
    assert (monday["day"], tuesday["day"]) == ("Monday", "Tuesday")
    for slot in monday["slots"][:4]:
        assert slot["expected"]["service_level"] >= 0.8
        assert slot["expected"]["abandonment"] <= 0.05
        fewer = slot["fewer"]
        assert fewer["service_level"] < 0.8 or fewer["abandonment"] > 0.05
        assert slot["more"]["service_level"] > slot["expected"]["service_level"]
    assert monday["rep_hours"] == sum(slot["reps"] for slot in monday["slots"]) / 2


def test_its_table_and_its_spreadsheet_have_a_row_for_each_slot_with_calls(profile: Path) -> None:
    table = staffing(profile, "--day", "Monday").output.splitlines()
    assert table[0].startswith("Monday: 90 calls, ")
    rows = list(csv.DictReader(io.StringIO(staffing(profile, "--day", "Monday", "--csv").output)))
    assert [row["from"] for row in rows] == ["08:00", "08:30", "09:00", "09:30", "10:00"]
    assert rows[-1]["calls"] == "0.0", "work from before ten is left"
    assert len(table) == 2 + len(rows)


def test_a_promise_that_is_stricter_takes_more_reps(profile: Path) -> None:
    easy, strict = (
        json.loads(staffing(profile, "--share", share, "--json").output) for share in ("50", "98")
    )
    assert easy[0]["rep_hours"] < strict[0]["rep_hours"]


def test_it_tries_the_plan_on_the_lines_own_scripts(profile: Path) -> None:
    (day,) = json.loads(staffing(profile, "--day", "Tuesday", "--try", "20", "--json").output)
    tried = [slot["tried"] for slot in day["slots"]]
    assert all(one["service_level"] > 0.7 for one in tried)
    again = json.loads(staffing(profile, "--day", "Tuesday", "--try", "20", "--json").output)
    assert again == [day], "the same seed, the same calls"


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--share", "101"], "must lie between 0 and 1"),
        (["--day", "Sunday"], "no day 'Sunday'"),
        (["--per-day", "9999999"], "more than 2,000 reps"),
    ],
)
def test_what_can_not_be_planned_is_said(profile: Path, options: list[str], told: str) -> None:
    result = staffing(profile, *options)
    assert (result.exit_code, told in result.output) == (1, True), result.output


def test_a_file_that_is_no_profile_is_refused(profile: Path) -> None:
    profile.write_text("name,calls\nx,y\n")
    assert "not a profile" in staffing(profile).output


# --- the desk's own arrivals


@pytest.fixture
def own_line(
    redis: Redis, database: EmbeddedValkey, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Redis:
    """Settings that lead to the tests' database."""
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("REDIS_URL", database.url)
    return redis


def today() -> date:
    return clock.now().astimezone(ZoneInfo(cair().zone)).date()


def without_profile(*options: str) -> Result:
    return CliRunner().invoke(main, ["staffing", *options])


def test_without_a_profile_it_plans_for_the_desks_own_arrivals(own_line: Redis) -> None:
    weeks_of_counts(own_line, cair(), today(), 8)
    days = json.loads(without_profile("--json").output)
    assert [day["day"] for day in days] == ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]
    assert sum(slot["calls"] for slot in days[0]["slots"]) == pytest.approx(sum(CALLERS.values()))
    assert [slot["start"] for slot in days[0]["slots"]][:2] == [8 * 3600, 8.5 * 3600]
    told = without_profile("--day", "friday").output
    assert "calls of 260 s, 15 s to connect, patience of 120 s" in told
    assert "Friday: 64 calls" in told


def test_what_is_given_stands_in_for_the_desks_own(own_line: Redis) -> None:
    weeks_of_counts(own_line, cair(), today(), 8)
    told = without_profile("--day", "monday", "--handle", "600", "--weeks", "4").output
    assert "calls of 600 s, 15 s to connect, patience of 120 s" in told


def test_each_language_is_planned_for_by_itself(own_line: Redis) -> None:
    weeks_of_counts(own_line, cair(), today(), 8)
    counts = {"wanted": 6, "answered": 6, "talk": 600_000, "wrap_up": 0, "connections": 6, "connect": 120_000}
    for day in open_days(cair(), today(), 8):
        for slot in (18, 19, 20):
            for metric, number in counts.items():
                add_counts(own_line, cair(), day, slot, {metric: number}, language="es")
    english, spanish, every = (
        json.loads(without_profile("--day", "Monday", "--json", *part).output)[0]
        for part in (("--language", "en"), ("--language", "es", "--line", "general"), ())
    )
    calls = [round(sum(slot["calls"] for slot in day["slots"])) for day in (english, spanish, every)]
    assert calls == [64, 18, 82]
    assert english["rep_hours"] + spanish["rep_hours"] > every["rep_hours"]
    told = without_profile("--day", "Monday", "--language", "es").output
    assert "Own arrivals (es)" in told
    assert "calls of 100 s, 20 s to connect" in told


@pytest.mark.parametrize(("option", "name"), [("--line", "sales"), ("--language", "fr")])
def test_a_line_or_language_that_the_desk_has_not_is_refused(own_line: Redis, option: str, name: str) -> None:
    result = without_profile(option, name)
    assert result.exit_code == 1
    assert f"the desk has no {option[2:]} {name!r}; it has" in result.output


def test_shrinkage_is_added_to_the_reps_that_are_needed(profile: Path) -> None:
    (plain,) = json.loads(staffing(profile, "--day", "Monday", "--json").output)
    (day,) = json.loads(staffing(profile, "--day", "Monday", "--shrinkage", "30", "--json").output)
    assert day["rep_hours"] == plain["rep_hours"] == plain["scheduled_hours"]
    assert day["scheduled_hours"] == pytest.approx(day["rep_hours"] / 0.7)
    assert all(slot["scheduled"] >= slot["reps"] / 0.7 > slot["scheduled"] - 1 for slot in day["slots"])
    table = staffing(profile, "--day", "Monday", "--shrinkage", "30").output
    assert "with breaks, training and illness" in table
    assert table.splitlines()[1].endswith("scheduled")


def test_too_little_of_its_own_is_said_with_what_to_do(own_line: Redis) -> None:
    result = without_profile("--day", "Monday")
    assert result.exit_code == 1
    assert "the last 8 weeks tell too little of 'Monday'" in result.output
    assert "--profile FILE" in result.output
