"""`helpdesk callers`: what is kept about one number, for the person whose number it is."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from math import inf
from typing import Any
from zoneinfo import ZoneInfo

import click
from redis import Redis

from accounts.audit_log import AuditLog
from accounts.people_scripts import PeopleScripts
from commands.environment import database_or_exit, desks_or_exit, secret_key, settings_or_exit
from commands.staff.people_admin import who
from ivr.blocked_calls import blockable
from prompts.files.models import Desk
from reports.caller_data import CallerData, StillCalling, forget_caller, read_caller
from reports.folding import Folding
from routing.errors import NotDialable
from store import keys
from store.clock import instant

REMAINS = """What remains:
- Backups made until now, until they are removed (helpdesk backup --keep).
- Events with the last four digits, for 30 days. They hold no number.
- Counts, which name nobody.
- An entry of the block list, until its end: helpdesk block remove. A range or a beginning names no single number.
- The carrier's own lists of calls, and your system's logs, which have the last four digits."""


@dataclass(frozen=True)
class NumberRequest:
    """A number, and the desks that may know it."""

    client: Redis
    desks: Mapping[str, Desk]
    number: str
    digest: str

    def callers(self) -> list[CallerData]:
        found = (read_caller(self.client, desk, self.number, self.digest) for desk in self.desks)
        return [caller for caller in found if caller.is_known]


@contextmanager
def request_or_exit(number: str) -> Iterator[NumberRequest]:
    """Yield the request with the number in full. Ends the command while the database is down."""
    settings = settings_or_exit()
    desks = {id_: revision.desk for id_, revision in desks_or_exit(settings).items()}
    try:
        full = blockable(number, next(iter(desks.values())))
    except NotDialable as error:
        raise click.ClickException(f"{number!r} can't be looked up: {error.why}") from error
    digest = keys.digest_of_number(secret_key(settings).encode(), full)
    with database_or_exit(settings) as client:
        for desk in desks.values():  # a call is found once its events are folded, and no worker may run now
            Folding(client, desk).catch_up(inf)
        yield NumberRequest(client, desks, full, digest)


@click.group()
def callers() -> None:
    """Show or forget what is kept of a number.

    Example: helpdesk callers show 916-555-0177
    """


@callers.command()
@click.argument("number")
@click.option("--json", "as_json", is_flag=True, help="Every field, for a machine.")
def show(number: str, as_json: bool) -> None:
    """Show all that is kept about a number, at every desk.

    NUMBER as it is dialled in the country of the first desk, or +….

    Example: helpdesk callers show 916-555-0177 --json
    """
    with request_or_exit(number) as request:
        found = request.callers()
        if as_json:
            kept = [asdict(caller) for caller in found]
            click.echo(json.dumps({"number": request.number, "desks": kept}, indent=2))
        elif not found:
            click.echo(f"Nothing is kept about {request.number}.")
        for caller in [] if as_json else found:
            _print_number(caller, ZoneInfo(request.desks[caller.desk].zone))


@callers.command()
@click.argument("number")
@click.option("--yes", is_flag=True, help="Forget without asking.")
def forget(number: str, yes: bool) -> None:
    """Forget every call of a number, at every desk.

    Records, notes and places in line go at once. It says what remains, and until when.

    Example: helpdesk callers forget 916-555-0177
    """
    with request_or_exit(number) as request:
        if not yes and not (sys.stdin.isatty() and click.confirm(f"Forget every call of {request.number}?")):
            raise click.ClickException("nothing was forgotten; say --yes to do it without being asked")
        for desk in request.desks:
            try:
                calls = forget_caller(request.client, desk, request.digest)
            except StillCalling as error:
                told = f"a call of this number goes on at {desk}; nothing was forgotten there"
                raise click.ClickException(f"{told}, try again afterwards") from error
            AuditLog(PeopleScripts(request.client)).note(
                who(), "caller forgotten", f"a number at {desk}", "", f"{calls} calls"
            )
            click.echo(f"{desk}: {calls} calls are forgotten.")
    click.echo(REMAINS)


def _print_number(caller: CallerData, zone: ZoneInfo) -> None:
    click.echo(f"{caller.desk}: {len(caller.calls)} calls, {caller.joins} times in line within the last hour")
    for call in caller.calls:
        click.echo(f"  {_moment(call.get('entered'), zone)}  {call.get('language', '')}  {_course(call)}")
        if call["note"]:
            click.echo(f"    note: {call['note']}")
    for entry in caller.blocked:
        by = f" with all of {entry['pattern']}" if entry["pattern"] else ""
        click.echo(f"  blocked{by} until {_moment(entry['ends'], zone)}: {entry['reason']}")


def _course(call: Mapping[str, Any]) -> str:
    parts = {
        "number": call.get("number") or "number no longer kept",
        "topic": call.get("about"),
        "rep": call.get("rep"),
        "outcome": call.get("outcome"),
        "result": call.get("result"),
    }
    return ", ".join(f"{name} {value}" for name, value in parts.items() if value)


def _moment(milliseconds: str | int | None, zone: ZoneInfo) -> str:
    if not milliseconds:
        return "unknown time"
    at: datetime = instant(int(milliseconds)).astimezone(zone)
    return f"{at:%Y-%m-%d %H:%M}"
