"""Checks the desk's state every second for overdue deadlines and for inconsistencies.

A desk without database or without worker can keep no deadline, so only the time in which both were up is counted.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from routing.queue.desk_state import DeskState
from routing.queue.scripts import Scripts
from store import clock
from store.errors import DatabaseDown

EVERY = 1.0
FRESH = 2.0
"""Seconds; a worker gives a sign of life every second, but not while it starts."""
LONGEST = 5.0
"""Seconds that a rep's deadline may be overdue."""
OF_A_REP = re.compile(r"overdue: (?:rep|offer):")


@dataclass
class DeskWatch:
    """The observations so far."""

    state: DeskState
    scripts: Scripts
    is_well: Callable[[], bool]
    """Whether the database and a worker are meant to be up; that a worker is, its sign of life has to say."""
    stuck: set[str] = field(default_factory=set)
    faults: set[str] = field(default_factory=set)
    """Contradictions seen in two looks in a row."""
    _late: dict[str, float] = field(default_factory=dict)
    _before: set[str] = field(default_factory=set)

    async def go_on(self) -> None:
        last = clock.seconds()
        while True:
            await asyncio.sleep(EVERY)
            now = clock.seconds()
            if self.is_well():
                await self._look(now - last)
            last = now

    async def _look(self, seconds: float) -> None:
        try:
            found = set(await asyncio.to_thread(lambda: self.state.faults(late=0)))
            beat = await asyncio.to_thread(self.scripts.last_beat)
        except DatabaseDown:
            return
        if beat is None or beat > FRESH:
            return
        overdue = {one for one in found if one.startswith("overdue:")}
        self._late = {one: self._late.get(one, 0.0) + seconds for one in overdue}
        self.stuck |= {one for one, late in self._late.items() if late > LONGEST and OF_A_REP.match(one)}
        wrong = found - overdue
        self.faults |= wrong & self._before
        self._before = wrong
