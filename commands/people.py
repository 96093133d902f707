"""`helpdesk people`: who may sign in to the console."""

from __future__ import annotations

import json

import click

from commands.register import proven_fields, register_or_exit, sign_in_or_exit, who
from store.people import Person, Role

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
        context.invoke(list_, as_json=False)


@people.command()
@click.argument("sign_in")
@click.option("--name", help="How the others see this person; by default the sign-in name.")
@click.option("--role", type=ROLES, default=Role.REP.value, show_default=True)
@click.option("--desks", help="Desks, comma between them; by default the only or first one.")
@click.option(
    "--rep", "reps", help="The rep who this person is: 12, or cair:12 where there are several desks."
)
def add(sign_in: str, name: str | None, role: str, **given: str | None) -> None:
    """Add a person and print a one-time link.

    SIGN_IN is an e-mail address or something short. The link is good for a day.

    Example: helpdesk people add ben --name Ben --rep 12
    """
    sign_in = sign_in_or_exit(sign_in)
    with register_or_exit() as register:
        given["desks"] = given["desks"] or next(iter(register.desks))
        saved, id_ = register.people.add(
            who(), sign_in, name or sign_in, Role(role), proven_fields(register, given)
        )
        register.done_or_exit(saved, sign_in)
        person = register.people.person(id_)
        if person is not None:
            click.echo(register.invite_or_exit(person))
            click.echo("Whoever opens this link sets the password. It is good once, and for a day.", err=True)


@people.command("set")
@click.argument("person")
@click.option("--sign-in", "sign_in", help="Another sign-in name.")
@click.option("--name", help="How the others see this person.")
@click.option("--role", type=ROLES)
@click.option("--desks", help="Desks, comma between them.")
@click.option("--rep", "reps", help="The rep who this person is; empty for none.")
@click.option("--phone", help="The phone on which a supervisor listens to conversations; empty for none.")
@click.option("--disabled", type=click.Choice(["yes", "no"]), help="Keep somebody out, or let them in again.")
def set_(person: str, **given: str | None) -> None:
    """Change a person; sessions of somebody kept out end at once.

    PERSON is the sign-in name. What is not given stays.

    Example: helpdesk people set ben --role supervisor
    """
    with register_or_exit() as register:
        found = register.person_or_exit(person)
        wanted = proven_fields(register, given)
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
def list_(as_json: bool) -> None:
    """List the people. Nothing that proves who they are is shown.

    Example: helpdesk people list --json
    """
    with register_or_exit() as register:
        shown = [_shown(person) for person in register.people.all()]
    if as_json:
        click.echo(json.dumps(shown, indent=2))
    elif not shown:
        click.echo(
            "Nobody may sign in yet; helpdesk people add ana@example.org --role admin makes the first admin."
        )
    else:
        for one in shown:
            state = "kept out" if one["disabled"] else ("" if one["has_password"] else "no password yet")
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
