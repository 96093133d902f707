"""How long a caller will wait, from the callers ahead, the reps who serve the line, and how long both last.

On a small desk no single figure comes closer than half its size, so callers hear a range that holds for four in five.
Averages of past waits would be low: they forget the callers who gave up. All times are in seconds.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from statistics import NormalDist

HOUR = 3600
HARDLY_ANY = 0.001
STEPS_ONE_BY_ONE = 64
LIKELY_LOW, LIKELY_HIGH = 0.2, 0.8
"""Quantiles at which simulations compare the wait that was expected with the one that came."""
PROMISED = 0.8
"""The share of waits that the range a caller hears holds for."""
CLOSE_ENOUGH = 0.03
"""Of ranges that come so close to that share, the narrowest is said."""
MOST_LONGER = 0.15
"""The share of waits that may take longer than was said, which callers mind more than a shorter wait."""
ENDS = (
    *(30, 45, 60, 90, 120, 150),
    *range(180, 600, 60),
    *(600, 720, 900),
    *range(1200, 3600, 300),
    *range(3600, 3 * 3600, 600),
    *range(3 * 3600, 24 * 3600 + 1, 1800),
)
"""Seconds that can be said: the ends of ranges. A desk with many reps needs fine steps, as its waits differ little."""
ONLY_LAST = 150
"""Two and a half minutes are said as the longer end only: "between two and a half and 4" is hard to follow."""


@dataclass(frozen=True)
class Wait:
    """A wait that lies ahead: the time in line, gamma distributed with this mean and variance, then `connect`."""

    mean: float
    variance: float
    connect: float = 0.0
    """Seconds until a rep who is free has been rung and talks to the caller."""

    def quantile(self, share: float) -> float:
        """The time within which this share of such waits ends (Wilson–Hilferty). ValueError unless 0 < share < 1."""
        ninth = self.variance / self.mean**2 / 9
        in_line = self.mean * max(0.0, 1 - ninth + NormalDist().inv_cdf(share) * math.sqrt(ninth)) ** 3
        return in_line + self.connect

    def share_within(self, seconds: float) -> float:
        """The share of such waits that end within so many seconds: `quantile` the other way round."""
        ninth = self.variance / self.mean**2 / 9
        in_line = max(0.0, seconds - self.connect)
        return NormalDist().cdf(((in_line / self.mean) ** (1 / 3) - 1 + ninth) / math.sqrt(ninth))


@dataclass(frozen=True)
class WaitRange:
    """A wait that holds honestly: from so many to so many seconds, or less than so many."""

    at_least: int | None
    at_most: int

    @property
    def width(self) -> int:
        """Seconds between both ends."""
        return self.at_most - (self.at_least or 0)


def reps_serving(line: str, teams: Mapping[frozenset[str], int], ahead: Mapping[str, int]) -> float:
    """Return how many reps this line really has for a caller with so many `ahead` on each line; 0 if nobody serves
    it.

    `teams` are reps by the lines they serve. A free rep takes whoever has waited longest on any of these lines. So
    until this caller's turn a rep takes of each line the callers ahead, shared evenly by all who serve it, and counts
    for this line with its part of them, this caller included. Reps with one line count whole. Where all reps serve
    the same lines the wait comes out as that of one line with everybody in it, as it is in truth.
    """
    serving = dict[str, int]()
    for lines, reps in teams.items():
        for each in lines:
            serving[each] = serving.get(each, 0) + reps

    def calls(each: str) -> float:
        return (ahead.get(each, 0) + (each == line)) / serving[each]

    # fsum does not depend on the order, so the same reps never look like fewer.
    return math.fsum(
        reps * calls(line) / math.fsum(calls(each) for each in lines)
        for lines, reps in teams.items()
        if line in lines
    )


def expected_wait(
    ahead: int, reps: float, handle: float, patience: float = math.inf, connect: float = 0.0
) -> Wait | None:
    """The wait of a caller who stays, while all reps are busy; None if nobody serves the line.

    `ahead` counts the callers whose turn is earlier, `reps` may be a fraction. `handle` is all of the time that a call
    takes a rep; `connect` is the part of it in which the rep is rung and the caller still waits. Raises ValueError.
    """
    if ahead < 0 or not 0 <= reps < math.inf or not 0 < handle < math.inf or not patience > 0:
        raise ValueError("a wait needs callers and reps of 0 or more, handling time and patience above 0 s")
    if reps == 0:
        return None
    return replace(_time_to_the_front(ahead, reps / handle, 1 / patience), connect=connect)


def spoken_range(wait: Wait) -> WaitRange:
    """Return the range that a caller hears: of those that can be said, the one that holds for four in five waits.

    Rounding the ends of one fixed range would hold for anything from half of the waits to all of them, depending on how
    wide the range is beside the steps. So the chance of each range is looked at: the narrowest that comes close to 80 %
    wins, and without such a one the closest. No range is exceeded by more than 15 % of waits.
    """
    within = {end: wait.share_within(end) for end in _ends_of(wait)}
    lows = [(None, 0.0), *((end, share) for end, share in within.items() if end != ONLY_LAST)]
    ranges = [
        (share - below, WaitRange(low, high))
        for high, share in within.items()
        if share >= 1 - MOST_LONGER
        for low, below in lows
        if low is None or low < high
    ]
    if not ranges:
        return WaitRange(None, HOUR * math.ceil(wait.quantile(1 - MOST_LONGER) / HOUR))
    return min(ranges, key=lambda one: (_miss(one[0]), one[1].width))[1]


def _ends_of(wait: Wait) -> Iterator[int]:
    """Ends up to the first that hardly any wait passes; those before which hardly any ends make no difference."""
    for end in ENDS:
        yield end
        if wait.share_within(end) > 1 - HARDLY_ANY:
            return


def _miss(share: float) -> float:
    """By how much a range misses the promise, of what matters; rounded, so that equals are equal."""
    return round(max(0.0, abs(share - PROMISED) - CLOSE_ENOUGH), 3)


def _time_to_the_front(ahead: int, served: float, quits: float) -> Wait:
    """Return the wait as a step for each caller ahead and one for the caller: with i ahead the next comes at rate sμ
    + iθ."""
    one_by_one = [1 / (served + i * quits) for i in range(min(ahead, STEPS_ONE_BY_ONE) + 1)]
    mean, variance = math.fsum(one_by_one), math.fsum(step * step for step in one_by_one)
    if ahead <= STEPS_ONE_BY_ONE:
        return Wait(mean, variance)
    # Beyond, Euler and Maclaurin: a caller behind a hundred thousand is told as fast as one behind a hundred.
    more = ahead - STEPS_ONE_BY_ONE
    near, far = one_by_one[-1], 1 / (served + ahead * quits)
    grown = quits * more * near
    mean += more * near * (math.log1p(grown) / grown if grown else 1) + (far - near) / 2
    mean += quits * (near**2 - far**2) / 12
    variance += more * near * far + (far**2 - near**2) / 2 + quits * (near**3 - far**3) / 6
    return Wait(mean, variance)
