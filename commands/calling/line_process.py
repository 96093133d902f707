"""Finds a line for one call: the one running on this data directory, or one started for this time."""

from __future__ import annotations

import json
import os
import socket
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import click

from commands.environment import desk_or_exit, report_store_errors
from commands.processes.supervisor import Child, Supervisor
from settings import Settings
from store import clock
from store.data_dir import announced, local_account
from store.valkey import EmbeddedValkey

START_LIMIT = 60.0
"""Seconds within which a part of the line must answer."""
PRODUCTION_ONLY = ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "PUBLIC_URL", "CONSOLE_PORT", "REDIS_URL")


@dataclass(frozen=True)
class ReachableLine:
    """A line that answers, and what its local carrier must know: account, number, desk."""

    base_url: str
    account_sid: str
    auth_token: str
    number: str
    desk_id: str


@contextmanager
def running_line(settings: Settings, desk: str | None = None) -> Iterator[ReachableLine]:
    """Yield a line in local mode. A production line is never called: a copy of it is started, with separate data."""
    revision = desk_or_exit(settings, desk)
    with report_store_errors(), ExitStack() as stack:
        data_dir = settings.data_dir
        if not settings.is_local:
            data_dir = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="helpdesk-")))
        known = announced(data_dir)
        if known and lacks_desk(known.base_url, revision.desk.id):
            raise click.ClickException(
                f"the line that runs on {data_dir} has no desk {revision.desk.id}; end it, or choose another DATA_DIR"
            )
        base_url = known.base_url if known else stack.enter_context(_started_line(settings, data_dir))
        account = local_account(data_dir)
        yield ReachableLine(base_url, account.sid, account.token, revision.desk.number, revision.desk.id)


def lacks_desk(base_url: str, desk: str) -> bool:
    """Return whether a line says that it has other desks only; a line that says nothing is assumed to have it."""
    try:
        with urllib.request.urlopen(f"{base_url}/health", timeout=START_LIMIT) as answer:
            told = answer.read()
    except urllib.error.HTTPError as error:
        with error:
            told = error.read()
    except OSError:
        return False
    try:
        return desk not in json.loads(told)["revision"]
    except (ValueError, KeyError, TypeError):
        return False


@contextmanager
def _started_line(settings: Settings, data_dir: Path) -> Iterator[str]:
    port = free_port()
    base_url = f"http://127.0.0.1:{port}"
    with EmbeddedValkey(data_dir) as database:
        supervisor = Supervisor([web_child(port, data_dir, settings.desks_dir, database.url)])
        supervisor.start()
        try:
            wait_until_it_answers(f"{base_url}/alive", supervisor)
            yield base_url
        finally:
            supervisor.end()


def web_child(port: int, data_dir: Path, desks_dir: Path, redis_url: str) -> Child:
    """Return a web process in local mode, whatever this process's environment says."""
    return helpdesk_child("web", local_environment(port, data_dir, desks_dir, redis_url))


def local_environment(port: int, data_dir: Path, desks_dir: Path, redis_url: str) -> dict[str, str]:
    """Return the environment that makes a process part of this line in local mode, and of no other."""
    return dict.fromkeys(PRODUCTION_ONLY, "") | {
        "PORT": str(port),
        "DATA_DIR": str(data_dir),
        "DESKS_DIR": str(desks_dir),
        "REDIS_URL": redis_url,
        "LOG_LEVEL": "warning",
    }


def helpdesk_child(verb: str, environment: dict[str, str], log: Path | None = None) -> Child:
    """Return one of our commands as a process that ends with this one."""
    command = [sys.executable, "-m", "commands", verb, "--die-with-parent", str(os.getpid())]
    return Child(verb, command, environment, log)


def free_port() -> int:
    """Return a port on loopback that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until_it_answers(url: str, supervisor: Supervisor) -> None:
    """Return as soon as `url` answers; a part that ends meanwhile, or a minute, end the command."""
    limit = clock.seconds() + START_LIMIT
    while clock.seconds() < limit:
        dead = supervisor.any_dead()
        if dead:
            raise click.ClickException(f"the {dead} process ended while starting; its words are above")
        try:
            urllib.request.urlopen(url, timeout=2).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            clock.pause(0.05)
        else:
            return
    raise click.ClickException(f"{url} did not answer within {START_LIMIT:.0f} seconds")
