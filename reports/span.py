"""All counts of some days by the desk's clock, read once: in total, by day, hour, line, topic and rep."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from redis import Redis

from prompts.models import Desk
from reports.counts import NO_LINE
from reports.duty import Duty, duty_of_all
from reports.nodes import Nodes, Place, Walked
from reports.scripts import ReportScripts
from reports.tally import Tally
from reports.times import quarters
from reports.today import Work, work_from
from reports.topics import Ends, Topics, all_of
from store import keys

DAY = timedelta(days=1)
LONGEST = 400
"""Days that can be read at once."""
Sums = dict[str, int]
Hour = tuple[date, int]
Name = TypeVar("Name", bound=Hashable)
Number = TypeVar("Number", Tally, Ends, Duty)


@dataclass(frozen=True)
class Counted:
    """The counts from which figures are computed; any part may lack some of them."""

    tally: Tally = field(default_factory=Tally)
    ends: Ends = field(default_factory=Ends)
    duty: Duty = field(default_factory=Duty)
    offers: int = 0
    """Calls that reps were asked to take."""
    missed: int = 0
    """Of them, those not answered, busy or out of reach."""
    taken: int = 0
    heard: int = 0
    """Nodes that were said."""
    zero_outs: int = 0
    """Times that a person was asked for there."""


@dataclass(frozen=True)
class Span:
    """Days from `first` to `last`, both counted. What nothing happened in is not there."""

    first: date
    last: date
    total: Counted
    days: Mapping[date, Counted]
    """Every day, also those on which nobody called."""
    hours: Mapping[tuple[int, int], Counted]
    """By weekday (Monday is 0) and hour of the desk's clock."""
    lines: Mapping[tuple[str, str], Counted]
    """By line and language."""
    languages: Mapping[str, Counted]
    topics: Mapping[str, Counted]
    reps: Mapping[str, Counted]
    work: Mapping[str, Work]
    walked: Walked


def span_of(client: Redis, desk: Desk, first: date, last: date, *, until: datetime | None = None) -> Span:
    """Return all counts of these days; a rep's present status counts up to `until`, or not at all.

    Raises DatabaseDown, and ValueError for days in the wrong order or too many.
    """
    if not 0 <= (last - first).days < LONGEST:
        raise ValueError(f"from one day to a later one, {LONGEST} days at most")
    days = [first + DAY * number for number in range((last - first).days + 1)]
    scripts, nodes, topics = ReportScripts(client, desk.id), Nodes(client, desk), Topics(client, desk)
    reader = _Reader(scripts, desk, days)
    calls = reader.calls()
    work = reader.work()
    walked, ended = nodes.by_day(first, last), {day: topics.ended(day, day) for day in days}
    duty = duty_of_all(client, desk, days, until)
    by_day = {
        day: _counted(calls.days[day], ended[day], walked[day], duty[day], work.days[day].values())
        for day in days
    }
    every_end = _added([ended[day] for day in days], Ends())
    every_duty = _added([duty[day] for day in days], Duty())
    whole = Walked.of_all(walked.values())
    reps = {rep: work_from(metrics) for rep, metrics in sorted(work.reps.items())}
    return Span(
        first,
        last,
        _counted(calls.total, every_end, whole, every_duty, work.reps.values()),
        by_day,
        {slot: Counted(Tally.of(metrics)) for slot, metrics in sorted(calls.hours.items())},
        {name: Counted(Tally.of(metrics)) for name, metrics in sorted(calls.lines.items())},
        {
            language: _of_language(metrics, every_end, language)
            for language, metrics in calls.languages.items()
        },
        _by_topic(every_end, whole),
        {rep: _of_rep(reps.get(rep), every_duty.get(rep)) for rep in sorted({*reps, *every_duty})},
        reps,
        whole,
    )


def _counted(
    metrics: Sums, ended: Mapping[Place, Ends], walked: Walked, duty: Mapping[str, Duty], work: Iterable[Sums]
) -> Counted:
    done = [work_from(one) for one in work]
    return Counted(
        Tally.of(metrics),
        all_of(ended),
        sum(duty.values(), Duty()),
        sum(one.offered for one in done),
        sum(one.missed for one in done),
        sum(one.taken for one in done),
        sum(visits.heard for visits in walked.visits.values()),
        walked.asked_for_a_person,
    )


def _of_language(metrics: Sums, ended: Mapping[Place, Ends], language: str) -> Counted:
    return Counted(Tally.of(metrics), all_of(ended, language=language))


def _by_topic(ended: Mapping[Place, Ends], walked: Walked) -> dict[str, Counted]:
    names = sorted({place.node for place in ended})
    return {
        name: Counted(
            ends=all_of(ended, name),
            heard=walked.of(name).heard,
            zero_outs=walked.zero_outs(name),
        )
        for name in names
    }


def _of_rep(work: Work | None, duty: Duty | None) -> Counted:
    work = work or work_from({})
    return Counted(duty=duty or Duty(), offers=work.offered, missed=work.missed, taken=work.taken)


def _added(parts: Iterable[Mapping[Name, Number]], nothing: Number) -> dict[Name, Number]:
    found: dict[Name, Number] = {}
    for part in parts:
        for name, one in part.items():
            found[name] = found.get(name, nothing) + one  # type: ignore[operator]
    return found


@dataclass
class _Calls:
    """Metrics as they are added up."""

    total: Sums
    days: dict[date, Sums]
    hours: dict[tuple[int, int], Sums]
    lines: dict[tuple[str, str], Sums]
    languages: dict[str, Sums]


@dataclass
class _Work:
    days: dict[date, dict[str, Sums]]
    reps: dict[str, Sums]


class _Reader:
    """Reads each UTC day once, however many of the desk's days it is part of."""

    def __init__(self, scripts: ReportScripts, desk: Desk, days: list[date]) -> None:
        self._scripts = scripts
        self._desk = desk.id
        zone = ZoneInfo(desk.zone)
        self._hours: dict[int, dict[str, Hour]] = defaultdict(dict)
        """UTC day → quarter → the hour by the desk's clock that it lies in."""
        for day in days:
            for quarter in quarters(day, zone):
                self._hours[quarter.day][f"{quarter.number}"] = (day, quarter.start.hour)
        self._days = days

    def calls(self) -> _Calls:
        found = _Calls({}, {day: {} for day in self._days}, {}, {}, {})
        for (day, hour), rest, number in self._by_hour(keys.count, "longest_wait"):
            line, language, metric = rest.split(":", 2)
            into = [found.total, found.days[day]]
            into.append(found.hours.setdefault((day.weekday(), hour), {}))
            into.append(found.languages.setdefault(language, {}))
            if line != NO_LINE:
                into.append(found.lines.setdefault((line, language), {}))
            for sums in into:
                _add(sums, metric, number, "longest_wait")
        return found

    def work(self) -> _Work:
        found = _Work({day: {} for day in self._days}, {})
        for (day, _), rest, number in self._by_hour(keys.work, "longest"):
            rep, _, metric = rest.rpartition(":")
            _add(found.days[day].setdefault(rep, {}), metric, number, "longest")
            _add(found.reps.setdefault(rep, {}), metric, number, "longest")
        return found

    def _by_hour(self, key: Callable[[str, int], str], longest: str) -> Iterator[tuple[Hour, str, int]]:
        """Yield the sums of an hour's quarters. Most of the reading of months is done here, in one plain loop."""
        for day, hours in self._hours.items():
            sums: dict[tuple[Hour, str], int] = {}
            for name, written in self._scripts.record(key(self._desk, day)).items():
                quarter, _, rest = name.partition(":")
                if quarter in hours:
                    place, number = (hours[quarter], rest), int(written)
                    before = sums.get(place, 0)
                    sums[place] = max(before, number) if rest.endswith(longest) else before + number
            for (hour, rest), number in sums.items():
                yield hour, rest, number


def _add(sums: Sums, metric: str, number: int, longest: str) -> None:
    before = sums.get(metric, 0)
    sums[metric] = max(before, number) if metric == longest else before + number
