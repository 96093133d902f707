"""`helpdesk publish`: callers hear the draft, or a folder, from now on."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from commands.content.desk_content import (
    FOLDER,
    bench_or_exit,
    desk_option,
    files_or_exit,
    folder_of,
    json_option,
    version_or_exit,
)
from commands.staff.people_admin import who
from editing.approval import propose_files
from editing.audio.stored_recordings import bring_in
from editing.database.content import ContentDraft
from editing.drafts import DraftEditor
from editing.errors import NeedsApproval
from editing.publishing import publish_files
from prompts.loader import Files


@click.command()
@click.argument("folder", required=False, type=FOLDER)
@click.option("--note", required=True, help="Why, in a few words; kept with the revision.")
@desk_option
@json_option
def publish(folder: Path | None, note: str, desk_id: str | None, as_json: bool) -> None:
    """Have callers hear the draft, or FOLDER, from now on.

    It is checked first, as `helpdesk check` does: errors keep it from being published. Who is on the phone goes on with
    what the call began with. `helpdesk rollback` takes it back. Where the desk says `approval: required`, it is
    proposed to the other admins.

    Example: helpdesk publish prompts/cair --note "Winter hours"
    """
    with bench_or_exit(desk_id) as bench:
        if folder is None:
            version_or_exit(bench, "draft")
            draft = bench.content.draft()
            show_published(bench, draft.files if draft else {}, note, as_json, draft)
        else:
            files = files_or_exit(folder, bench.desk)
            bring_in(bench, files, folder_of(folder, bench.desk))
            show_published(bench, files, note, as_json)


def show_published(
    bench: DraftEditor, files: Files, note: str, as_json: bool, draft: ContentDraft | None = None
) -> None:
    """Publish, or propose where a second admin must approve, and say so."""
    try:
        entry = publish_files(bench, files, note, who(), draft=draft)
    except NeedsApproval:
        proposal = propose_files(bench, files, note, who(), draft=draft)
        told = {"proposal": proposal.number}
        click.echo(
            json.dumps(told) if as_json else "It is proposed: another admin must approve it in the console."
        )
        return
    click.echo(json.dumps(asdict(entry)) if as_json else f"Callers hear revision {entry.number} from now on.")
