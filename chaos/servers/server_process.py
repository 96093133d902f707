"""A server process among several: started, killed, frozen, and started again with its data on disk."""

from __future__ import annotations

import os
import random
import shutil
import signal
import socket
import subprocess
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

from store import clock
from store.connection import connect
from store.errors import ServerNotStarted
from store.parent import dying_with_me
from store.valkey import server_binary

START_LIMIT = 60.0
PORTS = range(20_000, 32_000)
"""Below the ports that the kernel gives away by itself: a server that was killed must find its own free again."""
LASTING = (
    "appendonly yes",
    "appendfsync everysec",
    "maxmemory 1gb",
    "repl-diskless-sync-delay 0",
    "repl-ping-replica-period 1",
)


class Server:
    """A `valkey-server` on loopback. `lines` are its configuration, which it may rewrite itself later.

    Start it from a process's main thread: the kernel ends it when the thread that started it ends.
    """

    def __init__(self, folder: Path, lines: tuple[str, ...], *, is_sentinel: bool = False) -> None:
        folder.mkdir(parents=True)
        self.folder, self.port, self._is_sentinel = folder, quiet_port(), is_sentinel
        self._process: subprocess.Popen[bytes] | None = None
        own = (f"port {self.port}", "bind 127.0.0.1", f"dir {folder}", "protected-mode no", *lines)
        (folder / "server.conf").write_text(
            "\n".join(own if is_sentinel else (*own, 'save ""', *LASTING)) + "\n"
        )

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start the server if it does not run; return before it answers."""
        if self.is_running:
            return
        command = [str(server_binary()), str(self.folder / "server.conf")]
        with (self.folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                command + ["--sentinel"] * self._is_sentinel,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=dying_with_me(signal.SIGKILL),
            )

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def send(self, number: signal.Signals) -> None:
        """Send SIGSTOP or SIGCONT; do nothing to a dead server."""
        if self._process is not None and self.is_running:
            os.kill(self._process.pid, number)

    def wipe(self) -> None:
        """Delete its data; its configuration and its part in a cluster stay."""
        shutil.rmtree(self.folder / "appendonlydir", ignore_errors=True)

    def client(self) -> Redis:
        """Return a client for setting up or inspecting the server; commands may take two seconds."""
        return connect(f"redis://127.0.0.1:{self.port}", timeout=2.0)

    def wait_until_it_answers(self) -> None:
        """Wait until it answers. Raises ServerNotStarted."""
        limit = clock.seconds() + START_LIMIT
        with self.client() as client:
            while clock.seconds() < limit and self.is_running:
                try:
                    client.ping()
                except RedisError:
                    clock.pause(0.02)
                else:
                    return
        raise ServerNotStarted(f"a server did not answer; see {self.folder / 'server.log'}")


def quiet_port() -> int:
    """Return a port on loopback that nobody listens on and that stays free while nobody does."""
    for port in random.sample(PORTS, 50):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise ServerNotStarted("no free port was found between 20000 and 32000")
