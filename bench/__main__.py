"""`python -m bench`: prints one JSON object a line; progress goes to a terminal only.

Each has name, value, unit, ratio, goal and ok.
"""

from __future__ import annotations

import json
import sys

import click

from bench.figure_table import GOALS
from bench.load import LoadFailed
from bench.measurements import MEASUREMENTS, NAMES, Measurement, chosen


@click.command(epilog="Example: python -m bench offer_cycle publish_p99_ms")
@click.option(
    "--list", "is_list", is_flag=True, help="Measure nothing: name every figure, its goal, its time."
)
@click.argument("names", nargs=-1, type=click.Choice(NAMES), metavar="[NAME]...")
def main(is_list: bool, names: tuple[str, ...]) -> None:
    """Measure how fast the line is: every figure, or those with a NAME.

    Figures of one run cost no more than one of them. Prints one JSON object a line, each run's when it is over: name,
    value, unit, ratio, goal, and whether it is met. Ends with 0 whether goals are met or not, with 1 if something
    could not be measured.
    """
    if is_list:
        list_figures()
        return
    try:
        runs = chosen(names)
    except LoadFailed as error:
        sys.exit(str(error))
    measured = [print_figures(run, names) for run in runs]
    if not all(measured):
        sys.exit(1)


def print_figures(measurement: Measurement, names: tuple[str, ...]) -> bool:
    """Print the figures of a run; return False, with the reason on stderr, if it could not be measured."""
    try:
        figures = measurement.take(show_progress)
    except (LoadFailed, OSError) as error:
        print(error, file=sys.stderr)
        return False
    for figure in figures:
        if not names or figure.name in names:
            print(json.dumps(figure.told()), flush=True)
    return True


def list_figures() -> None:
    """Print a block of lines for each run, with about how long it takes."""
    width = max(len(name) for name in NAMES)
    for measurement in MEASUREMENTS:
        print(f"one run, about {measurement.seconds} s")
        for name in measurement.names:
            goal = GOALS.get(name)
            print(f"  {name:{width}}  {f'ratio {goal}' if goal else 'only told'}")


def show_progress(progress: str) -> None:
    """Say on a terminal how far it is."""
    if sys.stderr.isatty():
        print(progress, file=sys.stderr)


if __name__ == "__main__":
    main(prog_name="python -m bench")
