"""When the desk is open, as a caller would meet it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from threading import Thread
from zoneinfo import ZoneInfo

import pytest

from prompts.rendering.open_status import ClosedBy, OpenStatus
from routing.errors import NeverOpens, UnknownHoliday
from routing.hours.schedule import Calendar, Closure
from tests.routing.desks import WORKING_DAYS, cair, closed_day, desk

ZONE = ZoneInfo("America/Los_Angeles")


def at(text: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE, fold=fold)


def wall(moment: datetime | None) -> str:
    assert moment is not None
    assert moment.tzinfo == ZONE
    return moment.strftime("%Y-%m-%dT%H:%M")


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-23T07:59:59.999999", False),
        ("2026-11-23T08:00:00", True),
        ("2026-11-23T16:59:59.999999", True),
        ("2026-11-23T17:00:00", False),
        ("2026-11-21T12:00:00", False),
        ("2026-11-22T12:00:00", False),
    ],
)
def test_it_is_open_from_the_opening_minute_up_to_the_closing_minute(moment: str, is_open: bool) -> None:
    calendar = Calendar(cair())
    assert calendar.is_open(at(moment)) is is_open
    assert calendar.why_closed(at(moment)) == (None if is_open else ClosedBy.HOURS)


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2026-11-23T07:59", "2026-11-23T08:00"),
        ("2026-11-23T08:00", "2026-11-24T08:00"),  # the door after this one
        ("2026-11-23T17:00", "2026-11-24T08:00"),
        ("2026-11-25T17:00", "2026-11-30T08:00"),  # Thanksgiving, the day after, a weekend
        ("2026-11-26T00:00", "2026-11-30T08:00"),
        ("2026-07-03T17:00", "2026-07-06T08:00"),  # 4 July on Saturday: not moved
        ("2027-07-02T17:00", "2027-07-06T08:00"),  # 4 July on Sunday: moved to Monday
        ("2028-11-09T17:00", "2028-11-13T08:00"),  # 11 November on Saturday: moved to Friday
        ("2026-12-31T17:00", "2027-01-04T08:00"),  # across the year's end
        ("2027-12-31T17:00", "2028-01-03T08:00"),  # New Year's Day on Saturday: not moved
        ("2027-03-12T17:00", "2027-03-15T08:00"),  # the clocks go forward
        ("2027-11-05T17:00", "2027-11-08T08:00"),  # and back
    ],
)
def test_it_finds_the_next_opening(moment: str, opens: str) -> None:
    assert wall(Calendar(cair()).next_opening(at(moment))) == opens


def test_it_says_all_there_is_to_say_on_a_listed_day() -> None:
    assert Calendar(cair()).opening(at("2026-11-26T20:00")) == OpenStatus(
        today=date(2026, 11, 26),
        is_open=False,
        next_opening=at("2026-11-30T08:00"),
        closed_by=ClosedBy.DAY,
        closed_day="thanksgiving",
        closed_day_name="Thanksgiving Day",
    )


def test_it_says_when_it_closes_only_while_open() -> None:
    calendar = Calendar(cair())
    assert wall(calendar.closes_at(at("2026-11-23T08:00"))) == "2026-11-23T17:00"
    assert calendar.closes_at(at("2026-11-23T17:00")) is None


def test_it_does_not_keep_a_weekend_day_that_is_closed_anyway() -> None:
    assert Calendar(cair()).why_closed(at("2026-07-04T12:00")) == ClosedBy.HOURS


def test_it_counts_a_listed_day_from_midnight_to_midnight_at_the_desk() -> None:
    calendar = Calendar(cair())
    reasons = [
        calendar.why_closed(at(moment))
        for moment in ("2026-11-25T23:59", "2026-11-26T00:00", "2026-11-28T00:00")
    ]
    assert reasons == [ClosedBy.HOURS, ClosedBy.DAY, ClosedBy.HOURS]


def test_it_answers_in_desk_time_whatever_zone_it_is_asked_in() -> None:
    moment = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
    for zone in (UTC, ZONE, ZoneInfo("Asia/Tokyo"), ZoneInfo("America/New_York")):
        opening = Calendar(cair()).opening(moment.astimezone(zone))
        assert (opening.is_open, opening.today) == (True, date(2026, 11, 23))
        assert wall(opening.closes_at) == "2026-11-23T17:00"


def test_it_refuses_a_time_without_a_zone_even_after_it_has_answered() -> None:
    calendar = Calendar(cair())
    calendar.opening(at("2026-11-23T12:00"))
    with pytest.raises(ValueError, match="time zone"):
        calendar.opening(datetime(2026, 11, 23, 12))  # noqa: DTZ001


def test_it_closes_early_when_told_and_says_the_desk_is_outside_its_hours() -> None:
    calendar = Calendar(cair(dates=[{"date": "2026-12-24", "name": "Christmas Eve", "closes": "12:00"}]))
    assert wall(calendar.closes_at(at("2026-12-24T11:59"))) == "2026-12-24T12:00"
    assert calendar.why_closed(at("2026-12-24T12:00")) == ClosedBy.HOURS
    assert wall(calendar.next_opening(at("2026-12-24T12:00"))) == "2026-12-28T08:00"


def test_it_does_not_open_at_all_when_an_early_closing_comes_before_the_opening() -> None:
    calendar = Calendar(cair(dates=[{"date": "2026-12-24", "name": "Storm", "closes": "07:00"}]))
    assert not calendar.is_open(at("2026-12-24T08:00"))


def test_an_early_closing_later_than_the_hours_does_not_lengthen_them() -> None:
    calendar = Calendar(cair(dates=[{"date": "2026-12-24", "name": "Late", "closes": "19:00"}]))
    assert wall(calendar.closes_at(at("2026-12-24T12:00"))) == "2026-12-24T17:00"


def test_it_keeps_an_extra_closed_day_by_its_name() -> None:
    opening = Calendar(cair(dates=[{"date": "2026-12-24", "name": "Office move"}])).opening(
        at("2026-12-24T09:00")
    )
    assert (opening.closed_by, opening.closed_day, opening.closed_day_name) == (
        ClosedBy.DAY,
        None,
        "Office move",
    )


def test_it_closes_over_lunch_when_a_day_has_two_spans() -> None:
    calendar = Calendar(desk("13:00-17:00", "8:00-12:00"))
    assert wall(calendar.closes_at(at("2026-11-23T09:00"))) == "2026-11-23T12:00"
    assert wall(calendar.next_opening(at("2026-11-23T12:00"))) == "2026-11-23T13:00"
    assert wall(calendar.closes_at(at("2026-11-23T13:00"))) == "2026-11-23T17:00"


NIGHTS = {
    "monday": ("18:00-24:00",),
    "tuesday": ("0:00-2:00", "18:00-24:00"),
    "wednesday": ("0:00-24:00",),
    "thursday": ("0:00-3:00",),
}


@pytest.mark.parametrize(
    ("moment", "closes"),
    [
        ("2026-11-23T18:00", "2026-11-24T02:00"),
        ("2026-11-23T23:59", "2026-11-24T02:00"),
        ("2026-11-24T00:00", "2026-11-24T02:00"),
        ("2026-11-24T01:59", "2026-11-24T02:00"),
        ("2026-11-24T20:00", "2026-11-26T03:00"),  # before a date that is open all day
        ("2026-11-25T12:00", "2026-11-26T03:00"),  # that date and its night
        ("2026-11-26T02:59", "2026-11-26T03:00"),
    ],
)
def test_a_night_is_one_opening_across_midnight(moment: str, closes: str) -> None:
    calendar = Calendar(cair(hours=NIGHTS, closed_days=()))
    assert wall(calendar.closes_at(at(moment))) == closes
    assert not calendar.is_open(at(closes))


def test_midnight_is_no_opening_for_a_desk_that_is_open_already() -> None:
    calendar = Calendar(cair(hours=NIGHTS, closed_days=()))
    assert wall(calendar.next_opening(at("2026-11-23T20:00"))) == "2026-11-24T18:00"
    assert wall(calendar.next_opening(at("2026-11-24T01:00"))) == "2026-11-24T18:00"


def test_a_night_ends_at_midnight_before_a_closed_day_and_begins_there_after_one() -> None:
    calendar = Calendar(desk("0:00-2:00", "18:00-24:00", dates=[{"date": "2026-11-24", "name": "Move"}]))
    assert wall(calendar.closes_at(at("2026-11-23T20:00"))) == "2026-11-24T00:00"
    assert calendar.why_closed(at("2026-11-24T00:00")) == ClosedBy.DAY
    assert wall(calendar.next_opening(at("2026-11-23T20:00"))) == "2026-11-25T00:00"


def test_an_early_closing_ends_a_night_before_midnight() -> None:
    early = [{"date": "2026-11-23", "name": "Storm", "closes": "20:00"}]
    calendar = Calendar(desk("0:00-2:00", "18:00-24:00", dates=early))
    assert wall(calendar.closes_at(at("2026-11-23T19:00"))) == "2026-11-23T20:00"
    assert wall(calendar.next_opening(at("2026-11-23T19:00"))) == "2026-11-24T00:00"


def test_a_desk_that_never_closes_has_no_closing_and_no_next_opening() -> None:
    calendar = Calendar(desk("0:00-24:00"))
    for moment in ("2026-11-23T00:00", "2026-11-23T23:59", "2027-03-14T02:30"):
        opening = calendar.opening(at(moment))
        assert (opening.is_open, opening.closes_at, opening.next_opening) == (True, None, None)
        assert opening.never_closes
    with pytest.raises(NeverOpens):
        calendar.next_opening(at("2026-11-23T12:00"))


def test_a_desk_that_never_closes_but_for_one_day_says_so_in_the_week_before() -> None:
    calendar = Calendar(desk("0:00-24:00", dates=[{"date": "2026-12-25", "name": "Christmas"}]))
    assert calendar.opening(at("2026-12-17T12:00")).never_closes
    ahead = calendar.opening(at("2026-12-19T12:00"))
    assert (wall(ahead.closes_at), wall(ahead.next_opening)) == ("2026-12-25T00:00", "2026-12-26T00:00")
    assert wall(calendar.next_opening(at("2026-12-25T12:00"))) == "2026-12-26T00:00"
    assert calendar.opening(at("2026-12-26T00:00")).never_closes


def test_a_closure_of_a_desk_that_never_closes_ends_when_it_ends() -> None:
    closure = Closure(at("2026-11-24T10:00"), at("2026-12-20T11:00"))
    calendar = Calendar(desk("0:00-24:00"), [closure])
    before = calendar.opening(at("2026-11-23T12:00"))
    assert (wall(before.closes_at), wall(before.next_opening)) == ("2026-11-24T10:00", "2026-12-20T11:00")
    assert wall(calendar.next_opening(at("2026-12-01T00:00"))) == "2026-12-20T11:00"
    assert calendar.opening(at("2026-12-20T11:00")).never_closes


@pytest.mark.parametrize(
    "moment", ["2026-11-27T18:00", "2026-11-28T12:00", "2026-11-29T00:00", "2026-11-30T07:59"]
)
def test_a_weekend_from_friday_to_monday_is_one_opening(moment: str) -> None:
    weekend = {
        "friday": ("18:00-24:00",),
        "saturday": ("0:00-24:00",),
        "sunday": ("0:00-24:00",),
        "monday": ("0:00-8:00",),
    }
    opening = Calendar(cair(hours=weekend, closed_days=())).opening(at(moment))
    assert wall(opening.opened_at) == "2026-11-27T18:00"
    assert wall(opening.closes_at) == "2026-11-30T08:00"
    assert wall(opening.next_opening) == "2026-12-04T18:00"


def test_a_desk_open_on_five_days_and_nights_closes_at_their_end() -> None:
    calendar = Calendar(cair(hours=dict.fromkeys(WORKING_DAYS, ("0:00-24:00",)), closed_days=()))
    for moment in ("2026-11-23T00:00", "2026-11-25T12:00", "2026-11-27T23:59"):
        assert wall(calendar.closes_at(at(moment))) == "2026-11-28T00:00"
        assert wall(calendar.next_opening(at(moment))) == "2026-11-30T00:00"


def test_it_stays_open_where_two_spans_touch_or_overlap() -> None:
    for spans in (("8:00-12:00", "12:00-17:00"), ("8:00-13:00", "12:00-17:00"), ("8:00-17:00", "9:00-10:00")):
        assert wall(Calendar(desk(*spans)).closes_at(at("2026-11-23T09:30"))) == "2026-11-23T17:00"


def test_it_opens_at_the_next_valid_time_when_the_opening_is_skipped() -> None:
    calendar = Calendar(desk("2:30-5:00"))
    assert wall(calendar.next_opening(at("2027-03-14T01:59"))) == "2027-03-14T03:00"
    assert calendar.is_open(at("2027-03-14T03:00"))


def test_it_does_not_open_for_a_span_that_is_skipped_altogether() -> None:
    assert wall(Calendar(desk("2:00-3:00")).next_opening(at("2027-03-13T12:00"))) == "2027-03-15T02:00"


def test_it_opens_the_first_and_closes_the_second_time_in_a_repeated_hour() -> None:
    calendar = Calendar(desk("1:00-1:30"))
    assert calendar.opening(at("2027-11-07T00:30")).next_opening == at("2027-11-07T01:00", fold=0)
    assert calendar.is_open(at("2027-11-07T01:45", fold=0))
    assert calendar.is_open(at("2027-11-07T01:15", fold=1))
    assert not calendar.is_open(at("2027-11-07T01:30", fold=1))
    closes = calendar.closes_at(at("2027-11-07T01:00"))
    assert closes is not None
    assert closes.astimezone(UTC) == datetime(2027, 11, 7, 9, 30, tzinfo=UTC)


def test_it_closes_for_an_unplanned_closure_and_opens_when_that_ends() -> None:
    calendar = Calendar(cair(), [Closure(at("2026-11-23T10:00"), at("2026-11-23T11:00"), "fire drill")])
    assert wall(calendar.closes_at(at("2026-11-23T09:00"))) == "2026-11-23T10:00"
    assert calendar.why_closed(at("2026-11-23T10:30")) == ClosedBy.CLOSURE
    assert wall(calendar.next_opening(at("2026-11-23T10:30"))) == "2026-11-23T11:00"
    assert wall(calendar.closes_at(at("2026-11-23T11:00"))) == "2026-11-23T17:00"


def test_it_blames_a_closure_only_when_the_desk_would_be_open_otherwise() -> None:
    calendar = Calendar(cair(), [Closure(at("2026-11-24T06:00"), at("2026-11-30T10:00"))])
    moments = (
        "2026-11-24T07:00",
        "2026-11-24T08:00",
        "2026-11-24T17:00",
        "2026-11-26T09:00",
        "2026-11-30T09:00",
    )
    reasons = [calendar.why_closed(at(moment)) for moment in moments]
    assert reasons == [ClosedBy.HOURS, ClosedBy.CLOSURE, ClosedBy.HOURS, ClosedBy.DAY, ClosedBy.CLOSURE]
    assert wall(calendar.next_opening(at("2026-11-24T07:00"))) == "2026-11-30T10:00"


def test_it_refuses_a_closure_that_ends_before_it_starts_or_has_no_zone() -> None:
    with pytest.raises(ValueError, match="end after"):
        Closure(at("2026-11-23T10:00"), at("2026-11-23T10:00"))
    with pytest.raises(ValueError, match="time zone"):
        Closure(datetime(2026, 11, 23, 10), at("2026-11-23T11:00"))  # noqa: DTZ001


def test_it_gives_up_on_a_desk_that_never_opens() -> None:
    for never in (
        Calendar(cair(hours={})),
        Calendar(cair(), [Closure(at("2020-01-01T00:00"), at("2099-01-01T00:00"))]),
    ):
        with pytest.raises(NeverOpens, match="cair does not open"):
            never.next_opening(at("2026-11-23T10:00"))
    with pytest.raises(NeverOpens):
        Calendar(desk("8:00-9:00")).next_opening(at("9999-12-30T20:00"))


def test_it_is_not_silently_open_when_a_listed_day_is_unknown() -> None:
    calendar = Calendar(cair(closed_days=[closed_day("x", "Thanksgivin Day")]))
    with pytest.raises(UnknownHoliday, match="'Thanksgiving Day'"):
        calendar.is_open(at("2026-11-26T10:00"))


@pytest.mark.parametrize(
    ("moment", "until"),
    [
        ("2026-11-23T00:00", "2026-11-23T08:00"),
        ("2026-11-23T08:00", "2026-11-23T17:00"),
        ("2026-11-23T17:00", "2026-11-24T00:00"),
        ("2026-11-26T09:00", "2026-11-27T00:00"),
        ("2026-11-28T09:00", "2026-11-29T00:00"),
    ],
)
def test_it_says_how_long_an_answer_holds(moment: str, until: str) -> None:
    calendar = Calendar(cair())
    assert wall(calendar.opening_until(at(moment))) == until
    last = at(until) - timedelta(microseconds=1)
    assert calendar.opening(last) is calendar.opening(at(moment))
    assert calendar.opening(at(until)) != calendar.opening(at(moment))


def test_it_answers_threads_that_ask_about_different_times_alike() -> None:
    calendar, asked = Calendar(cair()), [at("2026-11-23T09:00") + timedelta(hours=7 * n) for n in range(40)]
    alone = [Calendar(cair()).opening(moment) for moment in asked]
    heard: list[list[OpenStatus]] = []

    def ask() -> None:
        heard.append([calendar.opening(moment) for moment in asked * 5])

    threads = [Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert heard == [alone * 5] * 4


def test_a_closure_that_becomes_known_holds_at_once_and_says_why() -> None:
    calendar, moment = Calendar(cair()), at("2026-11-23T10:30")
    assert calendar.is_open(moment)
    said = (("en", "Our building has a fire drill."),)
    calendar.close_for([Closure(at("2026-11-23T10:00"), at("2026-11-23T11:00"), said=said)])
    closed = calendar.opening(moment)
    assert (closed.is_open, closed.closed_by, closed.closure_words) == (False, ClosedBy.CLOSURE, said)
    assert wall(closed.next_opening) == "2026-11-23T11:00"
    calendar.close_for([])
    assert calendar.opening(moment) == Calendar(cair()).opening(moment)
