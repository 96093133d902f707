"""What a desk costs that nobody calls: memory, threads, commands of the database, processor time, time to start."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from redis import Redis

from bench.cycles import database_seconds
from bench.ring_speed import PATIENCE, wait_until_it_works
from chaos.many_desks import make_desks
from commands.calling.line_process import free_port, helpdesk_child, local_environment, wait_until_it_answers
from commands.processes.supervisor import Child, Supervisor
from store import clock
from store.connection import connect
from store.valkey import EmbeddedValkey

TICKS = os.sysconf("SC_CLK_TCK")
NO_CARRIER = {"TWILIO_API_URL": "http://127.0.0.1:9"}
"""Nobody is on the phone, so nobody is asked about."""


@dataclass(frozen=True)
class RestPlan:
    """The two lines to compare: one with one desk, and one with many."""

    desks: int = 20
    seconds: float = 15.0


@dataclass(frozen=True)
class AtRest:
    """A line that nobody calls: one web process, one worker, one database."""

    start_up: float
    """Seconds until it answers and works."""
    web_bytes: int
    worker_bytes: int
    database_bytes: int
    worker_threads: int
    commands: float
    """A second, at the database, those within scripts included."""
    processor: float
    """Seconds a second, of all three."""


def measure_rest(plan: RestPlan, tell: Callable[[str], None]) -> tuple[AtRest, AtRest]:
    """Measure a line of one desk, and of many. Raises LoadFailed, OSError."""
    found = []
    for count in (1, plan.desks):
        tell(f"{count} desks at rest")
        with ExitStack() as stack:
            found.append(_at_rest(stack, count, plan.seconds))
    return found[0], found[1]


def _at_rest(stack: ExitStack, count: int, seconds: float) -> AtRest:
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="helpdesk-bench-")))
    database = stack.enter_context(EmbeddedValkey(folder))
    client = stack.enter_context(connect(database.url, timeout=PATIENCE))
    port = free_port()
    environment = local_environment(port, folder, make_desks(folder, count), database.url)
    web = helpdesk_child("web", environment | {"WEB_CONCURRENCY": "1"}, folder / "line.log")
    worker = helpdesk_child("worker", environment | NO_CARRIER, folder / "line.log")
    supervisor, began = Supervisor([web, worker]), clock.seconds()
    supervisor.start()
    stack.callback(supervisor.end)
    wait_until_it_answers(f"http://127.0.0.1:{port}/alive", supervisor)
    wait_until_it_works(client)
    start_up = clock.seconds() - began
    return _look(client, _server_of(web), _pid(worker), start_up, seconds)


def _look(client: Redis, web: int, worker: int, start_up: float, seconds: float) -> AtRest:
    clock.pause(seconds / 3)  # what happens only at the start is over
    commands, used = _commands(client), _processor(web) + _processor(worker) + database_seconds(client)
    began = clock.seconds()
    clock.pause(seconds)
    took = clock.seconds() - began
    used = _processor(web) + _processor(worker) + database_seconds(client) - used
    return AtRest(
        start_up=start_up,
        web_bytes=_memory(web),
        worker_bytes=_memory(worker),
        database_bytes=int(client.info("memory")["used_memory"]),
        worker_threads=len(list(Path(f"/proc/{worker}/task").iterdir())),
        commands=(_commands(client) - commands) / took,
        processor=used / took,
    )


def _commands(client: Redis) -> int:
    """Return the number of commands so far, including those that scripts called."""
    stats = client.info("commandstats")
    return sum(int(one["calls"]) for one in stats.values())


def _pid(child: Child) -> int:
    assert child.process is not None
    return child.process.pid


def _server_of(web: Child) -> int:
    """Return the process that answers webhooks, among those that the web process starts."""
    pids = [
        int(pid)
        for task in Path(f"/proc/{_pid(web)}/task").glob("*/children")
        for pid in task.read_text().split()
    ]
    return max(pids, key=_memory)


def _memory(pid: int) -> int:
    """Return a process's own bytes, and its share of shared ones."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) * 1024


def _processor(pid: int) -> float:
    """Return the seconds that a process has used so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS
