"""`python -m tests.oracles.reference`: simulates the reference rows on the line's own scripts.

Crowded lines move so slowly that a plain mean over a day's work is off by a tenth. So the same callers also go through
two desks with one and two reps more, first come, first served, whose true figures theory knows: what chance did to
those is taken off (`tests/oracles/controls.py`). The plain means are shown too.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from random import Random

import click

from commands.figures.simulate import database
from routing.staffing.demand import HOUR, Callers, ComingCall, even_day
from routing.staffing.erlang import Workload, expect
from routing.staffing.outcome import GOOD_ANSWER, OutcomeTally, SimulationOutcome
from routing.staffing.simulation import SimulatedCall, Simulation
from routing.waits.estimate import LIKELY_HIGH, LIKELY_LOW
from tests.oracles.controls import Estimate, controlled, plain
from tests.oracles.coverage import Ended, ends, share_below
from tests.oracles.first_come import first_come_first_served

ROWS = {
    1: Workload(2880, 60, 50),
    4: Workload(200, 180, 14),
    6: Workload(200, 180, 14, 300),
    7: Workload(1000, 120, 40),
    10: Workload(500, 210, 32),
    11: Workload(500, 210, 34),
    13: Workload(30, 300, 3, 180),
    15: Workload(60, 300, 6, 180),
    17: Workload(72, 300, 6, 300),
}
"""Calls an hour, handling time, reps, patience: `reference/call-center.md`, 2.2."""
CALLS = {1: 60_000, 10: 15_000, 13: 5_000, 15: 5_000, 17: 5_000}
USUAL_CALLS = 10_000
"""Calls in one replication, so that the standard errors come to about one percent (two for the mean wait of row 1)."""
REPLICATIONS = 20
ALLOWED = 0.02
WARM_UP = 0.1
"""The share of each replication that does not count, at least an hour."""
MORE_REPS = (1, 2)
FIGURES = ("p_wait", "mean_wait", "asa", "service_level", "abandonment", "occupancy")


@dataclass(frozen=True)
class Replication:
    """The figures of one day: the line's, those of the control desks, and the work that came, as a share of the
    expected work."""

    found: SimulationOutcome
    beside: Sequence[SimulationOutcome]
    work: float
    waits: Sequence[Ended]


@dataclass(frozen=True)
class Figure:
    """A figure of a row. `plain` and `controlled` are relative differences from theory."""

    row: int
    name: str
    theory: float
    plain: Estimate
    controlled: Estimate

    @property
    def passes(self) -> bool:
        return abs(self.controlled.mean) <= ALLOWED


@dataclass(frozen=True)
class Row:
    """All of a row. `coverage` is the share of waits within the range that was said, if one was.

    `below_low` and `below_high` are the shares of waits below what was foreseen for 20 and 80 % of them.
    """

    number: int
    calls: int
    figures: Sequence[Figure]
    coverage: float | None
    below_low: float | None = None
    below_high: float | None = None


def simulate_row(number: int, calls: int, replications: int = REPLICATIONS) -> Row:
    """Simulate a row, so many times so many calls. Desks where callers give up announce the wait."""
    work = ROWS[number]
    with database() as client:
        days = []
        for seed in range(replications):
            client.flushall()
            simulation = Simulation(client, work.reps, announces=not math.isinf(work.patience))
            days.append(_replication(simulation, work, calls, Random(f"{number} {seed}")))
    said = [day.found.range_coverage for day in days if day.found.range_coverage is not None]
    figures = tuple(_figures(number, work, days))
    calls = sum(day.found.calls for day in days)
    if not said:
        return Row(number, calls, figures, None)
    waits = [wait for day in days for wait in day.waits]
    below = (share_below(waits, level) for level in (LIKELY_LOW, LIKELY_HIGH))
    return Row(number, calls, figures, sum(said) / len(said), *below)


def _replication(simulation: Simulation, work: Workload, count: int, random: Random) -> Replication:
    hours = count / work.per_hour
    begin = max(HOUR, WARM_UP * hours * HOUR)
    callers = Callers(work.handle, work.patience)
    moments = even_day(work.per_hour, hours + begin / HOUR).moments(random)
    calls = [callers.call(random, at) for at in moments]
    span = round(begin * 1000), round((hours * HOUR + begin) * 1000)
    told = simulation.run(calls)
    found = _tally(told, work.reps, span)
    desks = (work.reps + more for more in MORE_REPS)
    beside = [_tally(first_come_first_served(calls, reps), reps, span) for reps in desks]
    return Replication(found, beside, _work(calls, span[0]) / (count * work.handle), tuple(ends(told, span)))


def _tally(told: Iterable[SimulatedCall], reps: int, span: tuple[int, int]) -> SimulationOutcome:
    tally = OutcomeTally()
    tally.add(told, reps, *span)
    return tally.outcome()


def _work(calls: Iterable[ComingCall], begin: int) -> float:
    return sum(call.handle for call in calls if call.at >= begin) / 1000


def _figures(number: int, work: Workload, days: Sequence[Replication]) -> Iterator[Figure]:
    theory = _theory(work)
    others = [_theory(Workload(work.per_hour, work.handle, work.reps + n, work.patience)) for n in MORE_REPS]
    for name in FIGURES:
        if not theory[name]:
            continue
        found = [getattr(day.found, name) / theory[name] - 1 for day in days]
        controls = [
            [getattr(day.beside[n], name) / other[name] - 1 for day in days] for n, other in enumerate(others)
        ]
        controls.append([day.work - 1 for day in days])
        yield Figure(number, name, theory[name], plain(found), controlled(found, controls))


def _theory(work: Workload) -> dict[str, float]:
    expected = expect(work)
    figures = {name: getattr(expected, name) for name in FIGURES if name != "service_level"}
    return {**figures, "service_level": expected.service_level(GOOD_ANSWER / 1000)}


@click.command()
@click.option(
    "--row", "rows", type=click.Choice([str(row) for row in ROWS]), multiple=True, help="Only this."
)
@click.option("--share", type=click.FloatRange(0, 10, min_open=True), default=1.0, help="Of the usual calls.")
@click.option("--jobs", type=click.IntRange(1), default=2, show_default=True, help="Rows at a time.")
@click.option("--json", "as_json", is_flag=True, help="For a machine: one object a row.")
def main(rows: Sequence[str], share: float, jobs: int, as_json: bool) -> None:
    """Simulate the reference rows and print how far each figure is off, in percent with its standard error.

    Ends with 1 if a figure is off by more than 2 %. All rows take some twenty minutes on two idle cores.

    Example: python -m tests.oracles.reference --row 13 --row 17
    """
    numbers = [int(row) for row in rows] or sorted(ROWS, key=lambda row: -CALLS.get(row, USUAL_CALLS))
    passed = True
    with ProcessPoolExecutor(jobs) as pool:
        lengths = {number: round(CALLS.get(number, USUAL_CALLS) * share) for number in numbers}
        for done in as_completed([pool.submit(simulate_row, *each) for each in lengths.items()]):
            row = done.result()
            passed = passed and all(figure.passes for figure in row.figures)
            click.echo(json.dumps(asdict(row)) if as_json else _table(row))
    sys.exit(0 if passed else 1)


def _table(row: Row) -> str:
    lines = [f"row {row.number}, {row.calls:,} calls"]
    if row.coverage is not None:
        below = f"below P20 {row.below_low:.1%}, below P80 {row.below_high:.1%}"
        lines.append(f"  waits within the range that was said {row.coverage:.1%}; {below}")
    for figure in row.figures:
        verdict = "passes" if figure.passes else "is off"
        lines.append(
            f"  {figure.name:<14}{figure.theory:>9.4f}  {_percent(figure.controlled)} {verdict}"
            f"   plain mean {_percent(figure.plain)}"
        )
    return "\n".join(lines)


def _percent(estimate: Estimate) -> str:
    return f"{100 * estimate.mean:+6.2f} ± {100 * estimate.error:.2f} %"


if __name__ == "__main__":
    main()
