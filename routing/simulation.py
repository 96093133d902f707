"""A desk's day in virtual time: the line's own scripts decide, this only plays the callers, the reps and the clock.

Ringing and listening to who calls take no time, so that the results can be held against the theory of waiting lines.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum
from itertools import count
from typing import Any, cast

from redis import Redis

from routing.announcement import Standing, announce
from routing.demand import Call
from routing.estimate import WaitRange, expected_wait, said
from routing.history import HandlingHistory, PatienceHistory
from store import keys
from store.desk_state import DeskState, Joined, Wish

DESK, LINE, LANGUAGE = "simulated", "general", "en"
NO_LIMIT = 10**9
TIDY_EVERY = 1000
"""Calls after which the simulated desk's history is thrown away: memory is all it would take."""


class Turn(IntEnum):
    """What happens next to a call."""

    CALLS = 0
    HANGS_UP = 1
    GIVES_UP = 2


@dataclass
class Told:
    """How one call went; all in ms."""

    call: Call
    number: str
    announced: WaitRange | None = None
    answered: int | None = None
    gave_up: int | None = None

    @property
    def waited(self) -> int:
        """Ms until the answer, or until the caller gave up."""
        end = self.answered if self.answered is not None else self.gave_up
        assert end is not None
        return end - self.call.at


class Simulation:
    """One desk with so many reps on an empty database."""

    def __init__(self, client: Redis, reps: int) -> None:
        self._client = client
        self._reps = reps
        self._state = DeskState(client, DESK, now=0)
        self._agenda: list[tuple[int, int, Turn, int]] = []
        self._order = count()
        self._told: list[Told] = []
        self._by_digest: dict[str, int] = {}
        self._last_command = "0"
        self._handling, self._patience = HandlingHistory(), PatienceHistory()

    def run(self, calls: Iterable[Call], progress: Callable[[int], None] = lambda _: None) -> list[Told]:
        """Every call from beginning to end, in the order of calling. `progress` hears the virtual time, ms."""
        self._sign_in()
        for call in calls:
            self._expect(Told(call, f"+1510{len(self._told):07}"))
        while self._agenda:
            at, _, turn, number = heapq.heappop(self._agenda)
            self._state.now = at
            self._take(turn, number)
            progress(at)
        return sorted(self._told, key=lambda told: told.call.at)

    def faults(self) -> list[str]:
        """What must never be and is."""
        return self._state.faults()

    def _sign_in(self) -> None:
        for number in range(self._reps):
            rep = f"rep{number}"
            fields = {"name": rep, "phone": f"+1415{number:07}", "lines": LINE, "languages": LANGUAGE}
            self._state.save_rep(rep, {**fields, "wrap_up": "0"})
            self._state.set_status(rep, "available")

    def _expect(self, told: Told) -> None:
        self._told.append(told)
        self._note(told.call.at, Turn.CALLS, len(self._told) - 1)

    def _note(self, at: float, turn: Turn, number: int) -> None:
        heapq.heappush(self._agenda, (int(at), next(self._order), turn, number))

    def _take(self, turn: Turn, number: int) -> None:
        told = self._told[number]
        if turn is Turn.CALLS:
            self._calls(number, told)
        elif turn is Turn.HANGS_UP:
            self._state.caller_ends(_call_id(number), "hung up")
            self._handling = self._handling.add(told.call.handle / 1000)
            self._bring_together()
        elif told.answered is None:
            self._gives_up(number, told)

    def _calls(self, number: int, told: Told) -> None:
        call = _call_id(number)
        self._by_digest[keys.digest(call)] = number
        wish = Wish(call, LINE, LANGUAGE, "", told.number, longest_line=NO_LIMIT)
        outcome, position = self._state.join(wish)
        assert outcome is Joined.WAITING
        if not position:
            self._bring_together()
            return
        told.announced = self._announced(told.call.at, position)
        if not math.isinf(told.call.patience):
            self._note(told.call.at + told.call.patience, Turn.GIVES_UP, number)

    def _gives_up(self, number: int, told: Told) -> None:
        now = cast(int, self._state.now)
        self._state.caller_ends(_call_id(number), "left")
        told.gave_up = now
        self._by_digest.pop(keys.digest(_call_id(number)))
        self._patience = self._patience.add(told.waited / 1000, gave_up=True)
        after = told.call.redials_after
        if after is not None:
            self._expect(Told(Call(now + after, told.call.handle, told.call.patience), told.number))

    def _announced(self, at: int, position: int) -> WaitRange | None:
        wait = expected_wait(position - 1, self._reps, self._handling.mean, self._patience.mean)
        standing = Standing(at / 1000, position, self._reps, said(wait) if wait else None)
        return announce(standing, None).wait

    def _bring_together(self) -> None:
        """Play the worker and the phones: every rep who is rung takes the call, and both are there at once."""
        for command in self._commands():
            if command["command"] != "ring":
                continue
            offer, number = command["offer"], self._by_digest.pop(command["caller"])
            self._state.accept(offer)
            for side in ("caller", "rep"):
                self._state.side_joins(offer, side)
            self._answered(number)

    def _answered(self, number: int) -> None:
        told, now = self._told[number], cast(int, self._state.now)
        told.answered = now
        if told.waited:
            self._patience = self._patience.add(told.waited / 1000, gave_up=False)
        self._note(now + told.call.handle, Turn.HANGS_UP, number)
        if number % TIDY_EVERY == 0:
            self._client.xtrim(keys.events(DESK), 0, approximate=False)

    def _commands(self) -> list[dict[str, str]]:
        read = cast(Any, self._client.xread({keys.commands(DESK): self._last_command}))
        entries = [entry for stream in (read or {}).values() for batch in stream for entry in batch]
        if entries:
            self._last_command = entries[-1][0]
        return [fields for _, fields in entries]


def _call_id(number: int) -> str:
    return f"CA{number:032x}"
