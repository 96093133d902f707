"""The carrier's REST API refuses, fails or does not answer: cases 10 and 11. No offer rings twice."""

from __future__ import annotations

import pytest

from routing.queue.call_limits import read_spent
from routing.queue.carrier_refusal import read_refusal
from simulator.calls.leg import Leg
from simulator.phones.scripted import ScriptedPhone
from simulator.settings import RestFault
from store import keys
from tests.calls.desk_at_work import OTHER_PHONE, REP_PHONE
from tests.fields import field_of
from tests.nobody_lost.desk import TroubledDesk
from tests.waiting import wait_until


def is_rung_once(desk: TroubledDesk, rep: ScriptedPhone) -> Leg:
    """Ana becomes free while the carrier is in whatever trouble the test made, and takes a call: her only leg."""
    caller = desk.caller()
    with desk.worker():
        desk.state.set_status("ana", "available")
        desk.connects(caller, rep)
        desk.finishes_commands()
    (leg,) = desk.legs(rep)
    assert len(desk.happened("offered", caller)) == 1
    desk.stays_well()
    return leg


@pytest.mark.parametrize("errors", [[429], [429, 429]], ids=str)
def test_case_10_the_carrier_has_too_many_requests(desk: TroubledDesk, errors: list[int]) -> None:
    rep = desk.busy_rep()
    desk.faults.rest_errors = list(errors)
    is_rung_once(desk, rep)


def test_case_10_what_the_carrier_never_takes_within_the_offer_costs_nobody_anything(
    desk: TroubledDesk,
) -> None:
    rep = desk.busy_rep()
    caller = desk.caller()
    desk.faults.rest_errors = [429] * 3
    with desk.worker():
        desk.state.set_status("ana", "available")
        never_rung = desk.offer()
        wait_until(lambda: len(desk.faults.rest_errors) < 3, "the carrier has refused")
        assert desk.falls_due(36)
        assert desk.state.offer(never_rung).outcome == "not rung"
        assert desk.state.rep("ana").misses == 0
        desk.connects(caller, rep)
        desk.finishes_commands()
    desk.stays_well()


ACCOUNT_ERRORS = [RestFault(401, 20003), RestFault(403), RestFault(429, 10004), RestFault(400, 21210)]


@pytest.mark.parametrize("fault", [*ACCOUNT_ERRORS, RestFault(400, 21215), RestFault(400, 20001)], ids=str)
def test_case_11_a_refusal_of_the_account_blames_no_rep(desk: TroubledDesk, fault: RestFault) -> None:
    desk.rep()
    caller = desk.caller()
    desk.faults.rest_errors = [fault] * 1000
    with desk.worker():
        wait_until(lambda: read_refusal(desk.redis, "cair"), "the carrier has refused")
        offer = desk.offer()
        assert desk.falls_due(36)
    assert desk.state.offer(offer).outcome == "not rung"
    assert desk.state.rep("ana").misses == 0
    assert desk.status() == "offered"
    assert desk.state.caller(caller.call.sid).state == "offered"


@pytest.mark.parametrize("fault", ACCOUNT_ERRORS, ids=str)
def test_case_11_reps_are_rung_by_themselves_once_the_account_is_mended(
    desk: TroubledDesk, fault: RestFault
) -> None:
    rep = desk.rep()
    caller = desk.caller()
    desk.faults.rest_errors = [fault] * 1000
    with desk.worker():
        wait_until(lambda: read_refusal(desk.redis, "cair"), "the carrier has refused")
        desk.faults.rest_errors.clear()
        desk.connects(caller, rep)
        desk.finishes_commands()
    assert read_refusal(desk.redis, "cair") is None
    assert read_spent(desk.redis, "cair", desk.state.moment()).numbers == {REP_PHONE: 1}
    desk.stays_well()


def test_case_11_while_the_account_is_refused_one_call_is_tried_at_growing_pauses(desk: TroubledDesk) -> None:
    for number in range(6):
        desk.rep(f"rep{number}", f"+1916555030{number}")
        desk.caller(f"+1510555030{number}")
    desk.faults.rest_errors = [RestFault(401, 20003)] * 1000
    record = keys.carrier_refuses("cair")
    pauses = []
    with desk.worker():
        for tries in range(1, 4):
            wait_until(lambda n=tries: desk.redis.hget(record, "tries") == str(n), "one more was tried")
            last, following = (int(at) for at in desk.redis.hmget(record, "last", "next"))
            pauses.append(round((following - last) / 1000))
    assert pauses == [2, 4, 8]
    assert desk.redis.hget(record, "tries") == "3"


def test_case_10_a_phone_that_is_rung_late_rings_its_full_time(desk: TroubledDesk) -> None:
    desk.rep()
    desk.caller()
    offer, now = desk.offer(), desk.state.moment()
    deadline = f"offer:{offer}"
    desk.redis.hset(keys.offer("cair", offer), "made", now - 30_000)
    desk.redis.zadd("{cair}:deadlines", {deadline: now + 5_000})
    with desk.worker():
        wait_until(lambda: desk.state.offer(offer).leg, "the rep is rung")
    assert desk.redis.zscore("{cair}:deadlines", deadline) >= now + 27_000


def test_case_10_the_carrier_is_left_alone_for_as_long_as_it_asks(desk: TroubledDesk) -> None:
    rep = desk.busy_rep()
    caller = desk.caller()
    # Else the comparison with the carrier would be refused instead of the ring.
    desk.redis.set(keys.reconciling("cair"), "somebody else", ex=60)
    desk.faults.rest_errors = [RestFault(429, retry_after="3")]
    with desk.worker():
        desk.state.set_status("ana", "available")
        wait_until(lambda: not desk.faults.rest_errors, "the carrier has refused")
        refused = desk.state.moment()
        desk.connects(caller, rep)
        desk.finishes_commands()
    dialled = int(field_of(desk.state, "offer", desk.offer(), "dialled"))
    assert dialled - refused > 2_500
    desk.stays_well()


@pytest.mark.parametrize("errors", [[500], [503, 429]], ids=str)
def test_case_11_the_carrier_fails(desk: TroubledDesk, errors: list[int]) -> None:
    rep = desk.busy_rep()
    desk.faults.rest_errors = list(errors)
    is_rung_once(desk, rep)


def test_case_11_the_carrier_rings_and_its_answer_is_lost(desk: TroubledDesk) -> None:
    rep = desk.busy_rep()
    desk.faults.rest_timeouts = 1
    leg = is_rung_once(desk, rep)
    assert desk.state.offer(desk.offer()).leg == leg.sid


def test_case_11_the_carrier_moves_the_caller_and_its_answer_is_lost(desk: TroubledDesk) -> None:
    rep = desk.rep()
    with desk.worker():
        caller = desk.caller()
        desk.rings(rep)
        rep.answers()
        desk.faults.rest_timeouts = 1
        rep.presses("1")
        desk.becomes("talking")
        desk.finishes_commands()
        desk.network.waits(5)
    assert not caller.is_ended
    assert (desk.status(), len(desk.happened("connected", caller))) == ("talking", 1)
    desk.stays_well()


def test_case_11_a_phone_the_carrier_can_not_dial_leaves_the_caller_to_the_next_rep(
    desk: TroubledDesk,
) -> None:
    nowhere, other = desk.rep(phone="+0"), desk.rep("bo", OTHER_PHONE)
    with desk.worker():
        caller = desk.caller()
        desk.connects(caller, other, "bo")
    assert not desk.legs(nowhere)
    assert desk.status() == "wrap_up"
    desk.stays_well()
