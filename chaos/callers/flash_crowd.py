"""Five times as many callers in a minute as the desk is staffed for in an hour: slow webhooks and lost callers."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from chaos.chaos_run import Stage, stage
from chaos.run_plan import Habits, RunPlan
from chaos.servers.database import OneValkey
from chaos.verdict import CallOutcome, outcome

MINUTE = 60.0
CALLS = 500
STAFF = 10
"""Reps for a hundred calls an hour of five minutes each."""
LAST_PATIENCE = 20.0
"""Seconds after the last arrival in which whoever still waits or talks puts the phone down."""
HABITS = Habits(
    wishes={"impatient": 80, "guidance": 20}, talk=(40.0, 80.0), long_talks=0.0, patience=(5.0, 30.0)
)
"""On a network five times as fast as life: five minutes of talk, and up to two and a half of patience."""


@dataclass(frozen=True)
class FlashCrowd:
    """The result of the run."""

    calls: int
    slowest_webhook_ms: float
    """As the network measured it, of all webhooks and callbacks."""
    lost: int
    webhook_errors: int


def flash_crowd(
    tell: Callable[[str], None],
    calls: int = CALLS,
    seconds: float = MINUTE,
    last_patience: float = LAST_PATIENCE,
) -> FlashCrowd:
    """Let them all call a separate line within `seconds`. Takes half a minute more; call it from a main thread."""
    plan = RunPlan(calls, STAFF, faults=False, arrivals_per_second=calls / seconds, habits=HABITS)
    with tempfile.TemporaryDirectory(prefix="helpdesk-crowd-") as folder:
        database = OneValkey(Path(folder))
        database.start()
        try:
            return asyncio.run(_call(plan, tell, database, Path(folder), last_patience))
        finally:
            database.end()


async def _call(
    plan: RunPlan, tell: Callable[[str], None], database: OneValkey, folder: Path, last_patience: float
) -> FlashCrowd:
    async with stage(plan, database, folder) as on:
        at_work = [asyncio.ensure_future(rep.works()) for rep in on.reps()]
        crowd = on.crowd()
        await crowd.calls(tell)
        await crowd.ends(last_patience, why="")
        for task in at_work:
            task.cancel()
        await asyncio.gather(*at_work, return_exceptions=True)
        return _seen(on)


def _seen(on: Stage) -> FlashCrowd:
    stories = on.board.stories.values()
    return FlashCrowd(
        calls=len(stories),
        slowest_webhook_ms=round(on.board.slowest * 1000, 1),
        lost=sum(outcome(story) is CallOutcome.LOST for story in stories),
        webhook_errors=len(on.board.alerts),
    )
