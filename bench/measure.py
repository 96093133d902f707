"""Runs the server and puts load on its routes, one after the other, round by round.

Interleaved, so that whatever else the machine does meets all of them alike.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

from redis import Redis

from bench.baseline import PATH as BASELINE_PATH
from bench.compared_routes import CONSTANT_PATH, STREAM_PATH, menu_place
from bench.consoles.streams import open_streams
from bench.line_of_callers import OPEN, bits_of_hold, line_up, refuse_leavers
from bench.load import Load, LoadFailed, put_load, write_forms
from bench.signed_requests import signed_webhooks
from commands.calling.line_process import free_port, wait_until_it_answers, web_child
from commands.processes.supervisor import Supervisor
from ivr.twiml import Answers
from prompts.revision import load_desks
from routing.queue.desk_state import DeskState
from settings import DESKS
from store.connection import connect
from store.data_dir import local_account
from store.valkey import EmbeddedValkey

LOOKS = 20
"""At the health of a line of two processes, of which any may answer."""
WARM_UP = 1
"""Seconds of load that are not counted."""


@dataclass(frozen=True)
class LoadPlan:
    """The length and number of the measurements."""

    rounds: int = 5
    seconds: int = 3
    streams: int = 200


@dataclass(frozen=True)
class Round:
    """The loads of one round."""

    menu: Load
    menu_with_streams: Load
    baseline: Load
    constant: Load
    hold: Load


@dataclass(frozen=True)
class LoadTarget:
    """A URL, and the file of forms signed for it."""

    url: str
    forms: Path
    at: str = ""
    """The moment at which the calls are made, if not now."""

    def under_load(self, seconds: int) -> Load:
        return put_load(self.url, self.forms, seconds, self.at)


@dataclass(frozen=True)
class Targets:
    """The addresses to measure on a running server."""

    menu: LoadTarget
    baseline: LoadTarget
    constant: LoadTarget
    hold: LoadTarget
    stream_url: str
    health_url: str
    base_url: str
    desk: str
    web_pid: int
    refuse_leavers: Callable[[], None]
    """Raises LoadFailed unless everybody on hold still waits."""


def measure(plan: LoadPlan, tell: Callable[[str], None]) -> list[Round]:
    """Measure all rounds on one server. Raises LoadFailed, OSError. `tell` is called with the progress."""
    with tempfile.TemporaryDirectory(prefix="helpdesk-bench-") as folder, serving(Path(folder)) as targets:
        for target in (targets.menu, targets.baseline, targets.constant, targets.hold):
            target.under_load(WARM_UP)
        rounds = []
        for number in range(1, plan.rounds + 1):
            tell(f"round {number} of {plan.rounds}")
            rounds.append(_round(targets, plan))
        refuse_losses(targets.health_url)
        targets.refuse_leavers()
        return rounds


def refuse_losses(health_url: str) -> None:
    """Raise LoadFailed if the line left events unwritten, as it would have been quick for the wrong reason."""
    lost = max(_lost(health_url) for _ in range(LOOKS))
    if lost:
        raise LoadFailed(
            f"the line could not write {lost} events down; the machine is too busy to measure on"
        )


def _lost(health_url: str) -> int:
    """Return the number of events that the answering process could not write; each process counts its own."""
    try:
        answer = urlopen(health_url, timeout=10)
    except HTTPError as degraded:  # no worker runs here, which health says with a 503
        answer = degraded
    with answer:
        return int(json.load(answer)["database"]["events_lost"])


def _round(targets: Targets, plan: LoadPlan) -> Round:
    menu = targets.menu.under_load(plan.seconds)
    baseline = targets.baseline.under_load(plan.seconds)
    hold = targets.hold.under_load(plan.seconds)
    constant = targets.constant.under_load(plan.seconds)
    with open_streams(targets.stream_url, plan.streams):
        menu_with_streams = targets.menu.under_load(plan.seconds)
    return Round(menu, menu_with_streams, baseline, constant, hold)


@contextmanager
def serving(data_dir: Path) -> Iterator[Targets]:
    """Run a server in local mode on a separate data directory while the block runs."""
    port = free_port()
    with EmbeddedValkey(data_dir) as database:
        child = web_child(port, data_dir, DESKS, database.url)
        served = replace(child, command=[sys.executable, "-m", "bench.compared_routes"])
        supervisor = Supervisor([served])
        supervisor.start()
        try:
            wait_until_it_answers(f"http://127.0.0.1:{port}/alive", supervisor)
            assert served.process is not None
            with connect(database.url) as client:
                yield _targets(f"http://127.0.0.1:{port}", data_dir, client, served.process.pid)
        finally:
            supervisor.end()


def _targets(base_url: str, data_dir: Path, client: Redis, web_pid: int) -> Targets:
    revision, account = next(iter(load_desks(DESKS).values())), local_account(data_dir)
    held = line_up(DeskState(client, revision.desk.id), revision)

    def target(name: str, url: str) -> LoadTarget:
        webhooks = signed_webhooks(url, account.sid, account.token, revision.desk.number)
        return LoadTarget(url, write_forms(data_dir / f"{name}.forms", webhooks))

    bits = write_forms(data_dir / "hold.forms", bits_of_hold(held, base_url, account.sid, account.token))
    return Targets(
        menu=target("menu", Answers(base_url).url(revision, menu_place(revision))),
        baseline=target("baseline", base_url + BASELINE_PATH),
        constant=target("constant", base_url + CONSTANT_PATH),
        hold=LoadTarget(base_url, bits, OPEN),
        stream_url=base_url + STREAM_PATH,
        health_url=f"{base_url}/health",
        base_url=base_url,
        desk=revision.desk.id,
        web_pid=web_pid,
        refuse_leavers=lambda: refuse_leavers(DeskState(client, revision.desk.id), held),
    )
