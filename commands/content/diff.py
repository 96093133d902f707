"""`helpdesk diff`: in which lines two versions of a desk's files differ."""

from __future__ import annotations

import json
from difflib import unified_diff

import click

from commands.content.desk_content import bench_or_exit, desk_option, json_option, version_or_exit
from prompts.loader import Files


@click.command()
@click.argument("before", default="published")
@click.argument("after", default="draft")
@desk_option
@json_option
def diff(before: str, after: str, desk_id: str | None, as_json: bool) -> None:
    """Show the lines in which two versions differ.

    BEFORE and AFTER are a revision's number, 0 for the desk's folder, `published` or `draft`; by default what is
    published and the draft.

    Example: helpdesk diff 3 published
    """
    with bench_or_exit(desk_id) as bench:
        differences = _differences(version_or_exit(bench, before), version_or_exit(bench, after))
    if as_json:
        click.echo(json.dumps(differences, indent=2, ensure_ascii=False))
    elif not differences:
        click.echo("They are the same.")
    else:
        click.echo("\n".join(differences.values()))


def _differences(before: Files, after: Files) -> dict[str, str]:
    """Return the differences by file, in unified form."""
    found = {}
    for name in sorted({*before, *after}):
        old, new = (version.get(name, "").splitlines() for version in (before, after))
        told = "\n".join(unified_diff(old, new, f"before/{name}", f"after/{name}", lineterm=""))
        if told:
            found[name] = told
    return found
