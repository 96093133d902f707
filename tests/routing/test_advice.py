"""When a caller who can't get through is told to try again."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts.files.models import Weekday
from routing.hours.schedule import Calendar, Closure
from routing.waits.retry_advice import History, Waits, WeekHalfHour, calmer_time
from tests.routing.desks import cair, desk

ZONE = ZoneInfo("America/Los_Angeles")
BUSY, CALM = Waits(40, 40 * 300, 4), Waits(40, 40 * 30, 4)
MINUTE = timedelta(minutes=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def busy_but(**calm: str) -> dict[WeekHalfHour, Waits]:
    """A history of the whole week: busy, except at these times, such as tuesday="14:30 15:00"."""
    history = {
        WeekHalfHour(day, time(hour, minute)): BUSY
        for day in Weekday
        for hour in range(24)
        for minute in (0, 30)
    }
    for day, times in calm.items():
        history |= {WeekHalfHour(Weekday(day), time.fromisoformat(begins)): CALM for begins in times.split()}
    return history


def advised(now: str, history: History, *closures: Closure) -> str | None:
    advice = calmer_time(history, Calendar(cair(), closures), at(now))
    return f"{advice:%a %d %H:%M}" if advice else None


@pytest.mark.parametrize(
    ("now", "calm", "advice"),
    [
        ("2026-11-16T09:10", {"monday": "14:30 15:00"}, "Mon 16 14:30"),
        ("2026-11-16T14:10", {"monday": "14:30 15:00"}, "Mon 16 15:00"),  # half past is too soon
        ("2026-11-16T14:30", {"monday": "14:30 15:00"}, "Mon 16 15:00"),
        ("2026-11-16T14:40", {"monday": "14:30 15:00"}, None),  # on Monday in a week, the sixth day
        ("2026-11-16T14:40", {"monday": "14:30", "friday": "08:00"}, "Fri 20 08:00"),
        ("2026-11-18T16:50", {"monday": "08:30"}, "Mon 23 08:30"),  # over the weekend
        ("2026-11-15T12:00", {"friday": "16:30"}, "Fri 20 16:30"),  # asked on Sunday: Friday is the fifth day
        ("2026-11-16T09:10", {"saturday": "10:00", "monday": "07:30 17:00"}, None),  # never open then
        ("2026-11-24T12:00", {"thursday": "10:00", "monday": "10:00"}, "Mon 30 10:00"),  # Thanksgiving
    ],
)
def test_a_caller_is_told_the_next_calm_half_hour(now: str, calm: dict[str, str], advice: str | None) -> None:
    assert advised(now, busy_but(**calm)) == advice


def test_a_caller_is_not_sent_into_a_closure_nor_to_half_an_hour_of_which_some_is_closed() -> None:
    history = busy_but(monday="10:00 10:30 11:00")
    closure = Closure(at("2026-11-16T10:20"), at("2026-11-16T10:40"))
    assert advised("2026-11-16T08:00", history) == "Mon 16 10:00"
    assert advised("2026-11-16T08:00", history, closure) == "Mon 16 11:00"


def test_a_time_is_named_in_the_desks_zone_wherever_it_is_asked_from() -> None:
    now = at("2026-11-16T09:10").astimezone(UTC)
    advice = calmer_time(busy_but(monday="14:30"), Calendar(cair()), now)
    assert advice == at("2026-11-16T14:30")
    assert advice.tzinfo == ZONE


@pytest.mark.parametrize("few", [Waits(19, 0, 3), Waits(200, 0, 2), Waits(0, 0, 0)])
def test_a_half_hour_is_not_advised_without_enough_callers_on_enough_days(few: Waits) -> None:
    history = busy_but(monday="15:00") | {WeekHalfHour(Weekday.MONDAY, time(14, 30)): few}
    assert advised("2026-11-16T09:10", history) == "Mon 16 15:00"


def test_enough_callers_on_enough_days_make_a_half_hour_known() -> None:
    history = busy_but(monday="15:00") | {WeekHalfHour(Weekday.MONDAY, time(14, 30)): Waits(20, 0, 3)}
    assert advised("2026-11-16T09:10", history) == "Mon 16 14:30"


def test_it_is_silent_until_it_knows_what_is_usual() -> None:
    calm = {WeekHalfHour(Weekday.MONDAY, time(14, 30)): CALM}
    known = {WeekHalfHour(Weekday.MONDAY, time(hour)): BUSY for hour in (8, 9, 10)}
    assert advised("2026-11-16T09:10", {}) is None
    assert advised("2026-11-16T09:10", calm | known) is None  # 160 callers
    known[WeekHalfHour(Weekday.MONDAY, time(11))] = BUSY
    assert advised("2026-11-16T09:10", calm | known) == "Mon 16 14:30"


@pytest.mark.parametrize("always", [BUSY, CALM, Waits(40, 0, 4)])
def test_it_is_silent_where_no_time_is_better_than_another(always: Waits) -> None:
    assert advised("2026-11-16T09:10", dict.fromkeys(busy_but(), always)) is None


def test_a_desk_that_never_opens_for_half_an_hour_has_no_time_to_name() -> None:
    history = busy_but(**dict.fromkeys(Weekday, "08:00"))
    assert calmer_time(history, Calendar(desk("8:00-8:20")), at("2026-11-16T09:10")) is None


def test_a_desk_open_nearly_round_the_clock_is_asked_day_after_day() -> None:
    calendar = Calendar(desk("0:00-23:59"))
    for begins, calm in [
        ("2026-11-16T23:00", {"monday": "23:00"}),
        ("2026-11-17T00:00", {"tuesday": "00:00"}),
    ]:
        assert calmer_time(busy_but(**calm), calendar, at("2026-11-16T09:10")) == at(begins)


@pytest.mark.parametrize(
    ("weekday", "begins"), [(Weekday.MONDAY, time(8, 10)), (Weekday.MONDAY, time(8, 30, 1))]
)
def test_half_hours_begin_at_the_hour_or_half_past(weekday: Weekday, begins: time) -> None:
    with pytest.raises(ValueError, match="half past"):
        WeekHalfHour(weekday, begins)


def test_a_call_counts_in_the_half_hour_it_comes_in() -> None:
    assert WeekHalfHour.of(at("2026-11-16T14:59:59.9")) == WeekHalfHour(Weekday.MONDAY, time(14, 30))
    assert WeekHalfHour.of(at("2026-11-16T15:00")) == WeekHalfHour(Weekday.MONDAY, time(15))


@pytest.mark.parametrize("spoiled", [(-1, 0.0, 0), (0, -1.0, 0), (0, float("nan"), 0), (0, 0.0, -1)])
def test_it_refuses_waits_that_make_no_sense(spoiled: tuple[int, float, int]) -> None:
    with pytest.raises(ValueError, match="0 or more"):
        Waits(*spoiled)


ZONES = ("America/Los_Angeles", "Asia/Kathmandu", "Australia/Lord_Howe", "Africa/Cairo", "America/Havana")
SPANS = (("8:00-17:00",), ("8:10-11:50", "13:05-20:00"), ("0:00-23:59",), ("7:45-8:15",))
moments = st.integers(0, 3 * 365 * 24 * 60).map(lambda n: datetime(2026, 1, 1, tzinfo=UTC) + n * MINUTE)
waits = st.builds(Waits, st.integers(0, 60), st.floats(0, 9000), st.integers(1, 6))


def repeated(some: list[Waits]) -> History:
    """A history of the whole week in which these waits come again and again."""
    return {half_hour: some[n % len(some)] for n, half_hour in enumerate(busy_but())}


@given(
    now=moments,
    zone=st.sampled_from(ZONES),
    spans=st.sampled_from(SPANS),
    some=st.lists(waits, min_size=7, max_size=40),
    closed_for=st.integers(1, 5000),
)
def test_the_advised_time_is_always_ahead_open_and_calm(
    now: datetime, zone: str, spans: tuple[str, ...], some: list[Waits], closed_for: int
) -> None:
    closure = Closure(now + 40 * MINUTE, now + (40 + closed_for) * MINUTE)
    calendar = Calendar(desk(*spans, zone=zone), [closure])
    history = repeated(some)
    advice = calmer_time(history, calendar, now)
    if advice is None:
        return
    assert now + 30 * MINUTE <= advice < now + timedelta(days=10)
    for minute in (0, 29):
        assert calendar.is_open(advice.astimezone(UTC) + minute * MINUTE)
    assert str(advice.tzinfo) == zone
    assert advice.minute % 30 == advice.second == 0
    chosen = history[WeekHalfHour.of(advice)]
    assert chosen.are_enough
    assert chosen.mean * 2 < max(waits.mean for waits in history.values() if waits.are_enough)


def test_a_half_hour_in_which_many_gave_up_is_not_calm() -> None:
    """Forty were answered soon after they came, and as many left before: their waits are cut short, not short."""
    patient, impatient = Waits(40, 40 * 100, 4), Waits(20, 40 * 100, 4)
    assert impatient.mean == 2 * patient.mean
