"""Callers with their intentions: guidance, a person, and changes of mind at every bad moment."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

from chaos.callers.person import CallerPhone, CallOver
from chaos.run_plan import Habits
from chaos.story import DROPPED

GUIDANCE = {"11": "forgot_password", "12": "access", "21": "patient_record", "4": "using_cair", "51": "hours"}
"""Keys from the main menu, and the node they lead to."""
MOST_DETOURS = 6
"""Times that a caller begins again from the main menu after something failed on the line's side."""
ELSEWHERE = (DROPPED, "person", "main")
BETWEEN_KEYS = 2.0
LONG_TALK = 27.0
"""Seconds: longer than the line waits for a connection to be confirmed."""


PlaceCall = Callable[[CallerPhone, str], Awaitable[None]]
"""Dials the desk, for a wish."""


async def call_the_desk(caller: CallerPhone, wish: str, habits: Habits, dial: PlaceCall) -> None:
    """Carry out one call to the desk, to its end."""
    await dial(caller, wish)
    with contextlib.suppress(CallOver):
        if wish == "guidance":
            await _hears_guidance(caller)
        elif wish == "silent":
            await _waits(caller, habits)
        else:
            await _asks_for_a_person(caller)
            await PATIENCE.get(wish, _waits)(caller, habits)
    if wish == "redial" and not caller.story.talks:
        await caller.thinks(5, 20)
        await call_the_desk(caller, "redialled", habits, dial)


async def _hears_guidance(caller: CallerPhone) -> None:
    keys, node = caller.dice.choice(sorted(GUIDANCE.items()))
    for _ in range(MOST_DETOURS):
        if await _goes(caller, keys, node):
            await caller.thinks(0, 2.5)
            return caller.hangs_up()
    return caller.hangs_up("never got to the guidance")


async def _goes(caller: CallerPhone, keys: str, node: str) -> bool:
    """Press the keys from the main menu; False when the line began again in between."""
    await caller.until_asked()
    for key in keys:
        await caller.thinks(0, 1.5)
        caller.presses(key)
        await caller.until_asked()
        if caller.story.place == "main":
            return False
    return caller.story.place == node


async def _asks_for_a_person(caller: CallerPhone) -> None:
    """Go to where the caller waits, or is refused."""
    await caller.until_asked()
    await caller.thinks(0, 2.5)
    if caller.dice.random() < 0.25:
        caller.presses("9")
        await caller.until_asked()
    for _ in range(MOST_DETOURS):
        caller.presses("0")
        await caller.until(lambda: caller.waits_in_line or caller.is_listened_to)
        if caller.story.place != "main":
            return
    caller.hangs_up("never got into the line")


async def _waits(caller: CallerPhone, habits: Habits) -> None:
    """Wait until served, refused, or at the end of what the line has to say."""
    detours = 0
    while True:
        await caller.until(
            lambda: caller.is_talking or (caller.is_listened_to and caller.story.place in ELSEWHERE)
        )
        if caller.is_talking:
            await _talks(caller, habits)
        elif caller.story.place == DROPPED:
            await _answer_offer_to_return(caller)
        elif caller.story.place == "person":
            await caller.thinks(0, 1.5)
            return caller.hangs_up()
        elif caller.story.wish == "by key" and caller.story.has_left:
            return caller.hangs_up()
        elif caller.story.wish != "silent":
            detours += 1
            if detours > MOST_DETOURS:
                return caller.hangs_up("sent round in circles")
            await _asks_for_a_person(caller)
        else:
            await caller.until(lambda: not caller.is_listened_to)


async def _talks(caller: CallerPhone, habits: Habits) -> None:
    """Talk until the caller has said all, or the other side is gone."""
    is_long = caller.dice.random() < habits.long_talks
    seconds = LONG_TALK if is_long else caller.dice.uniform(*habits.talk)
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(caller.until(lambda: not caller.is_talking), seconds)
        return
    caller.hangs_up()


async def _answer_offer_to_return(caller: CallerPhone) -> None:
    if caller.dice.random() < 0.7:
        caller.presses("1")
    await caller.until(lambda: not caller.is_listened_to)


# --- second thoughts


async def _waits_a_little(caller: CallerPhone, habits: Habits) -> None:
    """Put the phone down after some seconds, unless somebody is there."""
    waiting = asyncio.ensure_future(_waits(caller, habits))
    await asyncio.wait({waiting}, timeout=caller.dice.uniform(*habits.patience))
    await _hangs_up_unless_talking(caller, waiting)


async def _hangs_up_at(caller: CallerPhone, habits: Habits, moment: Awaitable[None]) -> None:
    """Put the phone down at the worst moment, if it ever comes."""
    waiting = asyncio.ensure_future(_waits(caller, habits))
    coming = asyncio.ensure_future(moment)
    await asyncio.wait({waiting, coming}, return_when=asyncio.FIRST_COMPLETED)
    if coming.done() and not coming.exception():
        await caller.thinks(0, 2)
    coming.cancel()
    await _hangs_up_unless_talking(caller, waiting)


async def _hangs_up_unless_talking(caller: CallerPhone, waiting: asyncio.Future[None]) -> None:
    if not (waiting.done() or caller.is_talking):
        waiting.cancel()
        caller.hangs_up()
    with contextlib.suppress(asyncio.CancelledError):
        await waiting


def _while_a_phone_rings(caller: CallerPhone, habits: Habits) -> Awaitable[None]:
    return _hangs_up_at(caller, habits, _counted(caller, "rings"))


def _as_a_rep_accepts(caller: CallerPhone, habits: Habits) -> Awaitable[None]:
    return _hangs_up_at(caller, habits, _counted(caller, "takes"))


async def _counted(caller: CallerPhone, what: str) -> None:
    """Return when this caller, the longest waiting of its kind, was told of a ring or a take; or is put through."""
    before = caller.nudges
    await caller.until(
        lambda: caller.nudges > before or (what == "takes" and caller.story.place == "conference")
    )


async def _leaves_by_key(caller: CallerPhone, habits: Habits) -> None:
    """Press * after some seconds in line, until the line has heard it."""
    waiting = asyncio.ensure_future(_waits(caller, habits))
    await asyncio.wait({waiting}, timeout=caller.dice.uniform(0.5, 5))
    while not waiting.done():
        if caller.waits_in_line:
            caller.presses("*")
        await asyncio.wait({waiting}, timeout=BETWEEN_KEYS)
    await waiting


PATIENCE: dict[str, Callable[[CallerPhone, Habits], Awaitable[None]]] = {
    "impatient": _waits_a_little,
    "redial": _waits_a_little,
    "at ring": _while_a_phone_rings,
    "at accept": _as_a_rep_accepts,
    "by key": _leaves_by_key,
}
