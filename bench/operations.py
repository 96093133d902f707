"""Counts the database requests of one usual call, script by script, from the database's own monitor.

The call: three turns of the menu, a wait of three bits of hold, a rep who is rung, takes it, talks, and writes notes.
What a line does anyway, called or not, is watched before and taken off.
"""

from __future__ import annotations

import asyncio
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha1
from pathlib import Path
from typing import Any, cast

from bench.offer_speed import PATIENCE
from chaos.callers.person import CallerPhone
from chaos.callers.simulated_reps import SimulatedRep
from chaos.chaos_run import Stage, stage
from chaos.run_plan import FIRST_CALLER_PHONE, RunPlan, open_moment
from chaos.servers.database import OneValkey
from chaos.tested_line import rep_phone
from routing.queue.desk_state import DeskState
from routing.queue.script_answers import JoinRequest
from store import clock, keys
from store.connection import connect
from store.desk.call_ids import CallSid
from store.desk.states import EndOfWait, RepStatus
from store.lua_scripts import all_scripts

HOLDS = 3
TALK = 10.0
"""Seconds of the network, which is in a hurry."""
OWN = "HMGET"
"""How the bench itself sees that all is over; nothing else asks so."""
LONGEST_CALL = 90.0
"""Seconds for all of them."""


@dataclass(frozen=True)
class UsualCall:
    """The number of callers, each with a rep to wait for, and the seconds without calls before them."""

    calls: int = 20
    rest: float = 15.0


@dataclass
class RequestTally:
    """The requests to a database: requests by name, the commands within them, and the requests' bytes."""

    requests: Counter[str] = field(default_factory=Counter)
    commands: Counter[str] = field(default_factory=Counter)
    sent: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0


@dataclass(frozen=True)
class VerbCost:
    """A script or plain command, for one call: the number of requests, and of commands that they cause."""

    name: str
    requests: float
    commands: float


@dataclass(frozen=True)
class CallCost:
    """The cost of one call: requests to the database, commands that these cause, bytes sent, and each verb's share."""

    requests: float
    commands: float
    sent: float
    verbs: Sequence[VerbCost]


def measure_call(plan: UsualCall, tell: Callable[[str], None]) -> CallCost:
    """Measure a call, from a main thread. Raises OSError."""
    with tempfile.TemporaryDirectory(prefix="helpdesk-bench-") as folder:
        database = OneValkey(Path(folder))
        database.start()
        try:
            rest, busy = asyncio.run(_watch(plan, tell, database, Path(folder)))
        finally:
            database.end()
    return cost(rest, busy, plan.calls)


def cost(rest: RequestTally, busy: RequestTally, calls: int) -> CallCost:
    """Return the cost of one of the calls, without what a line at rest does in the same time."""
    share = busy.seconds / rest.seconds

    def each(of: Callable[[RequestTally], Counter[str]]) -> dict[str, float]:
        return {name: max(0.0, (of(busy)[name] - of(rest)[name] * share) / calls) for name in of(busy)}

    requests, commands, sent = (
        each(of) for of in (lambda one: one.requests, lambda one: one.commands, lambda one: one.sent)
    )
    verbs = [VerbCost(name, requests[name], commands[name]) for name in requests if requests[name] >= 0.05]
    verbs.sort(key=lambda verb: -verb.commands)
    return CallCost(sum(requests.values()), sum(commands.values()), sum(sent.values()), verbs)


async def _watch(
    plan: UsualCall, tell: Callable[[str], None], database: OneValkey, folder: Path
) -> tuple[RequestTally, RequestTally]:
    line = RunPlan(calls=plan.calls, reps=plan.calls, faults=False, workers=1)
    async with stage(line, database, folder) as on:
        await asyncio.to_thread(_keep_a_rep_busy, on.line.states[0])
        tell("nobody calls")
        with _monitored(database.url) as rest:
            await asyncio.sleep(plan.rest)
        tell(f"{plan.calls} call")
        with _monitored(database.url) as busy:
            await asyncio.wait_for(_all_call(on), LONGEST_CALL)
        return rest, busy


def _keep_a_rep_busy(state: DeskState) -> None:
    """Sign a rep in who is busy for an hour, so that callers may wait."""
    rep = {"name": "Busy", "phone": rep_phone(999), "lines": "general", "languages": "en", "wrap_up": "3600"}
    state.save_rep("busy", rep)
    state.set_status("busy", RepStatus.AVAILABLE)
    state.join(JoinRequest(CallSid("CA-before"), "general", "en", "main"))
    offer = state.rep("busy").offer
    state.accept(offer)
    for side in ("rep", "caller"):
        state.side_joins(offer, side)
    state.caller_ends(CallSid("CA-before"), EndOfWait.HUNG_UP)


async def _all_call(on: Stage) -> None:
    """Let everybody wait, free every rep, let everybody talk, and let all reps write notes."""
    for number in range(on.plan.reps):
        SimulatedRep(on.network, on.desks[0].number, rep_phone(number), on.own_dice(), 1.0, {"take": 1})
    callers = [
        CallerPhone(on.network, on.board, f"+{FIRST_CALLER_PHONE + number}", on.own_dice())
        for number in range(on.plan.calls)
    ]
    await asyncio.gather(*(_waits(on, caller) for caller in callers))
    for number in range(on.plan.reps):
        await asyncio.to_thread(on.line.states[0].set_status, str(number), RepStatus.AVAILABLE)
    await asyncio.gather(*(_talks(caller) for caller in callers))
    while await asyncio.to_thread(_free, on) < on.plan.reps:
        await asyncio.sleep(0.1)


def _free(on: Stage) -> int:
    desk, client = on.desks[0].id, on.line.client
    states = (client.hmget(keys.rep_record(desk, str(number)), ["status"]) for number in range(on.plan.reps))
    return sum(found == [RepStatus.AVAILABLE] for found in states)


async def _waits(on: Stage, caller: CallerPhone) -> None:
    desk = on.desks[0]
    caller.begins(await caller.phone.dial(desk.number, at=open_moment(desk.zone)), "usual")
    for node, key in (("main", "1"), ("signing_in", "1"), ("forgot_password", "0")):
        await caller.until_asked(node)
        caller.presses(key)
    await caller.until(lambda: _holds(caller) >= HOLDS)


def _holds(caller: CallerPhone) -> int:
    return sum("/hold/" in one.url and one.answered is not None for one in caller.story.requests.values())


async def _talks(caller: CallerPhone) -> None:
    await caller.until(lambda: caller.is_talking)
    await caller.thinks(TALK, TALK)
    caller.hangs_up()


@contextmanager
def _monitored(url: str) -> Iterator[RequestTally]:
    """Yield a tally of the database's requests during the block."""
    tally, began, ends = RequestTally(), clock.seconds(), threading.Event()
    with connect(url, timeout=PATIENCE) as client, client.monitor() as monitor:
        watching = threading.Thread(target=_count, args=(monitor, tally, ends))
        watching.start()
        try:
            yield tally
        finally:
            ends.set()
            client.echo("the last one")  # which wakes the reader
            watching.join()
            tally.seconds = clock.seconds() - began


def _count(monitor: Any, tally: RequestTally, ends: threading.Event) -> None:
    verbs, name = _verbs(), ""
    for asked in monitor.listen():
        if ends.is_set():
            return
        words = cast(str, asked["command"])
        if asked["client_type"] == "lua":
            tally.commands[name] += 1
            continue
        name = _name(words, verbs)
        if name == OWN:
            continue
        tally.requests[name] += 1
        tally.commands[name] += 1
        tally.sent[name] += len(words)


def _name(words: str, verbs: dict[str, str]) -> str:
    """Return a script's verb, or a plain command."""
    command, _, rest = words.partition(" ")
    if command.upper() not in ("EVALSHA", "EVAL"):
        return command.upper()
    return verbs.get(rest.partition(" ")[0], "another script")


def _verbs() -> dict[str, str]:
    """Return the verb of every script, by digest."""
    return {
        sha1(source.encode(), usedforsecurity=False).hexdigest(): Path(name).stem
        for name, source in all_scripts()
    }


def table(cost: CallCost) -> str:
    """Return every verb's share, for people."""
    lines = [f"{verb.requests:6.1f} {verb.commands:7.1f}  {verb.name}" for verb in cost.verbs]
    return "\n".join(["requests commands, for one call", *lines])


if __name__ == "__main__":
    print(table(measure_call(UsualCall(), lambda _: None)))
