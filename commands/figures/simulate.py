"""`helpdesk simulate`: simulates how long callers would wait with so many reps, on the line's own scripts."""

from __future__ import annotations

import json
import math
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from random import Random
from statistics import stdev

import click
from redis import Redis

from routing.staffing.demand import HOUR, Callers, DayProfile, even_day
from routing.staffing.erlang import Workload, expect
from routing.staffing.outcome import GOOD_ANSWER, OutcomeTally, SimulationOutcome
from routing.staffing.profile import read_profile
from routing.staffing.simulation import Simulation
from store.connection import connect
from store.valkey import EmbeddedValkey

WARM_UP = 1.0
"""Hours before an even day begins to count, as a line that begins empty is not yet what it will be."""
STRETCHES = 10
"""Of a day that is not played more often than that, from which standard errors are made."""
PATIENCE = 30.0
"""Seconds to wait for the database; nobody is on the phone for it."""
LABELS = {
    "calls": ("calls", "{:,.0f}"),
    "p_wait": ("callers who wait", "{:.2%}"),
    "mean_wait": ("mean wait of all", "{:.2f} s"),
    "asa": ("mean wait of those answered", "{:.2f} s"),
    "service_level": ("answered within 20 s", "{:.2%}"),
    "abandonment": ("callers who give up", "{:.2%}"),
    "occupancy": ("reps' time spent on calls", "{:.2%}"),
    "range_coverage": ("waits within the range announced", "{:.2%}"),
}


@dataclass(frozen=True)
class Trial:
    """The configuration of a simulation."""

    days: list[DayProfile]
    callers: Callers
    reps: int
    warm_up: float
    """Seconds."""
    seed: int
    replications: int


@click.command()
@click.option("--per-hour", type=click.FloatRange(0, min_open=True), help="Calls an hour.")
@click.option("--handle", type=click.FloatRange(0, min_open=True), default=300.0, show_default=True)
@click.option("--reps", type=click.IntRange(1), default=5, show_default=True)
@click.option(
    "--patience", type=click.FloatRange(0, min_open=True), default=math.inf, help="Default: no end."
)
@click.option("--hours", type=click.FloatRange(0, min_open=True), default=8.0, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed, the same calls.")
@click.option("--replications", type=click.IntRange(1), default=1, show_default=True, help="So many times.")
@click.option("--profile", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A CSV file.")
@click.option("--json", "as_json", is_flag=True, help="For a machine: one object.")
def simulate(
    per_hour: float | None,
    handle: float,
    reps: int,
    patience: float,
    hours: float,
    seed: int,
    replications: int,
    profile: Path | None,
    as_json: bool,
) -> None:
    """Try out how long callers would wait.

    The line's own scripts decide, in virtual time, on a database of their own. Times are in seconds. Without a profile
    calls come at an even rate, and what theory expects is shown beside; ± is the standard error that chance makes. A
    profile is a file of calls an hour (dow,0,1,…) or a slot (slot,Monday,…); its days differ at random, calls last
    lognormally, callers who give up call again; --per-hour then scales its days, and --hours is not used.

    Example: helpdesk simulate --per-hour 60 --handle 300 --reps 5 --patience 180
    """
    days = _days(profile, per_hour, hours)
    callers = Callers(handle, patience, is_lifelike=profile is not None)
    trial = Trial(days, callers, reps, 0.0 if profile else WARM_UP * HOUR, seed, replications)
    theory = None
    try:
        if per_hour is not None and profile is None:
            theory = _theory(Workload(per_hour, handle, reps, patience))
        outcome, errors = simulate_days(trial)
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        click.echo(json.dumps({**asdict(outcome), "theory": theory, "errors": errors}))
    else:
        click.echo(_table(outcome, theory, errors))


def _days(profile: Path | None, per_hour: float | None, hours: float) -> list[DayProfile]:
    if profile is None:
        if per_hour is None:
            raise click.UsageError("say how many calls come: --per-hour 60, or --profile FILE")
        return [even_day(per_hour, hours + WARM_UP)]
    try:
        days = read_profile(profile)
    except (OSError, ValueError) as error:
        raise click.UsageError(str(error)) from error
    return days if per_hour is None else [day.scaled(per_hour) for day in days]


def simulate_days(trial: Trial) -> tuple[SimulationOutcome, dict[str, float]]:
    """Simulate every day so many times; return the figures and their standard errors.

    Raises ValueError if nobody calls.
    """
    tally, random = OutcomeTally(), Random(trial.seed)
    parts: list[OutcomeTally] = []
    length = sum(len(day.calls) * day.interval for day in trial.days) * trial.replications
    with (
        database() as client,
        click.progressbar(length=round(length), file=sys.stderr, hidden=not sys.stderr.isatty()) as bar,
    ):
        for _ in range(trial.replications):
            for day in trial.days:
                parts += _play(trial, day, random, client, tally, bar.update)
    return tally.outcome(), _errors(parts)


def _errors(parts: Sequence[OutcomeTally]) -> dict[str, float]:
    """Return the standard error of each figure, from stretches so long that they hardly depend on each other.

    In a crowded line even an hour of calls is little: what is off by two of these errors is off by chance.
    """
    outcomes = [part.outcome() for part in parts if part.has_calls]
    found = dict[str, float]()
    for name in LABELS:
        values = [float(value) for one in outcomes if (value := getattr(one, name)) is not None]
        if name != "calls" and len(values) > 1:
            found[name] = stdev(values) / math.sqrt(len(values))
    return found


def _play(
    trial: Trial,
    day: DayProfile,
    random: Random,
    client: Redis,
    tally: OutcomeTally,
    advance: Callable[[int], None],
) -> list[OutcomeTally]:
    """Play a day on an empty database; return the counts of its stretches, too.

    `advance` is called with the seconds that have passed.
    """
    client.flushall()
    varied = day.varied(random) if trial.callers.is_lifelike else day
    calls = [trial.callers.call(random, at) for at in varied.moments(random)]
    end = len(day.calls) * day.interval
    told = Simulation(client, trial.reps).run(calls, _hundredths(round(end), advance))
    begin, number = round(trial.warm_up * 1000), STRETCHES if trial.replications < STRETCHES else 1
    tally.add(told, trial.reps, begin, round(end * 1000))
    edges = [begin + round((end * 1000 - begin) * at / number) for at in range(number + 1)]
    parts = [OutcomeTally() for _ in range(number)]
    for part, since, until in zip(parts, edges[:-1], edges[1:], strict=True):
        part.add(told, trial.reps, since, until)
    return parts


def _hundredths(end: int, advance: Callable[[int], None]) -> Callable[[int], None]:
    """Return a function that takes the virtual time in ms and advances the display in visible steps."""
    shown, step = 0, max(1, end // 100)

    def show(at: int) -> None:
        nonlocal shown
        passed = min(end, at // 1000) - shown
        if passed >= step:
            advance(passed)
            shown += passed

    return show


@contextmanager
def database() -> Iterator[Redis]:
    """Yield an empty database that keeps nothing on disk."""
    with (
        tempfile.TemporaryDirectory(prefix="helpdesk-simulate-") as folder,
        EmbeddedValkey(Path(folder)) as own,
        connect(own.url, timeout=PATIENCE) as client,
    ):
        client.config_set("appendonly", "no")
        yield client


def _theory(work: Workload) -> dict[str, float] | None:
    """Return the figures that Erlang's formulas expect; None if the queue would grow without end."""
    try:
        expected = expect(work)
    except ValueError:
        return None
    figures = {field.name: getattr(expected, field.name) for field in fields(expected) if field.compare}
    return {**figures, "service_level": expected.service_level(GOOD_ANSWER / 1000)}


def _table(outcome: SimulationOutcome, theory: dict[str, float] | None, errors: dict[str, float]) -> str:
    lines = []
    for name, (label, form) in LABELS.items():
        value = getattr(outcome, name)
        found = "none was said" if value is None else form.format(value)
        expected = f"   theory {form.format(theory[name])}" if theory and name in theory else ""
        chance = f" ± {form.format(errors[name])}" if name in errors else ""
        lines.append(f"{label:<33}{found:>14}{chance:<12}{expected}")
    return "\n".join(lines)
