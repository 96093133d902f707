"""What the theory of waiting lines expects of a desk: Erlang B, Erlang C and, with callers who give up, Erlang A.

Steady state, Poisson arrivals, exponential handling times and patience. All times are in seconds.
It is the yardstick for simulations and figures; callers are told what `routing.waits.estimate` says.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

NEGLIGIBLE = 45.0
"""A state of the line that is e^45 times rarer than the most likely one is left out."""
LONGEST_LINE = 1_000_000


@dataclass(frozen=True)
class Workload:
    """Callers per hour, seconds of work each makes, how many reps answer, seconds of patience on average."""

    per_hour: float
    handle: float
    """All of the time that a call takes a rep."""
    reps: int
    patience: float = math.inf
    connect: float = 0.0
    """The part of `handle` in which a rep is rung and connected: until then the caller still waits."""

    def __post_init__(self) -> None:
        if not 0 < self.per_hour < math.inf:
            raise ValueError("calls per hour must be more than none and finite")
        if not 0 < self.handle < math.inf:
            raise ValueError("the handling time must be more than 0 s and finite")
        if self.reps < 1:
            raise ValueError("at least one rep must answer")
        if not self.patience > 0:
            raise ValueError("patience must be more than 0 s")
        if not 0 <= self.connect <= self.handle:
            raise ValueError("the time to connect must be 0 s or more, and part of the handling time")

    @property
    def arrivals(self) -> float:
        """Return callers a second."""
        return self.per_hour / 3600

    @property
    def load(self) -> float:
        """Return the offered work in erlangs: how many reps it would keep busy without a pause."""
        return self.arrivals * self.handle


@dataclass(frozen=True)
class Expected:
    """The expected figures of callers and reps: shares of all callers, seconds, and the share of the reps' time."""

    p_wait: float
    """Callers who are not answered at once."""
    mean_wait: float
    """Of all callers: answered at once, answered later, given up."""
    asa: float
    """Average speed of answer: the mean wait of those who were answered."""
    abandonment: float
    occupancy: float
    answered_after_wait: Callable[[float], float] = field(repr=False, compare=False)
    """Share of all callers who wait in line and get a rep within so many seconds."""
    connect: float = field(default=0.0, repr=False, compare=False)
    """Seconds from the ringing of that rep's phone until the caller talks to the rep."""

    def service_level(self, within: float) -> float:
        """Return the share of all callers answered within so many seconds. Raises ValueError if negative."""
        if not within >= 0:
            raise ValueError("a service level needs a time of 0 s or more")
        in_line = within - self.connect
        return 0.0 if in_line < 0 else 1 - self.p_wait + self.answered_after_wait(in_line)


def erlang_b(load: float, reps: int) -> float:
    """Return the share of callers turned away if nobody may wait. Load in erlangs; raises ValueError."""
    if not 0 <= load < math.inf or reps < 0:
        raise ValueError("the load must be finite, load and reps not negative")
    blocked = 1.0
    for busy in range(1, reps + 1):
        blocked = load * blocked / (busy + load * blocked)
    return blocked


def erlang_c(load: float, reps: int) -> float:
    """Return the share of callers who wait if nobody gives up. Raises ValueError if the reps cannot keep up."""
    blocked = erlang_b(load, reps)
    if load >= reps:
        raise ValueError("without abandonment the line grows for ever: more work comes in than the reps do")
    return blocked * reps / (reps - load * (1 - blocked))


def expect(work: Workload) -> Expected:
    """Return the expected figures of a workload. Raises ValueError if the queue would grow without end.

    Theory knows the wait in line only: nobody is taken to give up while a rep's phone rings.
    """
    found = _with_patience(work) if math.isinf(work.patience) else _with_abandonment(work)
    return replace(
        found,
        connect=work.connect,
        asa=found.asa + work.connect,
        mean_wait=found.mean_wait + (1 - found.abandonment) * work.connect,
    )


def _with_patience(work: Workload) -> Expected:
    p_wait = erlang_c(work.load, work.reps)
    spare = (work.reps - work.load) / work.handle
    return Expected(
        p_wait=p_wait,
        mean_wait=p_wait / spare,
        asa=p_wait / spare,
        abandonment=0.0,
        occupancy=work.load / work.reps,
        answered_after_wait=lambda within: -p_wait * math.expm1(-spare * within),
    )


def _with_abandonment(work: Workload) -> Expected:
    line = _line_lengths(work)
    mean_wait = sum(length * chance for length, chance in enumerate(line)) / work.arrivals
    abandonment = mean_wait / work.patience
    return Expected(
        p_wait=sum(line),
        mean_wait=mean_wait,
        asa=_wait_of_the_answered(work, line) / (1 - abandonment),
        abandonment=abandonment,
        occupancy=work.load * (1 - abandonment) / work.reps,
        answered_after_wait=lambda within: _answered_within(work, line, within),
    )


def _line_lengths(work: Workload) -> list[float]:
    """Return the probabilities that all reps are busy and 0, 1, 2 … callers wait."""
    # Logarithms, because the odds between a calm and a crowded line of a large desk leave the range of floats.
    odds, highest = [0.0], 0.0
    while odds[-1] > highest - NEGLIGIBLE:
        if len(odds) > LONGEST_LINE:
            raise ValueError(f"more than {LONGEST_LINE:,} callers would wait: too much work and patience")
        leaving = work.reps / work.handle + len(odds) / work.patience
        odds.append(odds[-1] + math.log(work.arrivals / leaving))
        highest = max(highest, odds[-1])
    blocked = erlang_b(work.load, work.reps)
    some_rep_free = (1 - blocked) / blocked if blocked else math.inf
    weights = [math.exp(each - highest) for each in odds]
    total = math.fsum(weights) + some_rep_free * math.exp(-highest)
    return [weight / total for weight in weights]


def _stays(work: Workload, ahead: int) -> float:
    """Return the chance that a caller with so many ahead in the queue is answered before giving up."""
    served = work.reps / work.handle
    return served / (served + (ahead + 1) / work.patience)


def _wait_of_the_answered(work: Workload, line: Sequence[float]) -> float:
    """Return the seconds waited by answered callers, per caller of all."""
    total = step_by_step = 0.0
    for ahead, chance in enumerate(line):
        # Known to have stayed, the caller moves up faster: each step ends sooner by what would have ended it.
        step_by_step += 1 / (work.reps / work.handle + (ahead + 1) / work.patience)
        total += chance * _stays(work, ahead) * step_by_step
    return total


def _answered_within(work: Workload, line: Sequence[float], within: float) -> float:
    """Solve the tagged caller's chain, j ahead: down at rate nμ+jθ, given up at rate θ.

    The time to the front is −ln(X)/θ for an X that is Beta(nμ/θ+1, j+1) distributed among those who stay, so the
    chance of being late is an incomplete beta function, which gains one term with each caller ahead.
    """
    given_up = -math.expm1(-within / work.patience)
    if not given_up:
        return 0.0
    first = work.reps * work.patience / work.handle + 1
    log_term = -within * first / work.patience
    late, answered = math.exp(log_term), 0.0
    for ahead, chance in enumerate(line):
        answered += chance * _stays(work, ahead) * max(0.0, 1 - late)
        log_term += math.log((first + ahead) / (ahead + 1) * given_up)
        late += math.exp(log_term)
    return answered
