"""The threads and limits for each path."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from enum import StrEnum
from typing import Any

from webserver.answer import Wsgi
from webserver.body import Bodies, BodyLimits
from webserver.bridge import Bridge, Lane
from webserver.pool import Pool

CALL_PATHS = ("/voice", "/text", "/static", "/recordings", "/alive")
"""What the carrier and a load balancer ask for, with all that is below."""
WEBHOOK_PATHS = ("/voice", "/text")
MONITOR_PATHS = ("/health", "/metrics")
ROOT = "/"
"""Leads people who know only the host to the console."""
CALL_THREADS = 4
"""More would only contend for the interpreter; a thread waits for the database at most `REDIS_TIMEOUT_MS`."""
CALLS_WAITING = 4096
"""As many as there may be connections: the carrier gives a request up after 15 seconds anyway."""
LARGE_WEBHOOKS_WAITING = 100
"""Webhooks with a large body have one thread of their own: ordinary ones never wait behind them."""
PAGE_THREADS = 12
MONITOR_THREADS = 2
PAGES_WAITING = 1_000
"""Requests for pages that wait for a thread; the next one gets a 503. After a start all open pages ask at once."""
LARGEST_WEBHOOK = 1_048_576
"""Bytes."""
LARGEST_UPLOAD = 12_582_912
"""Bytes: a recording of 10 MB and the form around it. The console has stricter limits of its own."""
WEBHOOK_FIELDS = 500
"""The carrier sends some 60 at most."""
FORM_FIELDS = 2_000
WEBHOOK_SECONDS = 10.0
UPLOAD_SECONDS = 60.0
MEMORY_FOR_BODIES = 134_217_728
"""Bytes that large bodies of all requests of a process may take at once."""


class ProcessRole(StrEnum):
    """The part of the line that a web process answers for."""

    ALL = "all"
    CALLS = "calls"
    """What calls need, and monitors, and the way to the console; nothing of the console itself."""
    CONSOLE = "console"
    """Everything but webhooks."""


def bridge_to(
    application: Wsgi,
    role: ProcessRole = ProcessRole.ALL,
    beat: Callable[[Bridge], Coroutine[Any, Any, None]] | None = None,
) -> Bridge:
    """Return the ASGI application of a web process, with threads for calls and others for everything else."""
    calls = Lane(
        Pool("calls", CALL_THREADS, CALLS_WAITING),
        Pool("large calls", 1, LARGE_WEBHOOKS_WAITING),
        BodyLimits(LARGEST_WEBHOOK, WEBHOOK_SECONDS, WEBHOOK_FIELDS),
    )
    pool = Pool("pages", MONITOR_THREADS if role is ProcessRole.CALLS else PAGE_THREADS, PAGES_WAITING)
    pages = Lane(pool, pool, BodyLimits(LARGEST_UPLOAD, UPLOAD_SECONDS, FORM_FIELDS))

    def lane_of(path: str) -> Lane | None:
        if not is_answered(path, role):
            return None
        return calls if is_for_calls(path) else pages

    return Bridge(application, lane_of, Bodies(MEMORY_FOR_BODIES), beat)


def is_answered(path: str, role: ProcessRole) -> bool:
    """Return whether a process of this role answers the path."""
    if role is ProcessRole.CALLS:
        return is_for_calls(path) or path in (*MONITOR_PATHS, ROOT)
    return role is ProcessRole.ALL or not is_below(path, WEBHOOK_PATHS)


def is_for_calls(path: str) -> bool:
    """Return whether calls need the path."""
    return is_below(path, CALL_PATHS)


def is_below(path: str, tops: tuple[str, ...]) -> bool:
    """Return whether the path is one of `tops` or below it."""
    return path.startswith(tops) and "/" + path.split("/", 2)[1] in tops
