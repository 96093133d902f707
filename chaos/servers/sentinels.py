"""A master with two replicas, and three sentinels that promote one of them when the master is gone."""

from __future__ import annotations

import signal
from pathlib import Path
from secrets import token_hex

from chaos.servers.server_process import Server
from store import clock
from store.connection import connect
from store.errors import ServerNotStarted

SERVICE = "line"
SENTINELS = 3
REPLICAS = 2
READY_WITHIN = 10.0
QUICK = {"info-period": 250, "ping-period": 250, "ask-period": 100, "publish-period": 150}
"""Ms. Of the sentinels' habits: production waits longer for everything, but does the same."""


class WatchedMaster:
    """The database under test: `kill` and `stop` affect the present master. `min-replicas-to-write` is 1."""

    def __init__(self, folder: Path, *, down_after: int = 500) -> None:
        """Set up the servers. `down_after` is the ms of silence after which a server is taken to be gone."""
        lines = ("min-replicas-to-write 1", "min-replicas-max-lag 3", "repl-timeout 5")
        first = Server(folder / "server0", lines)
        follows = (*lines, f"replicaof 127.0.0.1 {first.port}")
        self.servers = [first, *(Server(folder / f"server{n + 1}", follows) for n in range(REPLICAS))]
        self.sentinels = [
            Server(folder / f"sentinel{n}", _watching(first.port, down_after), is_sentinel=True)
            for n in range(SENTINELS)
        ]
        self.url = f"redis+sentinel://{','.join(f'127.0.0.1:{one.port}' for one in self.sentinels)}/{SERVICE}"
        self._victims: list[Server] = []

    def start(self) -> None:
        """Start the servers and wait until all know each other; later, start those that are dead."""
        is_first = not self.sentinels[0].is_running
        for server in self.servers:
            server.start()
        if is_first:
            for server in self.servers:
                server.wait_until_it_answers()
            self._watch()

    def kill(self) -> None:
        self._victims = [self.master()]
        self._victims[0].kill()

    def stop(self) -> None:
        self._victims = [self.master()]
        self._victims[0].send(signal.SIGSTOP)

    def cont(self) -> None:
        for server in self.servers:
            server.send(signal.SIGCONT)

    def wipe(self) -> None:
        """Delete all data everywhere, as without one server's data nothing is lost."""
        for server in self.servers:
            server.kill()
            server.wipe()

    def end(self) -> None:
        for server in (*self.sentinels, *self.servers):
            server.kill()

    def master(self) -> Server:
        """Return the server that the sentinels name; during a failover the last one they named."""
        with self.sentinels[0].client() as client:
            port = int(client.execute_command("SENTINEL", "GET-MASTER-ADDR-BY-NAME", SERVICE)[1])
        return next(server for server in self.servers if server.port == port)

    def _watch(self) -> None:
        for sentinel in self.sentinels:
            sentinel.start()
        for sentinel in self.sentinels:
            sentinel.wait_until_it_answers()
            with sentinel.client() as client:
                for habit, period in QUICK.items():
                    client.execute_command("SENTINEL", "DEBUG", habit, period)
        limit = clock.seconds() + READY_WITHIN
        while not self._is_ready():
            if clock.seconds() > limit:
                raise ServerNotStarted("the sentinels do not find each other, or the replicas")
            clock.pause(0.05)

    def _is_ready(self) -> bool:
        for sentinel in self.sentinels:
            with sentinel.client() as client:
                known = client.sentinel_master(SERVICE)
                found = (known["num-slaves"], known["num-other-sentinels"])
            if found != (REPLICAS, SENTINELS - 1):
                return False
        with connect(self.url, timeout=2.0) as client:
            replication = client.info("replication")
        return all(replication[f"slave{n}"]["state"] == "online" for n in range(REPLICAS))


def _watching(port: int, down_after: int) -> tuple[str, ...]:
    return (
        f"sentinel myid {token_hex(20)}",
        f"sentinel monitor {SERVICE} 127.0.0.1 {port} 2",
        f"sentinel down-after-milliseconds {SERVICE} {down_after}",
        f"sentinel failover-timeout {SERVICE} 2000",
    )
