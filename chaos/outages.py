"""Breaks one process after the other, and brings each back."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from dataclasses import dataclass, field
from random import Random

from chaos.run_plan import RunPlan
from chaos.servers.database import DatabaseUnderTest
from chaos.tested_line import LineUnderTest
from store import clock

RECOVERY = 20.0
"""Seconds within which a killed web process is given up to be seen again."""


LONGEST_LAST_BREATH = 0.5
"""Seconds for which a web process hangs before it is killed."""
SURE = ("kill worker 0", "kill web", "kill database", "wipe database", "stop database", "stop web")
"""Deeds that every run has if it may hurt the victim."""


@dataclass
class Outages:
    """The faults of a run so far, and the times in which the desk could not be expected to work."""

    plan: RunPlan
    line: LineUnderTest
    database: DatabaseUnderTest
    dice: Random
    kills: int = 0
    stops: int = 0
    data_losses: int = 0
    losses: list[float] = field(default_factory=list)
    """When data was lost, seconds since 1970 UTC."""
    outages: list[tuple[float, float]] = field(default_factory=list)
    """From when to when the database was away, seconds since 1970 UTC."""
    web_kills: list[float] = field(default_factory=list)
    """When a web process was killed, seconds since 1970 UTC."""
    told: list[str] = field(default_factory=list)
    _hurt: set[str] = field(default_factory=set)
    _repairs: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def leaves_the_desk_able(self) -> bool:
        """Return whether the database and a worker are up, without which no deadline can be kept."""
        return "database" not in self._hurt and not {"worker 0", "worker 1"} <= self._hurt

    async def go_on(self, ends: asyncio.Event) -> None:
        """Break things until told to end. One of each kind and the loss of data come for sure, and first."""
        sure = [deed for deed in SURE if deed.split(" ", 1)[1] in self.plan.victims]
        self.dice.shuffle(sure)
        while sure or not ends.is_set():
            await asyncio.sleep(self.plan.seconds_between_faults)
            if not sure:
                self._start(self._any_outage())
            elif self._start(sure[-1]):
                sure.pop()
        await asyncio.gather(*self._repairs)

    def _any_outage(self) -> str:
        verb = self.dice.choice(["kill", "stop"])
        return f"{verb} {self.dice.choice(self.plan.victims)}"

    def _start(self, deed: str) -> bool:
        """Start a victim; return False for one that is still hurt."""
        verb, victim = deed.split(" ", 1)
        if victim in self._hurt:
            return False
        self._hurt.add(victim)
        task = asyncio.ensure_future(self._hurt_and_mend(verb, victim))
        self._repairs.add(task)
        task.add_done_callback(self._repairs.discard)
        return True

    async def _hurt_and_mend(self, verb: str, victim: str) -> None:
        deed = {"web": self._web, "database": self._database}.get(victim, self._worker)
        self.told.append(f"{clock.now():%H:%M:%S.%f} {verb} {victim}")
        if verb == "stop":
            self.stops += 1
        else:
            self.kills += 1
        try:
            await deed(verb, victim)
        finally:
            self._hurt.discard(victim)
            self.told.append(f"{clock.now():%H:%M:%S.%f} {victim} is back")

    async def _web(self, verb: str, _victim: str) -> None:
        """Break one of the two web processes at a time; with both gone callers would reach the fallback URL, which is
        tested elsewhere."""
        pids = self.line.web_workers()
        if len(pids) < 2:
            return
        victim = self.dice.choice(pids)
        if verb == "stop":
            await self._freeze([victim])
        else:
            os.kill(victim, signal.SIGSTOP)  # so that there is a request in its hands when it dies
            await asyncio.sleep(self.dice.uniform(0, LONGEST_LAST_BREATH))
            self.web_kills.append(clock.now().timestamp())
            os.kill(victim, signal.SIGKILL)
            await self.line.until_both_web_workers_answer(RECOVERY)

    async def _worker(self, verb: str, victim: str) -> None:
        number = int(victim.split()[1])
        if verb == "stop":
            await self._freeze([self.line.worker(number)])
        else:
            self.line.kill_worker(number)
            await asyncio.sleep(self._moment() / 3)
            self.line.start_worker(number)

    async def _database(self, verb: str, _victim: str) -> None:
        began = clock.now().timestamp()
        if verb == "stop":
            self.database.stop()
            await asyncio.sleep(self._moment())
            self.database.cont()
            await self.line.until_the_database_answers()  # another server may be on the way to take over
        else:
            self.database.kill()
            await asyncio.sleep(self._moment() * 2 / 3)
            if verb == "wipe":
                self.database.wipe()
                self.data_losses += 1
                self.losses.append(clock.now().timestamp())
            self.database.start()
            await self.line.until_the_database_answers()
        self.outages.append((began, clock.now().timestamp()))
        if verb == "wipe":
            await self.line.restore_reps()

    async def _freeze(self, pids: list[int]) -> None:
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        await asyncio.sleep(self._moment())
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)

    def _moment(self) -> float:
        return self.dice.uniform(0.3, self.plan.longest_stop)
