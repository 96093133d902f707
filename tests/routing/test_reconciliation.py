"""Ghosts, whose last callback was lost, are ended, and nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from redis import Redis

from ivr.carrier_client import CarrierClient
from routing.reconcile import Reconciliation
from simulator.scripted import LocalNetwork, ScriptedPhone
from store.desk_state import DeskState
from tests.routing.telephones import (
    AtWork,
    undone,
    wait_until_rung,
)
from tests.waiting import wait_until


@pytest.fixture
def reconciliation(state: DeskState, carrier: CarrierClient) -> Reconciliation:
    return Reconciliation("cair", state, carrier, grace=timedelta(0))


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
    assert state.reps()["ann"]["status"] == "talking"


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
    assert state.offer(offer)["outcome"] == "missed"


def test_an_offer_just_made_is_left_alone(
    redis: Redis,
    state: DeskState,
    worker: AtWork,
    carrier: CarrierClient,
    rep: ScriptedPhone,
    waiting: ScriptedPhone,
) -> None:
    with talking(redis, state, worker, rep):
        waiting.hangs_up()
        assert Reconciliation("cair", state, carrier).run() == 0


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
    assert state.reps()["ann"]["status"] == "talking"
