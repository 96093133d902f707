"""`helpdesk run`: everything on one machine, in one command, ended by Ctrl-C."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import click

from accounts.people import People
from accounts.people_scripts import PeopleScripts
from commands.calling.line_process import helpdesk_child, wait_until_it_answers
from commands.environment import (
    calendars_or_exit,
    desks_or_exit,
    library_or_exit,
    make_local_files,
    own_database,
    refuse_open_local_mode,
    report_store_errors,
    settings_or_exit,
)
from commands.processes.supervisor import Child, Supervisor
from ivr.json_log import write_logs
from prompts.revision import Revision
from settings import Settings
from store import clock
from store.connection import connect
from store.data_dir import RunningLine, announced, announced_as, local_account
from store.errors import DatabaseDown

LAST_PORT = 65_535
REVIVE_PAUSE = 2.0
"""Seconds between two starts of the database."""


@click.command()
def run() -> None:
    """Start the whole line on this machine.

    Database, web and worker processes, and without TWILIO_* a local phone network as well. Ctrl-C ends all of it.

    Example: make run, or PORT=9000 helpdesk run
    """
    settings = settings_or_exit()
    refuse_open_local_mode(settings)
    desks = desks_or_exit(settings)
    calendars_or_exit(desks)
    write_logs(settings.log_level, as_json=not settings.is_local)
    _refuse_taken_ports(settings)
    with ExitStack() as stack:
        stack.enter_context(_ended_by_signals())
        stack.enter_context(report_store_errors())
        make_local_files(settings)
        database = stack.enter_context(own_database(settings))
        url, revive = settings.database_url, _paced(database.revive) if database else _nothing
        published = library_or_exit(settings)
        supervisor = Supervisor(_children(settings, published, url))
        stack.callback(supervisor.end)
        supervisor.start()
        wait_until_it_answers(f"{settings.own_url}/alive", supervisor)
        if settings.is_local:
            wait_until_it_answers(f"{carrier_url(settings)}/phone", supervisor)
        announce = stack.enter_context(announced_as(settings.data_dir, _announcement(settings)))
        _greet(settings, published)
        _greet_people(settings, url)
        if not announce():
            _name_the_other_line(settings.data_dir)
        _say("Ctrl-C ends it.")
        supervisor.watch(lambda: (revive(), announce()))


def _say(text: str) -> None:
    """Print a line; on a full disk, where the output may be a file, the line goes on without it."""
    with suppress(OSError):
        click.echo(text)


def carrier_url(settings: Settings) -> str:
    """Return the address of the local phone network: the port above the line's."""
    return f"http://127.0.0.1:{settings.port + 1}"


def _nothing() -> None:
    return


def _paced(revive: Callable[[], bool]) -> Callable[[], None]:
    """Return a function that calls `revive`, but not soon after it had to start the server.

    On a full disk the server ends at once, again and again, which must not keep the machine busy.
    """
    latest = -REVIVE_PAUSE

    def step() -> None:
        nonlocal latest
        if clock.seconds() - latest >= REVIVE_PAUSE and revive():
            latest = clock.seconds()

    return step


def _children(settings: Settings, desks: Mapping[str, Revision], redis_url: str) -> list[Child]:
    environment = {"REDIS_URL": redis_url}
    if settings.is_local:
        environment["TWILIO_API_URL"] = carrier_url(settings)
    children = [helpdesk_child("web", environment), helpdesk_child("worker", environment)]
    return [*children, _phone_network(settings, desks)] if settings.is_local else children


def _phone_network(settings: Settings, desks: Mapping[str, Revision]) -> Child:
    """Return the carrier's stand-in, which knows the line as a carrier does: by number and URL."""
    account = local_account(settings.data_dir)
    command = [sys.executable, "-m", "simulator", "--port", str(settings.port + 1)]
    command += ["--die-with-parent", str(os.getpid()), "--account-sid", account.sid]
    command += ["--zone", next(iter(desks.values())).desk.zone]
    for country in settings.rep_countries or sorted({revision.desk.country for revision in desks.values()}):
        command += ["--country", country]
    for name, revision in desks.items():
        address = f"{settings.base_url}/voice/{name}"
        command += [
            "--number",
            revision.desk.number,
            "--voice-url",
            address,
            "--status-url",
            f"{address}/status",
            "--sms-url",
            f"{settings.base_url}/text/{name}",
        ]
    environment = {
        "LOCAL_AUTH_TOKEN": account.token,
        "LOCAL_API_KEY": account.api_key,
        "LOCAL_API_SECRET": account.api_secret,
    }
    return Child("phone network", command, environment)


def _announcement(settings: Settings) -> RunningLine:
    return RunningLine(settings.base_url, carrier_url(settings) if settings.is_local else None)


def _greet(settings: Settings, desks: Mapping[str, Revision]) -> None:
    numbers = ", ".join(f"{one.desk.name} ({one.desk.number})" for one in desks.values())
    _say(f"The line answers for {numbers}.")
    if settings.is_local:
        _say(f"  Phone     {carrier_url(settings)}/phone")
        _say(f"  Debugger  {carrier_url(settings)}/debugger")
        _say(f"  Terminal  {_command()} call")
    _say(f"  Health    {settings.own_url}/health")


def _command() -> str:
    """Return how this program is typed: `helpdesk` if that is found, else its path from here."""
    own = Path(sys.executable).with_name("helpdesk")
    found = shutil.which("helpdesk")
    if (found and Path(found).resolve() == own.resolve()) or not own.exists():
        return "helpdesk"
    return str(own.relative_to(Path.cwd()) if own.is_relative_to(Path.cwd()) else own)


def _greet_people(settings: Settings, redis_url: str) -> None:
    """Print where the console is, and how the first person gets in; skipped while the database is down."""
    _say(f"  Console   {settings.console_url}/console")
    with suppress(DatabaseDown), connect(redis_url, timeout=2.0) as client:
        if not People(PeopleScripts(client)).are_there_any():
            told = f"{_command()} people add ana@example.org --role admin"
            _say(f"            Nobody may sign in yet: {told}")


def _name_the_other_line(data_dir: Path) -> None:
    """Say that another line is announced for this data directory, if there is one."""
    if other := announced(data_dir):
        _say(f"Another line runs on {data_dir}, at {other.base_url}, and shares its database with this one.")
        _say("  `helpdesk call` calls that one until it ends. For a line of its own, set another DATA_DIR.")


class _Ended(BaseException):
    """A signal asked the line to end."""


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Leave the block at the first INT, TERM or HUP, wherever it is; later ones don't disturb the cleaning up."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def end(*_: object) -> None:
        for number in numbers:
            signal.signal(number, signal.SIG_IGN)
        raise _Ended

    for number in numbers:
        signal.signal(number, end)
    try:
        yield
    except _Ended:
        _say("\nGoodbye.")


def _refuse_taken_ports(settings: Settings) -> None:
    """End the command with a clear sentence before anything starts, when another program holds a port."""
    ports = [settings.port, settings.port + 1] if settings.is_local else [settings.port]
    if settings.console_port in ports:
        raise click.ClickException(
            f"CONSOLE_PORT {settings.console_port} is the phone network's; take another"
        )
    if ports[-1] > LAST_PORT:
        raise click.ClickException(
            f"PORT {settings.port} leaves none above it for the phone network; take a lower one"
        )
    for port in [*ports, settings.console_port] if settings.console_port else ports:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((settings.host, port))
            except OSError as error:
                raise click.ClickException(
                    f"port {port} of {settings.host} can't be used ({error.strerror}); "
                    "choose another with PORT, e.g. PORT=9000, or another address with HOST"
                ) from error
