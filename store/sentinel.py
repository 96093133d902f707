"""A client of the master that sentinels name, and of none that has been demoted.

redis-py asks the sentinels for each new connection. Added here: who they name must call itself master (a sentinel that
slept names the old one), and a master that may not write sends its client back to the sentinels.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from redis import Redis
from redis.connection import SSLConnection
from redis.exceptions import ConnectionError, ResponseError
from redis.sentinel import MasterNotFoundError, Sentinel, SentinelConnectionPool, SentinelManagedConnection

from store.address import Node


class Sentinels(Sentinel):
    """Says in a few words that there is no master; redis-py prints every sentinel's whole client into it."""

    def discover_master(self, service_name: str) -> Any:
        try:
            return super().discover_master(service_name)  # type: ignore[no-untyped-call]
        except MasterNotFoundError:
            told = f"none of {len(self.sentinels)} sentinels names a master for {service_name!r}"
            raise MasterNotFoundError(told) from None


class MasterConnection(SentinelManagedConnection):
    """A connection to the master, or none."""

    def connect_to(self, address: Node) -> None:
        super().connect_to(address)  # type: ignore[no-untyped-call]
        self.send_command("ROLE")  # type: ignore[no-untyped-call]
        role = self.read_response()[0]
        if role not in ("master", b"master"):
            self.disconnect()  # type: ignore[no-untyped-call]
            raise ConnectionError(f"{address[0]}:{address[1]} is {role!r}, not the master")

    def read_response(self, *args: Any, **options: Any) -> Any:
        try:
            return super().read_response(*args, **options)
        except ResponseError as error:
            if not str(error).startswith("NOREPLICAS"):
                raise
            # Cut off from its replicas, it may be the master no more: ask again.
            self.disconnect()  # type: ignore[no-untyped-call]
            raise ConnectionError(str(error)) from error


class TlsMasterConnection(MasterConnection, SSLConnection):
    """An encrypted connection to the master that the sentinels name."""


class MasterClient(Redis):
    """Sends commands to the present master. It knows nothing before its first command."""

    def __init__(
        self,
        sentinels: Sequence[Node],
        service: str,
        *,
        tls: bool,
        sentinel_options: dict[str, Any],
        **options: Any,
    ) -> None:
        self._sentinels = Sentinels(list(sentinels), sentinel_kwargs={**sentinel_options, "ssl": tls})  # type: ignore[no-untyped-call]
        kind = TlsMasterConnection if tls else MasterConnection
        pool = SentinelConnectionPool(service, self._sentinels, connection_class=kind, **options)  # type: ignore[no-untyped-call]
        super().__init__(connection_pool=pool)
        self.auto_close_connection_pool = True

    def close(self) -> None:
        super().close()
        self._sentinels.close()
