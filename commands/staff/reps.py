"""`helpdesk reps`: who answers calls."""

from __future__ import annotations

import json

import click

from commands.staff.pin_input import ask_for_pin
from commands.staff.rep_admin import checked_input, new_rep, staff_or_exit
from store.desk.records import Rep
from store.desk.states import SETTABLE, RepStatus, StatusSource

desk_option = click.option("--desk", "desk_id", help="Which desk; by default the only or first one.")
pin_stdin_option = click.option(
    "--pin-stdin", is_flag=True, help="Read the PIN, 6 to 10 digits, from standard input."
)
json_option = click.option("--json", "as_json", is_flag=True, help="For a machine.")


@click.group(invoke_without_command=True)
@click.pass_context
def reps(context: click.Context) -> None:
    """Say who answers calls: add, list, set, remove.

    A rep has a number, typed at the reps' door of the line, and a phone. Without a word more the reps are listed.

    Example: helpdesk reps add 12 --name Ann --phone 916-555-0111 --languages en,es
    """
    if context.invoked_subcommand is None:
        context.invoke(list_reps, desk_id=None, as_json=False)


@reps.command()
@click.argument("number")
@click.option("--name", required=True, help="How reps and reports call this person.")
@click.option(
    "--phone",
    required=True,
    help="The phone that is rung; as dialled in the desk's country, or +…; `browser` for the console's page.",
)
@click.option("--lines", help="Lines served, comma between them; by default all.")
@click.option("--languages", help="Languages spoken, the same way; by default all.")
@pin_stdin_option
@click.option("--ring", type=click.IntRange(5, 120), help="Seconds the phone rings; 25 unless given.")
@click.option("--wrap-up", type=click.IntRange(0, 3600), help="Seconds after a call; 60 unless given.")
@click.option(
    "--misses", type=click.IntRange(1, 99), help="Missed calls until the rep is away; 2 unless given."
)
@desk_option
def add(number: str, desk_id: str | None, pin_stdin: bool, **given: str | int | None) -> None:
    """Add a rep, who is offline at first.

    NUMBER is typed by phone: one to six digits. With it and a PIN a rep gets in from any phone. The PIN is asked for
    on a terminal; where nobody can be asked, or none is typed, one is made and shown once.

    Example: helpdesk reps add 12 --name Ann --phone 916-555-0111
    """
    with staff_or_exit(desk_id) as staff:
        fields = new_rep(staff, number, given)
        fields["pin"] = ask_for_pin(staff.pepper, fields["phone"], from_stdin=pin_stdin)
        staff.state.save_rep(number, fields)
        click.echo(f"Rep {number}, {given['name']}, can sign in now.")


@reps.command("set")
@click.argument("number")
@click.option("--name", help="How reps and reports call this person.")
@click.option("--phone", help="The phone that is rung, or `browser`.")
@click.option("--lines", help="Lines served, comma between them.")
@click.option("--languages", help="Languages spoken, comma between them.")
@click.option(
    "--pin", "new_pin", is_flag=True, help="Ask for a new PIN; off a terminal one is made and shown."
)
@pin_stdin_option
@click.option("--ring", type=click.IntRange(5, 120), help="Seconds the phone rings.")
@click.option("--wrap-up", type=click.IntRange(0, 3600), help="Seconds after a call.")
@click.option("--misses", type=click.IntRange(1, 99), help="Missed calls until the rep is away.")
@click.option(
    "--may-close", type=click.Choice(["yes", "no"]), help="Whether the rep may close the desk by phone."
)
@click.option(
    "--status", type=click.Choice([status.value for status in SETTABLE]), help="Sign the rep in or out."
)
@desk_option
def set_rep(
    number: str,
    desk_id: str | None,
    status: str | None,
    new_pin: bool,
    pin_stdin: bool,
    **given: str | int | None,
) -> None:
    """Change a rep, or sign one in or out.

    What is not given stays.

    Example: helpdesk reps set 12 --status available
    """
    with staff_or_exit(desk_id) as staff:
        known = staff.rep_or_exit(number)
        fields = checked_input(staff, number, given)
        if new_pin or pin_stdin:
            phone = fields.get("phone", known.phone)
            fields["pin"] = ask_for_pin(staff.pepper, phone, from_stdin=pin_stdin)
        if not fields and status is None:
            raise click.UsageError("nothing to change; give at least one option")
        if fields:
            staff.state.save_rep(number, fields)
        if status is not None:
            done, now, why = staff.state.set_status(
                number, RepStatus(status), "set by command", by=StatusSource.COMMAND
            )
            if not done:
                raise click.ClickException(
                    f"rep {number} is {now} {why}".strip() + "; try again after the call"
                )
        click.echo(f"Rep {number} is {staff.state.rep(number).status}.")


@reps.command()
@click.argument("number")
@desk_option
def remove(number: str, desk_id: str | None) -> None:
    """Remove a rep who is in no call.

    Example: helpdesk reps remove 12
    """
    with staff_or_exit(desk_id) as staff:
        staff.rep_or_exit(number)
        done, status = staff.state.remove_rep(number)
        if not done:
            raise click.ClickException(f"rep {number} is {status}; try again after the call")
        click.echo(f"Rep {number} is removed.")


@reps.command("list")
@desk_option
@json_option
def list_reps(desk_id: str | None, as_json: bool) -> None:
    """List the reps with their state. PINs are never shown.

    Example: helpdesk reps list --json
    """
    with staff_or_exit(desk_id) as staff:
        found = staff.state.reps()
    if as_json:
        click.echo(json.dumps([_as_json(rep) for rep in found.values()], indent=2))
    elif not found:
        click.echo("There are no reps yet; `helpdesk reps add --help` says how to add one.")
    else:
        for rep in found.values():
            state = f"{rep.status} ({rep.reason})" if rep.reason else rep.status
            phone = "browser" if rep.client else rep.phone
            served = f"{','.join(rep.lines)} · {','.join(rep.languages)}"
            click.echo(f"{rep.id:>6}  {rep.name:20}  {phone:14}  {served}  {state}")


def _as_json(rep: Rep) -> dict[str, str]:
    return {
        "number": rep.id,
        "name": rep.name,
        "phone": rep.phone,
        "client": rep.client,
        "lines": ",".join(rep.lines),
        "languages": ",".join(rep.languages),
        "status": rep.status,
        "reason": rep.reason,
    }
