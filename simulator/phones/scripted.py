"""The network for programs that are not asynchronous: tests and the terminal. It runs in a thread of its own, and
phones in it are used in plain sentences: `caller.dials(); caller.hears("…"); caller.presses("2")`.

On the fast clock time only passes inside these calls: each returns when its phone's call listens for input, waits on
hold, talks, or is over.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Any, Literal, TypeVar

from simulator.calls.leg import Leg
from simulator.events import Alert, Event, Played, Requested, Texted
from simulator.http.caller_verification import Attestation
from simulator.network import Network
from simulator.network_clock import Clock, FastClock, RealClock
from simulator.phones.answering import Answering
from simulator.phones.phone import NoCall, Phone
from simulator.phones.transcript import Transcript, TranscriptTurn
from simulator.server import serve
from simulator.settings import Faults, NetworkSettings

WALL_LIMIT = 60.0
"""Real seconds after which a sentence of a script gives up: nothing is going to happen any more."""
T = TypeVar("T")


class LocalNetwork:
    """A running network: `with LocalNetwork(settings) as network: network.caller("+15105550100").dials()`.

    Its REST API is at `api_url`. Leaving the block ends every call and raises what went wrong inside.
    """

    def __init__(
        self,
        settings: NetworkSettings,
        clock: Literal["fast", "real"] | Clock = "fast",
        *,
        faults: Faults | None = None,
        port: int = 0,
    ) -> None:
        self.settings = settings
        self.clock = clock if isinstance(clock, Clock) else {"fast": FastClock, "real": RealClock}[clock]()
        self.faults = faults or Faults()
        self.api_url = ""
        self.network: Network
        self._port = port
        self._loop = self.clock.new_event_loop()
        self._started = threading.Event()
        self._stop: asyncio.Event
        self._failures: list[BaseException] = []
        self._thread = threading.Thread(target=self._run, name="local-network", daemon=True)

    def __enter__(self) -> LocalNetwork:
        self._thread.start()
        self._started.wait()
        self._raise_failures()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(WALL_LIMIT)
        self._raise_failures()

    # --- people

    def caller(self, number: str = "+15105550100") -> ScriptedPhone:
        """Return A caller's phone."""
        return self.rep_phone(number)

    def rep_phone(self, number: str, *, answers: Answering | None = None, name: str = "") -> ScriptedPhone:
        """Return a phone that may be rung; `answers` is its own behavior (see `simulator.phones.answering`)."""

        async def connect() -> Phone:
            return self.network.phone(number, name=name, answering=answers)

        return ScriptedPhone(self, self.do(connect()))

    def extension(self, number: str) -> ScriptedPhone:
        """Return another phone that shows this number, as behind a switchboard; it cannot be rung."""

        async def connect() -> Phone:
            return Phone(self.network, number)

        return ScriptedPhone(self, self.do(connect()))

    def waits(self, seconds: float) -> None:
        """Let time pass for everybody."""
        self.do(self._pass(seconds))

    @property
    def alerts(self) -> list[Alert]:
        """Return the alerts of all calls."""
        return list(self.network.alerts)

    # --- machinery

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        """Run something inside the network and wait for it; raises Stuck when nothing happens any more."""
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result(WALL_LIMIT)
        except TimeoutError as error:
            future.cancel()
            raise Stuck(f"nothing happened on the network for {WALL_LIMIT:g} s") from error
        finally:
            self._raise_failures()

    async def _pass(self, seconds: float) -> None:
        with self.clock.running():
            await self.clock.sleep(seconds)
            await self.clock.settled()

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            try:
                runner.run(self._live())
            except Exception as error:
                self._failures.append(error)
            finally:
                self._started.set()

    async def _live(self) -> None:
        self._stop = asyncio.Event()
        asyncio.get_running_loop().set_exception_handler(self._note_failure)
        async with (
            Network(self.settings, self.clock, self.faults) as self.network,
            serve(self.network, self._port) as self.api_url,
        ):
            self._started.set()
            await self._stop.wait()

    def _note_failure(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        self._failures.append(context.get("exception") or RuntimeError(context["message"]))

    def _raise_failures(self) -> None:
        if self._failures:
            raise self._failures.pop(0)


class ScriptedPhone:
    """A phone used in sentences. It remembers the call it is in, or was last in."""

    def __init__(self, local: LocalNetwork, phone: Phone) -> None:
        self._local = local
        self._phone = phone
        self._written = Transcript()
        self._call: Leg | None = None
        phone.subscribe(self._notice)

    # --- what the person does

    def dials(
        self, to: str | None = None, *, at: datetime | None = None, stir: Attestation | None = None
    ) -> None:
        """Call the desk (the account's first number) or `to`; with `at` as if it were that instant.

        `stir` is what the carrier says of the phone's number from now on.
        """
        number = to or self._local.settings.numbers[0].e164

        async def dial() -> None:
            self._phone.attestation = stir or self._phone.attestation
            await self._phone.dial(number, at=at)

        self._does(dial)

    def presses(self, keys: str) -> None:
        """Press one key, or several in a row."""
        self._does(lambda: self._phone.press(keys))

    def says(self, words: str) -> None:
        self._does(lambda: self._phone.say(words))

    def texts_to(self, body: str, to: str | None = None) -> None:
        """Send a text message to the desk (the account's first number) or `to`."""
        number = to or self._local.settings.numbers[0].e164
        self._does(lambda: self._phone.text(number, body))

    def stays_silent(self) -> None:
        """Do nothing until the line has given up waiting for input and goes on."""
        self._local.do(self._silence())

    def waits(self, seconds: float) -> None:
        """Let time pass, for everybody."""
        self._local.waits(seconds)

    def hangs_up(self) -> None:
        self._does(self._phone.hang_up)

    def is_rung(self) -> bool:
        """Return whether this phone is ringing now."""
        return self._phone.is_ringing

    def answers(self) -> None:
        """Answer the phone. Raises AssertionError when it does not ring."""
        assert self._phone.is_ringing, f"{self._phone.number} does not ring"
        self._does(self._phone.answer)

    def declines(self) -> None:
        assert self._phone.is_ringing, f"{self._phone.number} does not ring"
        self._does(self._phone.decline)

    def leaves_network(self) -> None:
        """Take the phone off the network; its call ends, and its number can't be reached."""
        self._does(lambda: self._phone.network.disconnect(self._phone))

    # --- what the person notices

    @property
    def number(self) -> str:
        return self._phone.number

    def hears(self, words: str) -> None:
        """Assert that these words were said since the person last did something; case and white space don't count."""
        assert _folded(words) in _folded(self._written.turns[-1].text), (
            f"{self._phone.number} did not hear {words!r} but:\n{self._written}"
        )

    def does_not_hear(self, words: str) -> None:
        assert _folded(words) not in _folded(self._written.turns[-1].text), (
            f"{self._phone.number} heard {words!r}:\n{self._written}"
        )

    @property
    def heard(self) -> str:
        """Return all that was said since the person last did something."""
        return self._written.turns[-1].text

    @property
    def played(self) -> list[str]:
        """Return the addresses of all audio files that were played to this phone, in order."""
        return [event.url for event in self._written.events if isinstance(event, Played)]

    @property
    def transcript(self) -> list[TranscriptTurn]:
        """Return the last call, turn by turn."""
        return list(self._written.turns)

    @property
    def ended(self) -> str | None:
        """Return how the last call ended: "completed by the line", "hung up", "busy", …; None while it lasts."""
        return self._written.ending.reason if self._written.ending else None

    @property
    def is_ended(self) -> bool:
        return self._written.ending is not None

    @property
    def alerts(self) -> list[Alert]:
        """Return the alerts of all calls of this phone."""
        return self._written.alerts

    @property
    def texts(self) -> list[Texted]:
        """Return the text messages that the phone received, oldest first."""
        return [event for event in self._written.events if isinstance(event, Texted)]

    @property
    def requests(self) -> list[Requested]:
        """Return the carrier's requests to the line about this phone's calls."""
        return self._written.requests

    @property
    def call(self) -> Leg:
        """Return the phone's present or last call. Raises NoCall."""
        if self._call is None:
            raise NoCall(f"{self._phone.number} has been in no call")
        return self._call

    # --- machinery

    def _notice(self, event: Event) -> None:
        self._call = self._phone.call or self._call
        self._written.notice(event)

    def _does(self, deed: Callable[[], Coroutine[Any, Any, None] | None]) -> None:
        async def do() -> None:
            with self._local.clock.running():
                deeds = deed()
                if deeds is not None:
                    await deeds
                await self._comes_to_rest()

        self._local.do(do())

    async def _comes_to_rest(self) -> None:
        call, clock = self._call, self._local.clock
        await clock.settled()
        if call is not None:
            await call.until(lambda: call.rest is not None)
        await clock.settled()

    async def _silence(self) -> None:
        call = self.call
        self._written.silence()
        stirs = call.stirs
        with self._local.clock.running():
            await call.until(lambda: call.stirs > stirs)
            await self._comes_to_rest()


class Stuck(AssertionError):
    """A script waits for something that does not come."""


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
