"""Several changes of state sent at once: a simulation would spend its time on the way to the database and back.

The scripts are the same ones that `DeskState` runs; whoever sends a batch says the time of each step.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from redis import Redis

from store import keys
from store.lua_scripts import script_of

Argument = str | int


class ScriptBatch:
    """Steps of one desk that wait to be sent. A context manager; raises RedisError."""

    def __init__(self, client: Redis, desk: str) -> None:
        self._client = client
        self._desk = desk
        self._connection = client.connection_pool.get_connection()
        self._scripts: dict[str, str] = {}
        self._orders: list[tuple[Argument, ...]] = []
        self._events, self._prefix = keys.events(desk), keys.prefix(desk)

    def __enter__(self) -> ScriptBatch:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.connection_pool.release(self._connection)

    @property
    def has_orders(self) -> bool:
        """Return whether a step was not sent yet."""
        return bool(self._orders)

    def ask(self, verb: str, now: int, *arguments: Argument) -> int:
        """Add a script that runs at `now`, in ms, and return the index of its answer."""
        if verb not in self._scripts:
            self._scripts[verb] = self._client.script_load(script_of(verb))
        return self._add("EVALSHA", self._scripts[verb], 1, self._events, self._prefix, now, *arguments)

    def read_commands(self, after: str) -> int:
        """Read the outbox after an entry, for `commands_in`; return the index of the answer."""
        return self._add("XRANGE", keys.commands(self._desk), f"({after}", "+")

    def forget(self, callers: Sequence[str], offers: Sequence[str]) -> None:
        """Delete the records of calls that are over, and all events: in a simulation nobody asks for them again."""
        names = [keys.caller_record(self._desk, call) for call in callers]
        names += [keys.offer(self._desk, offer) for offer in offers]
        self._add("UNLINK", self._events, *names)

    def send(self) -> list[Any]:
        """Send all steps and return the answer to each. Raises the error of the first that failed."""
        orders, self._orders = self._orders, []
        connection: Any = self._connection
        connection.send_packed_command(connection.pack_commands(orders))
        return [connection.read_response() for _ in orders]

    def _add(self, *order: Argument) -> int:
        self._orders.append(order)
        return len(self._orders) - 1


def commands_in(answer: Any) -> list[tuple[str, dict[str, str]]]:
    """Return commands of the outbox by id."""
    return [(name, dict(zip(flat[::2], flat[1::2], strict=True))) for name, flat in answer]
