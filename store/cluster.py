"""A client of a cluster: each command goes to the one node that serves its key, in bounded time.

redis-py's own cluster client asks every node for the map on a caller's time, one waiting caller after the other, sleeps
when the cluster is down, loads scripts on all nodes or fails, connects as soon as it is made, and raises what is no
RedisError. A desk's keys are all in one slot, so little is needed.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

from redis import Redis
from redis.crc import key_slot
from redis.exceptions import ClusterDownError, ConnectionError, MovedError, TimeoutError

from store.address import Node
from store.slots import SlotMap, key_of

MOST_REDIRECTS = 3


class ClusterClient(Redis):
    """Follows MOVED, as what was refused was not done; repeats nothing else. No pipelines, no publishing.

    ASK is not followed but raised (a slot's keys are on two nodes then, and a script must see them all).
    """

    def __init__(
        self, seeds: Sequence[Node], make: Callable[[Node], Redis], ask: Callable[[Node], Redis]
    ) -> None:
        """Make a client. `make` returns the client of a node, `ask` one that gives up quickly, for reading the map."""
        super().__init__(connection_pool=make(seeds[0]).connection_pool)
        self._make, self._make_for_map = make, ask
        self._clients: dict[Node, Redis] = {}
        self._askers: dict[Node, Redis] = {}
        self._making = threading.Lock()
        self._slots = SlotMap(seeds, lambda node: self._asker(node).execute_command("CLUSTER SLOTS"))  # type: ignore[no-untyped-call]

    def execute_command(self, *args: Any, **options: Any) -> Any:
        """Run a command on the node of its key. Raises RedisError, and nothing else."""
        key = key_of(args)
        if key is None:
            return self._ask_any(args, options)
        slot = key_slot(key.encode("utf-8", "surrogatepass"))
        node = self._slots.node(slot)
        for _ in range(MOST_REDIRECTS):
            try:
                return self._sent(self._client(node), args, options)
            except MovedError as error:
                node = self._slots.moved(slot, (error.host or node[0], error.port))
            except (ConnectionError, TimeoutError, ClusterDownError):
                self._slots.doubt(node)
                raise
        raise ConnectionError(f"the cluster's nodes do not agree on slot {slot}")

    def _ask_any(self, args: tuple[Any, ...], options: dict[str, Any]) -> Any:
        for client in self.servers():
            try:
                return self._sent(client, args, options)
            except (ConnectionError, TimeoutError) as error:
                reason = error
        raise reason

    @staticmethod
    def _sent(client: Redis, args: tuple[Any, ...], options: dict[str, Any]) -> Any:
        return client.execute_command(*args, **options)  # type: ignore[no-untyped-call]

    def servers(self) -> list[Redis]:
        """Return a client for each master. Raises ConnectionError when no node answers."""
        return [self._client(node) for node in self._slots.nodes()]

    def close(self) -> None:
        super().close()
        for client in (*self._clients.values(), *self._askers.values()):
            client.close()

    def _client(self, node: Node) -> Redis:
        with self._making:
            return self._clients.setdefault(node, self._clients.get(node) or self._make(node))

    def _asker(self, node: Node) -> Redis:
        with self._making:
            return self._askers.setdefault(node, self._askers.get(node) or self._make_for_map(node))
