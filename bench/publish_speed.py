"""Measures the time from a publication until the last web process answers with it.

Real web processes on a real database. Each says in `/health` what it serves; they are asked until all
have said the same.
"""

from __future__ import annotations

import json
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.load import LoadFailed
from commands.calling.line_process import free_port, helpdesk_child, local_environment, wait_until_it_answers
from commands.processes.supervisor import Supervisor
from editing.database.content import DeskContent
from prompts.loader import Files, read_files
from prompts.revision import content_id
from settings import DESKS
from store import clock
from store.connection import connect
from store.valkey import EmbeddedValkey

DESK = "cair"
PATIENCE = 20.0
"""Seconds after which a process does not follow any more."""
WORD = "Thank you for calling"


@dataclass(frozen=True)
class PublishPlan:
    """The number of web processes, and of publications."""

    processes: int = 4
    publications: int = 100


def measure_publishing(plan: PublishPlan, tell: Callable[[str], None]) -> list[float]:
    """Return the seconds of each publication. Raises LoadFailed, OSError. `tell` is called with the progress."""
    tell(f"publishing, {plan.publications} times to {plan.processes} processes")
    with (
        tempfile.TemporaryDirectory(prefix="helpdesk-bench-") as folder,
        _line(plan, Path(folder)) as (url, port),
        connect(url, timeout=PATIENCE) as client,
    ):
        content, numbers = DeskContent(client, DESK), range(1, plan.publications + 1)
        return [_published(content, port, number, plan.processes) for number in numbers]


def _published(content: DeskContent, port: int, number: int, processes: int) -> float:
    files = edition(read_files(DESKS / DESK), number)
    id_ = content_id(files)
    began = clock.seconds()
    content.publish(files, id_, note="", who="bench", seen=number - 1)
    served = dict[int, str]()
    while len(served) < processes or set(served.values()) != {id_}:
        if clock.seconds() - began > PATIENCE:
            raise LoadFailed(f"a web process does not follow what is published: {served}")
        pid, revision = _health(port)
        served[pid] = revision
    return clock.seconds() - began


def edition(files: Files, number: int) -> Files:
    """Return the same files with another greeting."""
    return {**files, "en.yaml": files["en.yaml"].replace(WORD, f"{WORD} again and again, {number}", 1)}


def _health(port: int) -> tuple[int, str]:
    """Return which process answered and what it serves; a line without a worker is unwell and answers all the same."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=PATIENCE) as response:
            report = json.load(response)
    except urllib.error.HTTPError as error:
        with error:
            report = json.load(error)
    return report["process"]["pid"], report["revision"][DESK]


@contextmanager
def _line(plan: PublishPlan, folder: Path) -> Iterator[tuple[str, int]]:
    """Start a line, and yield the database's URL and the line's port."""
    port = free_port()
    with EmbeddedValkey(folder) as database:
        settings = local_environment(port, folder, DESKS, database.url)
        child = helpdesk_child("web", {**settings, "WEB_CONCURRENCY": f"{plan.processes}"})
        supervisor = Supervisor([child])
        supervisor.start()
        try:
            wait_until_it_answers(f"http://127.0.0.1:{port}/alive", supervisor)
            yield database.url, port
        finally:
            supervisor.end()
