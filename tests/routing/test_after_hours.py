"""Reps who forget to sign out: signed out once all that they answer has closed and been drained, and no earlier."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from redis import Redis

from prompts.files.models import Desk as DeskModel
from prompts.files.models import Weekday
from routing.hours.planned_hours import PlannedHours, utc
from routing.queue.desk_state import DeskState
from routing.worker.after_hours import AfterHours, find_last_closing, is_leaving, sign_out_tasks
from store import clock
from tests.fields import field_of
from tests.routing.desks import cair
from tests.routing.desks import desk as desk_open
from tests.routing.nobody_lost import Desk
from tests.waiting import wait_until

PACIFIC = ZoneInfo("America/Los_Angeles")
GENERAL = {"id": "general", "languages": ["en"], "drain_minutes": 15}
LATE = {"id": "late", "languages": ["en"], "drain_minutes": 0, "hours": {"monday": ["12:00-14:00"]}}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PACIFIC)


def closing(desk: DeskModel, moment: str, *lines: str) -> str:
    """The last closing by the desk's clock; empty without one."""
    found = find_last_closing(desk, lines or ("general",), at(moment))
    return f"{found.astimezone(PACIFIC):%Y-%m-%d %H:%M}" if found else ""


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-12-01T07:00", "2026-11-30 17:15"),
        ("2026-12-01T12:00", ""),
        ("2026-12-01T17:14", ""),
        ("2026-12-01T17:15", "2026-12-01 17:15"),
        ("2026-12-06T12:00", "2026-12-04 17:15"),
        ("2026-12-25T12:00", "2026-12-24 17:15"),
        ("2026-11-02T03:00", "2026-10-30 17:15"),
        ("2026-03-09T03:00", "2026-03-06 17:15"),
    ],
)
def test_the_last_closing_is_the_end_of_the_planned_hours_and_the_drain(moment: str, expected: str) -> None:
    assert closing(cair(lines=[GENERAL]), moment) == expected


@pytest.mark.parametrize(
    ("moment", "expected"), [("2026-11-01T02:00", "2026-11-01 01:45"), ("2026-11-01T01:44", "")]
)
def test_a_closing_in_the_hour_that_comes_twice_is_its_second_time(moment: str, expected: str) -> None:
    night = desk_open("18:00-24:00", "0:00-1:30", lines=[GENERAL])
    found = find_last_closing(night, ["general"], at(moment).replace(fold=1))
    assert (f"{found.astimezone(PACIFIC):%Y-%m-%d %H:%M}" if found else "") == expected


def test_a_queue_that_never_closes_signs_nobody_out() -> None:
    day_and_night = desk_open("0:00-24:00", lines=[GENERAL])
    for hour in range(0, 24 * 8, 5):
        assert (
            find_last_closing(day_and_night, ["general"], at("2026-11-29T00:00") + timedelta(hours=hour))
            is None
        )


def test_all_queues_that_a_rep_serves_have_to_be_closed() -> None:
    desk = cair(lines=[GENERAL, LATE])
    assert closing(desk, "2026-11-30T15:00", "late") == "2026-11-30 14:00"
    assert closing(desk, "2026-11-30T15:00", "late", "general") == ""
    assert closing(desk, "2026-11-30T18:00", "late", "general") == "2026-11-30 17:15"
    assert closing(desk, "2026-11-30T18:00", "no such queue") == ""


def test_a_closed_season_signs_out_at_its_eve_and_keeps_those_who_sign_in_during_it() -> None:
    season = {"name": "Summer", "first": "2026-06-01", "last": "2026-08-31", "hours": {}}
    desk = cair(lines=[GENERAL], seasons=[season])
    assert closing(desk, "2026-06-02T12:00") == "2026-05-29 17:15"
    assert closing(desk, "2026-08-15T12:00") == "2026-07-15 12:00"


SPAN = st.tuples(st.integers(0, 23), st.integers(1, 24)).filter(lambda span: span[0] < span[1])
WEEK = st.dictionaries(st.sampled_from(list(Weekday)), SPAN.map(lambda span: (f"{span[0]}:00-{span[1]}:00",)))
STEP, SECOND = timedelta(minutes=15), timedelta(seconds=1)


@settings(max_examples=40)
@given(
    WEEK.filter(bool),
    WEEK.filter(bool),
    st.sampled_from([0, 15, 60]),
    st.integers(0, 4 * 24 * 14),
    st.sampled_from(["2026-03-01T00:00", "2026-10-25T00:00", "2026-12-20T00:00"]),
)
def test_it_is_what_a_look_at_every_quarter_of_an_hour_finds(
    week: Any, other: Any, drain: int, steps: int, start: str
) -> None:
    lines = [GENERAL | {"drain_minutes": drain}, LATE | {"hours": other}]
    desk = cair(hours=week, lines=lines)
    plans = [(PlannedHours(desk, line), timedelta(minutes=line.drain_minutes)) for line in desk.lines]

    def is_served(moment: datetime) -> bool:
        """Whether a queue is open, or was within its drain; spans here are an hour or more."""
        return any(
            stretch.holds(moment - ago)
            for plan, drained in plans
            for ago in {timedelta(), max(timedelta(), drained - SECOND)}
            for stretch in plan.stretches((moment - ago).astimezone(PACIFIC).date())
        )

    moment = utc(at(start)) + STEP * steps
    found = find_last_closing(desk, ["general", "late"], moment)
    assert (found is None) == is_served(moment)
    if found is not None and moment - found < timedelta(days=20):
        assert not is_served(found)
        assert is_served(found - STEP)


# --- who is signed out

CLOSED = 1000
"""Ms after the desk's start."""


def closes(desk: Desk) -> int:
    """The moment of the last closing: now."""
    assert desk.now is not None
    desk.now += CLOSED
    return desk.now


def test_who_forgot_is_signed_out_and_counts_no_more(desk: Desk) -> None:
    desk.signs_in("amy", "ben")
    desk.set_status("ben", "away", "lunch")
    closed = closes(desk)
    assert desk.sign_out_after_hours("amy", closed)
    assert desk.sign_out_after_hours("ben", closed)
    assert [desk.status(rep) for rep in ("amy", "ben")] == ["offline", "offline"]
    assert desk.rep("amy").reason == "desk closed"
    assert desk.look("general", "en").reps == 0
    assert not desk.sign_out_after_hours("amy", closed)
    assert not desk.sign_out_after_hours("nobody", closed)
    assert not desk.faults()


def test_who_talks_is_signed_out_after_the_call_and_its_wrap_up(desk: Desk) -> None:
    desk.signs_in("amy")
    offer = desk.talks("CA1")
    closed = closes(desk)
    assert not desk.sign_out_after_hours("amy", closed)
    desk.rep_leaves(offer)
    assert not desk.sign_out_after_hours("amy", closed)
    desk.set_status("amy", "available", by="page")  # done with the call, which is no choice to stay
    assert desk.sign_out_after_hours("amy", closed)


def test_who_talks_past_the_closing_is_about_to_leave_until_the_wrap_up_is_over(desk: Desk) -> None:
    late, open_ = at("2026-12-01T17:20"), at("2026-12-01T12:00")
    model = cair(lines=[GENERAL])
    desk.now = int(open_.timestamp() * 1000)
    desk.signs_in("amy")
    assert not is_leaving(model, desk.rep("amy"), late), "signed out at once, as there is no call"
    offer = desk.talks("CA1")
    assert [is_leaving(model, desk.rep("amy"), moment) for moment in (open_, late)] == [False, True]
    desk.rep_leaves(offer)
    assert desk.status("amy") == "wrap_up"
    assert is_leaving(model, desk.rep("amy"), late)
    desk.now = int(late.timestamp() * 1000)
    desk.set_status("amy", "away", by="page")
    desk.set_status("amy", "available", by="page")
    desk.talks("CA2")
    assert not is_leaving(model, desk.rep("amy"), late), "has chosen to stay"
    assert desk.sign_out("amy", "text")
    assert is_leaving(model, desk.rep("amy"), open_), "has asked for it"


@pytest.mark.parametrize("status", ["available", "away"])
def test_who_signs_in_after_the_closing_stays(desk: Desk, status: str) -> None:
    desk.signs_in("amy")
    closed = closes(desk)
    desk.sign_out_after_hours("amy", closed)
    desk.later(1)
    desk.set_status("amy", status, by="phone")
    assert not desk.sign_out_after_hours("amy", closed)
    assert desk.sign_out_after_hours("amy", (desk.now or 0) + 1), "until the next closing"


def closed_desk(**changes: Any) -> DeskModel:
    """A desk whose only day with hours is in three days, by the clock of this machine."""
    day = list(Weekday)[(clock.now().weekday() + 3) % 7]
    return cair(hours={day: ("8:00-17:00",)}, zone="UTC", closed_days=(), lines=[GENERAL], **changes)


def test_a_worker_does_it_and_a_desk_that_is_open_looks_at_nobody(
    redis: Redis, worker: Callable[..., AbstractContextManager[None]]
) -> None:
    state = DeskState(redis, "cair")
    state.save_rep("amy", {"phone": "+19165550111", "lines": "general", "languages": "en"})
    state.set_status("amy", "available")
    opened = desk_open("0:00-24:00", lines=[GENERAL])
    assert AfterHours(state, opened).sign_out() == []
    with worker(chores=sign_out_tasks(["cair"], lambda _: closed_desk())):
        wait_until(lambda: state.rep("amy").status == "offline", "Amy is signed out")
    state.set_status("amy", "available", by="phone")
    with worker(chores=sign_out_tasks(["cair"], lambda _: closed_desk())):
        assert AfterHours(state, closed_desk()).sign_out() == []
    assert state.rep("amy").status == "available"
    assert datetime.fromtimestamp(
        int(field_of(state, "rep", "amy", "chosen")) / 1000, UTC
    ) <= clock.now() + timedelta(minutes=1)
