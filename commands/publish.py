"""`helpdesk publish`: callers hear the draft, or a folder, from now on."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from commands.desk_content import (
    FOLDER,
    bench_or_exit,
    desk_option,
    files_or_exit,
    json_option,
    version_or_exit,
)
from commands.register import who
from editing.publishing import publish as publish_draft
from editing.publishing import publish_files
from store.content import Entry


@click.command()
@click.argument("folder", required=False, type=FOLDER)
@click.option("--note", required=True, help="Why, in a few words; kept with the revision.")
@desk_option
@json_option
def publish(folder: Path | None, note: str, desk_id: str | None, as_json: bool) -> None:
    """Have callers hear the draft, or FOLDER, from now on.

    It is checked first, as `helpdesk check` does: errors keep it from being published. Who is on the phone goes on with
    what the call began with. `helpdesk rollback` takes it back.

    Example: helpdesk publish prompts/cair --note "Winter hours"
    """
    with bench_or_exit(desk_id) as bench:
        if folder is None:
            version_or_exit(bench, "draft")
            entry = publish_draft(bench, note, who())
        else:
            entry = publish_files(bench, files_or_exit(folder, bench.desk), note, who())
    show_published(entry, as_json)


def show_published(entry: Entry, as_json: bool) -> None:
    """What was published."""
    click.echo(json.dumps(asdict(entry)) if as_json else f"Callers hear revision {entry.number} from now on.")
