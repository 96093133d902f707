"""`helpdesk web`: the process that answers the carrier's webhooks."""

from __future__ import annotations

import socket
from contextlib import ExitStack
from typing import Any

import click
from granian.constants import Interfaces
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

THREADS = 300
"""Python threads of one process at most: each open event stream holds one while it waits. Idle ones are let go."""
IDLE_LIMIT = 15
"""Seconds after which they are."""
SILENCE_LIMIT = 20_000
"""Ms after which a browser that acknowledges nothing is gone: the network itself would go on trying for a quarter of an
hour, and a stream's thread would wait as long."""
STOP_LIMIT = 5
"""Seconds that requests under way get to finish; a turn takes milliseconds, only event streams take longer."""


RESPAWN_PAUSE = 1.0
"""Seconds after a new process was started before another one is: one that can't live must not keep the machine busy."""


class WebServer(MPServer):
    """Granian's server ends itself and all its processes when one of them dies twice within seconds. This one goes on
    as long as another is alive, by which callers are served."""

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
        factory=True,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=settings.web_concurrency,
        blocking_threads=THREADS,
        blocking_threads_idle_timeout=IDLE_LIMIT,
        backpressure=THREADS,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_LIMIT,
        websockets=False,
        log_level=LogLevels.error,
        http1_settings=HTTP1Settings(header_read_timeout=15_000),
    )
