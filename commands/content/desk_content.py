"""A desk's content as commands change it: where it is, who changes it, what is said when it can't be done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from commands.environment import database_or_exit, desks_or_exit, known_desk_or_exit, settings_or_exit
from editing.database.errors import NoSuchRevision
from editing.drafts import DraftEditor, workbench
from editing.errors import EditingError
from prompts.errors import BrokenDesk
from prompts.loader import DESK, Files, read_files

desk_option = click.option("--desk", "desk_id", help="Which desk; by default the only or first one.")
json_option = click.option("--json", "as_json", is_flag=True, help="For a machine.")
FOLDER = click.Path(file_okay=False, path_type=Path)


@contextmanager
def bench_or_exit(desk_id: str | None) -> Iterator[DraftEditor]:
    """Yield a desk's draft editor; a failure in the block ends the command with a sentence."""
    settings = settings_or_exit()
    desks = desks_or_exit(settings)
    desk = known_desk_or_exit(desks, desk_id)
    with database_or_exit(settings) as client:
        try:
            yield workbench(client, desk, settings.desks_dir / desk)
        except NoSuchRevision as error:
            raise click.ClickException(f"{error}; `helpdesk revisions` lists those there are") from error
        except EditingError as error:
            raise click.ClickException(str(error)) from error


def folder_of(folder: Path, desk: str) -> Path:
    """Return the desk's folder, or the one in the folder that holds it."""
    inner = folder / desk
    return inner if not (folder / DESK).exists() and (inner / DESK).exists() else folder


def files_or_exit(folder: Path, desk: str) -> Files:
    """Return the files of a desk's folder, or of the folder that holds it, as `helpdesk export` writes it."""
    try:
        files = read_files(folder_of(folder, desk))
    except BrokenDesk as broken:
        raise click.ClickException(str(broken)) from broken
    if DESK not in files:
        raise click.ClickException(f"{folder} holds no desk: a desk is a folder with a {DESK}")
    return files


def version_or_exit(bench: DraftEditor, name: str) -> Files:
    """Return the files of a revision by its number, of the `draft`, or of what is `published`."""
    if name == "draft":
        draft = bench.content.draft()
        if draft is None:
            raise click.ClickException("there is no draft: change something in the console, or name a folder")
        return draft.files
    if name == "published":
        return bench.published()
    if not name.isdecimal():
        raise click.ClickException(f"{name!r} is neither a revision's number nor `draft` nor `published`")
    return bench.files_of(int(name))
