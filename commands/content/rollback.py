"""`helpdesk rollback`: callers hear an earlier revision again."""

from __future__ import annotations

import json

import click

from commands.content.desk_content import bench_or_exit, desk_option, json_option
from commands.staff.people_admin import who
from editing.publishing import roll_back


@click.command()
@click.argument("number", type=click.IntRange(min=0))
@click.option("--note", default="", help="Why, in a few words.")
@desk_option
@json_option
def rollback(number: int, note: str, desk_id: str | None, as_json: bool) -> None:
    """Have callers hear revision NUMBER again.

    0 is the desk's folder, which counts before anything is published. Nothing is lost: what was published last can be
    had again in the same way.

    Example: helpdesk rollback 7 --note "The new greeting is too long"
    """
    with bench_or_exit(desk_id) as bench:
        roll_back(bench, number, note, who())
    heard = f"revision {number}" if number else "the desk's folder"
    click.echo(json.dumps({"number": number}) if as_json else f"Callers hear {heard} from now on.")
