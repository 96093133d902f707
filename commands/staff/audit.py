"""`helpdesk audit`: who changed what and when, for people who must account for it."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import click

from accounts.audit_log import AuditEntry, AuditLog
from accounts.people_scripts import PeopleScripts
from commands.environment import database_or_exit, desk_or_exit, settings_or_exit
from store.clock import instant, milliseconds

DAY = click.DateTime(["%Y-%m-%d"])
FOREVER = 10**14
"""Ms since 1970 UTC, three thousand years from now: a database whose clock is ahead has no entry later than that."""


@click.command()
@click.option("--desk", "desk_id", help="Only what was done at this desk.")
@click.option("--person", help="Only what this person did, or what was done to them: a sign-in name.")
@click.option("--since", type=DAY, help="From this day on, like 2026-11-22, by the desk's clock.")
@click.option("--until", type=DAY, help="Up to this day, with it.")
@click.option("--most", type=click.IntRange(1, 100_000), default=100, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="For a machine: a list of objects, moments in UTC.")
def audit(
    desk_id: str | None,
    person: str | None,
    since: datetime | None,
    until: datetime | None,
    most: int,
    as_json: bool,
) -> None:
    """List who changed what, the latest first.

    The latest 100,000 changes and 10,000 refused tries are kept, of one person or network a tenth of them.
    What somebody repeats within a minute is one entry.

    Example: helpdesk audit --desk cair --person sam --since 2026-11-01
    """
    settings = settings_or_exit()
    zone = ZoneInfo(desk_or_exit(settings, desk_id).desk.zone)
    first = _midnight(since.date(), zone) if since else 0
    last = _midnight(until.date() + timedelta(days=1), zone) if until else FOREVER
    with database_or_exit(settings) as client:
        entries = AuditLog(PeopleScripts(client)).between(first, last)
        wanted = (one for one in entries if _is_wanted(one, desk_id, person))
        found = list(islice(wanted, most))
    if as_json:
        click.echo(json.dumps([_shown(one) for one in found], indent=2))
    elif not found:
        click.echo("Nothing of that kind was changed.")
    else:
        for one in found:
            click.echo(_in_words(one, zone))


def _is_wanted(entry: AuditEntry, desk: str | None, person: str | None) -> bool:
    return (desk is None or entry.concerns_desk(desk)) and (person is None or entry.concerns_person(person))


def _midnight(day: date, zone: ZoneInfo) -> int:
    return milliseconds(datetime.combine(day, time(), zone))


def _shown(entry: AuditEntry) -> dict[str, str | int]:
    return {
        "moment": instant(entry.moment).isoformat(timespec="milliseconds"),
        "who": entry.who,
        "what": entry.what,
        "about": entry.about,
        "before": entry.before,
        "after": entry.after,
        "times": entry.times,
    }


def _in_words(entry: AuditEntry, zone: ZoneInfo) -> str:
    """Return the entry as a line: when, who, what, about whom, and the values before and after, if any."""
    at = instant(entry.moment).astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")
    change = " → ".join(part or "nothing" for part in (entry.before, entry.after))
    values = f": {change}" if entry.before or entry.after else ""
    return f"{at}  {entry.who}  {entry.act}  {entry.about}{values}"
