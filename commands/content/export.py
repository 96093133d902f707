"""`helpdesk export`: what callers hear, as the files of a desk's folder."""

from __future__ import annotations

import json
from pathlib import Path

import click

from commands.content.desk_content import bench_or_exit, desk_option, json_option, version_or_exit
from editing.audio.stored_recordings import export_recordings as write_recordings
from prompts.loader import Files


@click.command()
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--version", "name", default="published", show_default=True, help="A revision's number, or `draft`."
)
@desk_option
@json_option
def export(directory: Path, name: str, desk_id: str | None, as_json: bool) -> None:
    """Write what callers hear as a folder in DIRECTORY.

    The folder is named like the desk. These are the files that were published, comments and all: `helpdesk import` of
    them changes nothing.

    Example: helpdesk export backup
    """
    with bench_or_exit(desk_id) as bench:
        files, folder = version_or_exit(bench, name), directory / bench.desk
        _refuse_strangers(folder, files)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for file, text in files.items():
                (folder / file).write_bytes(text.encode("utf-8"))
            recordings = write_recordings(bench, files, folder)
        except OSError as error:
            raise click.ClickException(f"{folder} can't be written: {error.strerror}") from error
    told = {"folder": str(folder), "files": sorted(files), "recordings": [path.name for path in recordings]}
    spoken = ", ".join([*sorted(files), *(f"{path.parent.name}/{path.name}" for path in recordings)])
    click.echo(json.dumps(told) if as_json else f"Wrote {folder}: {spoken}.")


def _refuse_strangers(folder: Path, files: Files) -> None:
    """Refuse files of another desk's folder, or of a removed language, which would be taken for part of this one."""
    strangers = sorted(path.name for path in folder.glob("[!.]*.yaml") if path.name not in files)
    if strangers:
        raise click.ClickException(
            f"{folder} holds {', '.join(strangers)}, which this content has not; remove it, or choose another directory"
        )
