"""`helpdesk staffing`: how many reps it takes, half hour by half hour, to keep a promise to callers."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from random import Random

import click

from commands.simulate import database
from routing.demand import Callers, Day, read_profile
from routing.erlang import Expected
from routing.outcome import Outcome
from routing.staffing import Calls, Slot, Target, rep_hours, staff_day
from routing.staffing_trial import try_out

COLUMNS = (
    *("from", "calls", "load", "reps", "in time", "give up", "busy"),
    *("one less: in time", "give up", "one more: in time", "give up"),
)
TRIED = ("tried: in time", "give up")


@dataclass(frozen=True)
class Plan:
    """The reps of one day, and what a trial of it on the line's own scripts came to."""

    day: Day
    slots: Sequence[Slot]
    tried: Sequence[Outcome | None] = ()
    """A slot each; None where nobody called."""


@click.command()
@click.option(
    "--profile",
    type=click.Path(path_type=Path),
    required=True,
    help="A CSV file.",
)
@click.option("--day", "name", help="Only the day of this name.")
@click.option("--per-day", type=click.FloatRange(0, min_open=True), help="Scale each day to so many calls.")
@click.option("--handle", type=click.FloatRange(0, min_open=True), default=300.0, show_default=True)
@click.option("--patience", type=click.FloatRange(0, min_open=True), default=180.0, show_default=True)
@click.option("--share", type=float, default=80.0, show_default=True, help="Percent to be answered in time.")
@click.option("--within", type=float, default=20.0, show_default=True, help="What is in time.")
@click.option("--give-up", type=float, default=5.0, show_default=True, help="Percent who may give up.")
@click.option("--slot", type=click.IntRange(5, 240), default=30, show_default=True, help="Minutes.")
@click.option("--try", "trials", type=click.IntRange(0, 1000), default=0, help="Play each day so often.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed, the same calls.")
@click.option("--csv", "as_csv", is_flag=True, help="For a spreadsheet.")
@click.option("--json", "as_json", is_flag=True, help="For a machine.")
def staffing(
    profile: Path,
    name: str | None,
    per_day: float | None,
    handle: float,
    patience: float,
    share: float,
    within: float,
    give_up: float,
    slot: int,
    trials: int,
    seed: int,
    as_csv: bool,
    as_json: bool,
) -> None:
    """Say how many reps it takes, half hour by half hour.

    A profile is a file of calls an hour (dow,0,1,…) or a slot (slot,Monday,…). Times are in seconds. What is shown is
    what the theory of waiting lines with impatient callers (Erlang A) expects; --try plays the plan on the line's own
    scripts as well, with days that differ at random and callers who call again.

    Example: helpdesk staffing --profile calls.csv --day Monday --handle 300 --patience 180
    """
    try:
        target = Target(share / 100, within, give_up / 100)
        days = [day for day in read_profile(profile) if name in (None, day.name)]
        if per_day:
            days = [day.scaled(per_day * day.per_hour / sum(day.calls)) for day in days]
        plans = [Plan(day, staff_day(day, Calls(handle, patience), target, slot * 60.0)) for day in days]
    except (OSError, ValueError) as error:
        raise click.ClickException(str(error)) from error
    if not plans:
        raise click.ClickException(f"the profile has no day {name!r}")
    if trials:
        plans = _tried(plans, Callers(handle, patience, is_lifelike=True), trials, seed)
    if as_json:
        click.echo(json.dumps([_told(plan, target) for plan in plans], indent=2))
    elif as_csv:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(("day", *COLUMNS, *(TRIED if trials else ())))
        writer.writerows((plan.day.name, *row) for plan in plans for row in _rows(plan, target))
    else:
        click.echo("\n\n".join(_table(plan, target) for plan in plans))


def _tried(plans: Sequence[Plan], callers: Callers, trials: int, seed: int) -> list[Plan]:
    random = Random(seed)
    with (
        database() as client,
        click.progressbar(length=len(plans) * trials, file=sys.stderr, hidden=not sys.stderr.isatty()) as bar,
    ):
        return [
            replace(
                plan,
                tried=try_out(client, plan.day, plan.slots, callers, trials, random, lambda: bar.update(1)),
            )
            for plan in plans
        ]


def _table(plan: Plan, target: Target) -> str:
    calls = sum(slot.calls for slot in plan.slots)
    head = f"{plan.day.name}: {calls:,.0f} calls, {rep_hours(plan.slots):g} hours of reps"
    columns = (*COLUMNS, *TRIED) if plan.tried else COLUMNS
    rows = [columns, *_rows(plan, target)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(columns))]
    lines = ["  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    return "\n".join([head, *lines])


def _rows(plan: Plan, target: Target) -> list[Sequence[str]]:
    """A row for each slot in which anybody calls."""
    tried = plan.tried or [None] * len(plan.slots)
    return [
        (*_row(slot, target), *(_tried_cells(outcome) if plan.tried else ()))
        for slot, outcome in zip(plan.slots, tried, strict=True)
        if slot.expected
    ]


def _row(slot: Slot, target: Target) -> Sequence[str]:
    hour, minute = divmod(round(slot.start / 60), 60)
    return (
        f"{hour:02}:{minute:02}",
        f"{slot.calls:.1f}",
        f"{slot.load:.1f}",
        str(slot.reps),
        *_cells(slot.expected, target),
        *_cells(slot.fewer, target)[:2],
        *_cells(slot.more, target)[:2],
    )


def _cells(expected: Expected | None, target: Target) -> Sequence[str]:
    """Answered in time, gave up, busy; nothing for what can't be."""
    if expected is None:
        return ("-", "-", "-")
    return (
        f"{expected.service_level(target.within):.0%}",
        f"{expected.abandonment:.1%}",
        f"{expected.occupancy:.0%}",
    )


def _tried_cells(outcome: Outcome | None) -> Sequence[str]:
    if outcome is None:
        return ("-", "-")
    return (f"{outcome.service_level:.0%}", f"{outcome.abandonment:.1%}")


def _told(plan: Plan, target: Target) -> dict[str, object]:
    tried = plan.tried or [None] * len(plan.slots)
    return {
        "day": plan.day.name,
        "rep_hours": rep_hours(plan.slots),
        "slots": [
            {
                **{name: getattr(slot, name) for name in ("start", "length", "calls", "load", "reps")},
                **{name: _figures(getattr(slot, name), target) for name in ("expected", "fewer", "more")},
                "tried": asdict(outcome) if outcome else None,
            }
            for slot, outcome in zip(plan.slots, tried, strict=True)
        ],
    }


def _figures(expected: Expected | None, target: Target) -> dict[str, float] | None:
    if expected is None:
        return None
    figures = {one.name: getattr(expected, one.name) for one in fields(expected) if one.compare}
    return {**figures, "service_level": expected.service_level(target.within)}
