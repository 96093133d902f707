"""First come, first served, in ten lines: the result that the line's scripts must amount to."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator

from routing.staffing.demand import Call
from routing.staffing.simulation import Told


def first_come_first_served(calls: Iterable[Call], reps: int) -> Iterator[Told]:
    """Yield the course of each call: the next caller gets the rep who is free first, or gives up before."""
    free = [0] * reps
    for call in calls:
        wait = max(0, free[0] - call.at)
        if wait > call.patience:
            yield Told(call, "", gave_up=call.at + int(call.patience))
        else:
            heapq.heapreplace(free, call.at + wait + call.handle)
            yield Told(call, "", answered=call.at + wait)
