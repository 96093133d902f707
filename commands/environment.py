"""The common start of commands: the settings and the desks, or a clear refusal on stderr."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import click
from redis import Redis

from editing.calendar_rule import checked_calendar
from editing.live_desks import LiveDesks
from prompts.errors import BrokenDesk
from prompts.revision import Revision, load_desks
from reports.export.mail import MailServer
from routing.errors import CalendarError
from settings import BadSettings, Settings, load_settings
from store.connection import connect
from store.data_dir import local_account, local_secret
from store.errors import DatabaseDown, ServerNotStarted, StoreError
from store.valkey import EmbeddedValkey, server_binary

log = logging.getLogger(__name__)
PATIENCE = 2.0
"""Seconds for which a command waits for the database."""


def settings_or_exit() -> Settings:
    """Return the settings; a bad environment ends the command with every problem named."""
    try:
        return load_settings()
    except BadSettings as error:
        raise click.ClickException(str(error)) from error


def open_local_mode(settings: Settings) -> str:
    """Return what is wrong where a line without a carrier account would listen to other machines; empty if nothing is.

    No call could come in there, and others could read its figures: the carrier's settings were forgotten.
    """
    if not settings.is_local or settings.is_on_loopback or settings.local_mode == "anywhere":
        return ""
    return (
        f"HOST is {settings.host}, but no carrier account is set, so no call could come in: set TWILIO_ACCOUNT_SID "
        "and TWILIO_AUTH_TOKEN, or for local mode unset HOST, or insist with LOCAL_MODE=anywhere"
    )


def refuse_open_local_mode(settings: Settings) -> None:
    """End the command with a sentence where a line without a carrier account would listen to other machines."""
    if problem := open_local_mode(settings):
        raise click.ClickException(problem)


def secret_key(settings: Settings) -> str:
    """Return the line's secret; in local mode one made for the data directory, unless one is set."""
    given = settings.secret_key
    return given.get_secret_value() if given else local_secret(settings.data_dir)


def make_local_files(settings: Settings) -> None:
    """Make the files that all processes of the data directory share in local mode, if they are missing.

    Here a disk that refuses them ends the command with a sentence; in a web process it would be a traceback each time
    the process is started again. Raises OSError, BrokenDataDirectory.
    """
    if settings.is_local:
        local_account(settings.data_dir)
        secret_key(settings)


def mail_server(settings: Settings) -> MailServer | None:
    """Return the mail server for summaries; None without one."""
    if not settings.smtp_host or not settings.smtp_from:
        return None
    password = settings.smtp_password.get_secret_value() if settings.smtp_password else ""
    return MailServer(
        settings.smtp_host,
        settings.smtp_port,
        settings.smtp_from,
        settings.report_to,
        settings.smtp_security,
        settings.smtp_user or "",
        password,
    )


def desks_or_exit(settings: Settings) -> dict[str, Revision]:
    """Return every desk; a broken one ends the command with file, line and every problem."""
    try:
        return load_desks(settings.desks_dir)
    except BrokenDesk as error:
        raise click.ClickException(f"the desk can't be used:\n{error}") from error


def library_or_exit(settings: Settings) -> LiveDesks:
    """Return every desk's present content: published, as far as the database or the disk has it, else its folder.

    No copies are kept: whoever types a command may be somebody whose files the line can't replace.
    """
    library = LiveDesks(desks_or_exit(settings), settings.data_dir, keeps_copies=False)
    library.open()
    with connect(settings.database_url, timeout=PATIENCE) as client:
        library.follow(client)
    return library


def calendars_or_exit(desks: Mapping[str, Revision]) -> None:
    """End the command if the calendar of any desk can't be relied on."""
    for name, revision in desks.items():
        try:
            checked_calendar(revision)
        except CalendarError as error:
            raise click.ClickException(f"the calendar of desk {name} can't be used: {error}") from error


@contextmanager
def database_or_exit(settings: Settings, patience: float = PATIENCE) -> Iterator[Redis]:
    """Yield the line's database, each command of which may take `patience` seconds; end the command if it is down."""
    with connect(settings.database_url, timeout=patience) as client:
        try:
            yield client
        except DatabaseDown as error:
            raise click.ClickException(
                "the database does not answer; start the line first (helpdesk run), or correct REDIS_URL"
            ) from error


@contextmanager
def own_database(settings: Settings) -> Iterator[EmbeddedValkey | None]:
    """Run the data directory's database for as long as the block lasts; None with a REDIS_URL.

    Where it does not start, for example on a full disk, the block runs without it: callers hear the menu meanwhile.
    Raises OSError when the data directory can't be made, ServerNotStarted when this machine has no server at all.
    """
    if settings.redis_url is not None:
        yield None
        return
    server_binary()
    database = EmbeddedValkey(settings.data_dir)
    try:
        database.start()
    except ServerNotStarted as error:
        log.error("the database can't be started; callers hear the menu", extra={"why": str(error)})
    try:
        yield database
    finally:
        database.stop()


@contextmanager
def report_store_errors() -> Iterator[None]:
    """End the command with a sentence when the data directory or the embedded server fails."""
    try:
        yield
    except StoreError as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        named = error.filename and error.strerror
        raise click.ClickException(f"{error.filename}: {error.strerror}" if named else str(error)) from error


def desk_or_exit(settings: Settings, name: str | None) -> Revision:
    """Return a desk's present content, by its id, or that of the only or first desk."""
    desks = library_or_exit(settings)
    return desks[known_desk_or_exit(desks, name)]


def known_desk_or_exit(desks: Mapping[str, Revision], name: str | None) -> str:
    """Return the id of an existing desk; by default the only or first one."""
    if name is not None and name not in desks:
        raise click.ClickException(f"there is no desk {name!r}; there is {', '.join(sorted(desks))}")
    return name or next(iter(desks))
