"""`helpdesk import`: a folder becomes the draft, or is published."""

from __future__ import annotations

import json
from pathlib import Path

import click

from commands.content.desk_content import (
    FOLDER,
    bench_or_exit,
    desk_option,
    files_or_exit,
    folder_of,
    json_option,
)
from commands.content.publish import show_published
from commands.staff.people_admin import who
from editing.audio.stored_recordings import bring_in
from editing.checks import Verdict, check_files
from editing.database.content import ContentDraft
from editing.database.errors import Overtaken
from editing.drafts import DraftEditor
from editing.errors import NothingChanged
from prompts.loader import Files


@click.command("import")
@click.argument("folder", type=FOLDER)
@click.option("--publish", "is_published", is_flag=True, help="Publish it at once; needs --note.")
@click.option("--note", default="", help="Why, in a few words; kept with the revision.")
@click.option("--replace", "may_replace", is_flag=True, help="Throw away a draft that is there.")
@desk_option
@json_option
def import_(
    folder: Path, is_published: bool, note: str, may_replace: bool, desk_id: str | None, as_json: bool
) -> None:
    """Make FOLDER the desk's draft.

    From there the console and `helpdesk publish` go on with it. FOLDER is a desk's folder or one that `helpdesk export`
    has written. With --publish callers hear it at once.

    Example: helpdesk import backup
    """
    if is_published and not note:
        raise click.UsageError("--publish needs a --note: why, in a few words")
    with bench_or_exit(desk_id) as bench:
        files = files_or_exit(folder, bench.desk)
        bring_in(bench, files, folder_of(folder, bench.desk))
        if is_published:
            show_published(bench, files, note, as_json)
            return
        draft = _drafted(bench, files, may_replace)
        verdict = check_files(bench.desk, files)
    _show(draft, verdict, as_json)


def _drafted(bench: DraftEditor, files: Files, may_replace: bool) -> ContentDraft:
    before = bench.content.draft()
    if files == (before.files if before else bench.published()):
        raise NothingChanged
    if before and not may_replace:
        raise click.ClickException(
            f"there is a draft by {before.author} already; `helpdesk diff` shows it, and --replace throws it away"
        )
    try:
        return bench.replace(files, who(), before.version if before else 0)
    except Overtaken as error:
        raise click.ClickException(f"{error}; look at it with `helpdesk diff` and try again") from error


def _show(draft: ContentDraft, verdict: Verdict, as_json: bool) -> None:
    if as_json:
        told = {"version": draft.version, "base": draft.base, "reasons": verdict.reasons}
        click.echo(json.dumps(told, indent=2, ensure_ascii=False))
        return
    click.echo("It is the draft now. `helpdesk diff` shows what changes, `helpdesk publish` publishes it.")
    for reason in verdict.reasons:
        click.echo(f"before it can be published: {reason}", err=True)
