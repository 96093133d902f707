"""First come, first served, in ten lines: the result that the line's scripts must amount to."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator

from routing.staffing.demand import ComingCall
from routing.staffing.simulation import SimulatedCall


def first_come_first_served(calls: Iterable[ComingCall], reps: int) -> Iterator[SimulatedCall]:
    """Yield the course of each call: the next caller gets the rep who is free first, or gives up before."""
    free = [0] * reps
    for call in calls:
        wait = max(0, free[0] - call.at)
        if wait > call.patience:
            yield SimulatedCall(call, "", gave_up=call.at + int(call.patience))
        else:
            heapq.heapreplace(free, call.at + wait + call.handle)
            yield SimulatedCall(call, "", answered=call.at + wait)
