"""Gather: prompts that a key or a word interrupts, then a timeout that every key restarts."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass

from simulator.calls import playback
from simulator.events import Listening
from simulator.twiml.twiml_parser import TwimlElement
from simulator.twiml.twiml_runner import Goto, Script

PROMPTS = {"Say": playback.say, "Play": playback.play, "Pause": playback.pause}
CONFIDENCE = "0.94"


@dataclass(frozen=True)
class Wanted:
    """The input that a Gather listens for. `timeout` is in seconds."""

    keys: bool
    words: bool
    timeout: float
    num_digits: int | None
    finish_on_key: str
    action_on_empty: bool

    @classmethod
    def of(cls, verb: TwimlElement) -> Wanted:
        inputs = verb.get("input", "dtmf").split()
        finish = verb.get("finishOnKey", "#")
        return cls(
            keys="dtmf" in inputs,
            words="speech" in inputs,
            timeout=float(verb.number("timeout", 5)),
            num_digits=verb.number("numDigits", 0) or None,
            finish_on_key=finish if set(finish) <= set("0123456789*#") else "#",
            action_on_empty=verb.flag("actionOnEmptyResult"),
        )


class InputCollector:
    """Collects keys and words until the input is complete; each of them resolves `stirred`."""

    def __init__(self, wanted: Wanted, on_complete: Callable[[], None]) -> None:
        self.wanted = wanted
        self.digits = ""
        self.finished_on = ""
        self.words: str | None = None
        self.is_complete = False
        self._on_complete = on_complete
        self.stirred: asyncio.Future[None] = _future()

    def key(self, key: str) -> None:
        if not self.wanted.keys or self.is_complete:
            return
        if key in self.wanted.finish_on_key:
            self.finished_on = key
            self._done()
        else:
            self.digits += key
            if self.wanted.num_digits is not None and len(self.digits) >= self.wanted.num_digits:
                self._done()
        self._stir()

    def hears(self, words: str) -> None:
        if self.wanted.words and not self.digits and not self.is_complete:
            self.words = words
            self._done()
            self._stir()

    def expect_more(self) -> asyncio.Future[None]:
        """Return A future for the next key or word."""
        self.stirred = _future()
        return self.stirred

    def _done(self) -> None:
        self.is_complete = True
        self._on_complete()

    def _stir(self) -> None:
        if not self.stirred.done():
            self.stirred.set_result(None)

    @property
    def result(self) -> dict[str, str] | None:
        """Return the action's parameters; None when nothing was entered."""
        if self.words is not None:
            return {"SpeechResult": self.words, "Confidence": CONFIDENCE}
        if self.digits:
            return {"Digits": self.digits, "FinishedOnKey": self.finished_on, "msg": "Gather End"}
        return None

    @property
    def _empty_result(self) -> dict[str, str]:
        if self.wanted.keys:
            return {"Digits": "", "FinishedOnKey": self.finished_on, "msg": "Gather End"}
        return {"SpeechResult": ""}


async def gather(script: Script, verb: TwimlElement, base: str | None) -> Goto | None:
    """Prompt and listen; lead to the action, or to the next verb when nothing was entered."""
    call = script.call
    wanted = Wanted.of(verb)
    ear = InputCollector(wanted, call.stir)
    call.key_sink, call.word_sink = ear.key, ear.hears
    try:
        await _prompt(script, verb, base, ear)
        await _listen(script, ear)
    finally:
        call.key_sink = call.word_sink = None
    result = ear.result or (ear._empty_result if wanted.action_on_empty else None)
    if result is None:
        return None
    action = script.resolve(verb.get("action"), base)
    return Goto(action, verb.get("method", "POST"), result, "gather") if action else None


async def _prompt(script: Script, verb: TwimlElement, base: str | None, ear: InputCollector) -> None:
    """Run the nested verbs, until they are over or the caller stirs."""
    prompts = [child for child in verb.children if child.name in PROMPTS]
    if not prompts:
        return

    async def perform() -> None:
        for child in prompts:
            await PROMPTS[child.name](script, child, base)

    speaking = asyncio.ensure_future(perform())
    try:
        await asyncio.wait({speaking, ear.stirred}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        speaking.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await speaking


async def _listen(script: Script, ear: InputCollector) -> None:
    """Wait until the input is complete, or no key came for the timeout."""
    wanted, call = ear.wanted, script.call
    if ear.is_complete:
        return
    call.emit(
        Listening,
        input=" ".join(name for name, on in (("dtmf", wanted.keys), ("speech", wanted.words)) if on),
        timeout=wanted.timeout,
        num_digits=wanted.num_digits,
        finish_on_key=wanted.finish_on_key,
    )
    while not ear.is_complete:
        stirring = ear.expect_more()
        with call.rests("listening"):
            if not await call.network.clock.within(wanted.timeout, stirring):
                return


def _future() -> asyncio.Future[None]:
    return asyncio.get_running_loop().create_future()
