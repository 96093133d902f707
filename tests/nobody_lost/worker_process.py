"""A worker in a process of its own, to be killed, stopped, or given a clock that is wrong."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from redis import Redis

from commands.calling.line_process import ReachableLine
from ivr.twilio.carrier_client import CarrierClient
from routing.worker.loops import Worker, WorkerPlan
from store import clock, keys
from store.parent import dying_with_me
from tests.processes import is_frozen
from tests.waiting import wait_until

TAKE_OVER_AFTER = 300
"""Ms; a test does not wait five seconds for a dead worker's work."""


@dataclass(frozen=True)
class Orders:
    """The orders to such a process: addresses, its name, and by how many seconds its clock is ahead."""

    name: str
    database_url: str
    base_url: str
    account_sid: str
    auth_token: str
    number: str
    api_url: str
    calls_per_second: float = 50.0
    clock_ahead: float = 0.0


class WorkerProcess:
    """A worker that is at work once it has given a sign of life."""

    def __init__(self, orders: Orders) -> None:
        self.name = orders.name
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.nobody_lost.worker_process", json.dumps(asdict(orders))],
            stdin=subprocess.DEVNULL,
            preexec_fn=dying_with_me(),
        )

    @property
    def pid(self) -> int:
        return self._process.pid

    def wait_until_at_work(self, redis: Redis) -> None:
        wait_until(lambda: redis.hexists(keys.WORKERS, self.name), f"{self.name} is at work")

    def dies(self) -> None:
        self._process.kill()
        self._process.wait()

    def freezes(self) -> None:
        """Frozen in the middle of whatever it does; the process stays, healthy to look at."""
        os.kill(self.pid, signal.SIGSTOP)
        wait_until(lambda: is_frozen(self.pid), f"{self.name} stands still")

    def goes_on(self) -> None:
        os.kill(self.pid, signal.SIGCONT)


@contextmanager
def worker_process(
    name: str, line: ReachableLine, database_url: str, api_url: str, *, clock_ahead: float = 0.0
) -> Iterator[WorkerProcess]:
    """Start one; it is killed at the end, if the test has not done so."""
    account = (line.account_sid, line.auth_token)
    orders = Orders(
        name, database_url, line.base_url, *account, line.number, api_url, clock_ahead=clock_ahead
    )
    worker = WorkerProcess(orders)
    try:
        yield worker
    finally:
        worker.dies()


def main(told: str) -> None:
    """Work as ordered until killed."""
    orders = Orders(**json.loads(told))
    if orders.clock_ahead:
        _set_the_clock_wrong(timedelta(seconds=orders.clock_ahead))
    carrier = CarrierClient(orders.account_sid, orders.auth_token, orders.number, orders.api_url)
    plan = WorkerPlan(
        orders.database_url,
        orders.name,
        orders.base_url,
        {"cair": carrier},
        orders.calls_per_second,
        TAKE_OVER_AFTER,
    )
    Worker(plan).work(threading.Event())


def _set_the_clock_wrong(ahead: timedelta) -> None:
    """Set this process's clock ahead, as on a machine whose clock nobody sets."""
    right = clock.now

    def wrong() -> datetime:
        return right() + ahead

    clock.now = wrong


if __name__ == "__main__":
    main(sys.argv[1])
