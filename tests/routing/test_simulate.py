"""The line's own scripts treat simulated callers as the theory of waiting lines says they are treated."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner, Result
from redis import Redis

from commands.figures.simulate import simulate
from routing.queue.desk_state import DeskState
from routing.staffing.demand import Callers, ComingCall, DayProfile, even_day
from routing.staffing.erlang import Workload, expect
from routing.staffing.outcome import OutcomeTally
from routing.staffing.simulation import DESK, LANGUAGE, LINE, SimulatedCall, Simulation
from tests.databases import empty
from tests.oracles.first_come import first_come_first_served

FIGURES = [
    "calls",
    "p_wait",
    "mean_wait",
    "asa",
    "service_level",
    "abandonment",
    "occupancy",
    "range_coverage",
    "theory",
    "errors",
]


def calls_of(per_hour: float, callers: Callers, hours: float, seed: int = 1) -> list[ComingCall]:
    random = Random(seed)
    return [callers.call(random, at) for at in even_day(per_hour, hours).moments(random)]


def outcomes(told: list[SimulatedCall]) -> list[tuple[int, bool]]:
    return [(one.waited, one.answered is not None) for one in told]


@pytest.mark.parametrize(
    ("work", "hours"),
    [
        (Workload(30, 300, 3, 180), 20),
        (Workload(72, 300, 6, 300), 10),
        (Workload(200, 180, 14), 3),
        (Workload(200, 180, 14, 300), 6),
        (Workload(500, 210, 32), 2),
        (Workload(2880, 60, 50), 0.3),
    ],
    ids=["row 13", "row 17", "row 4", "row 6", "row 10", "row 1"],
)
def test_every_caller_waits_exactly_as_long_as_first_come_first_served_says(
    work: Workload, hours: float, redis: Redis
) -> None:
    calls = calls_of(work.per_hour, Callers(work.handle, work.patience), hours)
    simulation = Simulation(redis, work.reps)
    told = simulation.run(calls)
    assert len(told) == len(calls) > 500
    assert sum(one.waited > 0 for one in told) > 50
    assert outcomes(told) == outcomes(list(first_come_first_served(calls, work.reps)))
    assert simulation.faults() == []


@pytest.mark.long
@pytest.mark.parametrize(
    "work", [Workload(30, 300, 3, 180), Workload(60, 300, 6, 180)], ids=["row 13", "row 15"]
)
def test_first_come_first_served_leads_to_the_reference_rows(work: Workload) -> None:
    """So do the scripts then, which wait no ms more or less; on them alone this would take minutes."""
    hours = 15_000 / work.per_hour
    tally = OutcomeTally()
    for seed in range(20):
        calls = calls_of(work.per_hour, Callers(work.handle, work.patience), hours, seed)
        told = first_come_first_served(calls, work.reps)
        tally.add(told, work.reps, 3_600_000, round(hours * 3_600_000))
    found, expected = tally.outcome(), expect(work)
    for figure in ("p_wait", "mean_wait", "asa", "abandonment", "occupancy"):
        assert getattr(found, figure) == pytest.approx(getattr(expected, figure), rel=0.02), figure
    assert found.service_level == pytest.approx(expected.service_level(20), rel=0.02)


def test_a_caller_who_gave_up_and_calls_again_soon_has_the_old_place(redis: Redis) -> None:
    busy = ComingCall(0, 600_000, math.inf)
    impatient = ComingCall(1_000, 60_000, 10_000, redials_after=100_000)
    later = ComingCall(20_000, 60_000, math.inf)
    told = Simulation(redis, 1).run([busy, impatient, later])
    again = told[-1]
    assert (again.call.at, again.number) == (111_000, told[1].number)
    # The second attempt's patience ends before the rep is free; nobody is overtaken meanwhile.
    assert again.gave_up == 121_000
    patient_again = ComingCall(1_000, 60_000, 10_000, redials_after=585_000)
    empty(redis)
    told = Simulation(redis, 1).run([busy, patient_again, later])
    assert [one.answered for one in told] == [0, None, 660_000, 600_000]


def test_a_callers_range_is_held_against_the_wait() -> None:
    tally = OutcomeTally()
    tally.add([SimulatedCall(ComingCall(0, 1000, math.inf), "", answered=0)], 1, 0, 1000)
    assert tally.outcome().range_coverage is None
    assert tally.outcome().occupancy == 1.0


def run(*arguments: str) -> Result:
    return CliRunner().invoke(simulate, [*arguments])


def test_it_prints_the_figures_for_a_machine_and_the_same_ones_again() -> None:
    arguments = ("--per-hour", "60", "--patience", "180", "--hours", "1", "--replications", "2", "--json")
    first, again, other = run(*arguments), run(*arguments), run(*arguments, "--seed", "2")
    figures = json.loads(first.output)
    assert list(figures) == FIGURES
    assert 0 < figures["range_coverage"] <= 1
    assert figures["theory"]["abandonment"] == pytest.approx(expect(Workload(60, 300, 5, 180)).abandonment)
    assert first.output == again.output != other.output
    assert 0 < figures["errors"]["asa"] < figures["asa"]


def test_the_table_says_what_chance_makes_of_each_figure() -> None:
    lines = run("--per-hour", "60", "--patience", "180", "--hours", "2").output.splitlines()
    (asa,) = (line for line in lines if line.startswith("mean wait of those answered"))
    assert re.search(r"\d s ± \d+\.\d\d s +theory \d", asa), asa


def test_ringing_takes_the_reps_time_and_the_callers(redis: Redis) -> None:
    calls = [
        ComingCall(0, 100_000, math.inf),
        ComingCall(10_000, 100_000, math.inf),
        ComingCall(20_000, 50_000, 30_000),
    ]
    simulation = Simulation(redis, 1, connect=15_000)
    told = simulation.run(calls)
    assert [one.answered for one in told] == [15_000, 130_000, None]
    assert simulation.faults() == []
    assert told[2].gave_up == 50_000
    tally = OutcomeTally(20_000, 15_000)
    tally.add(told, 1, 0, 230_000)
    outcome = tally.outcome()
    assert (outcome.p_wait, outcome.service_level, outcome.occupancy) == (2 / 3, 1 / 3, 1.0)
    assert DeskState(redis, DESK, now=230_000).look(LINE, LANGUAGE).outlook.recent.connected == pytest.approx(
        29.7
    )


def test_it_prints_a_table_with_the_theory_beside() -> None:
    output = run(
        "--per-hour", "30", "--handle", "300", "--reps", "3", "--patience", "180", "--hours", "1"
    ).output
    assert "theory 41.90%" in output
    assert "answered within 20 s" in output


def test_a_line_without_end_has_no_theory() -> None:
    assert (
        json.loads(run("--per-hour", "60", "--reps", "1", "--hours", "1", "--json").output)["theory"] is None
    )


def profile(folder: Path, text: str) -> Path:
    path = folder / "profile.csv"
    path.write_text(text)
    return path


def test_a_day_of_a_profile_is_simulated_with_callers_who_call_again(tmp_path: Path) -> None:
    path = profile(tmp_path, "dow,0,1\nMonday,60,30\n")
    figures = json.loads(run("--profile", str(path), "--patience", "120", "--reps", "3", "--json").output)
    assert figures["theory"] is None
    assert 60 < figures["calls"] < 200
    scaled = run("--profile", str(path), "--per-hour", "10", "--reps", "3", "--json")
    assert json.loads(scaled.output)["calls"] < 60


@pytest.mark.parametrize(
    "text", ["", "day,0\nMonday,1\n", "dow,0\nMonday,1,2\n", "dow,0\nMonday,many\n", "dow,0\nMonday,0\n"]
)
def test_a_file_that_is_no_profile_is_refused_with_a_reason(text: str, tmp_path: Path) -> None:
    refused = run("--profile", str(profile(tmp_path, text)))
    assert refused.exit_code == 2
    assert "profile.csv" in refused.output


def test_it_says_what_is_missing() -> None:
    assert "--per-hour 60, or --profile FILE" in run().output


def test_days_differ_and_handling_is_lognormal_where_callers_are_lifelike() -> None:
    random = Random(1)
    day = DayProfile("Monday", 3600, [100.0] * 10)
    rates = [day.varied(random).per_hour / 100 for _ in range(4000)]
    mean = sum(rates) / len(rates)
    spread = math.sqrt(sum((rate - mean) ** 2 for rate in rates) / len(rates))
    assert (mean, spread) == (pytest.approx(1, rel=0.01), pytest.approx(0.0913, rel=0.05))
    callers = Callers(300, 350, is_lifelike=True)
    calls = [callers.call(random, 0) for _ in range(40_000)]
    handled = [call.handle / 1000 for call in calls]
    mean = sum(handled) / len(handled)
    variation = math.sqrt(sum((each - mean) ** 2 for each in handled) / len(handled)) / mean
    assert (mean, variation) == (pytest.approx(300, rel=0.03), pytest.approx(1.2, rel=0.1))
    redials = [call.redials_after for call in calls if call.redials_after is not None]
    assert len(redials) / len(calls) == pytest.approx(0.5, rel=0.05)
    assert sum(redials) / len(redials) == pytest.approx(900_000, rel=0.05)
