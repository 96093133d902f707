"""`helpdesk web`: the process that answers the carrier's webhooks."""

from __future__ import annotations

import resource
import socket
from contextlib import ExitStack
from functools import partial
from typing import Any

import click
from granian._internal import load_target
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.net import SocketSpec  # type: ignore[attr-defined]
from granian.server.mp import MPServer

from commands.environment import (
    calendars_or_exit,
    desks_or_exit,
    make_local_files,
    own_database,
    refuse_open_local_mode,
    settings_or_exit,
    store_errors_told,
)
from monitoring.webhook_times import remove_files_of_ended_processes
from settings import Settings
from store.parent import die_with_parent
from webserver.bridge import Bridge
from webserver.lanes import bridge_to

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


class WebServer(MPServer):
    """Granian's server ends itself and all its processes when one of them dies twice within seconds. This one goes on
    as long as another is alive, by which callers are served."""

    def serve(self, *_: Any, **__: Any) -> None:
        super().serve(target_loader=partial(load_application, self.target), wrap_loader=False)

    def _init_shared_socket(self) -> None:
        """One queue of connections for all: each process's own, which is Granian's way on Linux, is reset when that
        process is killed, and waits for as long as it hangs."""
        shared: Any = SocketSpec(self.bind_addr, self.bind_port, self.backlog).build()
        self._ssp, self._shd, self._sfd = None, shared, shared.get_fd()
        self._sso = socket.socket(fileno=self._sfd)
        self._sso.set_inheritable(True)
        self._sso.setsockopt(
            socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, SILENCE_LIMIT
        )  # connections inherit it

    def _respawn_workers(
        self, workers: list[int], spawn_target: Any, target_loader: Any, delay: float = 0
    ) -> None:
        super()._respawn_workers(workers, spawn_target, target_loader, max(delay, RESPAWN_PAUSE))
        if any(worker.inner.is_alive() for worker in self.wrks if worker.idx not in workers):
            self.respawned_wrks.clear()


@click.command()
@click.option("--die-with-parent", "parent", type=int, hidden=True)
def web(parent: int | None) -> None:
    """Answer the carrier's webhooks on PORT.

    In as many processes as WEB_CONCURRENCY says; on TERM, requests under way are finished.

    Example: PORT=8000 helpdesk web
    """
    if parent:
        die_with_parent(parent)
    settings = settings_or_exit()
    refuse_open_local_mode(settings)
    calendars_or_exit(desks_or_exit(settings))
    with store_errors_told(), ExitStack() as stack:
        make_local_files(settings)
        stack.enter_context(own_database(settings))
        remove_files_of_ended_processes(settings.metrics_folder)
        server(settings).serve()


def server(settings: Settings, target: str = "app:serve") -> MPServer:
    """The web server for `target`, a factory of a WSGI application, named because each worker imports it."""
    return WebServer(
        target,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGI,
        http=HTTPModes.http1,  # a stream of HTTP/2 is no connection: no limit here would hold for it
        workers=settings.web_concurrency,
        backpressure=raise_file_limit(),
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_LIMIT,
        websockets=False,
        log_level=LogLevels.error,
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_LIMIT, max_buffer_size=HEADER_BYTES),
    )


def load_application(target: str) -> Bridge:
    """What a web process serves: the WSGI application that the factory `target` makes, behind the bridge."""
    application: Any = load_target(target, factory=True)
    return bridge_to(application)


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
