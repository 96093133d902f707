"""The network itself: numbers and phones, the calls between them, and everybody who listens to what happens."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Any

from simulator.calls import dialing
from simulator.calls.call_status import CallStatus
from simulator.calls.conferences import Conferences
from simulator.calls.leg import Leg
from simulator.calls.progress import callback_due
from simulator.calls.queues import Queues
from simulator.events import Alert, Event, Listener, Queued, Ringing
from simulator.http.line_requests import Webhooks
from simulator.network_clock import Clock
from simulator.phones.answering import Answering
from simulator.phones.phone import Phone
from simulator.phones.text_messages import Messages
from simulator.settings import Faults, NetworkSettings, Number


class Network:
    """Runs inside one event loop, made by its clock: `async with Network(settings, clock) as network`."""

    def __init__(self, settings: NetworkSettings, clock: Clock, faults: Faults | None = None) -> None:
        self.settings = settings
        self.clock = clock
        self.faults = faults or Faults()
        self.numbers: dict[str, Number] = {number.e164: number for number in settings.numbers}
        self.phones: dict[str, Phone] = {}
        self.calls: dict[str, Leg] = {}
        self.alerts: list[Alert] = []
        self.webhooks = Webhooks(self)
        self.queues = Queues(self)
        self.conferences = Conferences(self)
        self.messages = Messages(self)
        self._dice = random.Random(settings.seed)
        self._listeners: list[Listener] = []
        self._tasks: set[asyncio.Task[Any]] = set()
        self.dial_turn = self.clock.now()

    async def __aenter__(self) -> Network:
        await self.webhooks.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        # What ends may start something once more (a last status callback), which ends unsent.
        while self._tasks:
            tasks = tuple(self._tasks)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await asyncio.sleep(0)  # since Python 3.12 nothing else runs while one waits for what is over
        await self.webhooks.close()

    # --- phones

    def phone(self, number: str, *, name: str = "", answering: Answering | None = None) -> Phone:
        """Return the phone with this number or client name (`client:rep1`), which joins the network on first use."""
        phone = self.phones.get(number)
        if phone is None:
            phone = self.phones[number] = Phone(self, number, name=name)
        if answering is not None:
            phone.answering = answering
        return phone

    def disconnect(self, phone: Phone) -> None:
        """Take a phone off the network; its call ends."""
        phone.hang_up()
        self.phones.pop(phone.number, None)

    async def place(self, phone: Phone, to: str, *, at: datetime | None = None) -> Leg:
        """Dial a number from a phone: one of the account's, or another phone's."""
        return dialing.dial_number(self, phone, to, at)

    # --- what happens, told to whoever listens

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Hear every event of every call; returns how to stop hearing."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def tell(self, event: Event, phone: Phone | None = None) -> None:
        if isinstance(event, Alert):
            self.alerts.append(event)
        for listener in tuple(self._listeners):
            listener(event)
        if phone is not None:
            phone.notice(event)

    def report_progress(self, call: Leg, status: CallStatus) -> None:
        """Report a leg's new status to its phone, and to the line if it asked for that."""
        call.status = CallStatus.QUEUED if status is CallStatus.INITIATED else status
        call.updated = self.clock.now()
        call.was_dialled = call.was_dialled or status in (CallStatus.INITIATED, CallStatus.RINGING)
        if status is CallStatus.QUEUED:
            call.emit(Queued, to=call.facts.to)
        if status is CallStatus.RINGING:
            call.emit(Ringing, caller=call.facts.caller, to=call.facts.to)
        due = callback_due(call, status)
        if due is not None:
            call.callbacks.send(due)

    # --- small change

    def new_sid(self, prefix: str) -> str:
        return f"{prefix}{self._dice.getrandbits(128):032x}"

    def start(self, work: Coroutine[Any, Any, Any], *, awaited: bool = False) -> asyncio.Task[Any]:
        """Run something beside the rest; it ends with the network at the latest. What nobody awaits must not fail."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard if awaited else self._finished)
        return task

    def _finished(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            asyncio.get_running_loop().call_exception_handler(
                {"message": "a part of the network failed", "exception": task.exception(), "task": task}
            )
