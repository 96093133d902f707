"""Looks at the desk's state every second: what is overdue, and what must never be.

A desk without database or without worker can keep no deadline, so only the time in which both were up is counted.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from store import clock
from store.desk_state import DeskState
from store.errors import DatabaseDown

EVERY = 1.0
LONGEST = 5.0
"""Seconds that a rep's deadline may be overdue."""
OF_A_REP = re.compile(r"overdue: (?:rep|offer):")


@dataclass
class Watch:
    """What was seen so far."""

    state: DeskState
    is_well: Callable[[], bool]
    """Whether the database and a worker are up."""
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
        except DatabaseDown:
            return
        overdue = {one for one in found if one.startswith("overdue:")}
        self._late = {one: self._late.get(one, 0.0) + seconds for one in overdue}
        self.stuck |= {one for one, late in self._late.items() if late > LONGEST and OF_A_REP.match(one)}
        wrong = found - overdue
        self.faults |= wrong & self._before
        self._before = wrong
