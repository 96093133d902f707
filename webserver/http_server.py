"""The HTTP server, Granian's, with the web processes: those for calls and, on a separate port, those for pages."""

from __future__ import annotations

import logging
import multiprocessing
import resource
import socket
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from granian._internal import load_target
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.net import SocketSpec  # type: ignore[attr-defined]
from granian.server.mp import MPServer, WorkerProcess

from store import clock
from webserver.bridge import Bridge
from webserver.heartbeat import BEAT_EVERY, Heart, HeartbeatWatch
from webserver.lanes import ProcessRole, bridge_to

log = logging.getLogger(__name__)
CONNECTIONS = 4096
"""Open connections of one process at most. An idle one costs some memory and no thread."""
SPARE_FILES = 256
"""Open files that a process needs besides: the database, logs, recordings."""
HEADER_LIMIT = 10_000
"""Ms within which the headers of a request must have come, counted from the connection's start or the last answer."""
HEADER_BYTES = 65_536
"""Bytes of a connection's buffer at most."""
SILENCE_LIMIT = 20_000
"""Ms after which a browser that acknowledges nothing is gone: the network itself would go on trying for a quarter of an
hour."""
STOP_LIMIT = 5
"""Seconds that requests under way get to finish; a turn takes milliseconds, only event streams take longer."""
RESPAWN_PAUSE = 1.0
"""Seconds after a new process was started before another one is: one that can't live must not keep the machine busy."""


@dataclass(frozen=True)
class RoleProcesses:
    """The processes of one role, which share a port."""

    role: ProcessRole
    port: int
    processes: int


class WebServer(MPServer):
    """Granian's server ends itself and all its processes when one of them dies twice within seconds. This one goes on
    as long as another is alive, by which callers are served; and it replaces a process that answers nothing.

    `target` names a factory of a WSGI application, because each process imports it.
    """

    def __init__(self, target: str, host: str, parts: Sequence[RoleProcesses]) -> None:
        self._parts = parts
        self._roles = [part for part in parts for _ in range(part.processes)]
        self._sockets: dict[int, tuple[Any, socket.socket]] = {}
        self._beats: Any = multiprocessing.RawArray("Q", len(self._roles))
        super().__init__(
            target,
            address=host,
            port=parts[0].port,
            interface=Interfaces.ASGI,
            http=HTTPModes.http1,  # a stream of HTTP/2 is no connection: no limit here would hold for it
            workers=len(self._roles),
            backpressure=raise_file_limit(),
            respawn_failed_workers=True,
            workers_kill_timeout=STOP_LIMIT,
            websockets=False,
            log_level=LogLevels.error,
            http1_settings=HTTP1Settings(header_read_timeout=HEADER_LIMIT, max_buffer_size=HEADER_BYTES),
        )

    def _init_shared_socket(self) -> None:
        """Open one queue of connections for all processes of a part. A queue for each process, which is Granian's way
        on Linux, is reset when that process is killed, and waits for as long as it hangs."""
        for part in self._parts:
            shared: Any = SocketSpec(self.bind_addr, part.port, self.backlog).build()
            listening = socket.socket(fileno=shared.get_fd())
            listening.set_inheritable(True)
            listening.setsockopt(
                socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, SILENCE_LIMIT
            )  # connections inherit it
            self._sockets[part.port] = shared, listening

    def _drop_shared_socket(self) -> None:
        for _, listening in self._sockets.values():
            listening.close()

    def _spawn_workers(self, spawn_target: Any, target_loader: Any) -> None:
        super()._spawn_workers(spawn_target, target_loader)  # type: ignore[no-untyped-call]
        threading.Thread(target=self._replace_silent, name="watchdog", daemon=True).start()

    def _spawn_worker(self, idx: int, target: Any, *_: Any, **__: Any) -> WorkerProcess:
        part = self._roles[idx]
        self._shd, self._sso = self._sockets[part.port]
        loader = partial(load_application, self.target, part.role, Heart(self._beats, idx))
        return super()._spawn_worker(idx, target, loader)

    def _respawn_workers(
        self, workers: list[int], spawn_target: Any, target_loader: Any, delay: float = 0
    ) -> None:
        super()._respawn_workers(workers, spawn_target, target_loader, max(delay, RESPAWN_PAUSE))
        if any(worker.inner.is_alive() for worker in self.wrks if worker.idx not in workers):
            self.respawned_wrks.clear()

    def _replace_silent(self) -> None:
        """Kill what answers nothing; the server starts another in its place, as for any process that has died."""
        watch = HeartbeatWatch(self._beats)
        while not self.interrupt_signal:
            processes = {worker.idx: worker.inner for worker in list(self.wrks)}
            ids = {index: process.pid or 0 for index, process in processes.items()}
            for index in watch.look(clock.seconds(), ids):
                log.error("a web process answers nothing; another takes its place", extra={"pid": ids[index]})
                processes[index].kill()
            clock.pause(BEAT_EVERY)


def load_application(target: str, role: ProcessRole, heart: Heart) -> Bridge:
    """Return the application of a web process: the one that the factory `target` makes, behind the bridge."""
    application: Any = load_target(target, factory=True)
    return bridge_to(application, role, heart.beat)


def raise_file_limit() -> int:
    """Let this process and its children open the files that `CONNECTIONS` needs, as far as the machine allows.

    Returns how many connections one process may have open.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = CONNECTIONS + SPARE_FILES
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return CONNECTIONS if soft == resource.RLIM_INFINITY else max(64, min(CONNECTIONS, soft - SPARE_FILES))
