"""A caller as an automaton: knows where its call is, waits for its next possible step, and never gives up."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from random import Random

from chaos.story import FALLBACK, Story
from chaos.switchboard import Switchboard
from simulator.calls.leg import Leg
from simulator.events import Ended, Event, Listening, Pressed, Requested, Said
from simulator.network import Network


class CallOver(Exception):
    """The call ended."""


class CallerPhone:
    """A caller's phone, in one call after the other."""

    def __init__(self, network: Network, board: Switchboard, number: str, dice: Random) -> None:
        self.network, self.board, self.dice = network, board, dice
        self.phone = network.phone(number)
        self.phone.subscribe(self._notice)
        self.call: Leg
        self.story: Story
        self.is_listened_to = False
        self.nudges = 0
        """How often somebody else's doing was this caller's bad moment."""
        self._changed: list[asyncio.Future[None]] = []

    def begins(self, call: Leg, wish: str) -> None:
        """Begin a new call of this phone."""
        self.call = call
        self.story = Story(call.sid, self.phone.number, wish, call.created)
        self.board.stories[call.sid] = self.story
        self.is_listened_to = False

    # --- what it knows

    @property
    def is_over(self) -> bool:
        return self.call.is_over

    @property
    def is_talking(self) -> bool:
        return any(talk.ended is None for talk in self.story.talks)

    @property
    def waits_in_line(self) -> bool:
        return not self.is_over and self.story.place in ("line", "hold")

    async def until(self, claim: Callable[[], bool]) -> None:
        """Return when it is so; raises CallOver."""
        while not claim():
            if self.is_over:
                raise CallOver
            future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._changed.append(future)
            await future

    async def until_asked(self, *places: str) -> str:
        """Return the place where the line waits for a key, one of these if any are given."""

        def is_asked() -> bool:
            return self.is_listened_to and (not places or self.story.place in places)

        await self.until(is_asked)
        return self.story.place

    # --- what it does

    async def thinks(self, least: float, most: float) -> None:
        """Wait for a random number of seconds of the network's fast clock."""
        await self.network.clock.sleep(self.dice.uniform(least, most))

    def presses(self, keys: str) -> None:
        if not self.is_over:
            self.phone.press(keys)

    def hangs_up(self, why: str = "") -> None:
        """Hang up voluntarily, or with the reason `why` because the call leads nowhere."""
        if not self.is_over:
            self.story.gave_up = why
            self.phone.hang_up()

    def stirs(self) -> None:
        """Check again, as something happened elsewhere that may matter here."""
        waiting, self._changed = self._changed, []
        for future in waiting:
            if not future.done():
                future.set_result(None)

    def _notice(self, event: Event) -> None:
        match event:
            case Listening() | Said():  # keys count while something is said
                self.is_listened_to = self.story.place != FALLBACK  # where they lead on, and nowhere else
            case Pressed() | Requested() | Ended():
                self.is_listened_to = False
            case _:
                pass
        asyncio.get_running_loop().call_soon(self.stirs)  # after everybody else has heard of it
