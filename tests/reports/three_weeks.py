"""Three weeks of calls on the line's own scripts, and a second count of who wanted a person, from the player's log."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from tests.oracles.replay import Log, LoggedCall

HOUR = 3_600_000
START = datetime(2026, 10, 30, 16, tzinfo=UTC)
PAUSE = 2130.0
CALLS = 900
NUMBERS = 25
Place = tuple[date, int]
"""A day and its half hour."""


@dataclass(frozen=True)
class Attempt:
    """A call asks for a person, in vain or not, `is_closed` if the door was."""

    at: int
    line: tuple[str, str]
    is_closed: bool


class SecondCount:
    """An independent count of a log."""

    def __init__(self, log: Log, zone: str) -> None:
        self.log, self._zone = log, ZoneInfo(zone)
        self._by_number: dict[str, list[LoggedCall]] = defaultdict(list)
        for call in log.calls:
            if call.number:
                self._by_number[call.number].append(call)

    def wanted(self) -> dict[str, Counter[tuple[Place, tuple[str, str]]]]:
        """By metric, half hour and line."""
        found: dict[str, Counter[tuple[Place, tuple[str, str]]]] = defaultdict(Counter)
        for call in self.log.calls:
            for is_closed in (False, True):
                first = next((one for one in attempts(call) if one.is_closed is is_closed), None)
                if first:
                    name = "wanted_closed" if is_closed else "wanted"
                    again = "_again" if self._asked_before(call, first) else ""
                    found[name + again][self.place(first.at), first.line] += 1
        return found

    def in_vain(self) -> dict[tuple[Place, str], Counter[str]]:
        """By half hour of asking and reason: calls, and what came of them."""
        found: dict[tuple[Place, str], Counter[str]] = defaultdict(Counter)
        for call in self.log.calls:
            if call.asked is None or call.talk:
                continue
            counts = found[self.place(call.asked), why_in_vain(call)]
            later = [one for one in self._by_number.get(call.number, []) if is_soon_after(call, one)]
            counts.update(calls=1, time=call.ended - call.entered, known=bool(call.number))
            counts.update(again=bool(later), served=any(one.talk for one in later))
        return found

    def _asked_before(self, call: LoggedCall, now: Attempt) -> bool:
        """Return whether the number asked in the same open status within three days, and has talked to nobody since."""
        earlier = [
            one
            for one in self._by_number.get(call.number, [])
            if one.entered < call.entered <= one.entered + 72 * HOUR
        ]
        for one in sorted(earlier, key=lambda one: -one.entered):
            if one.talk and one.talk.began <= now.at:
                return False
            if any(was.is_closed is now.is_closed and was.at <= now.at for was in attempts(one)):
                return True
        return False

    def place(self, at: int) -> Place:
        here = datetime.fromtimestamp(at / 1000, self._zone)
        return here.date(), here.hour * 2 + here.minute // 30


def attempts(call: LoggedCall) -> list[Attempt]:
    """Return the attempts of a call in their order."""
    found = [Attempt(at, line, reason == "closed") for at, reason, line in call.refusals]
    found += [Attempt(wait.joined, wait.line, False) for wait in call.waits]
    return sorted(found, key=lambda one: one.at)


def why_in_vain(call: LoggedCall) -> str:
    """A wait goes before a refusal; of refusals for several reasons the last new one counts."""
    if call.waits:
        return "redialled" if call.waits[-1].ended == "redialled" else "gave_up"
    return [*dict.fromkeys(reason for _, reason, _ in call.refusals)][-1]


def is_soon_after(call: LoggedCall, other: LoggedCall) -> bool:
    return 0 < other.entered - call.entered <= 72 * HOUR
