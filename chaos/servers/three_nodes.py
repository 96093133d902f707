"""A cluster of three nodes: each desk on a separate node, and the workers' heartbeats on the third."""

from __future__ import annotations

import random
import signal
from pathlib import Path

from chaos.many_desks import make_desk
from chaos.servers.server_process import Server, quiet_port
from store import clock
from store.errors import ServerNotStarted

READY_WITHIN = 15.0
SLOTS = ((0, 2730), (2731, 9556), (9557, 16383))
"""So divided that desk `cair`, `helpdesk:workers` and desk `library` are on one node each."""
DESKS = ("cair", "library")
SECOND_NUMBER = "+18005550199"


class ThreeNodes:
    """The database under test: `kill` and `stop` meet one node at random, which is down until it is started again."""

    def __init__(self, folder: Path, seed: int = 1) -> None:
        self.nodes = [Server(folder / f"node{n}", _lines(quiet_port())) for n in range(len(SLOTS))]
        self.url = f"redis+cluster://{','.join(f'127.0.0.1:{node.port}' for node in self.nodes)}"
        self._random = random.Random(seed)
        self._victim = self.nodes[0]
        self._is_made = False

    def start(self) -> None:
        """Start the cluster and wait until it works; later, start nodes that are dead."""
        for node in self.nodes:
            node.start()
        if not self._is_made:
            self._join()
            self._is_made = True

    def kill(self) -> None:
        self._victim = self._random.choice(self.nodes)
        self._victim.kill()

    def stop(self) -> None:
        self._victim = self._random.choice(self.nodes)
        self._victim.send(signal.SIGSTOP)

    def cont(self) -> None:
        for node in self.nodes:
            node.send(signal.SIGCONT)

    def wipe(self) -> None:
        """Delete the data of one node: a desk's, or the workers' heartbeats."""
        self._victim.wipe()

    def end(self) -> None:
        for node in self.nodes:
            node.kill()

    def of(self, desk: str) -> Server:
        """Return the node that a desk is on."""
        return self.nodes[(0, 2)[DESKS.index(desk)]]

    def _join(self) -> None:
        for number, (node, (first, last)) in enumerate(zip(self.nodes, SLOTS, strict=True)):
            node.wait_until_it_answers()
            with node.client() as client:
                client.execute_command("CLUSTER", "SET-CONFIG-EPOCH", number + 1)
                client.execute_command("CLUSTER", "ADDSLOTSRANGE", first, last)
                for other in self.nodes[:number]:
                    bus = other.port, _bus_port(other)
                    client.execute_command("CLUSTER", "MEET", "127.0.0.1", *bus)
        limit = clock.seconds() + READY_WITHIN
        while not all(_is_whole(node) for node in self.nodes):
            if clock.seconds() > limit:
                raise ServerNotStarted("the cluster's nodes do not find each other")
            clock.pause(0.05)


def _lines(bus_port: int) -> tuple[str, ...]:
    return (
        "cluster-enabled yes",
        f"cluster-port {bus_port}",
        "cluster-node-timeout 1000",
        "cluster-require-full-coverage no",
    )


def _bus_port(node: Server) -> int:
    lines = (node.folder / "server.conf").read_text().splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("cluster-port")))


def _is_whole(node: Server) -> bool:
    with node.client() as client:
        answer = str(client.execute_command("CLUSTER", "INFO"))
    return "cluster_state:ok" in answer and f"cluster_known_nodes:{len(SLOTS)}" in answer


def two_desks(folder: Path) -> Path:
    """Make a folder of desks on different nodes: the first one, and a copy of it under another number."""
    make_desk(folder / "desks", DESKS[0])
    make_desk(folder / "desks", DESKS[1], number=f'"{SECOND_NUMBER}"')
    return folder / "desks"
