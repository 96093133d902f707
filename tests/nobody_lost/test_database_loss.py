"""The line, or what it remembers, is away while callers wait: cases 13 to 15. The database is really killed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from redis import Redis

from store import keys
from store.valkey import EmbeddedValkey
from tests.calls.desk_at_work import OTHER_PHONE
from tests.fields import field_of
from tests.nobody_lost.desk import TroubledDesk
from tests.outage import Outage, answers, outage_of
from tests.waiting import wait_until

CALLERS = 100
BIT = 21
"""Seconds: a bit of hold, and one more."""


@pytest.fixture
def outage(database: EmbeddedValkey, desk: TroubledDesk) -> Iterator[Outage]:
    with outage_of(database, desk.redis) as outage:
        yield outage


def in_line_again(desk: TroubledDesk, count: int) -> None:
    """Let time pass until so many callers' phones have asked for hold and are known again."""
    wait_until(lambda: desk.network.waits(BIT) or len(everybody(desk)) == count, f"{count} are in line")


def everybody(desk: TroubledDesk) -> list[str]:
    """The calls in both lines."""
    return desk.waiting() + desk.waiting("es")


def test_case_13_the_database_is_away_for_a_minute_while_a_hundred_callers_wait(
    desk: TroubledDesk, outage: Outage
) -> None:
    desk.busy_rep()
    crowd = desk.crowd(CALLERS)
    order = everybody(desk)
    assert len(order) == CALLERS
    outage.begins()
    desk.network.waits(60)
    assert [caller.ended for caller in crowd if caller.is_ended] == []
    outage.ends()
    in_line_again(desk, CALLERS)
    assert everybody(desk) == order
    desk.rep("bo", OTHER_PHONE, languages="en")
    first = next(caller for caller in crowd if caller.call.sid == order[0])
    with desk.worker():
        desk.connects(first, desk.network.rep_phone(OTHER_PHONE), "bo")
    desk.stays_well()


def test_case_13_whoever_asks_for_a_person_while_the_database_is_away_is_in_line_afterwards(
    desk: TroubledDesk, outage: Outage
) -> None:
    desk.busy_rep()
    outage.begins()
    callers = [desk.caller(f"+1510555010{number}") for number in range(3)]
    for caller in callers:
        caller.hears("We are looking for a person")
    outage.ends()
    in_line_again(desk, len(callers))
    assert desk.waiting() == [caller.call.sid for caller in callers]


def test_case_14_the_database_comes_back_without_anything_it_knew(
    desk: TroubledDesk, outage: Outage, redis: Redis
) -> None:
    """Callers bring the line back, in order. A conversation goes on; of its end nobody needs to know."""
    rep = desk.rep()
    with desk.worker():
        talker = desk.caller("+15105550199")
        desk.connects(talker, rep)
        callers = [desk.caller(f"+1510555010{number}") for number in range(8)]
        outage.begins()
        outage.ends(forgetting=True)
        wait_until(lambda: answers(redis), "the client has noticed")
        assert desk.waiting() == []
        in_line_again(desk, len(callers))
        assert desk.waiting() == [caller.call.sid for caller in callers]
        talker.hangs_up()
        desk.hears(rep, "The caller has hung up")
        rep.stays_silent()
        other = desk.rep("bo", OTHER_PHONE)
        desk.connects(callers[0], other, "bo")
    assert desk.waiting() == [caller.call.sid for caller in callers[1:]]
    desk.stays_well()


def test_case_14_words_about_what_was_before_the_loss_meet_nobody_else(
    desk: TroubledDesk, outage: Outage, redis: Redis
) -> None:
    """A rep's phone rings when all is lost; the rep answers and presses 1 when it is another caller's turn."""
    rep = desk.rep()
    with desk.worker():
        caller = desk.caller()
        desk.rings(rep)
        rep.answers()
        outage.begins()
        outage.ends(forgetting=True)
        wait_until(lambda: answers(redis), "the client has noticed")
        rep.presses("1")
        rep.hears("This call is already taken")
        in_line_again(desk, 1)
        desk.rep()
        desk.connects(caller, rep)
    desk.stays_well()


def test_case_15_a_hundred_callers_come_back_at_once_and_each_of_them_twice(
    desk: TroubledDesk, outage: Outage, redis: Redis
) -> None:
    desk.busy_rep()
    desk.crowd(CALLERS)
    order = everybody(desk)
    outage.begins()
    outage.ends(forgetting=True)
    wait_until(lambda: answers(redis), "the client has noticed")
    desk.faults.doubled_webhooks = 10 * CALLERS
    in_line_again(desk, CALLERS)
    assert everybody(desk) == order, "each once, the longest wait first"
    again = desk.waiting()
    reps = [desk.rep(f"rep{number}", f"+1916555020{number}", languages="en") for number in range(4)]
    with desk.worker():
        offers = [desk.offer(f"rep{number}") for number in range(len(reps))]
        wait_until(lambda: all(desk.state.offer(one).leg for one in offers), "all are rung")
    dialled = [int(field_of(desk.state, "offer", one, "dialled")) for one in offers]
    assert dialled[-1] - dialled[0] > 2 * 20, "one after the other, at the desk's pace"
    rung = [desk.state.offer(one).caller for one in offers]
    assert rung == [keys.digest(call) for call in again[:4]]
    desk.stays_well()
