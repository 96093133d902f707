"""A phone of the network whose owner is a web page: the page speaks, shows and presses; this passes it on."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections.abc import Callable
from datetime import datetime

from simulator.calls.dialing import normal_number
from simulator.events import Answered, Bridged, Ended, Event, Ringing, Said, Unbridged
from simulator.phones.phone import Phone, PhoneBusy
from simulator.phones.phone_messages import event_message

Message = dict[str, object]
Send = Callable[[Message], None]


def speech_time_limit(seconds: float) -> float:
    """Return the seconds after which the call goes on although the page has not said that it finished speaking.

    A slow voice takes about twice the estimate; a page in a background tab may never answer.
    """
    return 10.0 + 2.5 * seconds


class PagePhone:
    """Ties one phone to one page; `send` takes messages to the page and must not block."""

    def __init__(self, phone: Phone, send: Send) -> None:
        self.phone = phone
        self._send = send
        self._ids = itertools.count(1)
        self._speaking: dict[int, asyncio.Future[None]] = {}
        self._unsubscribe = phone.subscribe(self._notice)
        self._is_caller = False
        self._calls_a_phone = False
        self._is_through = False
        phone.pacer = self._speaks

    def close(self) -> None:
        """End the phone's call, as the page is gone or the phone was put away."""
        self._unsubscribe()
        self.phone.pacer = None
        self.phone.hang_up()
        for number in tuple(self._speaking):
            self.spoken(number)

    async def dial(self, to: str, at: datetime | None) -> None:
        """Place a call. Raises PhoneBusy."""
        if self.phone.is_busy:
            raise PhoneBusy("this phone is in a call already")
        self._is_caller, self._is_through = True, False
        self._calls_a_phone = normal_number(to) not in self.phone.network.numbers
        self._send({"type": "dialling", "to": to, "at": at and f"{at:%A, %B} {at.day}, {at:%Y, %H:%M (%Z)}"})
        await self.phone.dial(to, at=at)

    async def text(self, to: str, body: str) -> None:
        """Send a text message; returns when the line has answered. Raises ValueError for what no phone can send."""
        number = normal_number(to)
        self._send({"type": "note", "text": f"Text message to {number}: {body}"})
        await self.phone.text(number, body)

    def spoken(self, number: int) -> None:
        """Note that the page has finished speaking; late and unknown numbers are ignored."""
        done = self._speaking.get(number)
        if done is not None and not done.done():
            done.set_result(None)

    async def _speaks(self, said: Said) -> None:
        """Let the page speak and wait until it has; a key press cancels this."""
        number = next(self._ids)
        done = self._speaking[number] = asyncio.get_running_loop().create_future()
        speech = {"text": said.text, "language": said.language, "seconds": said.seconds}
        self._send({"type": "said", "id": number, **speech})
        try:
            # Not wait_for: before Python 3.12 it forgets a cancellation that meets the page's answer.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(speech_time_limit(said.seconds)):
                    await done
        finally:
            del self._speaking[number]

    def _notice(self, event: Event) -> None:
        if isinstance(event, Ringing) and not self._is_caller:
            self._send({"type": "ringing", "from": event.caller})
        for message in self._connecting(event) if self._calls_a_phone else [event_message(event)]:
            if message is not None:
                self._send(message)
        if isinstance(event, Ended):
            self._is_caller = self._calls_a_phone = False

    def _connecting(self, event: Event) -> list[Message | None]:
        """Return the messages about a call to another phone, which the network answers first to put it through."""
        match event:
            case Answered() | Unbridged():
                return []
            case Bridged():
                self._is_through = True
                return [{"type": "answered"}, event_message(event)]
            case Ended(reason="completed by the line"):
                reason = "the other side hung up" if self._is_through else "nobody answered"
                return [{"type": "ended", "status": event.status, "reason": reason}]
        return [event_message(event)]
