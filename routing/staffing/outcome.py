"""The result of a simulation in the field's figures; waiting is counted from the call to the answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from routing.staffing.simulation import SimulatedCall
from routing.waits.range_coverage import share_within

GOOD_ANSWER = 20_000
"""Ms: the service level counts answers within 20 s, of all callers, unless it is told otherwise."""


SAID = ("shorter", "kept", "longer", "left_early", "left")
"""How waits whose range was said end, as `share_within` takes them."""


@dataclass(frozen=True)
class SimulationOutcome:
    """Shares of all callers, seconds, share of the reps' time. `range_coverage` is None if no range was said."""

    calls: int
    p_wait: float
    mean_wait: float
    asa: float
    service_level: float
    abandonment: float
    occupancy: float
    range_coverage: float | None


class OutcomeTally:
    """Adds up days. `good` counts as answered in time; `connect` is the part of a wait in which a rep is rung; ms."""

    def __init__(self, good: int = GOOD_ANSWER, connect: int = 0) -> None:
        self._good_answer, self._connect = good, connect
        self._calls = self._waited = self._answered = self._good = 0
        self._wait = self._answered_wait = self._busy = self._present = 0
        self._said: Counter[str] = Counter()

    def add(self, told: Iterable[SimulatedCall], reps: int, begin: int, end: int) -> None:
        """Add a day: callers who called from `begin` to `end` (ms), and how busy the reps were meanwhile."""
        self._present += reps * (end - begin)
        for one in told:
            if one.answered is not None:
                talk_end = one.answered + one.call.handle
                self._busy += max(0, min(end, talk_end) - max(begin, one.answered - self._connect))
            if begin <= one.call.at < end:
                self._count(one)

    @property
    def has_calls(self) -> bool:
        return self._calls > 0

    def outcome(self) -> SimulationOutcome:
        """Return the figures of all days together. Raises ValueError if nobody called."""
        if not self._calls:
            raise ValueError("nobody called; simulate more hours or more calls an hour")
        return SimulationOutcome(
            calls=self._calls,
            p_wait=self._waited / self._calls,
            mean_wait=self._wait / self._calls / 1000,
            asa=self._answered_wait / self._answered / 1000 if self._answered else 0.0,
            service_level=self._good / self._calls,
            abandonment=1 - self._answered / self._calls,
            occupancy=self._busy / self._present if self._present else 0.0,
            range_coverage=share_within(*(self._said[name] for name in SAID)),
        )

    def _count(self, one: SimulatedCall) -> None:
        self._calls += 1
        self._waited += one.answered is None or one.waited > self._connect
        self._wait += one.waited
        if one.answered is not None:
            self._answered += 1
            self._answered_wait += one.waited
            self._good += one.waited <= self._good_answer
        self._check_range(one)

    def _check_range(self, one: SimulatedCall) -> None:
        if one.announced is None:
            return
        seconds, least = one.waited / 1000, one.announced.at_least or 0
        if seconds > one.announced.at_most:
            self._said["longer"] += 1
        elif one.answered is None:
            self._said["left" if seconds >= least else "left_early"] += 1
        else:
            self._said["kept" if seconds >= least else "shorter"] += 1
