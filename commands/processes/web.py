"""`helpdesk web`: the processes that answer the carrier's webhooks and show the console."""

from __future__ import annotations

from contextlib import ExitStack

import click

from commands.environment import (
    calendars_or_exit,
    desks_or_exit,
    make_local_files,
    own_database,
    refuse_open_local_mode,
    report_store_errors,
    settings_or_exit,
)
from monitoring.webhook_times import remove_files_of_ended_processes
from settings import Settings
from store.parent import die_with_parent
from webserver.http_server import RoleProcesses, WebServer
from webserver.lanes import ProcessRole


@click.command()
@click.option("--die-with-parent", "parent", type=int, hidden=True)
def web(parent: int | None) -> None:
    """Answer the carrier's webhooks, and the console.

    The console is on PORT too, or on CONSOLE_PORT if that is set. In as many processes as WEB_CONCURRENCY says; on
    TERM, requests under way are finished. A process that answers nothing for ten seconds is replaced.

    Example: PORT=8000 helpdesk web
    """
    if parent:
        die_with_parent(parent)
    settings = settings_or_exit()
    refuse_open_local_mode(settings)
    calendars_or_exit(desks_or_exit(settings))
    with report_store_errors(), ExitStack() as stack:
        make_local_files(settings)
        stack.enter_context(own_database(settings))
        remove_files_of_ended_processes(settings.metrics_folder)
        server(settings).serve()


def server(settings: Settings, target: str = "app:serve") -> WebServer:
    """Return the web server for `target`, a factory of a WSGI application, which each worker imports by name."""
    role = ProcessRole.CALLS if settings.console_port else ProcessRole.ALL
    parts = [RoleProcesses(role, settings.port, settings.web_concurrency)]
    if settings.console_port:
        parts.append(
            RoleProcesses(ProcessRole.CONSOLE, settings.console_port, max(1, settings.web_concurrency // 2))
        )
    return WebServer(target, settings.host, parts)
