"""`helpdesk block`: numbers whose calls are refused for a while."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import IO
from zoneinfo import ZoneInfo

import click
from redis import Redis

from accounts.audit_log import AuditLog
from accounts.people_scripts import PeopleScripts
from commands.environment import database_or_exit, desk_or_exit, secret_key, settings_or_exit
from commands.staff.people_admin import who
from ivr.blocked_calls import entries_of
from prompts.files.models import Desk
from routing.errors import NotDialable
from routing.notices import block_list
from routing.notices.attack_mode import LONGEST_HOURS, switch_off, switch_on
from routing.notices.block_list import (
    LONGEST_DAYS,
    LONGEST_REASON,
    MOST,
    Blocked,
    BlockList,
    read_block_list,
    refused_calls,
)
from routing.notices.blocked_numbers import BadList, read_list, read_pattern
from routing.notices.notices import read_bulletin
from routing.queue.desk_snapshot import DeskSnapshots
from routing.queue.desk_state import DeskState
from routing.staffing.tables import NoText, decode_table
from store import keys
from store.clock import instant, milliseconds

SPAN = re.compile(r"(\d{1,4})([hd])")
FASTER = "somebody else has changed it at the same time; try again"

desk_option = click.option("--desk", "desk_id", help="Which desk; by default the only or first one.")


@dataclass(frozen=True)
class Gate:
    """The block list of one desk."""

    client: Redis
    desk: Desk
    secret: bytes

    @property
    def board(self) -> DeskSnapshots:
        return DeskSnapshots(self.client, self.desk.id)

    def list(self) -> BlockList:
        return read_block_list(self.client, self.desk.id)

    def pattern_or_exit(self, typed: str) -> str:
        """A number in E.164 form, or a pattern of numbers."""
        try:
            return read_pattern(typed, self.desk.country)
        except NotDialable as error:
            raise click.ClickException(f"{typed!r} can't be blocked: {error.why}") from error

    def block_or_exit(self, patterns: Mapping[str, str], reason: str, span: str) -> Sequence[Blocked]:
        """Add entries, each with its own reason or the common one, and write them into the audit log."""
        now, length = milliseconds(), _length_or_exit(span)
        ends = now + int(length.total_seconds() * 1000)
        phones = {
            rep.phone: rep.id for rep in DeskState(self.client, self.desk.id).reps().values() if rep.phone
        }
        common = Blocked("", "", now, ends, _reason_or_exit(reason), who(), "")
        try:
            entries = entries_of(patterns, self.desk, phones, self.secret, common)
        except BadList as error:
            raise click.ClickException("nothing was blocked:\n  " + "\n  ".join(error.problems)) from error
        found = self.list()
        if len(found.at(now)) + len(entries) > MOST:
            raise click.ClickException(f"at most {MOST} entries; `helpdesk block remove` first")
        if not block_list.add_blocks(self.board, found, *entries):
            raise click.ClickException(FASTER)
        for entry in entries:
            self.note(f"blocked a number for {span}", f"number {entry.shown}", "", entry.reason)
        return entries

    def digest(self, number: str) -> str:
        return keys.digest_of_number(self.secret, number)

    def note(self, what: str, about: str, before: str, after: str) -> None:
        """Add an entry to the audit log."""
        AuditLog(PeopleScripts(self.client)).note(who(), what, f"{about} at {self.desk.id}", before, after)


@contextmanager
def gate_or_exit(desk_id: str | None) -> Iterator[Gate]:
    """Yield the block list of a desk. Ends the command while the database is down."""
    settings = settings_or_exit()
    desk = desk_or_exit(settings, desk_id).desk
    with database_or_exit(settings) as client:
        yield Gate(client, desk, secret_key(settings).encode())


@click.group(invoke_without_command=True)
@click.pass_context
def block(context: click.Context) -> None:
    """Refuse calls of a number: add, list, remove; attack mode.

    Its calls get a busy tone before they are answered. Without a word more the list is shown.

    Example: helpdesk block add 916-555-0177 --reason "Threats, case 81" --for 7d
    """
    if context.invoked_subcommand is None:
        context.invoke(list_blocks, desk_id=None, as_json=False)


@block.command()
@click.argument("number")
@click.option(
    "--reason", required=True, help=f"Why, in at most {LONGEST_REASON} characters; it is shown with the list."
)
@click.option("--for", "span", required=True, help=f"For how long: 12h or 7d; {LONGEST_DAYS}d at most.")
@desk_option
def add(number: str, reason: str, span: str, desk_id: str | None) -> None:
    """Refuse calls of a number.

    NUMBER as it is dialled in the desk's country, or +…. Only its digest and last four digits are kept. Or all numbers
    that begin alike, 916-555-*, or a range, 916-555-0100..916-555-0199.

    Example: helpdesk block add 916-555-0177 --reason "Threats, case 81" --for 7d
    """
    _length_or_exit(span), _reason_or_exit(reason)
    with gate_or_exit(desk_id) as gate:
        [entry] = gate.block_or_exit({gate.pattern_or_exit(number): ""}, reason, span)
        click.echo(f"The number {entry.shown} is blocked until {_clock(gate.desk, entry.ends)}.")


@block.command("import")
@click.argument("file", type=click.File("rb"))
@click.option("--reason", required=True, help="Why, where the list has no second column.")
@click.option("--for", "span", required=True, help=f"For how long: 12h or 7d; {LONGEST_DAYS}d at most.")
@desk_option
def import_blocks(file: IO[bytes], reason: str, span: str, desk_id: str | None) -> None:
    """Refuse calls of all numbers of a list: one a line, or CSV with a reason in the second column.

    FILE may hold numbers, beginnings and ranges, as `helpdesk block add` takes them; `-` reads what is piped in.
    Either all of it is blocked or, with the lines that are wrong, nothing.

    Example: helpdesk block import numbers.csv --reason "Flood of Monday" --for 7d
    """
    _length_or_exit(span), _reason_or_exit(reason)
    with gate_or_exit(desk_id) as gate:
        try:
            patterns = read_list(decode_table(file.read()), gate.desk.country)
        except BadList as error:
            raise click.ClickException("nothing was blocked:\n  " + "\n  ".join(error.problems)) from error
        except NoText as error:
            raise click.ClickException(f"{file.name}: {error}") from error
        entries = gate.block_or_exit(patterns, reason, span)
        click.echo(f"{len(entries)} entries are blocked until {_clock(gate.desk, entries[0].ends)}.")


@block.command("list")
@desk_option
@click.option("--json", "as_json", is_flag=True, help="For a machine: moments in UTC.")
def list_blocks(desk_id: str | None, as_json: bool) -> None:
    """List the blocked numbers, their last four digits alone, with the calls that were refused.

    Example: helpdesk block list --json
    """
    with gate_or_exit(desk_id) as gate:
        entries = gate.list().at(milliseconds())
        refused = refused_calls(gate.client, gate.desk.id, entries)
    if as_json:
        click.echo(json.dumps([_shown(one, refused[one.id]) for one in entries], indent=2))
    elif not entries:
        click.echo("No number is blocked.")
    else:
        for one in entries:
            until = _clock(gate.desk, one.ends)
            click.echo(f"{one.id}  {one.shown}  until {until}  refused {refused[one.id]}  {one.reason}")


@block.command()
@click.argument("number")
@desk_option
def remove(number: str, desk_id: str | None) -> None:
    """Let a number call again.

    NUMBER is the number, or the id that `helpdesk block list` shows.

    Example: helpdesk block remove 916-555-0177
    """
    with gate_or_exit(desk_id) as gate:
        found = gate.list()
        entry = _named(gate, found, number)
        if not block_list.unblock(gate.board, found, entry.id, who()):
            raise click.ClickException(FASTER)
        gate.note("took a number off the block list", f"number {entry.shown}", entry.reason, "")
        click.echo(f"The number {entry.shown} can call again.")


@block.command()
@click.option("--reason", default="", help="Why; it is shown on the wallboard.")
@click.option(
    "--for", "span", default="4h", show_default=True, help=f"For how long; {LONGEST_HOURS}h at most."
)
@click.option("--off", is_flag=True, help="Switch it off.")
@desk_option
def attack(reason: str, span: str, off: bool, desk_id: str | None) -> None:
    """Switch attack mode on, or off: to wait for a person, press a digit.

    Who presses none waits too, behind those who did.

    Example: helpdesk block attack --for 4h --reason "A flood since nine"
    """
    length = _length_or_exit(span, timedelta(hours=LONGEST_HOURS))
    why = "" if off else _reason_or_exit(reason)
    with gate_or_exit(desk_id) as gate:
        found, now = read_bulletin(gate.client, gate.desk.id), milliseconds()
        ends = now + int(length.total_seconds() * 1000)
        if off:
            done = switch_off(gate.board, found, who())
        else:
            done = bool(switch_on(gate.board, found, now, ends, why, who()))
        if not done:
            raise click.ClickException(FASTER)
        told = "attack mode off" if off else f"attack mode on for {span}"
        gate.note(told, "attack mode", "", why)
        click.echo("Attack mode is off." if off else f"Attack mode is on until {_clock(gate.desk, ends)}.")


def _named(gate: Gate, found: BlockList, number: str) -> Blocked:
    """Return an entry by id, or else by number."""
    named = next((one for one in found.entries if one.id == number), None)
    if named is None:
        digest = gate.digest(gate.pattern_or_exit(number))
        named = next((one for one in found.entries if one.digest == digest), None)
    if named is None:
        raise click.ClickException(f"{number} is not blocked; `helpdesk block list` shows all")
    return named


def _length_or_exit(span: str, longest: timedelta = timedelta(days=LONGEST_DAYS)) -> timedelta:
    found = SPAN.fullmatch(span.strip())
    length = timedelta(**{{"h": "hours", "d": "days"}[found[2]]: int(found[1])}) if found else timedelta()
    if not timedelta() < length <= longest:
        most = f"{longest.days}d at most"
        raise click.ClickException(f"{span!r} is no such time; write 12h or 7d, {most}")
    return length


def _reason_or_exit(reason: str) -> str:
    if not 0 < len(reason.strip()) <= LONGEST_REASON:
        raise click.ClickException(f"say why, in at most {LONGEST_REASON} characters")
    return reason.strip()


def _shown(entry: Blocked, refused: int) -> dict[str, str | int]:
    return {
        "id": entry.id,
        "last_digits": entry.last_digits,
        "pattern": entry.pattern,
        "reason": entry.reason,
        "by": entry.who,
        "since": instant(entry.starts).isoformat(timespec="seconds"),
        "until": instant(entry.ends).isoformat(timespec="seconds"),
        "refused": refused,
    }


def _clock(desk: Desk, moment: int) -> str:
    return instant(moment).astimezone(ZoneInfo(desk.zone)).strftime("%Y-%m-%d %H:%M")
