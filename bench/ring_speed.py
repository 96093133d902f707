"""Measures the time from a rep becoming free to the carrier's request that rings the rep's phone.

A real worker process on a real database, behind a line of thousands. One rep after the other becomes free, with pauses
between, because what counts is one rep's wait and not how many calls a second go out.
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import IO

from redis import Redis

from bench.cycles import NO_LIMIT
from bench.load import LoadFailed
from bench.signed_requests import call_sid
from chaos.many_desks import make_desks
from commands.calling.line_process import (
    START_LIMIT,
    free_port,
    helpdesk_child,
    local_environment,
    wait_until_it_answers,
)
from commands.processes.supervisor import Supervisor
from prompts.revision import load_desks
from routing.queue.desk_state import DeskState
from routing.queue.script_answers import JoinRequest
from routing.queue.scripts import Scripts
from settings import DESKS
from store import clock
from store.connection import connect
from store.desk.call_ids import CallSid
from store.desk.states import EndOfWait, RepStatus
from store.parent import dying_with_me
from store.valkey import EmbeddedValkey

PATIENCE = 10.0
"""Seconds after which a ring does not come any more."""
WARM_UP = 20
"""Rings that are not counted."""
PAUSE = (0.02, 0.04)
"""Seconds between one ring and the next rep who becomes free, at least and at most."""
FASTEST = 1000
"""Calls a second that the desk may place: the bucket must not be what is measured."""


@dataclass(frozen=True)
class RingPlan:
    """The number of waiting callers, talking reps and rings: of all desks together, in equal parts."""

    waiting: int = 10_000
    reps: int = 10
    rings: int = 500
    desks: int = 1
    calls_per_second: int = FASTEST


@dataclass(frozen=True)
class Ring:
    """A request to ring: when it arrived, and for which offer of which desk."""

    arrived: float
    desk: str
    offer: str


class BusyDesk:
    """A desk whose reps talk, and behind whom a line waits."""

    def __init__(self, state: DeskState, rings: SimpleQueue[Ring]) -> None:
        self._state, self._rings = state, rings
        self._callers = 0
        self._talks: deque[CallSid] = deque()
        self.strangers = 0
        """How many calls of other desks went out before the last ring."""

    def open(self, waiting: int, reps: int) -> None:
        """Let every rep take a call, and the others wait."""
        for number in range(reps):
            phone = {"phone": f"+1415555{number:04}", "lines": "general", "languages": "en", "wrap_up": "0"}
            self._state.save_rep(f"rep{number}", phone)
            self._state.set_status(f"rep{number}", RepStatus.AVAILABLE)
            self._joins()
            self._talk(self._next_ring())
        for _ in range(waiting):
            self._joins()

    @property
    def waiting(self) -> int:
        """Return how many callers wait."""
        return self._state.look("general", "en").waiting

    def ring(self) -> float:
        """Return the seconds from the end of a call, which frees its rep, to the ring; a new caller takes the last
        place."""
        freed = clock.seconds()
        self._state.caller_ends(self._talks.popleft(), EndOfWait.HUNG_UP)
        ring = self._next_ring(freed)
        self._talk(ring)
        self._joins()
        return ring.arrived - freed

    def _joins(self) -> None:
        self._callers += 1
        call = call_sid(self._callers)
        number = f"+1510{self._callers:07}"
        self._state.join(JoinRequest(call, "general", "en", "enrollment", number, longest_line=NO_LIMIT))

    def _talk(self, ring: Ring) -> None:
        caller = self._state.caller_of(ring.offer).call_sid
        self._state.accept(ring.offer)
        for side in ("caller", "rep"):
            self._state.side_joins(ring.offer, side)
        self._talks.append(caller)

    def _next_ring(self, since: float = 0.0) -> Ring:
        """Return the next ring of this desk, with the number of others' rings that were sent `since` then."""
        self.strangers = 0
        try:
            while (ring := self._rings.get(timeout=PATIENCE)).desk != self._state.desk:
                self.strangers += ring.arrived > since
        except Empty:
            raise LoadFailed(f"a rep was free and no ring came within {PATIENCE:.0f} seconds") from None
        return ring


def measure_ringing(plan: RingPlan, tell: Callable[[str], None]) -> list[float]:
    """Return the seconds of each ring, at one desk after the other. Raises LoadFailed, OSError. `tell` is called with
    the progress."""
    with working_line(plan) as (states, rings):
        tell(f"{plan.waiting:,} callers join")
        desks, waiting = [BusyDesk(state, rings) for state in states], plan.waiting // plan.desks
        for desk in desks:
            desk.open(waiting, max(1, plan.reps // plan.desks))
        tell("reps become free")
        taken = []
        for number in range(WARM_UP + plan.rings):
            clock.pause(random.uniform(*PAUSE))
            taken.append(desks[number % plan.desks].ring())
        wait = [desk.waiting for desk in desks]
        if wait != [waiting] * plan.desks:
            raise LoadFailed(f"{wait} callers wait, not {waiting}: the machine is too busy to measure on")
        return taken[WARM_UP:]


@contextmanager
def working_line(plan: RingPlan) -> Iterator[tuple[list[DeskState], SimpleQueue[Ring]]]:
    """Run a database, a worker and a stand-in for the carrier, each in a process; yield its desks, and the carrier's
    requests."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="helpdesk-bench-")))
        desks = DESKS if plan.desks == 1 else make_desks(folder, plan.desks)
        database = stack.enter_context(EmbeddedValkey(folder))
        port = free_port()
        rings = stack.enter_context(_door(port))
        environment = local_environment(free_port(), folder, desks, database.url)
        carrier = {
            "TWILIO_API_URL": f"http://127.0.0.1:{port}",
            "CALLS_PER_SECOND": str(plan.calls_per_second),
            **dict.fromkeys(("CALLS_PER_PHONE_A_DAY", "CALLS_A_DAY", "CALLS_AN_HOUR"), "0"),
        }
        supervisor = Supervisor([helpdesk_child("worker", environment | carrier)])
        supervisor.start()
        stack.callback(supervisor.end)
        wait_until_it_answers(f"http://127.0.0.1:{port}", supervisor)
        client = stack.enter_context(connect(database.url, timeout=PATIENCE))
        wait_until_it_works(client)
        yield [DeskState(client, desk) for desk in load_desks(desks)], rings


def wait_until_it_works(client: Redis) -> None:
    """Wait for the worker's first heartbeat: with many desks it starts for as long as a ring may take."""
    limit, scripts = clock.seconds() + START_LIMIT, Scripts(client)
    while scripts.last_beat() is None:
        if clock.seconds() > limit:
            raise LoadFailed(f"the worker did not begin within {START_LIMIT:.0f} seconds")
        clock.pause(0.05)


@contextmanager
def _door(port: int) -> Iterator[SimpleQueue[Ring]]:
    """Run the carrier's stand-in, and yield its requests."""
    command = [sys.executable, "-m", "bench.carrier_server", str(port)]
    rings: SimpleQueue[Ring] = SimpleQueue()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, preexec_fn=dying_with_me()) as process:
        assert process.stdout is not None
        reader = threading.Thread(target=_read_rings, args=(process.stdout, rings))
        reader.start()
        try:
            yield rings
        finally:
            process.terminate()
            reader.join()


def _read_rings(lines: IO[str], rings: SimpleQueue[Ring]) -> None:
    with suppress(ValueError):  # the door was closed in the middle of a line
        for line in lines:
            arrived, url = line.split()
            desk, _, offer = url.rsplit("/", 3)[1:]
            rings.put(Ring(float(arrived), desk, offer))
