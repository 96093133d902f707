"""Distributes a desk's commands: rings one by one as fast as the account may dial, everything else at once.

One thread turns it; the carrier's slow answers are waited for in others, so that no caller waits for a stranger's.
"""

from __future__ import annotations

import heapq
import logging
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from queue import SimpleQueue

from routing.queue.outbox import CarrierCommand, Outbox
from routing.queue.scripts import DialDecision
from routing.worker.command_handlers import CommandAttempt, CommandHandler
from store import clock
from store.errors import DatabaseDown
from store.log_context import traced

log = logging.getLogger(__name__)
TRACED = ("caller", "offer", "rep")
"""Fields of a command that every line logged about it carries."""
HANDS = 16
MOST_HELD = 200
"""Commands in one worker's hand; the rest is left for others."""
READ_WAIT = 0.2
"""Seconds to wait for a new command, and so until an errand that came back is looked at."""
KEEP_EVERY = 0.5
"""Seconds between two signs of what is in hand, and two looks at what others left."""
MOST_DELIVERIES = 5
"""A command that so many workers had in hand and did not finish is what ended them."""


class Dispatcher:
    """The commands of one desk in one worker."""

    def __init__(
        self, errands: CommandHandler, outbox: Outbox, calls_per_second: float, take_over_after: int
    ) -> None:
        self._errands, self._outbox = errands, outbox
        self._take_over_after = take_over_after
        self._interval = int(1000 / calls_per_second)
        self._held: dict[str, CarrierCommand] = {}
        self._rings: deque[CommandAttempt] = deque()
        self._resting: list[tuple[float, int, CommandAttempt]] = []
        self._order = count()
        self._back: SimpleQueue[tuple[CommandAttempt, CommandAttempt | None]] = SimpleQueue()
        self._dial_after = 0.0
        self._kept = 0.0
        self._hands = ThreadPoolExecutor(HANDS, thread_name_prefix="errand")

    def turn(self) -> None:
        """Take and start what is new or due. Returns within about a second; raises DatabaseDown."""
        self._settle()
        if clock.seconds() - self._kept > KEEP_EVERY:
            self._keep()
        self._wake()
        room = MOST_HELD - len(self._held)
        if room > 0:
            self._admit(self._outbox.read(room, self._patience()))
        else:
            clock.pause(READ_WAIT / 10)
        self._dial()

    def close(self) -> None:
        """Finish what is under way; what is only held falls to another worker."""
        self._hands.shutdown(wait=True)

    # --- what comes in

    def _keep(self) -> None:
        self._outbox.keep(self._held)
        for command in self._outbox.take_over(self._take_over_after):
            if command.deliveries > MOST_DELIVERIES:
                log.error("a command has ended its workers; it is put aside", extra={"command": command.name})
                self._outbox.quarantine(command, f"{command.deliveries} workers did not finish it")
            else:
                self._admit([command])
        self._kept = clock.seconds()

    def _admit(self, commands: list[CarrierCommand]) -> None:
        for command in commands:
            if command.id not in self._held:
                self._held[command.id] = command
                self._start(CommandAttempt(command))

    def _settle(self) -> None:
        """Take back what the hands are through with."""
        while not self._back.empty():
            errand, again = self._back.get()
            if again is None:
                self._held.pop(errand.command.id, None)
            else:
                pause = again.pause if again.tries > errand.tries else 0.0
                if (
                    again.is_ring and again.after and pause
                ):  # the carrier means the account, not this one call
                    self._dial_after = max(self._dial_after, clock.seconds() + again.after)
                heapq.heappush(self._resting, (clock.seconds() + pause, next(self._order), again))

    def _wake(self) -> None:
        """Move commands whose retry is due to the front, as they have waited longest."""
        woken = []
        while self._resting and self._resting[0][0] <= clock.seconds():
            woken.append(heapq.heappop(self._resting)[2])
        self._rings.extendleft(reversed([errand for errand in woken if errand.is_ring]))
        for errand in woken:
            if not errand.is_ring:
                self._start(errand)

    def _patience(self) -> float:
        """Return the seconds until the next command is due here."""
        due = [one[0] for one in self._resting[:1]]
        if self._rings:
            due.append(self._dial_after)
        return min([READ_WAIT, *(moment - clock.seconds() for moment in due)])

    # --- what goes out

    def _start(self, errand: CommandAttempt) -> None:
        if errand.is_ring:
            self._rings.append(errand)
        else:
            self._hands.submit(self._do, errand, None)

    def _dial(self) -> None:
        """Hand out the first ring in the row, and the next, as long as it is this desk's turn."""
        while self._rings and clock.seconds() >= self._dial_after:
            errand = self._rings[0]
            turn = self._outbox.dial(errand.command, self._interval, asked=errand.is_clear)
            if turn.verdict == "wait":
                self._dial_after = clock.seconds() + turn.wait / 1000
                return
            self._rings.popleft()
            if turn.verdict == "over":
                self._held.pop(errand.command.id, None)
                self._outbox.done(errand.command)
            else:
                self._hands.submit(self._do, errand, turn)

    def _do(self, errand: CommandAttempt, turn: DialDecision | None) -> None:
        """Carry out a command in a thread; every failure is retried or recorded."""
        again: CommandAttempt | None = None
        ids = {name: errand.command.fields.get(name, "") for name in TRACED}
        with traced(command=errand.command.name, **ids):
            try:
                again = self._errands.run(errand, turn)
            except DatabaseDown:
                again = errand.again()
            except Exception:
                log.exception("a command failed")
        self._back.put((errand, again))
