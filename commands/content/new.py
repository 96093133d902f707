"""`helpdesk new`: the folder of a desk of one's own, small and valid, to begin with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import click
import holidays
from babel.core import get_global

from commands.content.check import print_verdict
from editing.checks import check_files
from editing.edits.hours_edits import spans_of
from editing.new_desk import LANGUAGES, WEEK, Beginning, desk_files, name_in_spanish
from prompts.loader import read_files
from routing.errors import NotDialable, UnknownRegion
from routing.phone_numbers import in_full
from settings import DESKS
from store import clock

MODEL = DESKS / "cair"
QUESTIONS = {
    "name": ("What is the desk called, after “Thank you for calling the”?", None),
    "country": ("Its country, by its two letters", "US"),
    "number": ("Its phone number", None),
    "email": ("Its e-mail address", None),
    "zone": ("The place whose clock counts", None),
    "hours": ("Hours, Monday to Friday, or “24 hours” for day and night", "8:00-17:00"),
    "languages": ("Languages", "en,es"),
}
"""What is asked, and the answer to an empty line."""
IN_SPANISH = "And in Spanish, after “Gracias por llamar a la”?"
ALL_DAY = "0:00-24:00"
COUNTRY_OF_ZONE: Mapping[str, str] = {
    **get_global("zone_territories"),
    **{old: get_global("zone_territories").get(now, "") for old, now in get_global("zone_aliases").items()},
}
"""By zone, old names too; empty for one of no country, such as UTC."""
USUAL_ZONES = {"US": "America/Los_Angeles"} | {
    country: zones[0] for country, zones in get_global("territory_zones").items() if len(zones) == 1
}
"""The zone of a country that has only one."""


def day_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add an option for each weekday whose hours differ."""
    for day in reversed(WEEK):
        command = click.option(f"--{day}", metavar="HOURS", help=f"Of {day.title()}s, where they differ.")(
            command
        )
    return command


@click.command()
@click.argument("id_", metavar="ID")
@click.option("--name", help="As callers hear it, after “Thank you for calling the”.")
@click.option("--name-es", help="The same in Spanish, after “Gracias por llamar a la”.")
@click.option("--country", help="Two letters, such as US or GB: its holidays, voices and numbers.")
@click.option("--number", help="The desk's own number: 916-555-0100 or +…")
@click.option("--email", help="Said and spelled to callers.")
@click.option("--zone", help="The place whose clock counts: America/Los_Angeles.")
@click.option(
    "--hours", help="Monday to Friday: 8:00-12:00, 13:00-17:00 or 9am-5pm; `24 hours` is every day."
)
@day_options
@click.option("--languages", help="en,es: the first is the one in which a call begins.")
@click.option("--state", default="", help="The state or region whose holidays are looked up: NV, ENG, NSW.")
@click.option(
    "--into", default="desks", type=click.Path(file_okay=False, path_type=Path), help="Where desks are."
)
def new(id_: str, state: str, into: Path, name_es: str | None, **given: str | None) -> None:
    """Begin a desk of your own: a small folder that passes every check.

    ID is its name in addresses: lower-case letters, digits, `_`. What is not given as an option is asked for.

    Example: helpdesk new mydesk --name "Parks Help Desk" --number 916-555-0100 --email help@example.org
    """
    days = {day: given.pop(day) for day in WEEK}
    begun = _begun(id_, state, _answers(given), days, name_es)
    folder = into / id_
    if folder.exists():
        raise click.ClickException(f"{folder} is there already. Choose another id, or change its files.")
    _write(folder, begun)
    click.echo(f"Wrote {folder}. Change its files, then: DESKS_DIR={into} helpdesk check")


def _answers(given: Mapping[str, str | None]) -> dict[str, str]:
    """What was given or typed; for the zone, the country's first one is offered."""
    answers: dict[str, str] = {}
    for name, (question, usual) in QUESTIONS.items():
        if name == "country" and given[name] is None and given["zone"]:
            answers[name] = COUNTRY_OF_ZONE.get(given["zone"], "US")
            continue
        offered = usual or (USUAL_ZONES.get(answers["country"]) if name == "zone" else None)
        answers[name] = given[name] or str(click.prompt(question, default=offered))
    return answers


def _begun(
    id_: str, state: str, told: dict[str, str], days: Mapping[str, str | None], name_es: str | None
) -> Beginning:
    spoken, known = tuple(language.strip() for language in told["languages"].split(",")), LANGUAGES
    if strange := set(spoken) - known.keys():
        raise click.ClickException(
            f"{', '.join(sorted(strange))}: a desk speaks {' and '.join(known)} so far."
        )
    country = _country(told["country"], told["zone"])
    return Beginning(
        id=id_,
        name=told["name"],
        number=_number(told["number"], country),
        email=told["email"],
        zone=told["zone"],
        hours=_week(told["hours"], days),
        called={language: _called(language, told["name"], spoken, name_es) for language in spoken},
        year=clock.now().year,
        country=country,
        state=state.upper(),
    )


def _country(typed: str, zone: str) -> str:
    """The country, if its calendar is known; asks whether a zone elsewhere is meant."""
    country = typed.strip().upper()
    if country not in holidays.list_supported_countries(include_aliases=False):
        raise click.ClickException(
            f"no calendar for the country {typed!r}; write its two letters, such as US, GB or MX"
        )
    there = COUNTRY_OF_ZONE.get(zone)
    if there not in ("", "001", "ZZ", None, country):
        click.confirm(
            f"{zone} is the clock of {there}, the desk's country is {country}. Is that right?", abort=True
        )
    return country


def _week(usual: str, days: Mapping[str, str | None]) -> dict[str, str]:
    """By weekday; what is said once holds from Monday to Friday, or every day for `24 hours`."""
    spans = _hours(usual)
    every = WEEK if spans == ALL_DAY else WEEK[:5]
    return dict.fromkeys(every, spans) | {day: _hours(typed) for day, typed in days.items() if typed}


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


def _number(typed: str, country: str) -> str:
    try:
        return in_full(typed, country)
    except NotDialable as error:
        raise click.ClickException(str(error)) from error


def _write(folder: Path, begun: Beginning) -> None:
    """Nothing is written of a desk that would not pass."""
    try:
        files = desk_files(begun, read_files(MODEL))
    except UnknownRegion as error:
        raise click.ClickException(f"{error}: see --state") from error
    verdict = check_files(begun.id, dict(files))
    if not verdict.passes:
        print_verdict(verdict)
        raise click.ClickException("Nothing was written.")
    folder.mkdir(parents=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
