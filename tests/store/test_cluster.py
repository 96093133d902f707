"""The database is a cluster: each desk on its node, and what a node's death is to the other desk."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from redis import Redis
from redis.exceptions import RedisError

from chaos.servers.three_nodes import ThreeNodes
from routing.queue.desk_state import DeskState
from routing.queue.journal import Journal
from routing.queue.outbox import Outbox
from routing.queue.script_answers import JoinOutcome, JoinRequest
from routing.queue.scripts import Scripts
from store import clock, keys
from store.connection import connect, servers
from store.errors import DatabaseDown
from tests.databases import empty, every_key
from tests.waiting import LONG, wait_until

PATIENCE = 2.0
"""Seconds that a client waits for a node: not a caller's fifth of one, as a busy machine may need it for an answer."""
LONGEST = 12.0
"""Seconds that no command may take, on machines that do other things as well: less than the carrier waits."""
SLOT = 306
"""Of desk `cair`."""


@pytest.fixture
def client(nodes: ThreeNodes) -> Iterator[Redis]:
    with connect(nodes.url, timeout=PATIENCE) as client:
        empty(client)
        yield client


def turn(desk: str, journal: Journal) -> None:
    """A webhook is written down, or not, in the time that a caller has."""
    began = clock.seconds()
    journal.record_turn(desk, ("CA1", "/", str(began)), 1, {"event": "turn"})
    assert clock.seconds() - began < LONGEST


def waits(state: DeskState, call: str) -> bool:
    """Return whether a caller could join in the time that a caller has."""
    began = clock.seconds()
    try:
        return state.join(JoinRequest(call, "general", "en", "login", joined=1))[0] == JoinOutcome.WAITING
    except DatabaseDown:
        return False
    finally:
        assert clock.seconds() - began < LONGEST


def test_each_desk_is_on_its_node_and_workers_on_the_third(nodes: ThreeNodes, client: Redis) -> None:
    for desk in ("cair", "library"):
        assert waits(DeskState(client, desk), "CA1")
    Scripts(client).beat("worker")
    found = []
    for node in nodes.nodes:
        with node.client() as direct:
            found.append({key.partition(":")[0] for key in every_key(direct)})
    assert found == [{"{cair}"}, {"helpdesk"}, {"{library}"}]
    assert len(servers(client)) == 3


def test_a_node_that_is_gone_takes_its_own_desk_only(nodes: ThreeNodes, client: Redis) -> None:
    """It hangs, which costs more time than a death; that is tried with a worker in `tests/routing`."""
    cair, library = DeskState(client, "cair"), DeskState(client, "library")
    with (
        closing(Journal(nodes.url, PATIENCE)) as journal,
        closing(Outbox(nodes.url, "library", "w")) as outbox,
    ):
        assert journal.wait_until_up(LONG)
        assert waits(cair, "CA1")
        nodes.of("cair").send(signal.SIGSTOP)
        assert not waits(cair, "CA2")
        for number in range(20):
            assert waits(library, f"CA{number}")
            turn("library", journal)
            turn("cair", journal)
            assert outbox.read(10, 0.01) == []
        assert (journal.is_up("library"), journal.is_up("cair")) == (True, False)
        assert journal.condition().lost == 20
        nodes.cont()
        wait_until(lambda: waits(cair, "CA2"), "the desk is back with its node")
        assert journal.wait_until_up(LONG)
        turn("cair", journal)
        assert journal.condition().lost == 20
    assert (cair.look("general", "en").waiting, cair.faults()) == (2, [])
    assert (library.look("general", "en").waiting, library.faults()) == (20, [])


def told(nodes: ThreeNodes, number: int, *command: Any) -> None:
    with nodes.nodes[number].client() as direct:
        direct.execute_command("CLUSTER", *command)  # type: ignore[no-untyped-call]


def name(nodes: ThreeNodes, number: int) -> str:
    with nodes.nodes[number].client() as direct:
        return str(direct.execute_command("CLUSTER", "MYID"))  # type: ignore[no-untyped-call]


def test_a_write_whose_outcome_is_unclear_is_not_repeated(nodes: ThreeNodes, client: Redis) -> None:
    nodes.of("cair").send(signal.SIGSTOP)
    with pytest.raises(RedisError):
        client.incr("{cair}:count")
    nodes.cont()
    wait_until(lambda: waits(DeskState(client, "cair"), "CA1"), "the node answers again")
    assert client.get("{cair}:count") == "1"


def test_a_desk_that_moves_to_another_node_is_found_there(nodes: ThreeNodes, client: Redis) -> None:
    state = DeskState(client, "cair")
    assert state.faults() == []
    for owner in (1, 0):
        # A node that imports a slot gets a newer epoch with it: else the former owner may take it back by gossip.
        told(nodes, owner, "SETSLOT", SLOT, "IMPORTING", name(nodes, 1 - owner))
        for number in (owner, 1 - owner, 2):
            told(nodes, number, "SETSLOT", SLOT, "NODE", name(nodes, owner))
        assert waits(state, f"CA{owner}")
        with nodes.nodes[owner].client() as direct:
            assert direct.exists(keys.caller_record("cair", f"CA{owner}"))
        empty(client)


def test_while_its_keys_are_on_two_nodes_nothing_is_done_to_a_desk(nodes: ThreeNodes, client: Redis) -> None:
    """A script that saw half of them would take a caller who waits for unknown."""
    state = DeskState(client, "cair")
    told(nodes, 1, "SETSLOT", SLOT, "IMPORTING", name(nodes, 0))
    told(nodes, 0, "SETSLOT", SLOT, "MIGRATING", name(nodes, 1))
    assert not waits(state, "CA1")
    for number in (0, 1):
        told(nodes, number, "SETSLOT", SLOT, "STABLE")
    assert every_key(client) == []
    assert waits(state, "CA1")


def test_a_script_with_keys_of_two_desks_is_refused(client: Redis) -> None:
    with pytest.raises(RedisError, match="slot"):
        client.eval("return 1", 2, keys.events("cair"), keys.events("library"))
