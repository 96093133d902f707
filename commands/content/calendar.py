"""`helpdesk calendar`: the days of a year on which a desk is closed, for people, for a spreadsheet, for a machine."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from zoneinfo import ZoneInfo

import click

from commands.environment import desk_or_exit, settings_or_exit
from prompts.files.models import Desk
from routing.errors import CalendarError
from routing.hours.closed_days import ClosedDate
from routing.hours.schedule import Calendar
from store import clock


@click.command()
@click.option("--year", type=click.IntRange(date.min.year, date.max.year), help="By default this year.")
@click.option("--desk", "desk_id", help="Which desk; by default the only or first one.")
@click.option("--csv", "as_csv", is_flag=True, help="For a spreadsheet: a header, then date,name.")
@click.option("--json", "as_json", is_flag=True, help="For a machine: a list of objects.")
def calendar(year: int | None, desk_id: str | None, as_csv: bool, as_json: bool) -> None:
    """List the closed days of a year.

    As observed, on the weekdays on which the desk is closed for them, oldest first.

    Example: helpdesk calendar --year 2027 --csv
    """
    if as_csv and as_json:
        raise click.UsageError("choose one of --csv and --json")
    desk = desk_or_exit(settings_or_exit(), desk_id).desk
    year = year or clock.now().astimezone(ZoneInfo(desk.zone)).year
    days = _closed_days(desk, year)
    if as_json:
        text = json.dumps(
            [{"date": day.date.isoformat(), "id": day.id, "name": day.name} for day in days], indent=2
        )
    else:
        text = _as_csv(days) if as_csv else _as_table(desk, year, days)
    click.echo(text)


def _closed_days(desk: Desk, year: int) -> tuple[ClosedDate, ...]:
    try:
        return Calendar(desk).closed_days(year)
    except CalendarError as error:
        raise click.ClickException(f"{error}. Correct closed_days in the desk's desk.yaml.") from error


def _as_csv(days: tuple[ClosedDate, ...]) -> str:
    page = io.StringIO()
    writer = csv.writer(page, lineterminator="\n")
    writer.writerows([("date", "name"), *((day.date.isoformat(), day.name) for day in days)])
    return page.getvalue().rstrip("\n")


def _as_table(desk: Desk, year: int, days: tuple[ClosedDate, ...]) -> str:
    if not days:
        return f"{desk.name} keeps no closed days in {year}."
    rows = [f"  {day.date:%Y-%m-%d  %A}".ljust(25) + day.name for day in days]
    return "\n".join([f"{desk.name} is closed on these days of {year}:", *rows])
