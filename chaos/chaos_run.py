"""A run: the line, the network, its people, and faults; then the verdict."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

from chaos.callers.crowd import CallerCrowd
from chaos.callers.simulated_reps import SimulatedRep
from chaos.fast_clock import HurriedClock
from chaos.outages import Outages
from chaos.run_figures import Aftermath, RunResult, result
from chaos.run_plan import CALLS_PER_SECOND, RunPlan, open_moment
from chaos.servers.database import DatabaseUnderTest, OneValkey
from chaos.servers.standby import standby
from chaos.switchboard import Switchboard
from chaos.tested_line import LineUnderTest, rep_phone
from chaos.watch import DeskWatch
from ivr.fallback_document import fallback_document
from prompts.files.models import Desk
from prompts.revision import load_desks
from routing.queue.scripts import Scripts
from settings import DESKS
from simulator.network import Network
from simulator.server import serve
from simulator.settings import NetworkSettings, Number
from store import clock
from store.data_dir import local_account
from store.desk.states import SETTABLE, RepStatus

CARRIERS_PATIENCE = "#ct=2000&rt=4000&tt=14000&rc=2&rp=all"
"""What docs/deploy.md recommends for the number's own URL."""
RESTING = frozenset({*SETTABLE, RepStatus.WRAP_UP})
SETTLED_WITHIN = 75.0
"""Seconds after the last call in which every rep has to rest: ghosts are looked for every half minute."""


def own_desks(_folder: Path) -> Path:
    """Return the desks that the line comes with."""
    return DESKS


def run_chaos(
    plan: RunPlan,
    tell: Callable[[str], None],
    database: Callable[[Path], DatabaseUnderTest] = OneValkey,
    desks: Callable[[Path], Path] = own_desks,
    beside: Beside | None = None,
) -> RunResult:
    """Play the plan on a separate line, from a main thread; `tell` is called with the progress.

    `desks` says where the desks' folders are; it may make them below the folder that it is given. `beside` goes on
    while callers call.
    """
    with tempfile.TemporaryDirectory(prefix="helpdesk-chaos-") as folder:
        under_test = database(Path(folder))
        under_test.start()
        try:
            return asyncio.run(_play(plan, tell, under_test, Path(folder), desks(Path(folder)), beside))
        finally:
            under_test.end()


@dataclass(frozen=True)
class Stage:
    """A line that answers, the network it is connected to, and who listens there."""

    plan: RunPlan
    desks: Sequence[Desk]
    line: LineUnderTest
    database: DatabaseUnderTest
    network: Network
    board: Switchboard
    dice: Random

    def crowd(self) -> CallerCrowd:
        moment, numbers = open_moment(self.desks[0].zone), [desk.number for desk in self.desks]
        return CallerCrowd(self.plan, self.network, self.board, numbers, moment, self.own_dice())

    def reps(self) -> list[SimulatedRep]:
        desks = [self.desks[number % len(self.desks)] for number in range(self.plan.reps)]
        return [
            SimulatedRep(self.network, desk.number, rep_phone(number), self.own_dice(), self.plan.reps_quiet)
            for number, desk in enumerate(desks)
        ]

    def faults(self) -> Outages:
        return Outages(self.plan, self.line, self.database, self.own_dice())

    def own_dice(self) -> Random:
        return Random(self.dice.getrandbits(64))


Beside = Callable[[Stage], Coroutine[None, None, None]]
"""What else goes on; it is cancelled once everybody rests."""


@asynccontextmanager
async def stage(
    plan: RunPlan, database: DatabaseUnderTest, data_dir: Path, desks_dir: Path = DESKS
) -> AsyncIterator[Stage]:
    """Start line and network, with the reps' records in the database; end both."""
    revisions = load_desks(desks_dir)
    desks = [revision.desk for revision in revisions.values()]
    line = LineUnderTest(plan, database, data_dir, [desk.id for desk in desks], desks_dir)
    board = Switchboard()
    spare = {name: fallback_document(revision, line.base_url) for name, revision in revisions.items()}
    async with (
        standby(spare) as elsewhere,
        Network(_account(data_dir, desks, line, elsewhere), HurriedClock(plan.speed)) as network,
        serve(network) as url,
    ):
        network.subscribe(board.notice)
        try:
            line.start(url)  # in this thread: the kernel ends the line with the thread that started it
            await line.restore_reps()
            yield Stage(plan, desks, line, database, network, board, Random(plan.seed))
        finally:
            line.end()


def _account(data_dir: Path, desks: Sequence[Desk], line: LineUnderTest, elsewhere: str) -> NetworkSettings:
    """Return the carrier's settings: the account, and the desks' numbers with all that docs/deploy.md recommends."""
    account = local_account(data_dir)
    numbers = tuple(_number(desk, line.base_url, elsewhere) for desk in desks)
    return NetworkSettings(account.sid, account.token, numbers, calls_per_second=CALLS_PER_SECOND)


def _number(desk: Desk, base_url: str, elsewhere: str) -> Number:
    address = f"{base_url}/voice/{desk.id}"
    return Number(
        desk.number,
        address + CARRIERS_PATIENCE,
        voice_fallback_url=f"{elsewhere}/{desk.id}",
        status_url=f"{address}/status",
        sms_url=f"{base_url}/text/{desk.id}",
    )


async def _play(
    plan: RunPlan,
    tell: Callable[[str], None],
    database: DatabaseUnderTest,
    data_dir: Path,
    desks_dir: Path,
    beside: Beside | None,
) -> RunResult:
    began = clock.seconds()
    async with stage(plan, database, data_dir, desks_dir) as on:
        reps, crowd, faults = on.reps(), on.crowd(), on.faults()
        watches = [
            DeskWatch(state, Scripts(on.line.client), lambda: faults.leaves_the_desk_able)
            for state in on.line.states
        ]
        at_work = (*(watch.go_on() for watch in watches), *(rep.works() for rep in reps))
        others = [asyncio.ensure_future(one) for one in (*at_work, *([beside(on)] if beside else []))]
        await _call_and_break(plan, crowd, faults, tell)
        busy = await _settled(on)
        for task in others:
            task.cancel()
        ends = await asyncio.gather(*others, return_exceptions=True)
        found = [fault for state in on.line.states for fault in await asyncio.to_thread(state.faults)]
        after = Aftermath(
            stuck=[*(stuck for watch in watches for stuck in watch.stuck), *busy],
            faults=[*(fault for watch in watches for fault in watch.faults), *found, *_failures(ends)],
            in_vain=sum(rep.waited_in_vain for rep in reps),
            seconds=clock.seconds() - began,
        )
        return result(on.board, faults, after)


async def _call_and_break(
    plan: RunPlan, crowd: CallerCrowd, faults: Outages, tell: Callable[[str], None]
) -> None:
    """Run until every call is over; nothing breaks any more once everybody has called."""
    over = asyncio.Event()
    breaking = asyncio.ensure_future(faults.go_on(over)) if plan.faults else None
    try:
        await crowd.calls(tell)
    finally:
        over.set()
        if breaking is not None:
            await breaking
    tell("nothing breaks any more; every call has to end")
    await crowd.ends(plan.settle)


async def _settled(on: Stage) -> list[str]:
    """Wait until every rep rests; the ones who don't."""
    limit = clock.seconds() + SETTLED_WITHIN
    while True:
        reps = {
            name: rep
            for state in on.line.states
            for name, rep in (await asyncio.to_thread(state.reps)).items()
        }
        busy = [name for name, rep in reps.items() if rep.status not in RESTING]
        if not busy or clock.seconds() > limit:
            return [f"rep {name} is {reps[name].status} at the end" for name in busy]
        await asyncio.sleep(0.5)


def _failures(ends: Sequence[object]) -> list[str]:
    """Return the automatons that failed, which is a fault of this program and must be reported."""
    return [repr(end) for end in ends if isinstance(end, Exception)]
