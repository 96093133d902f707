"""`helpdesk restore`: puts a backup back into an empty database."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import click
from redis import Redis

from commands.environment import report_store_errors, settings_or_exit
from commands.operate.backup_data import KeyContent, backup_keys, delete_all, write
from commands.operate.copy_file import BrokenCopy, Head, read_head, read_parts
from commands.operate.sealed_file import BadKey, private_keys
from routing.queue.scripts import Scripts
from routing.worker.loops import is_alive
from store import key_table, keys
from store.connection import connect
from store.valkey import EmbeddedValkey

PATIENCE = 5.0


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--replace", is_flag=True, help="First throw away what the database holds of these desks and of people."
)
@click.option("--yes", is_flag=True, help="Throw it away without asking.")
def restore(file: Path, replace: bool, yes: bool) -> None:
    """Put a backup back into an empty database.

    Stop web and workers first, or `helpdesk run`; the file is proven before anything is written. Reps come back signed
    out, and people sign in again. Callers who are still on the phone then join in their old order by themselves.
    BACKUP_KEY_FILE names the private key of an encrypted backup.

    Example: helpdesk restore /var/backups/helpdesk/helpdesk-20261122T020000Z.backup.gz
    """
    settings = settings_or_exit()
    try:
        private = private_keys(settings.backup_key.get_secret_value() if settings.backup_key else "")
        head = read_head(file, private)
    except BadKey as error:
        raise click.ClickException(f"BACKUP_KEY can't be used: {error}") from error
    except BrokenCopy as error:
        raise click.ClickException(str(error)) from error
    with report_store_errors(), ExitStack() as stack:
        url = settings.redis_url or stack.enter_context(EmbeddedValkey(settings.data_dir)).url
        client = stack.enter_context(connect(url, timeout=PATIENCE))
        _make_room(client, head, replace=replace, yes=yes)
        _write_all(client, read_parts(file, private), head.parts)
    click.echo(f"Restored {head.parts} parts of {', '.join(head.desks)}, as of {head.made}.", err=True)


def _make_room(client: Redis, head: Head, *, replace: bool, yes: bool) -> None:
    """Refuse a database that is in use; empty it where that is wanted."""
    if is_alive(Scripts(client).last_beat()):
        raise click.ClickException(
            "a worker is at work on this database; stop web and workers first (or helpdesk run)"
        )
    there = next((name for name in backup_keys(client) if keys.owner(name) in (*head.desks, "people")), None)
    if there is None:
        return
    if not replace:
        raise click.ClickException(
            f"the database is not empty (it holds {there}); nothing was changed. --replace first throws away what it "
            f"holds of {', '.join(head.desks)} and of people"
        )
    if not yes and not (sys.stdin.isatty() and click.confirm("Throw away what the database holds now?")):
        raise click.ClickException("nothing was changed; say --yes to throw it away without being asked")
    delete_all(client, head.desks)


def _write_all(client: Redis, parts: Iterator[KeyContent], number: int) -> None:
    """Write all parts, reps last: adding a rep is an event, which would be newer than the restored events."""
    reps = []
    with click.progressbar(
        parts, number, label="Restoring", file=sys.stderr, hidden=not sys.stderr.isatty()
    ) as shown:
        for part in shown:
            if key_table.kind_of_key(part.key) == "rep":
                reps.append(part)
            else:
                write(client, part)
    for part in reps:
        write(client, part)
