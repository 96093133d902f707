"""The rules of the checklist that need the calendar, first of all: closed days must have dates before anybody calls."""

from __future__ import annotations

from collections.abc import Iterator

from editing.plan_rules import PLAN_RULES
from prompts.lint import RULES, Rule, Severity
from prompts.lint.rules import Fault
from prompts.revision import Revision
from routing.errors import CalendarError, UnknownHoliday
from routing.hours.schedule import Calendar
from store import clock

YEARS_AHEAD = 3
"""How many years of closed days must be known."""


def checked_calendar(revision: Revision) -> Calendar:
    """Return a desk's calendar. Raises CalendarError if a listed closed day has no date this year or in the next two,
    so that a line never finds out on a January 1 that it does not know its closed days."""
    calendar = Calendar(revision.desk)
    calendar.opening(clock.now())
    for year in range(clock.now().year, clock.now().year + YEARS_AHEAD):
        calendar.closed_days(year)
    return calendar


def _unreliable_calendar(revision: Revision) -> Iterator[Fault]:
    try:
        checked_calendar(revision)
    except UnknownHoliday as error:
        yield Fault("desk.yaml closed_days", str(error))
    except CalendarError as error:
        yield Fault("desk.yaml", str(error))


CALENDAR_RULE = Rule(
    "C05",
    Severity.ERROR,
    "The calendar can be relied on: the desk opens, and each closed day has a date this year and in the two to come.",
    advice="Write holiday as the holidays package does, and name the country and state that keep the day.",
    source="this project",
    look=_unreliable_calendar,
)
CALENDAR_RULES = (CALENDAR_RULE, *PLAN_RULES)
ALL_RULES = RULES | {rule.id: rule for rule in CALENDAR_RULES}
"""The checklist as admins see it; with those of the calendar apart, `prompts` needs none."""
