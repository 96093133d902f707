"""Lets a crowd of callers loose on the phone network, in bursts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from chaos.callers.person import CallerPhone
from chaos.callers.simulated_callers import call_the_desk
from chaos.run_plan import FIRST_CALLER_PHONE, RunPlan
from chaos.switchboard import Switchboard
from simulator.network import Network

BURST = (5, 40)
"""Callers who call within about a second."""


@dataclass
class CallerCrowd:
    """Everybody who calls in one run."""

    plan: RunPlan
    network: Network
    board: Switchboard
    numbers: Sequence[str]
    """Of the desks; each caller calls one of them, also when calling again."""
    at: datetime | None
    """When it is, for the line; None for now."""
    dice: Random
    callers: list[CallerPhone] = field(default_factory=list)
    """Whoever has called, in that order."""
    placed: int = 0
    _numbers: int = 0
    _calling: set[asyncio.Task[None]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.board.on_ring = lambda: self._nudge("at ring")
        self.board.on_take = lambda: self._nudge("at accept")

    async def calls(self, tell: Callable[[str], None]) -> None:
        """Return when the last one has begun to call."""
        for burst in self._bursts():
            for _ in range(burst):
                self._start()
                await asyncio.sleep(self.dice.uniform(0, 2 / burst))
            tell(f"{self.placed} of {self.plan.calls} calls")
            await asyncio.sleep(max(0.0, burst / self.plan.arrivals_per_second - 1))

    async def ends(self, within: float, why: str = "still on the phone at the end") -> None:
        """Return when every call is over by itself. Who still holds the phone then puts it down, and was forgotten
        unless `why` is empty."""
        if self._calling:
            await asyncio.wait(self._calling, timeout=within)
        for caller in self.callers:
            caller.hangs_up(why)
        if self._calling:
            await asyncio.gather(*self._calling)

    def _bursts(self) -> Iterator[int]:
        """Yield sizes of bursts until all have called; a caller who redials calls twice and counts twice."""
        while (left := self.plan.calls - self.placed) > 0:
            yield min(left, self.dice.randint(*BURST))

    def _start(self) -> None:
        habits = self.plan.habits
        wish = self.dice.choices(list(habits.wishes), list(habits.wishes.values()))[0]
        number = f"+{FIRST_CALLER_PHONE + self._numbers}"
        caller = CallerPhone(self.network, self.board, number, Random(self.dice.getrandbits(64)))
        self._numbers += 1
        task = asyncio.ensure_future(call_the_desk(caller, wish, habits, self._place_call))
        self._calling.add(task)
        task.add_done_callback(self._over)

    def _over(self, task: asyncio.Task[None]) -> None:
        self._calling.discard(task)
        if not task.cancelled():
            task.result()  # an automaton that fails is a fault of this program

    async def _place_call(self, caller: CallerPhone, wish: str) -> None:
        self.placed += 1
        desk = self.numbers[int(caller.phone.number) % len(self.numbers)]
        caller.begins(await caller.phone.dial(desk, at=self.at), wish)
        self.callers.append(caller)

    def _nudge(self, wish: str) -> None:
        """Trigger the bad moment of the longest waiting caller of a kind."""
        for caller in self.callers:
            if caller.story.wish == wish and caller.waits_in_line and not caller.nudges:
                caller.nudges += 1
                return caller.stirs()
        return None
