"""The only place that spells a key. All keys of a desk share its hash tag, so that a cluster spreads desks over nodes.

| key | type | what it holds | life |
|---|---|---|---|
| `{desk}:events` | stream | what happened on calls, one entry each | permanent, trimmed by the worker to 30 days |
| `{desk}:commands` | stream | what must be done at the carrier, the workers' outbox | permanent, trimmed to 10,000 |
| `{desk}:quarantine` | stream | commands that no worker can do, with the reason | permanent, trimmed to 1,000 |
| `{desk}:reconciling` | string | the worker that compares the desk's calls with the carrier's | 25 seconds |
| `{desk}:deadlines` | sorted set | `kind:id` → when it is due, ms since 1970 UTC | permanent, empties itself |
| `{desk}:line:<line>:<language>` | sorted set | who waits → joined less head start, ms | permanent, empties itself |
| `{desk}:idle:<line>:<language>` | sorted set | available reps → idle since, ms | permanent, empties itself |
| `{desk}:staff:<line>:<language>` | set | reps signed in who serve the line | permanent, empties itself |
| `{desk}:reps` | set | the ids of all reps | permanent |
| `{desk}:rep:<rep>` | hash | one rep: who, where, which lines, status and its reason | permanent |
| `{desk}:phones` | hash | a rep's phone → the rep's id | permanent |
| `{desk}:caller:<digest>` | hash | one call that waits, is offered, talks or has ended | 1 day |
| `{desk}:offer:<number>` | hash | one attempt to bring a caller and a rep together | 1 day |
| `{desk}:listener:<number>` | hash | somebody who listens to a conversation: who, how, on which phone | 1 day |
| `{desk}:place:<digest>` | string | the last call of a number, whose place its next call takes up | 1 day |
| `{desk}:tries:<digest>` | string | counts the tries at a rep's PIN | 15 minutes |
| `{desk}:offers` | string | counts offers, so that each has a number of its own | permanent |
| `{desk}:turn:<digest>` | string | the moment at which a webhook was first answered, ms since 1970 UTC | 10 minutes |
| `{desk}:call:<digest>` | hash | the last word of the carrier on a call: `sequence`, `status` | 1 day |
| `helpdesk:workers` | hash | worker name → its last sign of life, ms since 1970 UTC, database clock | permanent |
| `helpdesk:dialling` | string | from when any desk may dial again, ms since 1970 UTC, database clock | until then |

Call ids, numbers and tokens come from outside: they are digested, so that nobody's text ever becomes part of a key.
"""

from __future__ import annotations

from hashlib import blake2b

WORKERS = "helpdesk:workers"
DIALLING = "helpdesk:dialling"
TURN_LIFE = 600
"""Seconds; the carrier repeats a webhook within 15 s, several hand-overs within a few minutes."""
CALL_LIFE = 86_400
"""Seconds; a call may last four hours, its last callbacks come minutes later."""
RECONCILING_LIFE = 25
"""Seconds; less than the pause between two rounds, so that the next one is anybody's."""
EVENT_LIFE = 30 * 86_400
"""Seconds for which events are kept."""

_OF_THE_LINE = ("events", "commands", "quarantine", "deadlines", "line", "idle", "staff")
_OF_THE_REPS = ("reps", "rep", "phones", "offers")
_PERMANENT = _OF_THE_LINE + _OF_THE_REPS


def is_permanent(key: str) -> bool:
    """True for a key that may live without a limit."""
    return key == WORKERS or key.partition("}:")[2].split(":")[0] in _PERMANENT


def prefix(desk: str) -> str:
    """What every key of a desk begins with; the scripts put the second column's names behind it."""
    return f"{{{desk}}}:"


def events(desk: str) -> str:
    return f"{prefix(desk)}events"


def commands(desk: str) -> str:
    return f"{prefix(desk)}commands"


def quarantine(desk: str) -> str:
    return f"{prefix(desk)}quarantine"


def reconciling(desk: str) -> str:
    return f"{prefix(desk)}reconciling"


def offer(desk: str, number: str) -> str:
    return f"{prefix(desk)}offer:{number}"


def listener(desk: str, number: str) -> str:
    return f"{prefix(desk)}listener:{number}"


def line(desk: str, name: str, language: str) -> str:
    return f"{prefix(desk)}line:{name}:{language}"


def rep(desk: str, name: str) -> str:
    return f"{prefix(desk)}rep:{name}"


def reps(desk: str) -> str:
    return f"{prefix(desk)}reps"


def phones(desk: str) -> str:
    return f"{prefix(desk)}phones"


def caller(desk: str, call_id: str) -> str:
    return f"{prefix(desk)}caller:{digest(call_id)}"


def turn(desk: str, *identity: str) -> str:
    """The key of one webhook, told from all others by call, place and the carrier's idempotency token."""
    return f"{prefix(desk)}turn:{digest(*identity)}"


def call(desk: str, call_id: str) -> str:
    return f"{prefix(desk)}call:{digest(call_id)}"


def digest(*parts: str) -> str:
    """What stands in a key for text from outside."""
    return blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
