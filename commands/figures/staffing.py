"""`helpdesk staffing`: the number of reps, half hour by half hour, that keeps a promise to callers."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import click

from commands.environment import database_or_exit, desk_or_exit, settings_or_exit
from commands.figures.simulate import database
from reports.arrivals import MOST_WEEKS, WEEKS, Arrivals, arrivals_of
from reports.export.plan_tables import StaffingPlan, plan_csv, plans_json, table_of
from routing.staffing.demand import Callers, DayProfile
from routing.staffing.profile import read_profile
from routing.staffing.staffing_plan import PATIENT, TYPICAL, Calls, ServiceTarget, staff_day
from routing.staffing.staffing_trial import try_plan
from routing.waits.recent_calls import TYPICAL_CONNECT
from store import clock

LONGEST = 30.0
"""Seconds to wait for the database; nobody is on the phone for it."""


@dataclass(frozen=True)
class Demand:
    """The days to plan for, and what callers are like; `told` says where that comes from."""

    days: Sequence[DayProfile]
    calls: Calls
    told: str = ""


@dataclass(frozen=True)
class Given:
    """What calls are like as the command was told, in seconds; None for what it was not told."""

    handle: float | None
    connect: float | None
    patience: float | None


@click.command()
@click.option(
    "--profile",
    type=click.Path(path_type=Path),
    help="A CSV file of calls to expect; without one, the desk's own arrivals.",
)
@click.option("--desk", "desk_id", help="Whose own arrivals; by default the only or first desk's.")
@click.option("--line", default="", help="Of own arrivals: only those of this line.")
@click.option("--language", default="", help="Of own arrivals: only those in this language, such as es.")
@click.option(
    "--weeks",
    type=click.IntRange(1, MOST_WEEKS),
    default=WEEKS,
    show_default=True,
    help="Of own arrivals: how far back.",
)
@click.option("--day", "name", help="Only the day of this name.")
@click.option("--per-day", type=click.FloatRange(0, min_open=True), help="Scale each day to so many calls.")
@click.option(
    "--handle",
    type=click.FloatRange(0, min_open=True),
    help=f"Seconds of talk and wrap-up; by default the desk's own, {TYPICAL:g} with a profile.",
)
@click.option(
    "--connect",
    type=click.FloatRange(0),
    help="Seconds from a rep's phone ringing until rep and caller talk; by default the desk's own, "
    f"{TYPICAL_CONNECT:g} with a profile.",
)
@click.option(
    "--patience",
    type=click.FloatRange(0, min_open=True),
    help=f"By default the desk's own, {PATIENT:g} with a profile.",
)
@click.option("--share", type=float, default=80.0, show_default=True, help="Percent to be answered in time.")
@click.option("--within", type=float, default=20.0, show_default=True, help="What is in time.")
@click.option("--give-up", type=float, default=5.0, show_default=True, help="Percent who may give up.")
@click.option(
    "--shrinkage",
    type=click.FloatRange(0, 90),
    default=0.0,
    show_default=True,
    help="Percent of paid time that reps are not on calls: breaks, training, illness.",
)
@click.option("--slot", type=click.IntRange(5, 240), default=30, show_default=True, help="Minutes.")
@click.option("--try", "trials", type=click.IntRange(0, 1000), default=0, help="Play each day so often.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed, the same calls.")
@click.option("--csv", "as_csv", is_flag=True, help="For a spreadsheet.")
@click.option("--json", "as_json", is_flag=True, help="For a machine.")
def staffing(
    profile: Path | None,
    desk_id: str | None,
    line: str,
    language: str,
    weeks: int,
    name: str | None,
    per_day: float | None,
    handle: float | None,
    connect: float | None,
    patience: float | None,
    share: float,
    within: float,
    give_up: float,
    shrinkage: float,
    slot: int,
    trials: int,
    seed: int,
    as_csv: bool,
    as_json: bool,
) -> None:
    """Say how many reps it takes, half hour by half hour.

    Without a profile it plans for the desk's own arrivals: a typical day of each weekday. A profile is a file of calls
    an hour (dow,8,9,…) or a slot (slot,Monday,…). Times are in seconds. What is shown is what the theory of waiting
    lines with impatient callers (Erlang A) expects; the time in which a rep is rung and connected takes the rep's time
    and is part of the caller's wait. --try plays the plan on the line's own scripts as well, with days that differ at
    random and callers who call again.

    Examples: helpdesk staffing --day Monday --try 50
    helpdesk staffing --profile calls.csv --day Monday --handle 300 --patience 180
    """
    try:
        target = ServiceTarget(share / 100, within, give_up / 100)
        given = Given(handle, connect, patience)
        demand = _of_profile(profile, given) if profile else _own(desk_id, weeks, line, language, given)
        days = [day for day in demand.days if not name or day.name.lower() == name.lower()]
        if per_day:
            days = [day.scaled(per_day * day.per_hour / sum(day.calls)) for day in days]
        plans = [
            StaffingPlan(day, staff_day(day, demand.calls, target, slot * 60.0), shrinkage=shrinkage / 100)
            for day in days
        ]
    except (OSError, ValueError) as error:
        raise click.ClickException(str(error)) from error
    if not plans:
        raise click.ClickException(
            f"there is no day {name!r} in {profile}" if profile else _too_little(name, weeks)
        )
    if trials:
        callers = Callers(demand.calls.handle, demand.calls.patience, is_lifelike=True)
        plans = _tried(plans, callers, trials, seed, target, demand.calls.connect)
    if as_json:
        click.echo(plans_json(plans, target))
    elif as_csv:
        click.echo(plan_csv(plans, target), nl=False)
    else:
        told = [demand.told] if demand.told else []
        click.echo("\n\n".join([*told, *(table_of(plan, target) for plan in plans)]))


def _of_profile(profile: Path, given: Given) -> Demand:
    calls = Calls(
        given.handle or TYPICAL,
        given.patience or PATIENT,
        TYPICAL_CONNECT if given.connect is None else given.connect,
    )
    return Demand(read_profile(profile), calls)


def _own(desk_id: str | None, weeks: int, line: str, language: str, given: Given) -> Demand:
    """Return the demand from the desk's own callers; values that are given are not looked up."""
    settings = settings_or_exit()
    desk = desk_or_exit(settings, desk_id).desk
    _known_or_exit("line", line, [one.id for one in desk.lines])
    _known_or_exit("language", language, list(desk.languages))
    today = clock.now().astimezone(ZoneInfo(desk.zone)).date()
    with database_or_exit(settings, LONGEST) as client:
        own = arrivals_of(client, desk, today, weeks, line, language)
    calls = Calls(
        given.handle or own.handle,
        given.patience or own.patience,
        own.connect if given.connect is None else given.connect,
    )
    return Demand(own.days, calls, _where_from(own, calls, " ".join(filter(None, (line, language)))))


def _known_or_exit(what: str, name: str, names: Sequence[str]) -> None:
    if name and name not in names:
        raise click.ClickException(f"the desk has no {what} {name!r}; it has {', '.join(names)}")


def _where_from(own: Arrivals, calls: Calls, part: str) -> str:
    return (
        f"Own arrivals{f' ({part})' if part else ''} from {own.first} to {own.last}; "
        f"calls of {calls.handle:.0f} s, {calls.connect:.0f} s to connect, patience of {calls.patience:.0f} s"
    )


def _too_little(name: str | None, weeks: int) -> str:
    about = f"of {name!r}" if name else "of any weekday"
    return (
        f"the last {weeks} weeks tell too little {about}: three such days with twenty callers in all are needed. "
        "Look further back with --weeks, or say what calls to expect: --profile FILE"
    )


def _tried(
    plans: Sequence[StaffingPlan],
    callers: Callers,
    trials: int,
    seed: int,
    target: ServiceTarget,
    connect: float,
) -> list[StaffingPlan]:
    random = Random(seed)
    with (
        database() as client,
        click.progressbar(length=len(plans) * trials, file=sys.stderr, hidden=not sys.stderr.isatty()) as bar,
    ):

        def play(plan: StaffingPlan) -> StaffingPlan:
            tried = try_plan(
                client,
                plan.day,
                plan.slots,
                callers,
                trials,
                random,
                target,
                connect,
                lambda: bar.update(1),
            )
            return replace(plan, tried=tried)

        return [play(plan) for plan in plans]
