"""`helpdesk report`: what happened on the line, for people, for a spreadsheet, for a machine."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from redis import Redis

from commands.environment import database_or_exit, desk_or_exit, mail_server, settings_or_exit
from prompts.files.models import Desk
from reports.export.errors import MailFailed
from reports.export.files import report_csv, report_json
from reports.export.mail import send
from reports.export.values import write_value
from reports.export.weekly import summary
from reports.export.weekly_email import last_week
from reports.figures import figures_of, values
from reports.rep_names import names_of_reps
from reports.span import DaySpan, span_of
from settings import Settings
from store import clock

DAY = timedelta(days=1)
PATIENCE = 30.0
"""Seconds to wait for the database; nobody is on the phone for it."""
Day = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.option("--from", "first", type=Day, help="The first day, 2026-11-02; by default six days before --to.")
@click.option("--to", "last", type=Day, help="The last day, counted too; by default today.")
@click.option("--week", "is_week", is_flag=True, help="The last week that is over, Monday to Sunday.")
@click.option("--mail", "is_mailed", is_flag=True, help="Send the last week's summary by e-mail, now.")
@click.option(
    "--output",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Write the last week's summary into a file: .html, else plain text.",
)
@click.option("--desk", "desk_id", help="Which desk; by default the only or first one.")
@click.option(
    "--csv", "as_table", is_flag=True, help="For a spreadsheet: a row for each figure of each part."
)
@click.option("--json", "as_json", is_flag=True, help="For a machine: one object.")
def report(
    first: datetime | None,
    last: datetime | None,
    is_week: bool,
    is_mailed: bool,
    output: Path | None,
    desk_id: str | None,
    as_table: bool,
    as_json: bool,
) -> None:
    """Say what happened on the line in some days.

    Days are those of the desk's own clock. docs/reports.md explains every figure.

    Example: helpdesk report --from 2026-11-02 --to 2026-11-08 --csv
    """
    if as_table and as_json:
        raise click.UsageError("choose one of --csv and --json")
    if is_week and (first or last):
        raise click.UsageError("--week says which days; leave out --from and --to")
    if (is_mailed or output) and not is_week:
        raise click.UsageError("--mail and --output are about the last week: add --week")
    settings = settings_or_exit()
    desk = desk_or_exit(settings, desk_id).desk
    if is_mailed or output:
        _hand_out(settings, desk, output, is_mailed=is_mailed)
        return
    days = last_week(_now(desk)) if is_week else _days(desk, first, last)
    with database_or_exit(settings, PATIENCE) as client:
        span = _span(client, desk, *days)
        names = names_of_reps(client, desk.id, span.reps)
    if as_json:
        click.echo(report_json(desk, span, names))
    else:
        click.echo(report_csv(span, names) if as_table else _shown(desk, span), nl=not as_table)


def _hand_out(settings: Settings, desk: Desk, output: Path | None, *, is_mailed: bool) -> None:
    """Write the last week's summary to a file, send it by e-mail, or both."""
    server = mail_server(settings)
    if is_mailed and server is None:
        raise click.ClickException("there is no mail server: set SMTP_HOST, SMTP_FROM and REPORT_TO")
    with database_or_exit(settings, PATIENCE) as client:
        letter = summary(client, desk, clock.now())
    try:
        if output:
            output.write_text(letter.html if output.suffix in (".html", ".htm") else letter.text, "utf-8")
        if is_mailed and server:
            send(server, letter)
            click.echo(f"Sent to {', '.join(server.recipients)}.")
    except (OSError, MailFailed) as error:
        raise click.ClickException(str(error)) from error


def _span(client: Redis, desk: Desk, first: date, last: date) -> DaySpan:
    try:
        return span_of(client, desk, first, last, until=clock.now())
    except ValueError as error:
        raise click.ClickException(f"these days can't be told: {error}") from error


def _days(desk: Desk, first: datetime | None, last: datetime | None) -> tuple[date, date]:
    until = last.date() if last else _now(desk).date()
    return first.date() if first else until - DAY * 6, until


def _now(desk: Desk) -> datetime:
    return clock.now().astimezone(ZoneInfo(desk.zone))


def _shown(desk: Desk, span: DaySpan) -> str:
    found = values("total", span.total)
    lines = [f"{desk.name}, {span.first:%A, %B %-d, %Y} to {span.last:%A, %B %-d, %Y}"]
    group = None
    for figure in figures_of("total"):
        if figure.group != group:
            lines.append("")
            group = figure.group
        lines.append(f"{figure.words:<40}{write_value(found[figure.name], figure.unit):>14}")
    shares = [f"{language} {share:.1%}" for language, share in span.language_shares.items()]
    return "\n".join([*lines, *(["", f"Languages: {', '.join(shares)}"] if shares else [])])
