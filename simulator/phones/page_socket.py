"""One open phone page: its phones, what it asks for, what it is told. When the page goes, its phones go."""

from __future__ import annotations

import asyncio

from aiohttp import WSMsgType, web
from pydantic import ValidationError

from simulator.network import Network
from simulator.phones.page_phone import PagePhone
from simulator.phones.phone import NoCall, Phone, PhoneBusy
from simulator.phones.phone_messages import (
    Close,
    Dial,
    Open,
    PageAction,
    PageKeys,
    PageSpeech,
    PageSpoke,
    PageText,
    incoming,
)

MOST_PHONES = 20
Outgoing = dict[str, object]
Incoming = Open | Close | Dial | PageKeys | PageSpeech | PageText | PageAction | PageSpoke


class PageSocket:
    """Serves one web socket; each message is acted on before the next is read."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._phones: dict[str, PagePhone] = {}
        self._outbox: asyncio.Queue[Outgoing] = asyncio.Queue()

    async def serve(self, socket: web.WebSocketResponse, greeting: Outgoing) -> None:
        self._outbox.put_nowait(greeting)
        writer = asyncio.create_task(self._write(socket))
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    await self._receive(message.data)
        finally:
            # First of all, so that a page loaded anew finds its numbers free.
            for phone in tuple(self._phones):
                self._put_away(phone)
            writer.cancel()
            await asyncio.gather(writer, return_exceptions=True)

    async def _write(self, socket: web.WebSocketResponse) -> None:
        """Send all messages in the order in which things happened; nothing else sends."""
        while True:
            await socket.send_json(await self._outbox.get())

    async def _receive(self, text: str) -> None:
        try:
            message: Incoming = incoming.validate_json(text)
        except ValidationError as error:
            self._complain(text, error)
            return
        try:
            await self._act(message)
        except (PhoneBusy, NoCall, ValueError) as error:
            self._send(message.phone, {"type": "problem", "message": f"{error}."})

    def _complain(self, text: str, error: ValidationError) -> None:
        """Say on the phone concerned, if it can be told which, what is wrong with its message."""
        first = error.errors(include_url=False, include_context=False)[0]
        field = first["loc"][-1] if first["loc"] else "message"
        known = next((phone for phone in self._phones if f'"{phone}"' in text), "")
        self._send(known, {"type": "problem", "message": f"The {field} cannot be used: {first['msg']}."})

    async def _act(self, message: Incoming) -> None:
        if isinstance(message, Open):
            self._open(message)
            return
        page_phone = self._phones.get(message.phone)
        if page_phone is None:
            return
        match message:
            case Dial():
                page_phone.phone.attestation = message.stir
                await page_phone.dial(message.to, message.instant())
            case PageSpoke():
                page_phone.spoken(message.id)
            case Close():
                self._put_away(message.phone)
            case PageKeys():
                page_phone.phone.press(message.keys)
            case PageSpeech():
                page_phone.phone.say(message.words)
            case PageText():
                await page_phone.text(message.to, message.body)
            case PageAction():
                self._handle(page_phone.phone, message)

    def _handle(self, phone: Phone, message: PageAction) -> None:
        acts = {"answer": phone.answer, "decline": phone.decline, "hangUp": phone.hang_up}
        acts[message.type]()

    def _open(self, message: Open) -> None:
        """Connect a phone under the number asked for or the next one that no page has."""
        if message.phone in self._phones:
            self._put_away(message.phone)
        if len(self._phones) >= MOST_PHONES:
            raise ValueError(f"one page can have {MOST_PHONES} phones")
        phone = self._network.phone(self._free_number(message.number), name=message.name)
        self._phones[message.phone] = PagePhone(phone, lambda what: self._send(message.phone, what))
        self._send(message.phone, {"type": "registered", "number": phone.number})

    def _free_number(self, number: str) -> str:
        while self._is_taken(number):
            number = f"+{int(number[1:]) + 1}"
        return number

    def _is_taken(self, number: str) -> bool:
        phone = self._network.phones.get(number)
        return number in self._network.numbers or (phone is not None and phone.pacer is not None)

    def _put_away(self, phone: str) -> None:
        page_phone = self._phones.pop(phone)
        page_phone.close()
        self._network.disconnect(page_phone.phone)

    def _send(self, phone: str, message: Outgoing) -> None:
        self._outbox.put_nowait({**message, "phone": phone})
