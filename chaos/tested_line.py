"""The line under test: its processes, each of which may be killed, and its reps' records."""

from __future__ import annotations

import asyncio
import json
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

from chaos.run_plan import CALLS_PER_SECOND, FIRST_REP_PHONE, RunPlan
from chaos.servers.database import DatabaseUnderTest
from commands.calling.line_process import PRODUCTION_ONLY, free_port, helpdesk_child, wait_until_it_answers
from commands.processes.supervisor import Child, Supervisor
from routing.queue.desk_state import DeskState
from routing.queue.rep_access import RepAccess
from settings import DESKS
from store import clock, keys
from store.connection import connect
from store.errors import DatabaseDown

WEB_PROCESSES = 2
RING = 5
"""Seconds that a rep's phone rings; the network, being in a hurry, gives up sooner."""
WRAP_UP = 1
PATIENCE = 2.0
LOOK_EVERY = 0.1


class LineUnderTest:
    """A `helpdesk web` with two processes that share its port, and as many `helpdesk worker` as planned.

    The web's own parent, which only starts them again, is left alone: losing it is losing every web process.
    """

    def __init__(
        self,
        plan: RunPlan,
        database: DatabaseUnderTest,
        data_dir: Path,
        desks: Sequence[str],
        desks_dir: Path = DESKS,
    ) -> None:
        self._plan, self._database, self._data_dir = plan, database, data_dir
        self.port = free_port()
        self.base_url = f"http://127.0.0.1:{self.port}"
        self.client: Redis = connect(database.url, timeout=PATIENCE)
        self.desks, self._desks_dir = tuple(desks), desks_dir
        self.states = [DeskState(self.client, desk) for desk in desks]
        self._supervisor: Supervisor
        self._web: Child
        self._workers: list[Child]

    def start(self, carrier_url: str) -> None:
        """Start everything and wait until both web processes answer."""
        environment = self._environment(carrier_url)
        log = self._data_dir / "line.log"
        self._web = helpdesk_child("web", environment, log)
        self._workers = [helpdesk_child("worker", environment, log) for _ in range(self._plan.workers)]
        self._supervisor = Supervisor([self._web, *self._workers])
        self._supervisor.start()
        wait_until_it_answers(f"{self.base_url}/alive", self._supervisor)

    def end(self) -> None:
        self._supervisor.end()
        self.client.close()

    # --- its processes

    def web_workers(self) -> list[int]:
        """Return the processes that answer webhooks."""
        assert self._web.process is not None
        parent = self._web.process.pid
        children = [
            int(pid)
            for task in Path(f"/proc/{parent}/task").glob("*/children")
            for pid in task.read_text().split()
        ]
        return sorted(pid for pid in children if _is_web_worker(pid))

    def worker(self, number: int) -> int:
        process = self._workers[number].process
        assert process is not None
        return process.pid

    def kill_worker(self, number: int) -> None:
        process = self._workers[number].process
        assert process is not None
        process.kill()
        process.wait()

    def start_worker(self, number: int) -> None:
        """Start a worker. Call it from a main thread: the kernel ends the worker with the thread that started it."""
        self._workers[number].start()

    async def until_both_web_workers_answer(self, within: float) -> None:
        """Wait until both web processes have answered, as each connection goes to either of them."""
        limit, seen = clock.seconds() + within, set[int]()
        while clock.seconds() < limit:
            workers = set(self.web_workers())
            if len(workers) == WEB_PROCESSES and workers <= seen:
                return
            seen.add(await asyncio.to_thread(self._who_answers))
            await asyncio.sleep(LOOK_EVERY)

    async def until_the_database_answers(self) -> None:
        """Wait until it takes writes for every desk."""
        for desk in self.desks:
            while not await asyncio.to_thread(self._takes_writes, desk):
                await asyncio.sleep(LOOK_EVERY)

    def _takes_writes(self, desk: str) -> bool:
        try:
            return bool(self.client.set(keys.turn(desk, "chaos"), "1", px=100))
        except RedisError:
            return False

    # --- its reps

    async def restore_reps(self) -> None:
        """Do what people do after a loss of data: an admin adds the reps, and each confirms the phone by calling."""
        await self._when_up(self._save_reps)

    def _save_reps(self) -> None:
        terms = {"lines": "general", "languages": "en,es", "ring": str(RING), "wrap_up": str(WRAP_UP)}
        for number in range(self._plan.reps):
            fields = {"name": f"Rep {number}", "phone": rep_phone(number), **terms}
            state = self.states[number % len(self.states)]
            state.save_rep(str(number), fields)
            RepAccess(state).confirm_phone(str(number), fields["phone"])

    async def _when_up(self, act: Callable[[], object]) -> None:
        while True:
            try:
                await asyncio.to_thread(act)
            except DatabaseDown:
                await asyncio.sleep(LOOK_EVERY)
            else:
                return

    def _environment(self, carrier_url: str) -> dict[str, str]:
        return dict.fromkeys(PRODUCTION_ONLY, "") | {
            "PORT": str(self.port),
            "DATA_DIR": str(self._data_dir),
            "DESKS_DIR": str(self._desks_dir),
            "REDIS_URL": self._database.url,
            "LOG_LEVEL": "warning",
            "TWILIO_API_URL": carrier_url,
            "CALLS_PER_SECOND": f"{CALLS_PER_SECOND}",
            **dict.fromkeys(("CALLS_PER_PHONE_A_DAY", "CALLS_A_DAY", "CALLS_AN_HOUR"), "0"),
            "WEB_CONCURRENCY": str(WEB_PROCESSES),
        }

    def _who_answers(self) -> int:
        """Return the process id that answers a connection; 0 for none. Health shows it, also when all is not well."""
        try:
            answer = urllib.request.urlopen(f"{self.base_url}/health", timeout=1)
        except urllib.error.HTTPError as unwell:
            answer = unwell
        except OSError:
            return 0
        with answer:
            return int(json.load(answer)["process"]["pid"])


def rep_phone(number: int) -> str:
    return f"+{FIRST_REP_PHONE + number}"


def _is_web_worker(pid: int) -> bool:
    """Return whether a process is one of the server's workers; Python's tracker of resources is another child."""
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
    return bool(command) and b"resource_tracker" not in command
