"""Calls that asked for a person in vain: by weekday, half hour and reason, and what came of their callers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from datetime import date

from redis import Redis

from prompts.files.models import Desk
from reports.half_hours import DAY, SLOTS, counts_of

AT_A_CLOSED_DOOR = ("closed", "line_closed")
REASONS: Mapping[str, str] = {
    "closed": "Closed",
    "line_closed": "Line closed",
    "nobody_signed_in": "Nobody there",
    "full": "Line full",
    "past_closing": "Too late in the day",
    "called_too_often": "Called too often",
    "sent_away": "Sent away while waiting",
    "gave_up": "Gave up",
}
"""Whose place the same caller's next call took over has lost nothing, and is not among them."""
WHILE_OPEN = tuple(reason for reason in REASONS if reason not in AT_A_CLOSED_DOOR)


@dataclass(frozen=True)
class Loss:
    """Calls in vain and what came of them; the first of several reasons does not count, the last one does."""

    calls: int = 0
    known: int = 0
    """Of them, those whose number is known."""
    again: int = 0
    """Of these, those whose number called again within 72 hours."""
    served: int = 0
    """Of these, those whose number talked to a rep then."""
    time: int = 0
    """Ms that all of them lasted, from the line's answer to the end."""

    @property
    def again_in_vain(self) -> int:
        """Return callers who called again, for any reason, and talked to nobody."""
        return self.again - self.served

    @property
    def lost(self) -> int:
        """Return callers who never called again, each of whom counts separately."""
        return self.known - self.again

    @property
    def unknown(self) -> int:
        """Return callers with withheld numbers, about whom nothing is known."""
        return self.calls - self.known

    def __add__(self, other: Loss) -> Loss:
        return Loss(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(Loss)))


METRICS = {
    "vain": "calls",
    "vain_known": "known",
    "vain_again": "again",
    "vain_served": "served",
    "vain_time": "time",
}


@dataclass(frozen=True)
class Losses:
    """Calls in vain during some weeks."""

    weeks: float
    """How many there were, since the first call."""
    by: Mapping[tuple[int, int, str], Loss]
    """By weekday (Monday is 0), half hour and reason."""

    def of(
        self,
        weekdays: Collection[int] = range(7),
        slots: Collection[int] = range(SLOTS),
        reasons: Collection[str] = tuple(REASONS),
    ) -> Loss:
        """Return the sum over these weekdays and reasons."""
        found = (
            loss
            for (weekday, slot, reason), loss in self.by.items()
            if weekday in weekdays and slot in slots and reason in reasons
        )
        return sum(found, Loss())

    def slots(self, weekdays: Collection[int]) -> list[int]:
        """Return half hours in which anybody called in vain, in order."""
        return sorted({slot for weekday, slot, _ in self.by if weekday in weekdays})


def losses_of(client: Redis, desk: Desk, today: date, weeks: int) -> Losses:
    """Return the calls in vain of the weeks before today; callers of the last three days may still call again. Raises
    DatabaseDown."""
    first, last = today - DAY * 7 * weeks, today - DAY
    sums: dict[tuple[int, int, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    called = set[date]()
    for one in counts_of(client, desk, first, last, _is_wanted):
        if one.metric == "entered":
            called.add(one.day)
            continue
        metric, _, reason = one.metric.partition(":")
        if reason in REASONS:
            sums[one.day.weekday(), one.slot, reason][METRICS[metric]] += one.number
    whole = (last - min(called)).days + 1 if called else 7 * weeks
    return Losses(whole / 7, {place: Loss(**metrics) for place, metrics in sorted(sums.items())})


def _is_wanted(metric: str) -> bool:
    return metric == "entered" or metric.partition(":")[0] in METRICS
