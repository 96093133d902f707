"""The days that a page is about, from its address, by the desk's clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from prompts.files.models import Desk
from store import clock

DAY, WEEK = timedelta(days=1), timedelta(days=7)
LONGEST = 100
"""Days on a page: the process that shows it answers callers too. `helpdesk report` reads longer ranges."""


@dataclass(frozen=True)
class DayRange:
    """The days from first to last, both included. `problem` says why they differ from the requested ones."""

    first: date
    last: date
    problem: str = ""

    @property
    def is_one(self) -> bool:
        return self.first == self.last

    @property
    def arguments(self) -> dict[str, str]:
        """Return the days as an address has them."""
        return {"from": self.first.isoformat(), "to": self.last.isoformat()}

    @property
    def words(self) -> str:
        if self.is_one:
            return f"{self.first:%A, %B %-d, %Y}"
        return f"{self.first:%B %-d, %Y} to {self.last:%B %-d, %Y}"

    @property
    def before(self) -> DayRange:
        """Return the days as many whole weeks before, so that weekdays match; for less than a week, those of the last
        week."""
        weeks = -(-((self.last - self.first).days + 1) // 7)
        return DayRange(self.first - WEEK * weeks, self.last - WEEK * weeks)


def today(desk: Desk) -> date:
    """Return the date by the desk's clock."""
    return clock.now().astimezone(ZoneInfo(desk.zone)).date()


def presets(desk: Desk) -> dict[str, DayRange]:
    """Return usual spans of days, by their names."""
    now = today(desk)
    monday = now - DAY * now.weekday()
    return {
        "Today": DayRange(now, now),
        "Yesterday": DayRange(now - DAY, now - DAY),
        "This week": DayRange(monday, now),
        "Last week": DayRange(monday - WEEK, monday - DAY),
        "Last 30 days": DayRange(now - DAY * 29, now),
        "This month": DayRange(now.replace(day=1), now),
    }


def asked_days(arguments: Mapping[str, str], usual: DayRange, prefix: str = "") -> DayRange:
    """Return the days that an address requests; the usual ones if it names none or cannot be understood."""
    first, last = arguments.get(f"{prefix}from", ""), arguments.get(f"{prefix}to", "")
    if not first and not last:
        return usual
    try:
        found = DayRange(date.fromisoformat(first or last), date.fromisoformat(last or first))
    except ValueError:
        return DayRange(usual.first, usual.last, "Write days as 2026-11-24: year, month, day.")
    if found.first > found.last:
        found = DayRange(found.last, found.first)
    if (found.last - found.first).days >= LONGEST or found.first.year < 2000 or found.last.year > 2900:
        return DayRange(
            usual.first, usual.last, f"Choose {LONGEST} days at most; helpdesk report tells of more."
        )
    return found
