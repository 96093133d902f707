"""The only place that spells a key. All keys of a desk share its hash tag, so that a cluster spreads desks over nodes.

| key | type | what it holds | life |
|---|---|---|---|
| `{desk}:events` | stream | what happened on calls, one entry each | permanent, trimmed by the worker to 30 days |
| `{desk}:turn:<digest>` | string | the moment at which a webhook was first answered, ms since 1970 UTC | 10 minutes |
| `{desk}:call:<digest>` | hash | the last word of the carrier on a call: `sequence`, `status` | 1 day |
| `helpdesk:workers` | hash | worker name → its last sign of life, ms since 1970 UTC, database clock | permanent |

Call ids and tokens come from outside: they are digested, so that nobody's text ever becomes part of a key.
"""

from __future__ import annotations

from hashlib import blake2b

WORKERS = "helpdesk:workers"
TURN_LIFE = 600
"""Seconds; the carrier repeats a webhook within 15 s, several hand-overs within a few minutes."""
CALL_LIFE = 86_400
"""Seconds; a call may last four hours, its last callbacks come minutes later."""
EVENT_LIFE = 30 * 86_400
"""Seconds for which events are kept."""


def is_permanent(key: str) -> bool:
    """True for a key that may live without a limit."""
    return key == WORKERS or key.endswith(":events")


def events(desk: str) -> str:
    return f"{{{desk}}}:events"


def turn(desk: str, *identity: str) -> str:
    """The key of one webhook, told from all others by call, place and the carrier's idempotency token."""
    return f"{{{desk}}}:turn:{_digest(*identity)}"


def call(desk: str, call_id: str) -> str:
    return f"{{{desk}}}:call:{_digest(call_id)}"


def _digest(*parts: str) -> str:
    return blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
