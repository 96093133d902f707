"""What the wall clock means on the days on which it is changed."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from routing.hours.local_time import first_instant, last_instant

SPRING, AUTUMN = date(2027, 3, 14), date(2027, 11, 7)


@pytest.mark.parametrize(
    ("day", "at", "first", "last"),
    [
        (SPRING, "01:59", "2027-03-14T09:59", "2027-03-14T09:59"),
        (SPRING, "02:00", "2027-03-14T10:00", "2027-03-14T10:00"),
        (SPRING, "02:30", "2027-03-14T10:00", "2027-03-14T10:00"),
        (SPRING, "03:00", "2027-03-14T10:00", "2027-03-14T10:00"),
        (SPRING, "08:00", "2027-03-14T15:00", "2027-03-14T15:00"),
        (AUTUMN, "00:59", "2027-11-07T07:59", "2027-11-07T07:59"),
        (AUTUMN, "01:30", "2027-11-07T08:30", "2027-11-07T09:30"),
        (AUTUMN, "02:00", "2027-11-07T10:00", "2027-11-07T10:00"),
        (AUTUMN, "08:00", "2027-11-07T16:00", "2027-11-07T16:00"),
    ],
)
def test_it_reads_a_skipped_time_as_the_next_valid_and_a_repeated_one_twice(
    day: date, at: str, first: str, last: str
) -> None:
    zone = ZoneInfo("America/Los_Angeles")
    assert first_instant(day, time.fromisoformat(at), zone) == datetime.fromisoformat(first).replace(
        tzinfo=UTC
    )
    assert last_instant(day, time.fromisoformat(at), zone) == datetime.fromisoformat(last).replace(tzinfo=UTC)


def test_it_starts_a_day_without_midnight_when_the_clock_starts_again() -> None:
    # Cairo skips midnight on the last Friday of April.
    assert first_instant(date(2027, 4, 30), time.min, ZoneInfo("Africa/Cairo")) == datetime(
        2027, 4, 29, 22, tzinfo=UTC
    )


def test_it_skips_a_date_that_an_island_never_had() -> None:
    # Samoa jumped over 30 December 2011 to the other side of the date line.
    zone, missing = ZoneInfo("Pacific/Apia"), date(2011, 12, 30)
    assert first_instant(missing, time(8), zone) == last_instant(missing, time(17), zone)
