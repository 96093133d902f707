"""Rules of the checklist about the year ahead: what is over, odd hours of clock changes, dates that were pinned."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from editing.edits.fixed_dates import find_date_differences
from prompts.files.models import MIDNIGHT, Desk
from prompts.lint import Rule, Severity
from prompts.lint.rules import Fault
from prompts.revision import Revision
from routing.errors import CalendarError
from routing.hours.closed_days import ClosedDays
from store import clock

YEAR_AHEAD = timedelta(days=365)
DAY = timedelta(days=1)


def today_at(desk: Desk) -> date:
    """Return the date at the desk at this moment."""
    return clock.now().astimezone(ZoneInfo(desk.zone)).date()


def _over(revision: Revision) -> Iterator[Fault]:
    today = today_at(revision.desk)
    for number, season in enumerate(revision.desk.seasons):
        if season.last < today:
            yield Fault(f"desk.yaml seasons[{number}]", f"{season.name} was over on {_in_words(season.last)}")
    for number, special in enumerate(revision.desk.dates):
        if special.date < today:
            yield Fault(f"desk.yaml dates[{number}]", f"{special.name}, {_in_words(special.date)}, is over")


def _odd_hours(revision: Revision) -> Iterator[Fault]:
    desk = revision.desk
    zone, today = ZoneInfo(desk.zone), today_at(desk)
    for day in (today + n * DAY for n in range(YEAR_AHEAD.days)):
        if _offset(day, zone) == _offset(day + DAY, zone):
            continue
        for span in desk.spans_on(day):
            for at in (span.opens, span.closes):
                if at != MIDNIGHT and not _comes_once(datetime.combine(day, at), zone):
                    told = f"on {_in_words(day)} the clocks change, and {at:%H:%M} comes twice or not at all"
                    yield Fault("desk.yaml hours", told)


def _meeting(revision: Revision) -> Iterator[Fault]:
    today = today_at(revision.desk)
    try:
        kept = [one for year in (today.year, today.year + 1) for one in ClosedDays(revision.desk).of(year)]
    except CalendarError:  # told by the rule of the calendar itself
        return
    together: dict[date, list[str]] = defaultdict(list)
    for one in kept:
        together[one.date].append(one.name)
    for day, names in together.items():
        if day >= today and len(names) > 1:
            yield Fault("desk.yaml closed_days", f"{' and '.join(names)} fall on the same {_in_words(day)}")


def _differing(revision: Revision) -> Iterator[Fault]:
    try:
        for one in find_date_differences(revision.desk, today_at(revision.desk).year):
            yield Fault(f"closed_dates.yaml years.{one.year}", one.told)
    except CalendarError:
        return


def _running_out(revision: Revision) -> Iterator[Fault]:
    pinned, today = revision.desk.pinned.years, today_at(revision.desk)
    missing = {today.year, (today + YEAR_AHEAD).year} - pinned.keys()
    if pinned and missing and revision.desk.closed_days:
        years = " and ".join(f"{year}" for year in sorted(missing))
        yield Fault("closed_dates.yaml years", f"the closed days of {years} are not written down")


def _in_words(day: date) -> str:
    return f"{day:%A, %B} {day.day}, {day.year}"


def _offset(day: date, zone: ZoneInfo) -> timedelta | None:
    return datetime.combine(day, time.min, zone).utcoffset()


def _comes_once(wall: datetime, zone: ZoneInfo) -> bool:
    first, last = (wall.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1))
    return first == last


PLAN_RULES = (
    Rule(
        "C08",
        Severity.WARNING,
        "What is over no longer stands in the plan: seasons and single dates lie ahead.",
        advice="Take it out, or give it the dates of the next year.",
        source="this project",
        look=_over,
    ),
    Rule(
        "C09",
        Severity.WARNING,
        "The desk opens and closes at times that come once: not in the hour in which the clocks change.",
        advice="Choose a time an hour earlier or later on that day, as a single date.",
        source="this project",
        look=_odd_hours,
    ),
    Rule(
        "C10",
        Severity.WARNING,
        "Each closed day has a date of its own.",
        advice="Look whether the weekend rule of one of them should move it elsewhere.",
        source="this project",
        look=_meeting,
    ),
    Rule(
        "C11",
        Severity.WARNING,
        "The dates of closed days are those that the holidays package has.",
        advice="On the page of the hours, keep the date or take the package's over.",
        source="this project",
        look=_differing,
    ),
    Rule(
        "C12",
        Severity.WARNING,
        "The dates of closed days are written down for a year ahead.",
        advice="Publish the desk: that writes down this year's and the next two years' dates.",
        source="this project",
        look=_running_out,
    ),
)
PIN_RULES = PLAN_RULES[-2:]
"""Those about the dates that were written down."""
