"""`helpdesk worker`: the process that does what no caller should wait for."""

from __future__ import annotations

import os
import signal
import socket
import threading
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import replace

import click
from redis import Redis

from commands.carriers import carrier_for
from commands.environment import desks_or_exit, mail_server, report_store_errors, settings_or_exit
from editing.live_desks import LiveDesks
from ivr.json_log import write_logs
from ivr.twilio.carrier_client import CarrierClient
from monitoring.sentry import report_failures
from prompts.revision import Revision
from reports import adding_up
from reports.export.weekly import letters
from reports.folding import folding_tasks
from routing.worker import after_hours
from routing.worker.loops import PeriodicTask, Worker, WorkerPlan
from settings import Settings
from store.parent import die_with_parent
from store.valkey import EmbeddedValkey

FOLLOW_EVERY = 1.0
"""Seconds."""


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
    library = LiveDesks(desks_or_exit(settings), settings.data_dir)
    write_logs(settings.log_level, as_json=not settings.is_local)
    report_failures(settings.sentry_dsn)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with report_store_errors(), ExitStack() as stack:
        url = settings.redis_url
        if url is None:
            url = stack.enter_context(EmbeddedValkey(settings.data_dir)).url
        library.open()
        name = f"{socket.gethostname()}:{os.getpid()}"
        clients = carriers(settings, library)
        plan = WorkerPlan(url, name, settings.base_url, clients, settings.calls_per_second)
        every = [*folding_tasks(library, lambda desk: library[desk].desk), following(library, clients)]
        every += adding_up.chores(library, lambda desk: library[desk].desk)
        every += after_hours.sign_out_tasks(library, lambda desk: library[desk].desk)
        every += letters([revision.desk for revision in library.values()], mail_server(settings))
        Worker(replace(plan, chores=every, allowance=settings.allowance)).work(stop)


def following(library: LiveDesks, clients: Mapping[str, CarrierClient]) -> PeriodicTask:
    """Keep up with what is published: who is called sees the number that counts then."""

    def begin(redis: Redis) -> Callable[[], None]:
        def step() -> None:
            library.follow(redis)
            for desk, client in clients.items():
                client.number = library[desk].desk.number

        return step

    return PeriodicTask("content", begin, FOLLOW_EVERY)


def carriers(settings: Settings, desks: Mapping[str, Revision]) -> dict[str, CarrierClient]:
    """Return each desk's carrier: the account's, or the local phone network."""
    return {name: carrier_for(settings, revision.desk.number) for name, revision in desks.items()}
