"""`helpdesk backup`: copies what the database keeps into a file."""

from __future__ import annotations

from datetime import UTC
from pathlib import Path
from typing import Any

import click

from commands.environment import desks_or_exit, report_store_errors, settings_or_exit
from commands.operate.backup_data import backup_parts
from commands.operate.copy_file import Head, write_copy
from commands.operate.sealed_file import BadKey, public_keys
from store import clock
from store.connection import connect

PATIENCE = 5.0
NAME = "helpdesk-{:%Y%m%dT%H%M%SZ}.backup.gz"
ENCRYPTED = ".age"
ANY_NAME = "helpdesk-*.backup.gz*"


@click.command()
@click.argument("target", type=click.Path(path_type=Path))
@click.option(
    "--keep", type=click.IntRange(1), help="Afterwards remove all but so many of the folder's backups."
)
def backup(target: Path, keep: int | None) -> None:
    """Copy what the database keeps into a file.

    TARGET is a new file, or a folder in which a file named after the moment is made. The line goes on meanwhile. The
    file holds callers' numbers and the digests of passwords and PINs: only its owner may read it, and with
    BACKUP_RECIPIENTS only who has the private key. Keep SECRET_KEY as well, but elsewhere: without it numbers that were
    forgotten find no earlier calls.

    Example: helpdesk backup /var/backups/helpdesk --keep 30
    """
    settings = settings_or_exit()
    desks = tuple(desks_or_exit(settings))
    moment = clock.now().astimezone(UTC)
    recipients = _recipients_or_exit(settings.backup_recipients or "")
    name = NAME.format(moment) + (ENCRYPTED if recipients else "")
    path = target / name if target.is_dir() else target
    if path.exists():
        raise click.ClickException(f"{path} is there already; name another file")
    if keep and not target.is_dir():
        raise click.UsageError("--keep needs a folder")
    with (
        report_store_errors(),
        connect(settings.database_url, timeout=PATIENCE) as client,
    ):
        number = write_copy(
            path, Head(f"{moment:%Y-%m-%dT%H:%M:%SZ}", desks), backup_parts(client, desks), recipients
        )
    click.echo(f"Wrote {path} ({number} parts, {path.stat().st_size:,} bytes).", err=True)
    for old in sorted(target.glob(ANY_NAME), reverse=True)[keep:] if keep else []:
        old.unlink()
        click.echo(f"Removed {old}.", err=True)


def _recipients_or_exit(text: str) -> list[Any]:
    try:
        return public_keys(text)
    except BadKey as error:
        raise click.ClickException(f"BACKUP_RECIPIENTS can't be used: {error}") from error
