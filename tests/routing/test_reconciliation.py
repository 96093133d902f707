"""Ghosts, whose last callback was lost, are ended, and nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from redis import Redis

from ivr.twilio.carrier_client import CarrierClient
from routing.queue.desk_state import DeskState
from routing.worker.reconcile import Reconciliation
from simulator.phones.scripted import LocalNetwork, ScriptedPhone
from tests.routing.documents import DESK, Documents
from tests.routing.nobody_lost import START
from tests.routing.telephones import (
    AtWork,
    undone,
    wait_until_rung,
)
from tests.waiting import wait_until


@pytest.fixture
def reconciliation(documents: Documents, state: DeskState, carrier: CarrierClient) -> Reconciliation:
    return Reconciliation("cair", documents.url, state=state, carrier=carrier, grace=timedelta(0))


@contextmanager
def talking(redis: Redis, state: DeskState, worker: AtWork, rep: ScriptedPhone) -> Iterator[None]:
    """A conversation, as far as the desk knows."""
    with worker():
        offer = wait_until_rung(state, rep)
        rep.answers()
        state.accept(offer)
        state.side_joins(offer, "rep")
        assert state.side_joins(offer, "caller") == "talking"
        wait_until(lambda: undone(redis) == 0, "the worker is through")
        yield


def test_a_conversation_both_are_in_is_left_alone(
    redis: Redis,
    state: DeskState,
    worker: AtWork,
    rep: ScriptedPhone,
    waiting: ScriptedPhone,
    reconciliation: Reconciliation,
) -> None:
    with talking(redis, state, worker, rep):
        assert reconciliation.run() == 0
    assert state.reps()["ann"].status == "talking"


def test_a_missed_offer_nobody_told_of_gives_the_caller_back(
    state: DeskState,
    worker: AtWork,
    rep: ScriptedPhone,
    waiting: ScriptedPhone,
    reconciliation: Reconciliation,
) -> None:
    with worker():
        offer = wait_until_rung(state, rep)
    rep.declines()
    assert reconciliation.run() == 1
    assert state.offer(offer).outcome == "missed"


def test_an_offer_just_made_is_left_alone(
    redis: Redis,
    state: DeskState,
    worker: AtWork,
    documents: Documents,
    carrier: CarrierClient,
    rep: ScriptedPhone,
    waiting: ScriptedPhone,
) -> None:
    with talking(redis, state, worker, rep):
        waiting.hangs_up()
        assert Reconciliation("cair", documents.url, state=state, carrier=carrier).run() == 0


def test_a_carrier_that_does_not_answer_ends_nobody(
    redis: Redis,
    state: DeskState,
    worker: AtWork,
    telephones: LocalNetwork,
    rep: ScriptedPhone,
    waiting: ScriptedPhone,
    reconciliation: Reconciliation,
) -> None:
    with talking(redis, state, worker, rep):
        telephones.faults.rest_errors = [500]
        assert reconciliation.run() == 0
    assert state.reps()["ann"].status == "talking"


ALONE = {
    "caller.en.general.login.1796091518556": "/offer/17/again/en.general.login.1796091518556",
    "rep.18": "/offer/18/alone",
    "listener.7": "/listen/7/over",
}


def in_a_room(
    documents: Documents, telephones: LocalNetwork, room: str, label: str, number: str
) -> ScriptedPhone:
    """A phone that has dialed itself into a conference."""
    documents.conference, documents.label = room, label
    phone = telephones.caller(number)
    phone.dials(DESK)
    wait_until(lambda: telephones.network.conferences.named(room), "the room is there")
    rooms = telephones.network.conferences
    wait_until(lambda: (one := rooms.named(room)) and phone.call.sid in one.participants, "it is in the room")
    return phone


def ways_out(documents: Documents) -> list[str]:
    return [
        asked.path.removeprefix("/voice/cair") for asked in documents.asked if asked.path != "/voice/cair"
    ]


@pytest.mark.parametrize("label", ALONE)
def test_a_call_alone_in_a_room_that_nothing_explains_is_released(
    redis: Redis, documents: Documents, telephones: LocalNetwork, carrier: CarrierClient, label: str
) -> None:
    phone = in_a_room(documents, telephones, "cair-17", label, "+15105550171")
    documents.conference = ""
    assert [compared(redis, documents, carrier, later) for later in (0, 2)] == [0, 0], "it may just have come"
    assert compared(redis, documents, carrier, 6) == 1
    wait_until(lambda: ways_out(documents), "the carrier has asked")
    assert ways_out(documents) == [ALONE[label]]
    assert not phone.is_ended


@pytest.mark.parametrize("room", ["records-17", "cair-party", "elsewhere"])
def test_rooms_that_are_not_a_conversation_of_this_desk_are_left_alone(
    redis: Redis, documents: Documents, telephones: LocalNetwork, carrier: CarrierClient, room: str
) -> None:
    in_a_room(documents, telephones, room, "rep.18", "+15105550171")
    assert [compared(redis, documents, carrier, later) for later in (0, 6, 12)] == [0, 0, 0]


def test_two_in_a_room_that_was_forgotten_go_on_talking(
    redis: Redis, documents: Documents, telephones: LocalNetwork, carrier: CarrierClient
) -> None:
    in_a_room(documents, telephones, "cair-17", "caller.en.general.login.1796091518556", "+15105550171")
    in_a_room(documents, telephones, "cair-17", "rep.17", "+15105550172")
    assert [compared(redis, documents, carrier, later) for later in (0, 6, 12)] == [0, 0, 0]


def compared(redis: Redis, documents: Documents, carrier: CarrierClient, later: int) -> int:
    """Return how many calls a comparison releases so many seconds after the first one."""
    state = DeskState(redis, "cair", now=START + later * 1000)
    return Reconciliation("cair", documents.url, state=state, carrier=carrier).run()
