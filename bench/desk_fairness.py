"""Measures how many other desks' calls go out before a rep of a quiet desk is rung.

All desks dial in turns, as the carrier counts the account's calls: the quiet one should wait for one of each other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bench.cycles import NO_LIMIT
from bench.ring_speed import BusyDesk, RingPlan, working_line
from bench.signed_requests import call_sid
from routing.queue.desk_state import DeskState
from routing.queue.script_answers import JoinRequest
from store.desk.states import RepStatus


@dataclass(frozen=True)
class FloodPlan:
    """The number of flooded desks with their callers and reps, and of rings that the quiet desk wants."""

    desks: int = 20
    flooded: int = 6
    callers: int = 60
    rings: int = 12
    calls_per_second: int = 5


def measure_flood(plan: FloodPlan, tell: Callable[[str], None]) -> list[int]:
    """Return, for each ring of the quiet desk, how many others went before it. Raises LoadFailed, OSError."""
    line = RingPlan(desks=plan.desks, calls_per_second=plan.calls_per_second)
    with working_line(line) as (states, rings):
        quiet = BusyDesk(states[-1], rings)
        quiet.open(plan.rings, 1)
        tell(f"{plan.flooded} of {plan.desks} desks are flooded")
        for state in states[: plan.flooded]:
            _flood(state, plan.callers)
        return [_strangers_first(quiet) for _ in range(plan.rings)]


def _flood(state: DeskState, callers: int) -> None:
    """Let as many callers call as reps are available, so that each rep is to be rung."""
    for number in range(callers):
        phone = {"phone": f"+1415555{number:04}", "lines": "general", "languages": "en"}
        state.save_rep(f"rep{number}", phone)
        state.set_status(f"rep{number}", RepStatus.AVAILABLE)
    for number in range(callers):
        state.join(
            JoinRequest(call_sid(number), "general", "en", "main", f"+1510{number:07}", longest_line=NO_LIMIT)
        )


def _strangers_first(quiet: BusyDesk) -> int:
    """Free a rep, and return how many calls of other desks went out before the rep's ring."""
    quiet.ring()
    return quiet.strangers
