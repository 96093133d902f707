"""The calendar against a slow oracle that looks at the desk's wall clock once a minute."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, reject, settings
from hypothesis import strategies as st

from prompts.files.models import MIDNIGHT, Desk, OpenSpan, Weekday
from routing.errors import NeverOpens
from routing.hours.schedule import Calendar, Closure
from tests.routing.desks import cair
from tests.routing.law import kept_by_law

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
WATCHED_DAYS = 4
# First of the watched days: clock changes there and back, days off that move, years that end.
PLACES = [
    ("America/Los_Angeles", date(2027, 3, 13)),
    ("America/Los_Angeles", date(2027, 11, 6)),
    ("America/Los_Angeles", date(2026, 11, 25)),
    ("America/Los_Angeles", date(2026, 12, 31)),
    ("America/Los_Angeles", date(2028, 11, 9)),
    ("America/Los_Angeles", date(2022, 12, 31)),
    ("America/Havana", date(2026, 11, 1)),  # midnight comes twice
    ("Africa/Cairo", date(2027, 4, 29)),  # midnight never comes
    ("Australia/Lord_Howe", date(2027, 4, 3)),  # half an hour
    ("Europe/Dublin", date(2027, 3, 27)),  # winter is the exception there
    ("Pacific/Apia", date(2011, 12, 28)),  # a date left out
]


def calendar_of(desk: Desk, closures: list[Closure]) -> Calendar:
    """Return the calendar of the desk's line if it has one, otherwise of the desk."""
    return Calendar(desk, closures, next(iter(desk.lines), None))


@dataclass(frozen=True)
class Watch:
    """The observations of somebody who notes every minute whether the desk is open."""

    start: datetime
    minutes: tuple[bool, ...]

    def first(self, after: int, opens: bool) -> datetime | None:
        """The first later minute at which the door has just opened, or just closed."""
        for n in range(after + 1, len(self.minutes)):
            if self.minutes[n] == opens and self.minutes[n - 1] != opens:
                return self.start + n * MINUTE
        return None


@cache
def clock(zone: str, first: date) -> dict[date, list[tuple[datetime, time]]]:
    """Every minute of the watched dates, as an instant and as shown on the wall."""
    shown: dict[date, list[tuple[datetime, time]]] = {}
    start = datetime.combine(first, time.min, UTC) - DAY
    for n in range((WATCHED_DAYS + 2) * 24 * 60):
        wall = (start + n * MINUTE).astimezone(ZoneInfo(zone))
        if first <= wall.date() < first + WATCHED_DAYS * DAY:
            shown.setdefault(wall.date(), []).append((start + n * MINUTE, wall.time()))
    return shown


def open_minutes(desk: Desk, day: date, minutes: list[tuple[datetime, time]]) -> list[bool]:
    """Hours of the date's own, else none on a day off, else those of the season, else of the week; then the line's."""
    weekday, week = tuple(Weekday)[day.weekday()], desk.hours
    for season in desk.seasons:
        if season.first <= day <= season.last:
            week = season.hours
    spans, early = week.get(weekday, ()), []
    for special in desk.dates:
        if special.date == day:
            spans = special.hours or (spans if special.closes else ())
            early = [special.closes] if special.closes else []
    if day in kept_by_law(day.year) and not any(one.date == day and one.hours for one in desk.dates):
        spans = ()
    is_open = minutes_within(spans, minutes, early)
    for line in desk.lines:
        answered = minutes_within((line.hours or {}).get(weekday, ()), minutes, [])
        is_open = [here and there for here, there in zip(is_open, answered, strict=True)]
    return is_open


def minutes_within(
    spans: tuple[OpenSpan, ...], minutes: list[tuple[datetime, time]], early: list[time]
) -> list[bool]:
    """Open from the first minute at or after a span's opening to the last one before its closing, the second of two."""
    is_open = [False] * len(minutes)
    for span in spans:
        come = [n for n, (_, wall) in enumerate(minutes) if wall >= span.opens]
        gone = len(minutes) - 1
        for closes in [*early, *([] if span.closes == MIDNIGHT else [span.closes])]:
            shown = [n for n, (_, wall) in enumerate(minutes) if wall == closes]
            before = [n for n, (_, wall) in enumerate(minutes) if wall < closes]
            gone = min(gone, max([n - 1 for n in shown] or before, default=-1))
        if come:
            is_open = [seen or come[0] <= n <= gone for n, seen in enumerate(is_open)]
    return is_open


def watch(desk: Desk, first: date, closures: list[Closure]) -> Watch:
    seen: list[tuple[datetime, bool]] = []
    for day, minutes in clock(desk.zone, first).items():
        is_open = open_minutes(desk, day, minutes)
        seen += [(instant, here) for (instant, _), here in zip(minutes, is_open, strict=True)]
    closed = {instant for instant, _ in seen for one in closures if one.starts <= instant < one.ends}
    return Watch(seen[0][0], tuple(here and instant not in closed for instant, here in seen))


@st.composite
def spans(draw: st.DrawFn) -> list[str]:
    """Return one or two spans of a day, often in the small hours where clocks are changed, or up to midnight."""
    quarter = st.integers(0, 95) | st.integers(0, 16) | st.sampled_from([0, 96])
    quarters = draw(st.lists(quarter, min_size=2, max_size=4, unique=True))
    ends = [f"{n // 4}:{n % 4 * 15:02}" for n in sorted(quarters)]
    return [f"{opens}-{closes}" for opens, closes in zip(ends[::2], ends[1::2], strict=False)]


@st.composite
def single_dates(draw: st.DrawFn, first: date) -> list[dict[str, Any]]:
    """None, or one of the watched dates closed, closing early, or with hours of its own."""
    special = {"date": first + draw(st.integers(0, WATCHED_DAYS - 1)) * DAY, "name": "Special"}
    own: list[dict[str, Any]] = [{}, {"closes": time(draw(st.integers(1, 20)))}, {"hours": draw(spans())}]
    return draw(st.sampled_from([[], *([special | more] for more in own)]))


@st.composite
def seasons(draw: st.DrawFn, first: date) -> list[dict[str, Any]]:
    """None, or one that begins or ends among the watched dates."""
    begins, days = draw(st.integers(-3, WATCHED_DAYS)), draw(st.integers(0, 5))
    hours = draw(st.dictionaries(st.sampled_from(Weekday), spans()))
    season = {"name": "Summer", "first": first + begins * DAY, "last": first + (begins + days) * DAY}
    return draw(st.sampled_from([[], [season | {"hours": hours}]]))


@st.composite
def situations(draw: st.DrawFn) -> tuple[Desk, date, list[Closure]]:
    zone, first = draw(st.sampled_from(PLACES))
    hours = draw(st.dictionaries(st.sampled_from(Weekday), spans(), min_size=4))
    changes: dict[str, Any] = {"dates": draw(single_dates(first)), "seasons": draw(seasons(first))}
    if draw(st.booleans()):
        weeks = st.fixed_dictionaries({day: spans() for day in Weekday})
        changes["lines"] = [{"id": "general", "languages": ["en"], "hours": draw(weeks)}]
    start = datetime.combine(first, time(12), UTC)
    closures = [
        Closure(start + begin * MINUTE, start + (begin + length) * MINUTE)
        for begin, length in draw(st.lists(st.tuples(st.integers(0, 3000), st.integers(1, 2000)), max_size=2))
    ]
    made = cair(zone=zone, hours=hours, **changes)
    try:
        calendar_of(made, closures).opening(start)
    except NeverOpens:  # the line's hours all lie outside the desk's
        reject()
    return made, first, closures


@settings(max_examples=40)
@given(situation=situations(), data=st.data())
def test_it_agrees_with_somebody_who_watches_the_door(
    situation: tuple[Desk, date, list[Closure]], data: st.DataObject
) -> None:
    desk, first, closures = situation
    seen, calendar = watch(desk, first, closures), calendar_of(desk, closures)
    changes = [n for n in range(1, len(seen.minutes)) if seen.minutes[n] != seen.minutes[n - 1]]
    drawn = data.draw(st.lists(st.integers(0, len(seen.minutes) - 1), max_size=20))
    for n in {0, *drawn, *changes, *(n - 1 for n in changes)}:
        agree_on_minute(calendar, seen, n)


def agree_on_minute(calendar: Calendar, seen: Watch, n: int) -> None:
    at = seen.start + n * MINUTE
    assert calendar.is_open(at) == calendar.is_open(at + MINUTE * 0.999) == seen.minutes[n]
    assert (calendar.why_closed(at) is None) == seen.minutes[n]
    # Compared in UTC: a time that comes twice never equals one in another zone (PEP 495).
    opening, expected = calendar.opening(at), seen.first(n, True)
    if opening.next_opening is None:
        assert opening.never_closes
        assert seen.first(n, False) is None
    else:
        opens = opening.next_opening.astimezone(UTC)
        assert opens == expected if expected else opens >= seen.start + len(seen.minutes) * MINUTE
    closes, expected = calendar.closes_at(at), seen.first(n, False)
    if not seen.minutes[n]:
        assert closes is None
    elif expected:
        assert closes is not None
        assert closes.astimezone(UTC) == expected


@settings(max_examples=40)
@given(
    situation=situations(), minutes=st.lists(st.integers(0, 24 * 60 * WATCHED_DAYS), min_size=2, max_size=30)
)
def test_it_gives_the_same_answer_whatever_it_was_asked_before(
    situation: tuple[Desk, date, list[Closure]], minutes: list[int]
) -> None:
    desk, first, closures = situation
    calendar, start = calendar_of(desk, closures), datetime.combine(first, time.min, UTC)
    for n in minutes:
        at = start + n * MINUTE
        assert calendar.opening(at) == calendar_of(desk, closures).opening(at)
        assert at < calendar.opening_until(at) <= at + DAY + timedelta(hours=2)
