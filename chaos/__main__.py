"""`python -m chaos`: prints one JSON object; what misses a goal is told on stderr, progress on a terminal only."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import click

from chaos.bound import add_to, in_words
from chaos.chaos_run import own_desks, run_chaos
from chaos.run_plan import VICTIMS, RunPlan
from chaos.servers.database import DatabaseUnderTest, OneValkey
from chaos.servers.sentinels import WatchedMaster
from chaos.servers.three_nodes import ThreeNodes, two_desks

DATABASES: dict[str, tuple[Callable[[Path], DatabaseUnderTest], Callable[[Path], Path]]] = {
    "one": (OneValkey, own_desks),
    "sentinel": (WatchedMaster, own_desks),
    "cluster": (ThreeNodes, two_desks),
}
"""What may be under test, and which desks with it."""


@click.command(epilog="Example: python -m chaos --calls 200 --reps 10 --seed 7")
@click.option("--calls", default=RunPlan.calls, show_default=True, help="How many calls come.")
@click.option("--reps", default=RunPlan.reps, show_default=True, help="How many reps answer.")
@click.option(
    "--seed", default=RunPlan.seed, show_default=True, help="Of the dice; processes have their own mind."
)
@click.option(
    "--seconds-between-faults",
    default=RunPlan.seconds_between_faults,
    show_default=True,
    help="From one broken process to the next.",
)
@click.option(
    "--database",
    type=click.Choice(list(DATABASES)),
    default="one",
    show_default=True,
    help="One server, a master with sentinels, or a cluster with two desks.",
)
@click.option(
    "--victim",
    "victims",
    type=click.Choice(VICTIMS),
    multiple=True,
    default=VICTIMS,
    help="Break nothing but this; repeatable.",
)
@click.option(
    "--add-to",
    "results",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Append the figures to this file, and judge all runs in it.",
)
@click.option("--no-faults", is_flag=True, help="Break nothing.")
def main(
    calls: int,
    reps: int,
    seed: int,
    seconds_between_faults: float,
    database: str,
    victims: tuple[str, ...],
    results: Path | None,
    no_faults: bool,
) -> None:
    """Let callers call while the line's processes are killed and stopped, and see whether anybody is lost."""
    plan = RunPlan(calls, reps, seed, seconds_between_faults, faults=not no_faults, victims=victims)
    found = run_chaos(plan, print_progress, *DATABASES[database])
    for offence in found.offences:
        print(offence, file=sys.stderr)
    print(json.dumps(asdict(found.figures)))
    print(in_words(found.figures.lost, found.figures.calls), file=sys.stderr)
    if results is not None:
        print(add_to(results, found.figures), file=sys.stderr)
    sys.exit(0 if found.figures.is_good else 1)


def print_progress(progress: str) -> None:
    """Say on a terminal how far it is."""
    if sys.stderr.isatty():
        print(progress, file=sys.stderr)


if __name__ == "__main__":
    main(prog_name="python -m chaos")
