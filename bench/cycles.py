"""Offer cycles in pipelines: a caller joins, a rep is offered the call, takes it, both meet, the caller hangs up.

What is measured is the database's own time, so many cycles are sent at once and the clients' time does not count.
"""

from __future__ import annotations

from collections import deque
from pathlib import Path
from typing import Any, cast

from redis import Redis
from redis.client import Pipeline

from bench.load import LoadFailed
from bench.signed_requests import call_sid
from routing.queue.script_answers import JoinRequest
from store import clock, keys
from store.lua_scripts import script_of

DESK = "bench"
LINE, LANGUAGE = "general", "en"
REVISION = "0123456789"
"""As long as a real one, for the memory that a caller takes."""
CYCLES_AT_ONCE = 50
STEPS = ("join", "accept", "caller joins", "rep joins", "caller ends")
NO_LIMIT = 10**9
BEGINNING = 10_000_000
"""Ms at which a desk's time begins: after everybody in a crowd has joined."""
CROWD_AT_ONCE = 10_000
LONGEST_SETTLING = 20.0
"""Seconds."""
FLOOR, CROWD = (Path(__file__).with_name(f"{name}.lua").read_text("utf-8") for name in ("floor", "crowd"))


def database_seconds(client: Redis) -> float:
    """Return the processor time that the database has used so far."""
    used = cast(dict[str, float], client.info("cpu"))
    return used["used_cpu_user"] + used["used_cpu_sys"]


class Floor:
    """The fewest writes of a cycle, by `floor.lua`."""

    def __init__(self, client: Redis) -> None:
        self._client = client
        self._script = client.script_load(FLOOR)
        self._cycles = 0

    def run(self, cycles: int) -> float:
        """Return the seconds of the database's time for one cycle."""
        before = database_seconds(self._client)
        for _ in range(cycles // CYCLES_AT_ONCE):
            with self._client.pipeline(transaction=False) as pipeline:
                for _ in range(CYCLES_AT_ONCE):
                    self._cycle(pipeline)
                pipeline.execute()
        return (database_seconds(self._client) - before) / cycles

    def _cycle(self, pipeline: Pipeline) -> None:
        self._cycles += 1
        caller, now = keys.digest(f"floor {self._cycles}"), BEGINNING + self._cycles
        for step in STEPS:
            pipeline.evalsha(
                self._script,
                1,
                keys.events("floor"),
                keys.prefix("floor"),
                step,
                str(now),
                caller,
                str(self._cycles),
                "rep",
            )


class CycleDesk:
    """A desk on a database, where a caller who hangs up frees a rep for the longest waiting caller."""

    def __init__(self, client: Redis, reps: int) -> None:
        self._client = client
        self._scripts: dict[str, str] = {}
        self._callers = self._offers = 0
        self._cycles = 0
        self._line: deque[str] = deque()
        self._talks: deque[str] = deque()
        self._sign_in(reps)

    def run(self, cycles: int) -> float:
        """Return the seconds of the database's time for one cycle. Raises LoadFailed if not every caller was served."""
        before, answers = database_seconds(self._client), []
        for _ in range(cycles // CYCLES_AT_ONCE):
            with self._client.pipeline(transaction=False) as pipeline:
                for _ in range(CYCLES_AT_ONCE):
                    self._cycles += 1
                    self._join(pipeline)
                    if self._talks:
                        self._end(pipeline)
                    self._talk(pipeline)
                    if not self._line and len(self._talks) == 1:
                        self._end(pipeline)
                answers += pipeline.execute()
        used = (database_seconds(self._client) - before) / cycles
        if answers.count("talking") != cycles or answers.count("left") != cycles:
            raise LoadFailed(f"{answers.count('talking')} of {cycles} callers talked to a rep")
        return used

    def crowd(self, callers: int, reps: int) -> float:
        """Let every rep talk and so many callers wait; return the database's bytes for each of them."""
        with self._client.pipeline(transaction=False) as pipeline:
            for _ in range(reps):
                self._join(pipeline)
                self._talk(pipeline)
            self._join(pipeline)
            pipeline.execute()
        before = self._memory("used_memory")
        real = self._line[0]
        for first in range(1, callers, CROWD_AT_ONCE):
            last = min(callers - 1, first + CROWD_AT_ONCE - 1)
            self._client.eval(CROWD, 1, keys.events(DESK), keys.prefix(DESK), real, first, last)
        self._line.extendleft(f"{number:032x}" for number in range(callers - 1, 0, -1))
        self._settle()
        return (self._memory("used_memory") - before) / (callers - 1)

    def _settle(self) -> None:
        """Wait until tables that grew are in order, and free the memory of making the crowd."""
        self._client.script_flush("SYNC")
        self._scripts.clear()
        limit = clock.seconds() + LONGEST_SETTLING
        while self._memory("mem_overhead_db_hashtable_rehashing") and clock.seconds() < limit:
            clock.pause(0.05)

    def _memory(self, name: str) -> int:
        return cast(dict[str, int], self._client.info("memory"))[name]

    def _join(self, pipeline: Pipeline) -> None:
        self._callers += 1
        call, number = call_sid(self._callers), f"+1510{self._callers:07}"
        self._line.append(keys.digest(call))
        wish = JoinRequest(
            call, LINE, LANGUAGE, "enrollment", number, longest_line=NO_LIMIT, revision=REVISION
        )
        self._ask(pipeline, "join", *wish.arguments())

    def _talk(self, pipeline: Pipeline) -> None:
        self._offers = max(self._offers + 1, self.now)
        self._talks.append(self._line.popleft())
        self._ask(pipeline, "accept", self._offers)
        for side in ("caller", "rep"):
            self._ask(pipeline, "side_joins", self._offers, side)

    @property
    def now(self) -> int:
        """Return the scripts' time, which advances by a ms each cycle, so that no two callers join at once."""
        return BEGINNING + self._cycles

    def _end(self, pipeline: Pipeline) -> None:
        self._ask(pipeline, "caller_ends", self._talks.popleft(), "hung up")

    def _sign_in(self, reps: int) -> None:
        with self._client.pipeline(transaction=False) as pipeline:
            for number in range(reps):
                fields = {
                    "name": "Rep",
                    "phone": f"+1415{number:07}",
                    "lines": LINE,
                    "languages": LANGUAGE,
                    "wrap_up": "0",
                }
                flat = [part for pair in fields.items() for part in pair]
                self._ask(pipeline, "save_rep", f"rep{number}", *flat)
                self._ask(pipeline, "set_status", f"rep{number}", "available", "")
            pipeline.execute()

    def _ask(self, pipeline: Pipeline, verb: str, *arguments: Any) -> None:
        if verb not in self._scripts:
            self._scripts[verb] = self._client.script_load(script_of(verb))
        names = (keys.events(DESK), keys.prefix(DESK), self.now)
        pipeline.evalsha(self._scripts[verb], 1, *names, *arguments)
