"""Which threads answer which paths, and within which limits."""

from __future__ import annotations

from webserver.answer import Wsgi
from webserver.body import Bodies, BodyLimits
from webserver.bridge import Bridge, Lane
from webserver.pool import Pool

CALL_PATHS = ("/voice", "/text", "/static", "/recordings", "/alive")
"""What the carrier and a load balancer ask for, with all that is below."""
CALL_THREADS = 4
"""More would only contend for the interpreter; a thread waits for the database at most `REDIS_TIMEOUT_MS`."""
CALLS_WAITING = 4096
"""As many as there may be connections: the carrier gives a request up after 15 seconds anyway."""
PAGE_THREADS = 12
PAGES_WAITING = 64
"""Requests for pages that wait for a thread; the next one is answered with 503."""
LARGEST_WEBHOOK = 1_048_576
"""Bytes."""
LARGEST_UPLOAD = 12_582_912
"""Bytes: a recording of 10 MB and the form around it. The console has stricter limits of its own."""
WEBHOOK_SECONDS = 10.0
UPLOAD_SECONDS = 60.0
MEMORY_FOR_BODIES = 134_217_728
"""Bytes that large bodies of all requests of a process may take at once."""


def bridge_to(application: Wsgi) -> Bridge:
    """Return the ASGI application of a web process, with threads for calls and others for everything else."""
    calls = Lane(Pool("calls", CALL_THREADS, CALLS_WAITING), BodyLimits(LARGEST_WEBHOOK, WEBHOOK_SECONDS))
    pages = Lane(Pool("pages", PAGE_THREADS, PAGES_WAITING), BodyLimits(LARGEST_UPLOAD, UPLOAD_SECONDS))
    return Bridge(application, lambda path: calls if is_for_calls(path) else pages, Bodies(MEMORY_FOR_BODIES))


def is_for_calls(path: str) -> bool:
    """True for the paths that calls need."""
    return path.startswith(CALL_PATHS) and "/" + path.split("/", 2)[1] in CALL_PATHS
