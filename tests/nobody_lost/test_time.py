"""Time and content change while somebody calls: cases 17 to 20. The calls travel in time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from redis import Redis

from commands.calling.line_process import ReachableLine
from store.valkey import EmbeddedValkey
from tests.calls.moments import TUESDAY_MORNING, at_the_desk
from tests.nobody_lost.desk import TroubledDesk
from tests.nobody_lost.own_line import OwnLine, desk_of

MINUTE = 60


@pytest.fixture(scope="module")
def night_line(tmp_path_factory: pytest.TempPathFactory, database: EmbeddedValkey) -> Iterator[ReachableLine]:
    """A desk that is open when clocks change and when days end."""
    own = OwnLine(tmp_path_factory.mktemp("night"), database)
    own.sets_hours(
        sunday=["0:30-1:30", "2:30-4:00"],
        monday=["8:00-24:00"],
        tuesday=["0:00-17:00"],
        wednesday=["8:00-24:00"],
        thursday=["8:00-24:00"],
    )
    yield own.start()
    own.end()


@pytest.fixture
def night_desk(night_line: ReachableLine, redis: Redis, database: EmbeddedValkey) -> Iterator[TroubledDesk]:
    with desk_of(night_line, redis, database) as desk:
        yield desk


def in_the_second_hour(moment: datetime) -> datetime:
    return moment.replace(fold=1)


def test_case_17_an_hour_comes_twice_on_the_day_of_closing(night_desk: TroubledDesk) -> None:
    """On November 1 it is 1:15 twice; a desk that closes at 1:30 closes at the second one."""
    night_desk.busy_rep()
    quarter_past, quarter_to = at_the_desk(2026, 11, 1, 1, 15), at_the_desk(2026, 11, 1, 1, 45)
    for moment in (quarter_past, quarter_to, in_the_second_hour(quarter_past)):
        caller = night_desk.caller(at=moment)
        caller.hears("You are next in line")
        caller.hangs_up()
    late = night_desk.caller(at=in_the_second_hour(quarter_to))
    late.hears("It opens again")
    assert not night_desk.waiting()


def test_case_17_who_waits_through_the_hour_that_comes_twice_keeps_the_place(
    night_desk: TroubledDesk,
) -> None:
    night_desk.busy_rep()
    caller = night_desk.caller(at=at_the_desk(2026, 11, 1, 1, 20))
    caller.waits(45 * MINUTE)
    assert night_desk.waiting() == [caller.call.sid]
    assert night_desk.state.hold(caller.call.sid).waited < MINUTE, "waiting is no matter of the wall's clock"
    caller.waits(40 * MINUTE)
    caller.hears("The help desk has closed")


def test_case_17_an_hour_is_left_out_on_the_day_of_opening(night_desk: TroubledDesk) -> None:
    """On March 8 there is no 2:30; a desk that opens then opens at 3."""
    night_desk.busy_rep()
    early = night_desk.caller(at=at_the_desk(2026, 3, 8, 1, 55))
    early.hears("It opens again")
    early.hangs_up()
    caller = night_desk.caller(at=at_the_desk(2026, 3, 8, 3, 5))
    caller.hears("You are next in line")


def test_case_18_a_holiday_begins_at_midnight_while_somebody_waits(night_desk: TroubledDesk) -> None:
    desk = night_desk
    rep = desk.busy_rep()
    caller = desk.caller(at=at_the_desk(2026, 11, 25, 23, 50))
    caller.waits(14 * MINUTE)
    late = desk.caller("+15105550111", at=at_the_desk(2026, 11, 26, 0, 4))
    late.hears("It opens again")
    assert desk.waiting() == [caller.call.sid]
    with desk.worker():
        desk.state.set_status("ana", "available")
        desk.connects(caller, rep)
    desk.stays_well()


def test_case_18_the_day_ends_and_the_next_one_is_open_too(night_desk: TroubledDesk) -> None:
    desk = night_desk
    desk.busy_rep()
    caller = desk.caller(at=at_the_desk(2026, 11, 23, 23, 50))
    caller.waits(40 * MINUTE)
    assert desk.waiting() == [caller.call.sid]
    desk.stays_well()


def test_case_19_closing_time_comes_while_callers_wait(desk: TroubledDesk) -> None:
    """They are served for a quarter of an hour more, and then told when to call again."""
    rep = desk.busy_rep()
    caller = desk.caller(at=at_the_desk(2026, 11, 24, 16, 50))
    caller.waits(15 * MINUTE)
    later = desk.caller("+15105550122", at=at_the_desk(2026, 11, 24, 17, 5))
    later.hears("It opens again")
    caller.waits(5 * MINUTE)
    assert desk.waiting() == [caller.call.sid]
    caller.waits(8 * MINUTE)
    caller.hears("The help desk has closed, and nobody can take your call any more")
    caller.hears("tomorrow, Wednesday, at eight in the morning")
    assert desk.waiting() == []
    assert desk.state.faults() == []
    assert not rep.is_rung()


def test_case_19_nobody_is_cut_off_in_a_conversation_at_closing_time(desk: TroubledDesk) -> None:
    rep = desk.rep()
    with desk.worker():
        caller = desk.caller(at=at_the_desk(2026, 11, 24, 16, 58))
        desk.connects(caller, rep)
        desk.network.waits(40 * MINUTE)
        assert not caller.is_ended
        assert desk.status() == "talking"
    desk.stays_well()


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory, database: EmbeddedValkey) -> OwnLine:
    """A line whose content the tests change; each starts and ends it."""
    return OwnLine(tmp_path_factory.mktemp("own"), database)


@pytest.fixture
def publishing(own: OwnLine, redis: Redis, database: EmbeddedValkey) -> Iterator[TroubledDesk]:
    with desk_of(own.start(), redis, database) as desk:
        yield desk
    own.end()


def test_case_20_new_content_is_published_while_somebody_is_in_the_menu(
    own: OwnLine, publishing: TroubledDesk
) -> None:
    caller = publishing.network.caller()
    caller.dials(at=TUESDAY_MORNING)
    caller.presses("4")
    own.says("We don't have voicemail right now", "There is no voicemail here")
    own.publishes()
    caller.presses("1")
    caller.hears("For signing in or a password, press 1")
    caller.presses("1")
    caller.hears("For a password you forgot, press 1")


def test_case_20_new_content_is_published_while_somebody_waits_and_while_somebody_talks(
    own: OwnLine, publishing: TroubledDesk
) -> None:
    desk, rep = publishing, publishing.rep()
    with desk.worker():
        talking = desk.caller("+15105550111")
        desk.connects(talking, rep)
        caller = desk.caller()
        own.says("Thank you for waiting.", "We thank you for waiting.")
        own.publishes()
        caller.waits(2 * MINUTE)
        assert desk.waiting() == [caller.call.sid]
        talking.hangs_up()
        desk.hears(rep, "To take the next call at once, press 1")
        rep.presses("1")
        desk.connects(caller, rep)
    desk.stays_well()
