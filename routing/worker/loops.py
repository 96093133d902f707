"""The loops of a worker: carry out commands, watch deadlines, end lost calls, forget old events.

A worker gives its sign of life only while every loop moves: one that hangs or fails makes the health check red.
Each loop waits for a lost database.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from redis import Redis

from routing.queue.call_limits import UNLIMITED, Allowance
from routing.queue.desk_state import DeskState
from routing.queue.outbox import Outbox
from routing.queue.scripts import Scripts
from routing.worker.carrier import Carrier
from routing.worker.command_handlers import CommandHandler
from routing.worker.dispatch import Dispatcher
from routing.worker.reconcile import Reconciliation
from store import clock
from store.connection import connect
from store.errors import DatabaseDown

log = logging.getLogger(__name__)
BEAT_EVERY = 1.0
"""Seconds between two signs of life."""
FIRE_EVERY = 0.25
RECONCILE_EVERY = 2.0
"""Seconds between two looks whether it is time to compare; the database says when, and to whom."""
TRIM_EVERY = 600.0
PATIENCE = 2.0
"""Seconds a worker waits for one answer of the database; nobody is on the phone for it."""
SILENCE = 10.0
"""Seconds without a sign of life after which no worker is taken to be there."""
STALLED_AFTER = 10.0
"""Seconds beyond its own pace after which a loop counts as hung."""
SLOW_CARRIER = 300.0
"""The same for the loop that asks the carrier about one call after the other."""


def is_alive(silence: float | None) -> bool:
    """Return whether workers silent for so many seconds are running; None means that there never was one."""
    return silence is not None and silence < SILENCE


@dataclass(frozen=True)
class PeriodicTask:
    """A further loop, from a room that routing does not know. `begin` gets the worker's client and returns the step."""

    name: str
    begin: Callable[[Redis], Callable[[], object]]
    every: float
    """Seconds."""


@dataclass(frozen=True)
class WorkerPlan:
    """A worker's configuration. `carriers` has one for each desk; `name` identifies the worker."""

    url: str
    name: str
    base_url: str
    carriers: Mapping[str, Carrier]
    calls_per_second: float = 1.0
    """How fast all desks together may dial."""
    take_over_after: int = 5_000
    """Ms without a sign of their worker after which its commands are another's."""
    chores: Sequence[PeriodicTask] = ()
    allowance: Allowance = UNLIMITED
    """How often each desk may call and text out."""


class Loop(threading.Thread):
    """Does `step` again and again. Only a step that succeeds, or a database that is away, counts as moving."""

    def __init__(
        self,
        name: str,
        step: Callable[[], object],
        stop: threading.Event,
        *,
        every: float,
        stalled: float = STALLED_AFTER,
    ) -> None:
        super().__init__(name=name, daemon=True)
        self._step, self._stop_asked, self._every, self._stalled = step, stop, every, stalled
        self._moved = clock.seconds()

    @property
    def moves(self) -> bool:
        return self.is_alive() and clock.seconds() - self._moved < self._every + self._stalled

    def run(self) -> None:
        while not self._stop_asked.is_set():
            pause = self._every
            try:
                self._step()
                self._moved = clock.seconds()
            except DatabaseDown:
                self._moved, pause = clock.seconds(), max(pause, BEAT_EVERY)
            except Exception:
                log.exception("a loop of the worker failed", extra={"loop": self.name})
                pause = max(pause, BEAT_EVERY)
            if pause:
                self._stop_asked.wait(pause)


class Worker:
    """A worker; any number may work on the same database."""

    def __init__(self, plan: WorkerPlan) -> None:
        self._plan = plan
        self._client = connect(plan.url, timeout=PATIENCE)
        self._scripts = Scripts(self._client)
        self._is_cut_off = False

    def work(self, stop: threading.Event) -> None:
        """Go on until `stop` is set."""
        with ExitStack() as stack:
            stack.callback(self._client.close)
            loops = [loop for desk in self._plan.carriers for loop in self._loops(desk, stop, stack)]
            loops += [
                Loop(chore.name, chore.begin(self._client), stop, every=chore.every)
                for chore in self._plan.chores
            ]
            for loop in loops:
                loop.start()
                stack.callback(loop.join)
            while not stop.is_set():
                self._beat(loops)
                stop.wait(BEAT_EVERY)

    def _loops(self, desk: str, stop: threading.Event, stack: ExitStack) -> list[Loop]:
        plan, carrier = self._plan, self._plan.carriers[desk]
        state = DeskState(self._client, desk)
        outbox = Outbox(plan.url, desk, plan.name, plan.allowance)
        stack.callback(outbox.close)
        errands = CommandHandler(desk, plan.base_url, state=state, outbox=outbox, carrier=carrier)
        dispatcher = Dispatcher(errands, outbox, plan.calls_per_second, plan.take_over_after)
        stack.callback(dispatcher.close)
        reconciliation = Reconciliation(desk, plan.base_url, state=state, carrier=carrier)

        def reconcile() -> None:
            if self._scripts.may_reconcile(desk, plan.name):
                reconciliation.run()

        def tidy() -> None:
            self._scripts.trim(desk)
            outbox.forget_the_gone()

        return [
            Loop(f"commands:{desk}", dispatcher.turn, stop, every=0),
            Loop(f"deadlines:{desk}", state.fire, stop, every=FIRE_EVERY),
            Loop(f"reconciliation:{desk}", reconcile, stop, every=RECONCILE_EVERY, stalled=SLOW_CARRIER),
            Loop(f"tidying:{desk}", tidy, stop, every=TRIM_EVERY),
        ]

    def _beat(self, loops: list[Loop]) -> None:
        hung = [loop.name for loop in loops if not loop.moves]
        if hung:
            log.error("a loop of the worker does not move", extra={"loops": hung})
            return
        try:
            self._scripts.beat(self._plan.name)
            self._note_contact(lost=False)
        except DatabaseDown as error:
            self._note_contact(lost=True, why=str(error))

    def _note_contact(self, *, lost: bool, why: str = "") -> None:
        """Log each outage once, not once a second."""
        if lost and not self._is_cut_off:
            log.error("the database is away; waiting for it", extra={"why": why})
        elif self._is_cut_off and not lost:
            log.info("the database is back")
        self._is_cut_off = lost
