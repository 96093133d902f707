"""`helpdesk worker`: the process that does what no caller should wait for."""

from __future__ import annotations

import os
import signal
import socket
import threading
from contextlib import ExitStack

import click

from commands.environment import desks_or_exit, settings_or_exit, store_errors_told
from ivr.log import write_logs
from routing.worker import Worker
from store.parent import die_with_parent
from store.valkey import EmbeddedValkey


@click.command()
@click.option("--die-with-parent", "parent", type=int, hidden=True)
def worker(parent: int | None) -> None:
    """Do the work behind the calls.

    Any number of workers may run, on any machine that reaches the database.

    Example: REDIS_URL=redis://db:6379 helpdesk worker
    """
    if parent:
        die_with_parent(parent)
    settings = settings_or_exit()
    desks = desks_or_exit(settings)
    write_logs(settings.log_level, as_json=not settings.is_local)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with store_errors_told(), ExitStack() as stack:
        url = settings.redis_url
        if url is None:
            url = stack.enter_context(EmbeddedValkey(settings.data_dir)).url
        Worker(url, name=f"{socket.gethostname()}:{os.getpid()}", desks=tuple(desks)).work(stop)
