"""A plan of reps tried out: the line's own scripts play the day, with reps who come and go as planned."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from redis import Redis

from routing.staffing.demand import Callers, DayProfile
from routing.staffing.outcome import OutcomeTally, SimulationOutcome
from routing.staffing.simulation import Simulation
from routing.staffing.staffing_plan import ServiceTarget, Slot


def try_plan(
    client: Redis,
    day: DayProfile,
    slots: Sequence[Slot],
    callers: Callers,
    trials: int,
    random: Random,
    target: ServiceTarget,
    connect: float = 0.0,
    advance: Callable[[], object] = lambda: None,
) -> list[SimulationOutcome | None]:
    """Return the outcome of each slot over so many such days; None where nobody ever called. Empties the database.

    `connect`: seconds from the ringing of a rep's phone until rep and caller talk. `advance` hears of every day that
    was played.
    """
    tallies = [OutcomeTally(_ms(target.within), _ms(connect)) for _ in slots]
    shifts = [(_ms(slot.start), slot.reps) for slot in slots]
    for _ in range(trials):
        client.flushall()
        calls = [callers.call(random, at) for at in day.varied(random).moments(random)]
        desk = Simulation(client, shifts[0][1], announces=False, shifts=shifts[1:], connect=_ms(connect))
        told = desk.run(calls)
        for slot, tally in zip(slots, tallies, strict=True):
            tally.add(told, slot.reps, _ms(slot.start), _ms(slot.start + slot.length))
        advance()
    return [_outcome(tally) for tally in tallies]


def _outcome(tally: OutcomeTally) -> SimulationOutcome | None:
    try:
        return tally.outcome()
    except ValueError:
        return None


def _ms(seconds: float) -> int:
    return round(seconds * 1000)
