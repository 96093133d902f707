"""`helpdesk new`: the folder of a desk of one's own, small and valid, to begin with."""

from __future__ import annotations

from pathlib import Path

import click

from commands.check import print_verdict
from editing.checks import examine
from editing.new_desk import VOICES, Beginning, desk_files, name_in_spanish
from editing.plan_edits import spans_of
from prompts.folder import read_files
from routing.errors import NotDialable
from routing.phone_numbers import in_full
from settings import DESKS

MODEL = DESKS / "cair"
QUESTIONS = {
    "name": ("What is the desk called, after “Thank you for calling the”?", None),
    "number": ("Its phone number", None),
    "email": ("Its e-mail address", None),
    "zone": ("The place whose clock counts", "America/Los_Angeles"),
    "hours": ("Hours, Monday to Friday", "8:00-17:00"),
    "languages": ("Languages", "en,es"),
}
"""What is asked, and the answer to an empty line."""
IN_SPANISH = "And in Spanish, after “Gracias por llamar a la”?"


@click.command()
@click.argument("id_", metavar="ID")
@click.option("--name", help="As callers hear it, after “Thank you for calling the”.")
@click.option("--name-es", help="The same in Spanish, after “Gracias por llamar a la”.")
@click.option("--number", help="The desk's own number: 916-555-0100 or +…")
@click.option("--email", help="Said and spelled to callers.")
@click.option("--zone", help="The place whose clock counts: America/Los_Angeles.")
@click.option("--hours", help="Of each day from Monday to Friday: 8:00-12:00, 13:00-17:00.")
@click.option("--languages", help="en,es: the first is the one in which a call begins.")
@click.option("--state", default="", help="The state whose holidays can be looked up, such as NV.")
@click.option(
    "--into", default="desks", type=click.Path(file_okay=False, path_type=Path), help="Where desks are."
)
def new(id_: str, state: str, into: Path, name_es: str | None, **given: str | None) -> None:
    """Begin a desk of your own: a small folder that passes every check.

    ID is its name in addresses: lower-case letters, digits, `_`. What is not given as an option is asked for.

    Example: helpdesk new mydesk --name "Parks Help Desk" --number 916-555-0100 --email help@example.org
    """
    begun = _begun(id_, state, {name: told or _asked(name) for name, told in given.items()}, name_es)
    folder = into / id_
    if folder.exists():
        raise click.ClickException(f"{folder} is there already. Choose another id, or change its files.")
    _write(folder, begun)
    click.echo(f"Wrote {folder}. Change its files, then: DESKS_DIR={into} helpdesk check")


def _asked(name: str) -> str:
    question, usual = QUESTIONS[name]
    answer: str = click.prompt(question, default=usual)
    return answer


def _begun(id_: str, state: str, told: dict[str, str], name_es: str | None) -> Beginning:
    spoken = tuple(language.strip() for language in told["languages"].split(","))
    if strange := set(spoken) - VOICES.keys():
        raise click.ClickException(
            f"{', '.join(sorted(strange))}: a desk speaks {' and '.join(VOICES)} so far."
        )
    return Beginning(
        id=id_,
        name=told["name"],
        number=_number(told["number"]),
        email=told["email"],
        zone=told["zone"],
        hours=_hours(told["hours"]),
        called={language: _called(language, told["name"], spoken, name_es) for language in spoken},
        state=state,
    )


def _called(language: str, name: str, spoken: tuple[str, ...], name_es: str | None) -> str:
    """The desk's name in a language: an English name sounds odd in the middle of Spanish."""
    if language != "es" or len(spoken) == 1:
        return name
    return name_es or click.prompt(IN_SPANISH, default=name_in_spanish(name), type=str)


def _hours(typed: str) -> str:
    try:
        return ", ".join(spans_of(typed))
    except ValueError as error:
        raise click.ClickException(f"{error}.") from error


def _number(typed: str) -> str:
    try:
        return in_full(typed, "US")
    except NotDialable as error:
        raise click.ClickException(str(error)) from error


def _write(folder: Path, begun: Beginning) -> None:
    """Nothing is written of a desk that would not pass."""
    files = desk_files(begun, read_files(MODEL))
    verdict = examine(begun.id, dict(files))
    if not verdict.passes:
        print_verdict(verdict)
        raise click.ClickException("Nothing was written.")
    folder.mkdir(parents=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
