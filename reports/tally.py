"""Counts of calls and waits, and the figures that follow from them, each with its formula."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Self

from reports.waits import BOUNDS, EXACT_BELOW, exact_quantile, quantile
from routing.waits.range_coverage import share_within

BUCKETS = (*(f"waited_{bound}" for bound in BOUNDS), "waited_more")
REFUSED = "refused_"


@dataclass(frozen=True)
class CallTally:
    """Counts of calls; times in ms. What a caller in line does counts in the quarter in which the wait began."""

    entered: int = 0
    """Calls that began."""
    blocked: int = 0
    """Calls refused at once, as their number is on the block list; not among those that began."""
    asked: int = 0
    """Of those that began, those that asked for a person."""
    guided: int = 0
    """Calls that ended after guidance without having asked for a person."""
    wanted: int = 0
    """Callers who wanted a person while the line was open, each once; counted where they asked."""
    wanted_again: int = 0
    """Further calls of a number that had asked in vain within three days and talked to nobody since."""
    wanted_closed: int = 0
    """Callers who wanted a person while the line was closed, each once."""
    wanted_closed_again: int = 0
    """Their further calls while it was closed."""
    refused: Mapping[str, int] = field(default_factory=dict)
    """Calls told to try again, by reason; a call counts once for each reason."""
    offered: int = 0
    """Waits that began: callers who joined a line, were passed on to it, or wait again after a dropped conversation."""
    offered_again: int = 0
    """Of them, those of callers who had talked to a rep in the same call."""
    answered: int = 0
    """Waits that ended in a conversation: both are in it, a rep who only picked up does not count."""
    answered_in: int = 0
    """Of them, those within the desk's `service_level_seconds`."""
    abandoned: int = 0
    """Waits that callers gave up, or were lost in, after 5 seconds or more."""
    abandoned_in: int = 0
    """Of them, those within `service_level_seconds`."""
    abandoned_short: int = 0
    """Waits given up in less than 5 seconds."""
    sent_away: int = 0
    """Waits that the line ended: closed for good, or too long."""
    redialled: int = 0
    """Waits that the caller's next call took over."""
    wait: int = 0
    """Sum of the waits of those answered."""
    wait_in_vain: int = 0
    """Sum of the waits that ended otherwise, short ones left out."""
    longest_wait: int = 0
    """Of all, answered or not."""
    handled: int = 0
    """Conversations that ended."""
    talk: int = 0
    """Sum of their lengths, with time on hold."""
    wrap_up: int = 0
    """Sum of the work after them."""
    hold: int = 0
    """Sum of the time on hold in them."""
    connections: int = 0
    """Answered waits whose connect time was measured; older calls have none."""
    connect: int = 0
    """Sum of their connect times: from the rep's phone ringing until rep and caller are in the conversation."""
    transfers: int = 0
    """Callers passed on to a line or handed over to a colleague."""
    told: int = 0
    """Waits that were announced and have shown whether that held: answered, or longer than announced."""
    told_kept: int = 0
    """Of them, those within the range announced at their beginning."""
    told_longer: int = 0
    """Of them, those that took longer."""
    told_left: int = 0
    """Announced waits that callers gave up within the range."""
    told_left_early: int = 0
    """Announced waits that callers gave up before the range began."""
    ranges: int = 0
    """Announced waits that are over, however they ended; older ones are not counted."""
    range_width: int = 0
    """Sum of the widths of the ranges announced for them."""
    waits: tuple[int, ...] = (0,) * len(BUCKETS)
    """Waits of those answered, by `reports.waits.BOUNDS`, then those beyond."""

    @classmethod
    def of(cls, metrics: Mapping[str, int]) -> Self:
        """Make a tally from numbers by metric."""
        known = {one.name for one in fields(cls)} - {"refused", "waits"}
        plain = {name: number for name, number in metrics.items() if name in known}
        refused = {
            name.removeprefix(REFUSED): number for name, number in metrics.items() if name.startswith(REFUSED)
        }
        return cls(refused=refused, waits=tuple(metrics.get(name, 0) for name in BUCKETS), **plain)

    @classmethod
    def total(cls, tallies: Iterable[CallTally]) -> Self:
        """All of them together."""
        sums: dict[str, int] = {}
        for tally in tallies:
            for name, number in tally.metrics().items():
                before = sums.get(name, 0)
                sums[name] = max(before, number) if name == "longest_wait" else before + number
        return cls.of(sums)

    def metrics(self) -> dict[str, int]:
        """Numbers by metric."""
        plain = {one.name: getattr(self, one.name) for one in fields(self)}
        del plain["refused"], plain["waits"]
        refused = {REFUSED + reason: number for reason, number in self.refused.items()}
        return plain | refused | dict(zip(BUCKETS, self.waits, strict=True))

    @property
    def finished(self) -> int:
        """Waits that service level and abandonment are shares of: answered, abandoned, or ended by the line."""
        return self.answered + self.abandoned + self.sent_away

    @property
    def service_level(self) -> float | None:
        """Answered in time ÷ (answered + abandoned + sent away), short abandons left out. None without calls."""
        return _share(self.answered_in, self.finished)

    @property
    def service_level_ignoring_abandoned(self) -> float | None:
        """Answered in time ÷ (answered + abandoned late + sent away): callers who gave up in time are left out."""
        return _share(self.answered_in, self.finished - self.abandoned_in)

    @property
    def service_level_counting_abandoned(self) -> float | None:
        """(Answered in time + abandoned in time) ÷ (answered + abandoned + sent away)."""
        return _share(self.answered_in + self.abandoned_in, self.finished)

    @property
    def abandonment(self) -> float | None:
        """Abandoned ÷ (answered + abandoned + sent away)."""
        return _share(self.abandoned, self.finished)

    @property
    def speed_of_answer(self) -> float | None:
        """ASA: waits of those answered ÷ answered; seconds."""
        return _mean(self.wait, self.answered)

    @property
    def handling(self) -> float | None:
        """AHT: (talk, with hold, + wrap-up) ÷ conversations; seconds."""
        return _mean(self.talk + self.wrap_up, self.handled)

    @property
    def connect_time(self) -> float | None:
        """Connect time ÷ the answered waits in which it was measured; seconds."""
        return _mean(self.connect, self.connections)

    @property
    def honesty(self) -> float | None:
        """Waits within the range announced, of all announced; callers who gave up count as far as they waited."""
        shorter = self.told - self.told_kept - self.told_longer
        return share_within(shorter, self.told_kept, self.told_longer, self.told_left_early, self.told_left)

    @property
    def announced_width(self) -> float | None:
        """Mean width of the ranges announced; seconds."""
        return _mean(self.range_width, self.ranges)

    def wait_quantile(self, share: float, lengths: Sequence[int] = ()) -> float | None:
        """Return the seconds within which this share of those answered was; None without any.

        With the `lengths` (ms) of all these waits it is exact below 1,000 of them. Otherwise waits are taken to lie
        evenly between two bounds.
        """
        has_all = len(lengths) == self.answered
        if has_all and 0 < self.answered < EXACT_BELOW:
            return exact_quantile(lengths, share)
        longest = max(lengths) if has_all and lengths else self.longest_wait
        return quantile(self.waits, share, longest / 1000)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole > 0 else None


def _mean(milliseconds: int, number: int) -> float | None:
    return milliseconds / number / 1000 if number else None
