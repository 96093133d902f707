"""All counts of some days by the desk's clock, read once: in total, by day, hour, line, topic and rep."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TypeVar, cast

from redis import Redis

from prompts.files.models import Desk
from reports.duty import Duty, duty_of, duty_that_lasts
from reports.menu.nodes import NodeInLanguage, Walked, walked_of
from reports.menu.topics import Ends, all_of, ended_of
from reports.past_days import DayCounts, Sums, add_all, counts_of_days
from reports.rep_day import Work, work_from
from reports.tally import CallTally

DAY = timedelta(days=1)
LONGEST = 400
"""Days that can be read at once."""
Name = TypeVar("Name", bound=Hashable)
Number = TypeVar("Number", CallTally, Ends, Duty)


@dataclass(frozen=True)
class Counted:
    """The counts from which figures are computed; any part may lack some of them."""

    tally: CallTally = field(default_factory=CallTally)
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
    lengths: Sequence[int] = ()
    """How long each answered wait was, ms; none for days from before they were listed."""
    """Times that a person was asked for there."""


@dataclass(frozen=True)
class DaySpan:
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

    @property
    def language_shares(self) -> dict[str, float]:
        """Return the share of calls by the language heard last; empty without calls."""
        calls = self.total.tally.entered
        if not calls:
            return {}
        return {
            language: counted.tally.entered / calls for language, counted in sorted(self.languages.items())
        }


def span_of(
    client: Redis,
    desk: Desk,
    first: date,
    last: date,
    *,
    until: datetime | None = None,
    now: datetime | None = None,
) -> DaySpan:
    """Everything of these days; a rep's status that lasts counts up to `until`, or not at all.

    `now` decides which days are past, whose sums are kept; by default it is the present.

    Raises DatabaseDown, and ValueError for days in the wrong order or too many.
    """
    if not 0 <= (last - first).days < LONGEST:
        raise ValueError(f"from one day to a later one, {LONGEST} days at most")
    days = [first + DAY * number for number in range((last - first).days + 1)]
    counts = counts_of_days(client, desk, days, now)
    sums = _together(counts)
    duty = _duty(client, desk, counts, until)
    ended, walked = ended_of(sums.topics), walked_of(sums.visits, sums.paths)
    every_duty = _added([duty[day] for day in days], Duty())
    reps = {rep: work_from(metrics) for rep, metrics in sorted(sums.work.items())}
    return DaySpan(
        first,
        last,
        _counted(sums, every_duty),
        {day: _counted(counts[day], duty[day]) for day in days},
        {
            slot: Counted(CallTally.of(metrics), lengths=sums.slot_lengths.get(slot, ()))
            for slot, metrics in sorted(sums.slots.items())
        },
        {
            cast("tuple[str, str]", tuple(name.split(":"))): Counted(
                CallTally.of(metrics), lengths=_lengths(sums, line=name)
            )
            for name, metrics in sorted(sums.lines.items())
        },
        {
            language: Counted(
                CallTally.of(metrics),
                all_of(ended, language=language),
                lengths=_lengths(sums, language=language),
            )
            for language, metrics in sums.languages.items()
        },
        _by_topic(ended, walked),
        {rep: _of_rep(reps.get(rep), every_duty.get(rep)) for rep in sorted({*reps, *every_duty})},
        reps,
        walked,
    )


@dataclass
class _Together(DayCounts):
    """Several days."""

    slots: dict[tuple[int, int], Sums] = field(default_factory=dict)
    """By weekday and hour."""
    slot_lengths: dict[tuple[int, int], list[int]] = field(default_factory=dict)


def _lengths(counts: DayCounts, line: str = "", language: str = "") -> list[int]:
    """Return how long the answered waits of one `line:language`, of one language, or all of them were."""
    found: list[int] = []
    for place, lengths in counts.lengths.items():
        rest = place.partition(":")[2]
        if line in ("", rest) and language in ("", rest.rpartition(":")[2]):
            found += lengths
    return found


def _together(counts: Mapping[date, DayCounts]) -> _Together:
    found = _Together()
    for day, one in counts.items():
        for hour, metrics in one.hours.items():
            add_all(found.slots.setdefault((day.weekday(), int(hour)), {}), metrics, "longest_wait")
        for place, lengths in one.lengths.items():
            slot = day.weekday(), int(place.partition(":")[0])
            found.slot_lengths.setdefault(slot, []).extend(lengths)
            found.lengths.setdefault(place, []).extend(lengths)
        for into, parts, longest in (
            (found.lines, one.lines, "longest_wait"),
            (found.languages, one.languages, "longest_wait"),
            (found.work, one.work, "longest"),
        ):
            for name, metrics in parts.items():
                add_all(into.setdefault(name, {}), metrics, longest)
        for sums, numbers in (
            (found.visits, one.visits),
            (found.paths, one.paths),
            (found.topics, one.topics),
            (found.ends, one.ends),
        ):
            add_all(sums, numbers)
        found.heard += one.heard
        found.zero_outs += one.zero_outs
    return found


def _duty(
    client: Redis, desk: Desk, counts: Mapping[date, DayCounts], until: datetime | None
) -> dict[date, dict[str, Duty]]:
    """How reps' time went by; a status that lasts counts up to `until`."""
    lasting = duty_that_lasts(client, desk, list(counts), until) if until else {}
    return {day: duty_of(one.duty, lasting.get(day, {})) for day, one in counts.items()}


def _counted(counts: DayCounts, duty: Mapping[str, Duty]) -> Counted:
    done = [work_from(one) for one in counts.work.values()]
    every: Sums = {}
    for metrics in counts.languages.values():
        add_all(every, metrics, "longest_wait")
    return Counted(
        CallTally.of(every),
        Ends(**counts.ends),
        sum(duty.values(), Duty()),
        sum(one.offered for one in done),
        sum(one.missed for one in done),
        sum(one.taken for one in done),
        counts.heard,
        counts.zero_outs,
        _lengths(counts),
    )


def _by_topic(ended: Mapping[NodeInLanguage, Ends], walked: Walked) -> dict[str, Counted]:
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
