"""Which node of a cluster serves a slot, and which key a command is about.

What is known is used until a node contradicts it or is gone. Then one caller asks the nodes again, briefly, while
others go on with what is known.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

from redis.exceptions import ConnectionError, RedisError

from store import clock
from store.address import Node

SLOTS = 16_384
ASK_AGAIN = 0.1
"""Seconds between two questions for the map: a node that is gone is asked about no more often."""
LONGEST_ASKING = 0.3
"""Seconds after which no further node is asked; the next question begins with those that were not."""
KEYLESS = frozenset(
    ("CLUSTER", "CONFIG", "DBSIZE", "FLUSHALL", "FLUSHDB", "INFO", "KEYS", "RANDOMKEY", "SCAN", "SCRIPT")
)
"""Commands that mean a single server."""


class NoSingleServer(RedisError):
    """A command that means a single server was sent to a cluster."""


def key_of(command: Sequence[Any]) -> str | None:
    """Return the key that decides where a command goes; None when any node will do. Raises NoSingleServer."""
    name = str(command[0]).upper().split()[0]
    if name == "PING":
        return None
    if name in KEYLESS:
        raise NoSingleServer(f"{command[0]} is for one server; ask each of the cluster's")
    if name in {"EVAL", "EVALSHA"}:
        return str(command[3])
    if name == "XREADGROUP":
        words = [one.decode() if isinstance(one, bytes) else str(one) for one in command]
        return words[words.index("STREAMS") + 1]
    return str(command[1])


class SlotMap:
    """Thread-safe. `ask` gives a node's own answer to CLUSTER SLOTS, or raises RedisError."""

    def __init__(self, seeds: Sequence[Node], ask: Callable[[Node], Any]) -> None:
        self._known, self._ask = list(seeds), ask
        self._masters: dict[int, Node] = {}
        self._is_doubtful = True
        self._asked = float("-inf")
        self._asking = threading.Lock()
        self._trouble = "not asked yet"

    def node(self, slot: int) -> Node:
        """Return the node that serves a slot. Raises ConnectionError when none is known."""
        self._renew()
        found = self._masters.get(slot)
        if found is None:
            self._is_doubtful = True
            raise ConnectionError(f"no node of the cluster serves slot {slot} ({self._trouble})")
        return found

    def nodes(self) -> list[Node]:
        """Return every master. Raises ConnectionError when no node answers."""
        self._renew()
        if not self._masters:
            raise ConnectionError(f"no node of the cluster answers ({self._trouble})")
        return sorted(set(self._masters.values()))

    def doubt(self, node: Node) -> None:
        """Ask for the map again before the next command, and ask this node last, as it did not serve its slot."""
        self._known = [*(other for other in self._known if other != node), node]
        self._is_doubtful = True

    def moved(self, slot: int, node: Node) -> Node:
        """Record that a node has named another one for a slot, and return it; others have probably moved as well."""
        self._masters = {**self._masters, slot: node}
        self._is_doubtful = True
        return node

    def _renew(self) -> None:
        if not self._is_doubtful or not self._asking.acquire(blocking=not self._masters):
            return
        try:
            if self._is_doubtful and clock.seconds() - self._asked > ASK_AGAIN:
                self._ask_around()
                self._asked = clock.seconds()
        finally:
            self._asking.release()

    def _ask_around(self) -> None:
        """Read the map from the first node that answers, which is asked first next time. Without an answer the old
        map stays."""
        limit = clock.seconds() + LONGEST_ASKING
        for node in self._known:
            if clock.seconds() > limit:
                return
            try:
                answer = self._ask(node)
            except RedisError as error:
                answer, self._trouble = None, str(error)
            if answer:
                self._masters, self._is_doubtful = _read(answer, node), False
                self._known = list(dict.fromkeys([*self._known, *self._masters.values()]))
                return
            self._known = [*(other for other in self._known if other != node), node]


def _read(answer: Any, asked: Node) -> dict[int, Node]:
    """Return the master of each slot. A node that does not know its own name is the one that was asked."""
    masters = {}
    for first, last, master, *_ in answer:
        node = (master[0] or asked[0], int(master[1]))
        masters.update(dict.fromkeys(range(int(first), int(last) + 1), node))
    return masters
