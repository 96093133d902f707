"""Where a cluster's commands go: by their key, and after who answers."""

from __future__ import annotations

from typing import Any

import pytest
from redis.exceptions import ConnectionError

from store.address import Node
from store.slots import SLOTS, NoSingleServer, SlotMap, key_of
from tests.waiting import wait_until

ONE, TWO, THREE = ("one", 1), ("two", 2), ("three", 3)


@pytest.mark.parametrize(
    ("command", "key"),
    [
        (("HGET", "{cair}:reps", "1"), "{cair}:reps"),
        (("EVALSHA", "digest", 2, "{cair}:events", "{cair}:turn"), "{cair}:events"),
        (
            ("XREADGROUP", "GROUP", "g", "w", "COUNT", 1, b"STREAMS", "{cair}:commands", ">"),
            "{cair}:commands",
        ),
        (("XINFO CONSUMERS", "{cair}:commands", "g"), "{cair}:commands"),
        (("PING",), None),
    ],
)
def test_a_command_goes_where_its_first_key_is(command: tuple[Any, ...], key: str | None) -> None:
    assert key_of(command) == key


@pytest.mark.parametrize("command", [("FLUSHALL",), ("SCAN", "0"), ("CONFIG GET", "appendonly"), ("INFO",)])
def test_a_command_for_one_server_is_not_sent_to_any(command: tuple[Any, ...]) -> None:
    with pytest.raises(NoSingleServer):
        key_of(command)


class Cluster:
    """Halves of the slots on two nodes; nodes that are away do not answer."""

    def __init__(self) -> None:
        self.asked: list[Node] = []
        self.away: set[Node] = set()
        self.halves = (ONE, TWO)

    def slots(self, node: Node) -> list[list[Any]]:
        self.asked.append(node)
        if node in self.away:
            raise ConnectionError("away")
        middle = SLOTS // 2
        ranges = ((0, middle - 1), (middle, SLOTS - 1))
        return [[*range_, list(node)] for range_, node in zip(ranges, self.halves, strict=True)]


def test_the_map_is_asked_for_once_and_used_until_somebody_doubts_it() -> None:
    cluster = Cluster()
    slots = SlotMap([ONE], cluster.slots)
    assert [slots.node(slot) for slot in (0, 1, SLOTS - 1)] == [ONE, ONE, TWO]
    assert cluster.asked == [ONE]
    assert slots.nodes() == [ONE, TWO]


def test_who_failed_is_asked_last() -> None:
    """Cut off from the others it would go on telling what was true once."""
    cluster = Cluster()
    slots = SlotMap([ONE], cluster.slots)
    slots.node(0)
    cluster.halves, cluster.asked = (TWO, TWO), []
    slots.doubt(ONE)
    wait_until(lambda: slots.node(0) == TWO, "the new node is known")
    assert cluster.asked == [TWO]


def test_a_map_that_cannot_be_renewed_stays_in_use() -> None:
    cluster = Cluster()
    slots = SlotMap([ONE], cluster.slots)
    slots.node(0)
    cluster.away = {ONE, TWO}
    slots.doubt(ONE)
    wait_until(lambda: slots.node(0) == ONE and len(cluster.asked) == 3, "both have been asked again")
    assert slots.node(0) == ONE


def test_without_any_answer_nobody_serves() -> None:
    cluster = Cluster()
    cluster.away = {ONE}
    slots = SlotMap([ONE], cluster.slots)
    with pytest.raises(ConnectionError, match=r"no node of the cluster serves slot 7 \(away\)"):
        slots.node(7)
    with pytest.raises(ConnectionError, match="no node"):
        slots.nodes()
    cluster.away = set()
    wait_until(lambda: answered(slots) == [ONE, TWO], "it is found when it is there")


def answered(slots: SlotMap) -> list[Node]:
    try:
        return slots.nodes()
    except ConnectionError:
        return []


def test_a_node_without_a_name_is_the_one_that_was_asked() -> None:
    assert SlotMap([THREE], lambda _: [[0, SLOTS - 1, ["", 7]]]).node(5) == ("three", 7)
