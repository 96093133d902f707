"""Measures how fast events become records and counts, and how much memory a call's record takes permanently.

Each call is one that a desk of moderate size has: three turns of the menu, a wait, a rep who takes it, wrap-up.
"""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from redis import Redis

from bench.offer_speed import PATIENCE
from prompts.files.models import Desk
from prompts.revision import load_desks
from reports.folding import BATCH, Folding
from settings import DESKS
from store import clock, keys
from store.connection import connect
from store.valkey import EmbeddedValkey

BETWEEN_CALLS = 86_400
"""Ms: a thousand calls a day."""
START = 1_790_000_000_000
CALLERS_CALLS = 2
"""How often a number calls."""
REPS = 10


@dataclass(frozen=True)
class FoldPlan:
    """The number of calls to fold in a round, and the number of rounds."""

    rounds: int = 5
    calls: int = 4_000


@dataclass(frozen=True)
class Folded:
    """Events folded in a second of a worker's time, the longest step in seconds, bytes kept for each call."""

    rate: float
    longest_step: float
    bytes_per_call: float


def measure_folding(plan: FoldPlan, tell: Callable[[str], None]) -> Folded:
    """Measure all rounds on one database. Raises OSError. `tell` is called with the progress."""
    desk = next(iter(load_desks(DESKS).values())).desk
    with _database() as client:
        rates, steps = list[float](), list[float]()
        empty = _memory(client)
        for number in range(plan.rounds):
            tell(f"folding, round {number + 1} of {plan.rounds}")
            events = write_calls(client, desk, range(number * plan.calls, (number + 1) * plan.calls))
            steps += fold_all(client, desk)
            rates.append(events / sum(steps[-events // BATCH :]))
        client.config_set("lazyfree-lazy-user-del", "no")  # or it would be counted while it is being freed
        client.delete(keys.events(desk.id))
        kept = (_memory(client) - empty) / (plan.rounds * plan.calls)
        return Folded(median(rates), max(steps), kept)


def fold_all(client: Redis, desk: Desk) -> list[float]:
    """Return the seconds of each step."""
    folding, steps, folded = Folding(client, desk, START), list[float](), BATCH
    while folded == BATCH:
        began = clock.seconds()
        folded = folding.fold()
        steps.append(clock.seconds() - began)
    return steps


def write_calls(client: Redis, desk: Desk, calls: range) -> int:
    """Write the events of calls as web processes and scripts would, and return how many."""
    written = 0
    for first in range(calls.start, calls.stop, 500):
        with client.pipeline(transaction=False) as pipeline:
            for number in range(first, min(first + 500, calls.stop)):
                caller, at = secrets.token_hex(16), START + number * BETWEEN_CALLS
                e164 = f"+1510{number // CALLERS_CALLS:07}"
                digest = keys.digest_of_number(b"bench", e164)
                record = keys.record(desk.id, caller)
                pipeline.hset(record, mapping={"number": e164, "number_hash": digest})
                pipeline.expire(record, desk.history_days * 86_400)
                pipeline.zadd(keys.numbered(desk.id), {caller: at})
                for event in _events(caller, at, f"{number % REPS}"):
                    pipeline.xadd(keys.events(desk.id), event)  # type: ignore[arg-type]
                    written += 1
            pipeline.execute()
    return written


def _events(caller: str, at: int, rep: str) -> Iterator[dict[str, str]]:
    call = f"CA{caller}"
    places = (("entered", "main", ""), ("turn", "signing_in", "1"), ("turn", "forgot_password", "1"))
    for second, (name, node, key) in enumerate(places):
        kind = "guidance" if node == "forgot_password" else "menu"
        menu = {"language": "en", "node": node, "kind": kind, "part": "node", "attempt": "1", "key": key}
        if key:
            menu["at"] = places[second - 1][1]
        yield {"moment": str(at + second * 7000), "event": name, "call": call, "caller": caller, **menu}
    line, offer, asked = "general:en", {"rep": rep, "offer": str(at)}, {"key": "0", "refused": ""}
    told: tuple[tuple[int, str, dict[str, str]], ...] = (
        (30, "joined", {"call": call, "line": line, "topic": "forgot_password", "again": "0"}),
        (30, "turn", {**menu, "at": menu["node"], "node": "person", "kind": "person", **asked, "line": line}),
        (30, "announced", {"shortest": "60", "longest": "180"}),
        (50, "offered", offer),
        (60, "accepted", offer),
        (62, "connected", {**offer, "waited": "32000"}),
        (300, "ended", {"how": "hung up", "was": "talking", "waited": "270000"}),
        (300, "rep", {"rep": rep, "status": "wrap_up", "reason": "after call"}),
        (300, "status", {"call": call, "status": "completed"}),
        (360, "rep", {"rep": rep, "status": "available", "reason": ""}),
    )
    for seconds, name, fields in told:
        yield {"moment": str(at + seconds * 1000), "event": name, "caller": caller, **fields}


def _memory(client: Redis) -> int:
    return int(client.info("memory")["used_memory_dataset"])


@contextmanager
def _database() -> Iterator[Redis]:
    with (
        tempfile.TemporaryDirectory(prefix="helpdesk-bench-") as folder,
        EmbeddedValkey(Path(folder)) as own,
        connect(own.url, timeout=PATIENCE) as client,
    ):
        yield client
