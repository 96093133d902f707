"""A worker of two desks on a cluster: one desk's node dies, the other's callers are served; the first comes back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from redis import Redis

from chaos.servers.three_nodes import DESKS, ThreeNodes
from ivr.twilio.carrier_client import CarrierClient
from routing.queue.desk_state import DeskState
from routing.queue.script_answers import JoinRequest
from simulator.phones.scripted import LocalNetwork, ScriptedPhone
from store.connection import connect
from store.errors import DatabaseDown
from tests.databases import empty
from tests.routing.conftest import DESK
from tests.waiting import wait_until


@pytest.fixture
def client(nodes: ThreeNodes) -> Iterator[Redis]:
    with connect(nodes.url, timeout=2.0) as client:
        empty(client)
        yield client


def signs_in(state: DeskState, telephones: LocalNetwork, phone: str) -> ScriptedPhone:
    state.save_rep("ann", {"name": "ann", "phone": phone, "lines": "general", "languages": "en"})
    state.set_status("ann", "available")
    return telephones.rep_phone(phone)


def dials(telephones: LocalNetwork, number: str) -> str:
    """A caller's call, which the line has answered."""
    caller = telephones.caller(number)
    caller.dials(DESK)
    wait_until(lambda: caller.call.status == "in-progress", "the line has answered")
    return caller.call.sid


def waits(state: DeskState, call: str) -> bool:
    """Return whether a caller joined the queue."""
    try:
        state.join(JoinRequest(call, "general", "en", "login"))
    except DatabaseDown:
        return False
    return True


def test_a_phone_of_two_desks_is_rung_by_one_of_them_at_a_time(
    nodes: ThreeNodes,
    client: Redis,
    worker: Callable[..., AbstractContextManager[None]],
    carrier: CarrierClient,
    telephones: LocalNetwork,
) -> None:
    cair, library = (DeskState(client, desk) for desk in DESKS)
    phone = signs_in(cair, telephones, "+19165550111")
    with worker(url=nodes.url, carriers=dict.fromkeys(DESKS, carrier)):
        assert waits(cair, dials(telephones, "+15105550100"))
        wait_until(phone.is_rung, "the phone rings for one desk")
        signs_in(library, telephones, "+19165550111")
        assert waits(library, dials(telephones, "+15105550111"))
        wait_until(lambda: library.rep("ann").reason == "elsewhere", "the other desk does not ring it")
        assert library.look("general", "en").waiting == 1
        colleague = telephones.rep_phone("+19165550112")
        fields = {"name": "ben", "phone": "+19165550112", "lines": "general", "languages": "en"}
        library.save_rep("ben", fields)
        library.set_status("ben", "available")
        wait_until(colleague.is_rung, "a colleague's phone rings")
        assert cair.rep("ann").status == "offered"
        assert library.rep("ann").misses == 0
        for state in (cair, library):
            assert state.faults() == []


def test_the_other_desk_is_served_while_a_node_is_dead_and_its_own_desk_afterwards(
    nodes: ThreeNodes,
    client: Redis,
    worker: Callable[..., AbstractContextManager[None]],
    carrier: CarrierClient,
    telephones: LocalNetwork,
) -> None:
    cair, library = (DeskState(client, desk) for desk in DESKS)
    at_cair = signs_in(cair, telephones, "+19165550111")
    at_library = signs_in(library, telephones, "+19165550112")
    with worker(url=nodes.url, carriers=dict.fromkeys(DESKS, carrier)):
        nodes.of("cair").kill()
        first, other = dials(telephones, "+15105550100"), dials(telephones, "+15105550111")
        assert not waits(cair, first)
        assert waits(library, other)
        wait_until(at_library.is_rung, "the other desk's rep is rung")
        nodes.start()
        wait_until(lambda: waits(cair, first), "the desk is back with its node")
        wait_until(at_cair.is_rung, "its rep is rung")
        for state in (cair, library):
            assert state.rep("ann").status == "offered"
            assert state.faults() == []
