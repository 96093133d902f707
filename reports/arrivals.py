"""The desk's own arrivals: callers who want a person on a typical day, handling time, and patience.

Each caller counts once, served or not (`wanted`): whoever had to call three times would else look like three. Days
that are by plan closed, or open at other hours than usual, are left out; so is today, which is not over.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import fmean, median

from redis import Redis

from prompts.files.models import WEEKDAYS, Desk
from reports.half_hours import DAY, SLOT, SLOTS, counts_of
from routing.hours.planned_hours import PlannedHours
from routing.queue.wait_inputs import Recent
from routing.staffing.demand import DayProfile
from routing.waits.recent_calls import (
    REMEMBERED_CALLS,
    REMEMBERED_WAITS,
    usual_connect,
    usual_handling,
    usual_patience,
)

WEEKS = 8
MOST_WEEKS = 52
FEWEST_DAYS, FEWEST_CALLERS = 3, 20
"""Of a weekday, before a typical one is told; the same as for calm half hours (`routing.waits.retry_advice`)."""
METRICS = frozenset(
    {"entered", "wanted", "offered_again", "answered", "abandoned", "sent_away", "redialled"}
    | {"wanted_closed", "wait", "wait_in_vain", "talk", "wrap_up", "connections", "connect"}
)
Slots = Sequence[int]
"""Callers by half hour."""


@dataclass(frozen=True)
class ObservedArrivals:
    """The days and callers on which the figures for a weekday rest."""

    days: int
    callers: int

    @property
    def is_enough(self) -> bool:
        return self.days >= FEWEST_DAYS and self.callers >= FEWEST_CALLERS


@dataclass(frozen=True)
class Arrivals:
    """Arrivals on the days from `first` to `last`, both included."""

    first: date
    last: date
    days: Sequence[DayProfile]
    """A typical one for each weekday of which enough is known, named `Monday`, Monday first."""
    seen: Mapping[str, ObservedArrivals]
    """By weekday, those on which anybody called."""
    at_closed_doors: Mapping[str, Sequence[float]]
    """Who asks while it is closed: callers by half hour of such a weekday on average, of all days with calls."""
    left_out: Sequence[date]
    """Days with calls, but closed or with hours of their own."""
    recent: Recent
    """Calls and waits of all these days together."""

    @property
    def handle(self) -> float:
        """Return the seconds of talk and wrap-up of a call; typical calls stand in while there are few."""
        return usual_handling(self.recent)

    @property
    def connect(self) -> float:
        """Return the seconds for which a rep is rung and connected; typical ones stand in likewise."""
        return usual_connect(self.recent)

    @property
    def patience(self) -> float:
        """Return how many seconds callers are patient: all waiting ÷ callers who gave up; typical ones stand in
        likewise."""
        return usual_patience(self.recent)

    @property
    def has_own_handling(self) -> bool:
        return self.recent.calls >= REMEMBERED_CALLS

    @property
    def has_own_connect(self) -> bool:
        return self.recent.connections >= REMEMBERED_CALLS

    @property
    def has_own_patience(self) -> bool:
        return self.recent.waits >= REMEMBERED_WAITS

    def seen_on(self, name: str) -> ObservedArrivals:
        """Return the observations of a weekday, in any case of its name, or of all weekdays for an empty name."""
        some = [one for weekday, one in self.seen.items() if name.lower() in ("", weekday.lower())]
        return ObservedArrivals(sum(one.days for one in some), sum(one.callers for one in some))

    def everybody(self, name: str) -> DayProfile:
        """Return a weekday from midnight to midnight including callers while the desk is closed, as if it never
        closed."""
        calls = [*self.at_closed_doors.get(name, [0.0] * SLOTS)]
        if day := self.day(name):
            for place, number in enumerate(day.calls, round(day.begins / SLOT)):
                calls[place] += number
        return DayProfile(name, SLOT, calls)

    def day(self, name: str) -> DayProfile | None:
        """Return the typical day of a weekday, in any case of its name; None if too little is known."""
        return next((day for day in self.days if day.name.lower() == name.lower()), None)


def arrivals_of(
    client: Redis, desk: Desk, today: date, weeks: int = WEEKS, line: str = "", language: str = ""
) -> Arrivals:
    """Return what is known of the weeks before today: of the whole desk, or of one line, one language, or both.

    Where one line or language has had too few calls to tell how they are, the desk's calls stand in. Raises
    DatabaseDown, and ValueError for no or too many weeks.
    """
    if not 1 <= weeks <= MOST_WEEKS:
        raise ValueError(f"from 1 to {MOST_WEEKS} weeks")
    first, last = today - DAY * 7 * weeks, today - DAY
    wanted: dict[date, list[int]] = defaultdict(lambda: [0] * SLOTS)
    closed: dict[date, list[int]] = defaultdict(lambda: [0] * SLOTS)
    sums: dict[str, int] = defaultdict(int)
    of_all: dict[str, int] = defaultdict(int)
    called = set[date]()
    for one in counts_of(client, desk, first, last, METRICS.__contains__):
        is_meant = line in ("", one.line) and language in ("", one.language)
        of_all[one.metric] += one.number
        if one.metric == "entered":
            called.add(one.day)
        elif not is_meant:
            continue
        elif one.metric in ("wanted", "offered_again"):
            wanted[one.day][one.slot] += one.number
        elif one.metric == "wanted_closed":
            closed[one.day][one.slot] += one.number
        else:
            sums[one.metric] += one.number
    plan = PlannedHours(desk)
    left_out = sorted(day for day in called if plan.closed_on(day) or plan.special_on(day))
    usual = {day: wanted[day] for day in sorted(called.difference(left_out))}
    at_doors = _averages({day: closed[day] for day in sorted(called)})
    return _arrivals(first, last, usual, at_doors, left_out, _recent(sums, of_all))


def typical_day(name: str, days: Sequence[Slots]) -> DayProfile:
    """Return a typical day: the median of the days' totals, spread over the half hours as the days were on average.

    A median of single half hours would be too low, as few callers come in each; a mean of totals would plan
    for the day of the breakdown. Each day counts alike for the shape, so that day does not shape the others.
    """
    level = median(sum(day) for day in days)
    shapes = [[calls / sum(day) for calls in day] for day in days if sum(day)]
    calls = [level * fmean(share) for share in zip(*shapes, strict=True)]
    called = [slot for slot, number in enumerate(calls) if number]
    first, last = (called[0], called[-1]) if called else (0, 0)
    return DayProfile(name, SLOT, calls[first : last + 1], first * SLOT)


def _arrivals(
    first: date,
    last: date,
    usual: Mapping[date, Slots],
    at_doors: Mapping[str, Sequence[float]],
    left_out: Sequence[date],
    recent: Recent,
) -> Arrivals:
    by_weekday = _by_weekday(usual)
    seen = {
        name: ObservedArrivals(len(days), sum(map(sum, days))) for name, days in by_weekday.items() if days
    }
    typical = [typical_day(name, by_weekday[name]) for name, one in seen.items() if one.is_enough]
    return Arrivals(first, last, [day for day in typical if sum(day.calls)], seen, at_doors, left_out, recent)


def _by_weekday(days: Mapping[date, Slots]) -> dict[str, list[Slots]]:
    found: dict[str, list[Slots]] = {name.title(): [] for name in WEEKDAYS}
    for day, slots in days.items():
        found[WEEKDAYS[day.weekday()].title()].append(slots)
    return found


def _averages(days: Mapping[date, Slots]) -> dict[str, Sequence[float]]:
    return {
        name: [fmean(slot) for slot in zip(*some, strict=True)]
        for name, some in _by_weekday(days).items()
        if some
    }


def _recent(sums: Mapping[str, int], of_all: Mapping[str, int]) -> Recent:
    """Return calls and waits, times in seconds; those of the whole desk where a part of it has too few."""
    part, whole = _all_of(sums), _all_of(of_all)
    calls = part if part.calls >= REMEMBERED_CALLS else whole
    waits = part if part.waits >= REMEMBERED_WAITS else whole
    connections = part if part.connections >= REMEMBERED_CALLS else whole
    return Recent(
        calls.calls,
        calls.handled,
        waits.waits,
        waits.given_up,
        waits.waited,
        connections.connections,
        connections.connected,
    )


def _all_of(sums: Mapping[str, int]) -> Recent:
    """Sums of times are in ms. Short waits given up are in neither the waits nor the time.

    The talk of a caller who was handed over is one call: its reps were busy as long as both of them talked.
    """
    get = sums.get
    waits = get("answered", 0) + get("abandoned", 0) + get("sent_away", 0) + get("redialled", 0)
    return Recent(
        calls=get("answered", 0),
        handled=(get("talk", 0) + get("wrap_up", 0)) / 1000,
        waits=waits,
        given_up=get("abandoned", 0),
        waited=(get("wait", 0) + get("wait_in_vain", 0)) / 1000,
        connections=get("connections", 0),
        connected=get("connect", 0) / 1000,
    )
