"""Finds the next half hour of the week in which callers of this desk usually wait much less.

It knows the desk's own history and calendar only. Without enough of a history, or where no half hour stands out, it
stays silent: a made-up time is worse than none.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from prompts.files.models import WEEKDAYS, Weekday
from routing.hours.schedule import Calendar

HALF_HOUR = timedelta(minutes=30)
SOONEST = timedelta(minutes=30)
"""The crowd of this moment needs time to go."""
OPEN_DAYS = 5
"""How many days with hours, today's included, the search goes through: a working week."""

ENOUGH_CALLERS = 20
"""Answered in one half hour of the week: waits scatter as much as they last, the mean of 20 is good to a quarter."""
ENOUGH_DAYS = 3
"""On which they called: one odd day is not a habit of the week."""
ENOUGH_IN_ALL = 200
"""Callers in all half hours with enough, to know what is usual."""
CALM = 0.5
"""A calm half hour's mean wait, of the mean wait of all callers: more than chance makes of it."""


@dataclass(frozen=True)
class WeekHalfHour:
    """A half hour of the week on the desk's wall clock."""

    weekday: Weekday
    begins: time

    def __post_init__(self) -> None:
        if self.begins.minute % 30 or self.begins.second or self.begins.microsecond:
            raise ValueError("a half hour begins at the hour or half past")

    @classmethod
    def of(cls, at: datetime) -> WeekHalfHour:
        """Return the half hour in which a time in the desk's zone lies."""
        return cls(WEEKDAYS[at.weekday()], time(at.hour, at.minute - at.minute % 30))


@dataclass(frozen=True)
class Waits:
    """Callers of one half hour of the week: how many were answered, the seconds that all waited, on how many days.

    Whoever gave up has waited without an answer: counted as waits of that length, crowded hours would look calm.
    """

    answered: int
    seconds: float
    days: int

    def __post_init__(self) -> None:
        if not (self.answered >= 0 and self.seconds >= 0 and self.days >= 0):
            raise ValueError("callers, their waits and days are 0 or more")

    @property
    def are_enough(self) -> bool:
        """Return whether the waits are enough to predict the next time."""
        return self.answered >= ENOUGH_CALLERS and self.days >= ENOUGH_DAYS

    @property
    def mean(self) -> float:
        """Return seconds until an answer: the time waited over the number of answers, so that waits cut short count
        as they are.

        Raises ZeroDivisionError without answers.
        """
        return self.seconds / self.answered


History = Mapping[WeekHalfHour, Waits]


def history_of(waits: Mapping[int, tuple[int, float]], zone: ZoneInfo) -> History:
    """Return the weeks in the database added up, by the clock of a zone."""
    answered, seconds = Counter[WeekHalfHour](), defaultdict[WeekHalfHour, float](float)
    days = defaultdict[WeekHalfHour, set[date]](set)
    for half_hour, (answers, waited) in waits.items():
        at = datetime.fromtimestamp(half_hour * HALF_HOUR.total_seconds(), zone)
        name = WeekHalfHour.of(at)
        answered[name] += answers
        seconds[name] += waited
        days[name].add(at.date())
    return {name: Waits(answered[name], seconds[name], len(days[name])) for name in days}


def calmer_time(history: History, calendar: Calendar, now: datetime) -> datetime | None:
    """Return the beginning of the next calm half hour, all of it open, in the desk's zone; None if there is none to
    name.

    `now` is an aware datetime. Raises what the calendar raises.
    """
    limit = _calm_below(history)
    if limit is None:
        return None
    return next(
        (at for at in _half_hours(calendar, now) if _is_calm(history.get(WeekHalfHour.of(at)), limit)), None
    )


def _calm_below(history: History) -> float | None:
    known = [waits for waits in history.values() if waits.are_enough]
    answered = sum(waits.answered for waits in known)
    if answered < ENOUGH_IN_ALL:
        return None
    return CALM * sum(waits.seconds for waits in known) / answered


def _is_calm(waits: Waits | None, limit: float) -> bool:
    return waits is not None and waits.are_enough and waits.mean < limit


def _half_hours(calendar: Calendar, now: datetime) -> Iterator[datetime]:
    """Yield the beginnings of the half hours ahead that are open from end to end."""
    at, days = now, set[date]()
    while len(days) <= OPEN_DAYS:
        opening = calendar.opening(at)
        if not opening.is_open:
            at = calendar.next_opening(at)
            continue
        days.add(opening.today)
        # An opening may go on over several dates: each of them is a day of its own.
        ends = min(opening.closes_at or calendar.day_ends(at), calendar.day_ends(at))
        if len(days) <= OPEN_DAYS:
            yield from _within(max(at, now + SOONEST), ends)
        at = ends


def _within(start: datetime, end: datetime) -> Iterator[datetime]:
    # In UTC, because a clock change makes sums on the wall clock wrong.
    begins, ends = _on_the_half_hour(start, end), end.astimezone(UTC)
    while begins + HALF_HOUR <= ends:
        yield begins.astimezone(end.tzinfo)
        begins = _on_the_half_hour(begins + HALF_HOUR, end)


def _on_the_half_hour(at: datetime, like: datetime) -> datetime:
    """Return the first instant from `at` on at which the wall clock of `like` shows an hour or half past."""
    wall = at.astimezone(like.tzinfo)
    past = timedelta(minutes=wall.minute % 30, seconds=wall.second, microseconds=wall.microsecond)
    return at.astimezone(UTC) + (HALF_HOUR - past if past else timedelta())
