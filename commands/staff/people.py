"""`helpdesk people`: who may sign in to the console."""

from __future__ import annotations

import json
from collections.abc import Mapping

import click

from accounts.people import Person, Role, Saved
from commands.environment import secret_key, settings_or_exit
from commands.staff.people_admin import PeopleAdmin, checked_fields, register_or_exit, sign_in_or_exit, who
from commands.staff.pin_input import ask_for_pin
from commands.staff.rep_admin import Staff, new_rep
from routing.pins import pepper_of

ROLES = click.Choice([role.value for role in Role])


@click.group(invoke_without_command=True)
@click.pass_context
def people(context: click.Context) -> None:
    """Say who may sign in, and help them back in.

    A new person gets a one-time link to set a password with; there is no default password. Without a word more the
    people are listed.

    Example: helpdesk people add ana@example.org --name "Ana Ruiz" --role admin
    """
    if context.invoked_subcommand is None:
        context.invoke(list_people, as_json=False)


@people.command()
@click.argument("sign_in")
@click.option("--name", help="How the others see this person; by default the sign-in name.")
@click.option("--role", type=ROLES, default=Role.REP.value, show_default=True)
@click.option("--desks", help="Desks, comma between them; by default the only or first one.")
@click.option(
    "--rep", "reps", help="The rep who this person is: 12, the same at all of --desks, or cair:12,parks:14."
)
@click.option(
    "--rep-phone", help="Make the rep too: the phone that is rung, or `browser`. The PIN is shown once."
)
def add(sign_in: str, name: str | None, role: str, rep_phone: str | None, **given: str | None) -> None:
    """Add a person and print a one-time link.

    SIGN_IN is an e-mail address or something short. The link is good for a day. With --rep-phone, somebody who
    answers calls is made at once: the rep of that number, at each desk that is named, with one PIN for all.

    Example: helpdesk people add ben --name Ben --rep 12 --rep-phone 916-555-0111
    """
    sign_in = sign_in_or_exit(sign_in)
    with register_or_exit() as register:
        given["desks"] = register.desks_or_exit(given["desks"] or next(iter(register.desks)))
        if register.people.named(sign_in):
            register.done_or_exit(Saved.NAME_TAKEN, sign_in)
        if rep_phone:
            add_reps(register, name or sign_in, rep_phone, given)
        saved, id_ = register.people.add(
            who(), sign_in, name or sign_in, Role(role), checked_fields(register, given)
        )
        register.done_or_exit(saved, sign_in)
        person = register.people.person(id_)
        if person is not None:
            click.echo(register.invite_or_exit(person))
            click.echo("Whoever opens this link sets the password. It is good once, and for a day.", err=True)
            if why := register.why_no_calls(person):
                advice = f"`helpdesk people set {sign_in} --rep 12` links a rep."
                click.echo(f"{sign_in} {why}. {advice}", err=True)


def add_reps(register: PeopleAdmin, name: str, phone: str, given: Mapping[str, str | None]) -> None:
    """Make the named reps, all with one phone and one PIN. Ends the command, with none of them made, for a bad
    value."""
    named = register.named_reps(given["reps"] or "", (given["desks"] or "").split(","))
    if not named:
        raise click.UsageError("--rep-phone makes a rep: give the number too, like --rep 12")
    pepper = pepper_of(secret_key(settings_or_exit()).encode())
    made = []
    for desk, number in named:
        staff = Staff(register.desks[desk], register.states[desk], pepper, register.countries)
        made.append((staff, number, new_rep(staff, number, {"name": name, "phone": phone})))
    pin = ask_for_pin(pepper, made[0][2]["phone"], from_stdin=False)
    for staff, number, fields in made:
        staff.state.save_rep(number, {**fields, "pin": pin})
        click.echo(f"Rep {number} at {staff.desk.id}, {name}, can sign in now.", err=True)


@people.command("set")
@click.argument("person")
@click.option("--sign-in", "sign_in", help="Another sign-in name.")
@click.option("--name", help="How the others see this person.")
@click.option("--role", type=ROLES)
@click.option("--desks", help="Desks, comma between them.")
@click.option("--rep", "reps", help="The rep who this person is; empty for none.")
@click.option("--phone", help="The phone on which a supervisor listens to conversations; empty for none.")
@click.option("--disabled", type=click.Choice(["yes", "no"]), help="Keep somebody out, or let them in again.")
def set_person(person: str, **given: str | None) -> None:
    """Change a person; sessions of somebody kept out end at once.

    PERSON is the sign-in name. What is not given stays.

    Example: helpdesk people set ben --role supervisor
    """
    with register_or_exit() as register:
        found = register.person_or_exit(person)
        wanted = checked_fields(register, given, found.desks)
        if not wanted:
            raise click.UsageError("nothing to change; give at least one option")
        register.done_or_exit(register.people.change(who(), found.id, wanted), wanted.get("sign_in", person))
        click.echo(f"{found.sign_in} is saved.")


@people.command()
@click.argument("person")
def link(person: str) -> None:
    """Print a new one-time link; an older one is void.

    Example: helpdesk people link ben
    """
    with register_or_exit() as register:
        click.echo(register.invite_or_exit(register.person_or_exit(person)))


@people.command()
@click.argument("person")
def remove(person: str) -> None:
    """Remove a person; the audit log keeps what was done.

    Example: helpdesk people remove ben
    """
    with register_or_exit() as register:
        found = register.person_or_exit(person)
        register.done_or_exit(register.people.remove(who(), found.id), found.sign_in)
        click.echo(f"{found.sign_in} is removed.")


@people.command("reset-second-step")
@click.argument("person")
def reset_second_step(person: str) -> None:
    """Turn a person's second step off, for a lost phone.

    It takes the recovery codes away too and ends every session. Be sure who asks for it.

    Example: helpdesk people reset-second-step ben
    """
    with register_or_exit() as register:
        found = register.person_or_exit(person)
        register.people.reset_second_step(who(), found.id)
        click.echo(f"{found.sign_in} signs in without a second step now.")


@people.command("list")
@click.option("--json", "as_json", is_flag=True, help="For a machine.")
def list_people(as_json: bool) -> None:
    """List the people. Nothing that proves who they are is shown.

    Example: helpdesk people list --json
    """
    with register_or_exit() as register:
        everybody = register.people.all()
        shown = [_shown(person) for person in everybody]
        why_no_calls = {person.sign_in: register.why_no_calls(person) for person in everybody}
    if as_json:
        click.echo(json.dumps(shown, indent=2))
    elif not shown:
        click.echo(
            "Nobody may sign in yet; helpdesk people add ana@example.org --role admin makes the first admin."
        )
    else:
        for one in shown:
            state = "kept out" if one["disabled"] else ("" if one["has_password"] else "no password yet")
            state = ", ".join(filter(None, (state, why_no_calls[f"{one['sign_in']}"])))
            columns = f"{one['sign_in']:28}  {one['name']:20}  {one['role']:10}"
            click.echo(f"{columns}  {one['desks']}  {one['reps']}  {state}".rstrip())


def _shown(person: Person) -> dict[str, str | bool]:
    return {
        "sign_in": person.sign_in,
        "name": person.name,
        "role": person.role.value,
        "desks": ",".join(person.desks),
        "reps": ",".join(f"{desk}:{rep}" for desk, rep in person.reps),
        "disabled": person.is_disabled,
        "has_password": bool(person.password),
        "second_step": person.has_second_step,
        "phone": person.phone,
    }
