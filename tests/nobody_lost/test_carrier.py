"""The carrier's REST API refuses, fails or does not answer: cases 10 and 11. No offer rings twice."""

from __future__ import annotations

import pytest

from simulator.call import Call
from simulator.scripted import ScriptedPhone
from tests.calls.desk_at_work import OTHER_PHONE
from tests.nobody_lost.desk import TroubledDesk
from tests.waiting import wait_until


def is_rung_once(desk: TroubledDesk, rep: ScriptedPhone) -> Call:
    """Ana becomes free while the carrier is in whatever trouble the test made, and takes a call: her only leg."""
    caller = desk.caller()
    with desk.worker():
        desk.state.set_status("ana", "available")
        desk.connects(caller, rep)
        desk.is_through()
    (leg,) = desk.legs(rep)
    assert len(desk.happened("offered", caller)) == 1
    desk.is_well()
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
        assert desk.state.offer(never_rung)["outcome"] == "not rung"
        assert desk.state.rep("ana")["misses"] == "0"
        desk.connects(caller, rep)
        desk.is_through()
    desk.is_well()


@pytest.mark.parametrize("errors", [[500], [503, 429]], ids=str)
def test_case_11_the_carrier_fails(desk: TroubledDesk, errors: list[int]) -> None:
    rep = desk.busy_rep()
    desk.faults.rest_errors = list(errors)
    is_rung_once(desk, rep)


def test_case_11_the_carrier_rings_and_its_answer_is_lost(desk: TroubledDesk) -> None:
    rep = desk.busy_rep()
    desk.faults.rest_timeouts = 1
    leg = is_rung_once(desk, rep)
    assert desk.state.offer(desk.offer())["leg"] == leg.sid


def test_case_11_the_carrier_moves_the_caller_and_its_answer_is_lost(desk: TroubledDesk) -> None:
    rep = desk.rep()
    with desk.worker():
        caller = desk.caller()
        desk.rings(rep)
        rep.answers()
        desk.faults.rest_timeouts = 1
        rep.presses("1")
        desk.becomes("talking")
        desk.is_through()
        desk.network.waits(5)
    assert not caller.is_ended
    assert (desk.status(), len(desk.happened("connected", caller))) == ("talking", 1)
    desk.is_well()


def test_case_11_a_phone_the_carrier_can_not_dial_leaves_the_caller_to_the_next_rep(
    desk: TroubledDesk,
) -> None:
    nowhere, other = desk.rep(phone="+0"), desk.rep("bo", OTHER_PHONE)
    with desk.worker():
        caller = desk.caller()
        desk.connects(caller, other, "bo")
    assert not desk.legs(nowhere)
    assert desk.status() == "wrap_up"
    desk.is_well()
