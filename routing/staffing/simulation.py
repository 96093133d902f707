"""A desk's day in virtual time: the line's own scripts decide; callers, reps and the clock are simulated.

A rep is rung and connected for a fixed time, by default none; meanwhile no caller gives up. So the results can be held
against the theory of waiting lines.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum
from itertools import count
from typing import Any

from redis import Redis

from routing.queue.desk_state import DeskState
from routing.queue.queue_position import standing_of, wait_behind
from routing.queue.script_answers import HeartbeatAnswer, JoinRequest
from routing.queue.script_batch import ScriptBatch, commands_in
from routing.staffing.demand import ComingCall
from routing.waits.announcement import announce
from routing.waits.estimate import Wait, WaitRange
from store import keys
from store.desk.call_ids import CallSid
from store.desk.states import EndOfWait, RepStatus, StatusSource

DESK, LINE, LANGUAGE = "simulated", "general", "en"
NO_LIMIT = 10**9
TIDY_EVERY = 500
"""Calls after which the records of those that are over are deleted: memory is all they would take."""
MOST_AT_ONCE = 100
"""Turns sent together at most."""


WHOLE_SHIFT = 3600
"""Seconds of wrap-up of a rep whose shift is over: after the call in hand nobody is offered any more."""


class SimulationStep(IntEnum):
    """The next event of a call; `SHIFT` concerns the reps, and the number is how many are wanted from then on."""

    CALLS = 0
    CONNECTS = 1
    HANGS_UP = 2
    GIVES_UP = 3
    SHIFT = 4


@dataclass
class SimulatedCall:
    """The course of a call; all times are in ms."""

    call: ComingCall
    number: str
    foreseen: Wait | None = None
    """What the range was made of."""
    announced: WaitRange | None = None
    answered: int | None = None
    gave_up: int | None = None

    @property
    def waited(self) -> int:
        """Return the ms until the answer, or until the caller gave up."""
        end = self.answered if self.answered is not None else self.gave_up
        assert end is not None
        return end - self.call.at


class Simulation:
    """A desk with so many reps on an empty database. Without `announces`, no wait is announced.

    `shifts` are moments (ms) with the number of reps from then on; until the first there are `reps`. Who is to go
    ends the call in hand. `connect`: ms from the ringing of a rep's phone until rep and caller talk.
    """

    def __init__(
        self,
        client: Redis,
        reps: int,
        *,
        announces: bool = True,
        shifts: Iterable[tuple[int, int]] = (),
        connect: int = 0,
    ) -> None:
        self._client = client
        self._reps = reps
        self._shifts = list(shifts)
        self._connect = connect
        self._present: set[int] = set()
        self._busy: dict[int, int] = {}
        """Number of a call → the rep who has it in hand."""
        self._announces = announces
        self._agenda: list[tuple[int, int, SimulationStep, int]] = []
        self._order = count()
        self._told: list[SimulatedCall] = []
        self._waiting: dict[str, int] = {}
        """Digest of a call → its number."""
        self._last_command = "0"
        self._offers: dict[int, str] = {}
        """Of calls under way."""
        self._over: list[tuple[str, str]] = []
        """Call and offer of those whose records nobody needs any more."""

    def run(
        self, calls: Iterable[ComingCall], progress: Callable[[int], None] = lambda _: None
    ) -> list[SimulatedCall]:
        """Simulate every call from beginning to end, in the order of calling. `progress` is called with the virtual
        time, ms."""
        self._sign_in()
        for at, reps in self._shifts:
            self._note(at, SimulationStep.SHIFT, reps)
        for call in calls:
            self._expect(call)
        with ScriptBatch(self._client, DESK) as batch:
            while self._agenda:
                progress(self._agenda[0][0])
                self._play(batch)
            batch.send()
        return sorted(self._told, key=lambda told: told.call.at)

    def faults(self) -> list[str]:
        """Return the inconsistencies that are left after the last call."""
        end = max((told.call.at + told.waited + told.call.handle for told in self._told), default=0)
        return DeskState(self._client, DESK, now=end).faults()

    def _sign_in(self) -> None:
        state = DeskState(self._client, DESK, now=0)
        for number in range(max([self._reps, *(reps for _, reps in self._shifts)])):
            rep = _rep_id(number)
            fields = {"name": rep, "phone": f"+1415{number:07}", "lines": LINE, "languages": LANGUAGE}
            state.save_rep(rep, {**fields, "wrap_up": "0"})
            if number < self._reps:
                state.set_status(rep, RepStatus.AVAILABLE)
                self._present.add(number)

    def _expect(self, call: ComingCall, number: str = "") -> None:
        """Schedule a call; with a number, by somebody who has called before."""
        if not number and call.redials_after is not None:
            number = f"+1510{len(self._told):07}"
        self._told.append(SimulatedCall(call, number))
        self._note(call.at, SimulationStep.CALLS, len(self._told) - 1)

    def _note(self, at: float, turn: SimulationStep, number: int) -> None:
        heapq.heappush(self._agenda, (int(at), next(self._order), turn, number))

    def _play(self, batch: ScriptBatch) -> None:
        """Send the next turns, all whose order nothing that they bring about can change, and see what came of them."""
        holds: list[tuple[int, int]] = []
        hasty, horizon = self._shortest_call(), math.inf
        frees_a_rep = False
        for _ in range(MOST_AT_ONCE):
            if not self._agenda or self._agenda[0][0] >= horizon:
                break
            at, _, turn, number = self._agenda[0]
            if turn is SimulationStep.GIVES_UP and frees_a_rep:
                break  # the rep may have been free for just this caller
            if turn is SimulationStep.SHIFT and batch.has_orders:
                break  # who is in a call is known when all before it was played
            heapq.heappop(self._agenda)
            if turn is SimulationStep.SHIFT:
                self._changes_shift(batch, at, number)
                break
            if turn is SimulationStep.CALLS:
                holds.append((number, self._calls(batch, at, number)))
                call = self._told[number].call
                hasty = min(hasty, call.handle)
                horizon = min(horizon, at + call.handle, at + call.patience)
            elif turn is SimulationStep.CONNECTS:
                self._connects(batch, at, number)
            elif turn is SimulationStep.HANGS_UP:
                self._caller_leaves(batch, at, number)
                frees_a_rep, horizon = True, min(horizon, at + hasty)
            elif self._told[number].answered is None:
                self._gives_up(batch, at, number)
        self._learn(batch, holds)

    def _shortest_call(self) -> float:
        return min((self._told[number].call.handle for number in self._waiting.values()), default=math.inf)

    def _calls(self, batch: ScriptBatch, at: int, number: int) -> int:
        """Place a call; return the index of the answer for a caller who may have to wait."""
        call = _call_sid(number)
        digest = keys.digest(call)
        self._waiting[digest] = number
        wish = JoinRequest(call, LINE, LANGUAGE, "", self._told[number].number, longest_line=NO_LIMIT)
        place = batch.ask("join", at, *wish.arguments())
        return batch.ask("hold", at, digest, "", "", "", "") if self._announces else place

    def _changes_shift(self, batch: ScriptBatch, at: int, wanted: int) -> None:
        """Change the number of reps: new ones are free, longest absent last; others leave after the present call."""
        for rep in range(wanted):
            if rep not in self._present:
                self._present.add(rep)
                batch.ask("save_rep", at, _rep_id(rep), "wrap_up", 0)
                batch.ask("set_status", at, _rep_id(rep), RepStatus.AVAILABLE, "", StatusSource.RULE)
        for rep in [rep for rep in self._present if rep >= wanted]:
            self._present.remove(rep)
            batch.ask("save_rep", at, _rep_id(rep), "wrap_up", WHOLE_SHIFT)
            batch.ask("set_status", at, _rep_id(rep), RepStatus.AWAY, "shift over", StatusSource.RULE)

    def _caller_leaves(self, batch: ScriptBatch, at: int, number: int) -> None:
        call = _call_sid(number)
        batch.ask("caller_ends", at, keys.digest(call), EndOfWait.HUNG_UP)
        rep = self._busy.pop(number)
        if rep not in self._present:
            batch.ask("set_status", at, _rep_id(rep), RepStatus.AWAY, "shift over", StatusSource.RULE)
        self._over.append((call, self._offers.pop(number)))
        if len(self._over) == TIDY_EVERY:
            batch.forget(*zip(*self._over, strict=True))
            self._over.clear()

    def _gives_up(self, batch: ScriptBatch, at: int, number: int) -> None:
        told, digest = self._told[number], keys.digest(_call_sid(number))
        batch.ask("caller_ends", at, digest, EndOfWait.LEFT)
        told.gave_up = at
        del self._waiting[digest]
        if told.call.redials_after is not None:
            call = ComingCall(at + told.call.redials_after, told.call.handle, told.call.patience)
            self._expect(call, told.number)

    def _learn(self, batch: ScriptBatch, holds: Iterable[tuple[int, int]]) -> None:
        """Record who was answered, and which waits were announced."""
        place = batch.read_commands(self._last_command)
        answers = batch.send()
        self._bring_together(batch, answers[place])
        for number, hold in holds:
            told = self._told[number]
            if told.answered != told.call.at + self._connect:
                self._waits(told, number, answers[hold])

    def _waits(self, told: SimulatedCall, number: int, answer: Any) -> None:
        if self._announces:
            hold = HeartbeatAnswer.read(answer)
            told.foreseen = wait_behind(hold.line, hold.position - 1, hold.outlook)
            told.announced = announce(standing_of(hold), None).wait
        if not math.isinf(told.call.patience):
            self._note(told.call.at + told.call.patience, SimulationStep.GIVES_UP, number)

    def _bring_together(self, batch: ScriptBatch, commands: Any) -> None:
        """Play the worker and the phones: every rep who is rung takes the call."""
        for self._last_command, command in commands_in(commands):
            if command["command"] != "ring":
                continue
            offer, at, number = command["offer"], int(command["moment"]), self._waiting.pop(command["caller"])
            batch.ask("accept", at, offer)
            self._offers[number] = offer
            answered = at + self._connect
            if self._connect:
                self._note(answered, SimulationStep.CONNECTS, number)
            else:
                self._connects(batch, at, number)
            self._busy[number] = int(command["rep"].removeprefix("rep"))
            told = self._told[number]
            told.answered = answered
            self._note(answered + told.call.handle, SimulationStep.HANGS_UP, number)

    def _connects(self, batch: ScriptBatch, at: int, number: int) -> None:
        """Both are in the conversation."""
        for side in ("caller", "rep"):
            batch.ask("side_joins", at, self._offers[number], side)


def _rep_id(number: int) -> str:
    return f"rep{number}"


def _call_sid(number: int) -> CallSid:
    return CallSid(f"CA{number:032x}")
