"""A browser that is a phone by a name: it shows an access token, then rings and is answered under its identity.

Any page on this machine may open the socket, the line's console above all: what opens the phone is the token.
"""

from __future__ import annotations

import asyncio
from typing import Annotated, Literal

from aiohttp import WSMsgType, web
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from simulator.network import Network
from simulator.network_clock import Timer
from simulator.phones.access_tokens import Admission, BadToken, admit
from simulator.phones.page_phone import PagePhone
from simulator.phones.phone import NoCall, PhoneBusy

Outgoing = dict[str, object]


class ClientMessage(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class RegisterClient(ClientMessage):
    """Be the phone that the token names; again with a newer token before the first one expires."""

    type: Literal["register"]
    token: Annotated[str, StringConstraints(max_length=4096)]


class ClientSpoke(ClientMessage):
    """The page has finished speaking what it was given under `id`."""

    type: Literal["spoken"]
    id: int


class ClientSpeech(ClientMessage):
    type: Literal["say"]
    words: Annotated[str, StringConstraints(min_length=1, max_length=200)]


class ClientKeys(ClientMessage):
    type: Literal["keys"]
    keys: Annotated[str, StringConstraints(pattern=r"^[0-9*#]{1,32}$")]


class ClientAction(ClientMessage):
    type: Literal["answer", "decline", "hangUp"]


Incoming = RegisterClient | ClientSpoke | ClientSpeech | ClientKeys | ClientAction
incoming: TypeAdapter[Incoming] = TypeAdapter(
    Annotated[
        RegisterClient | ClientSpoke | ClientSpeech | ClientKeys | ClientAction, Field(discriminator="type")
    ]
)


class ClientSocket:
    """Serves one web socket. When it closes, the phone is gone. `clients` are all that are registered, by number."""

    def __init__(self, network: Network, clients: dict[str, ClientSocket]) -> None:
        self._network, self._clients = network, clients
        self._phone: PagePhone | None = None
        self._outbox: asyncio.Queue[Outgoing] = asyncio.Queue()
        self._expiry: Timer | None = None

    async def serve(self, socket: web.WebSocketResponse) -> None:
        writer = asyncio.create_task(self._write(socket))
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    self._receive(message.data)
        finally:
            self._put_away()
            writer.cancel()
            await asyncio.gather(writer, return_exceptions=True)

    async def _write(self, socket: web.WebSocketResponse) -> None:
        while True:
            await socket.send_json(await self._outbox.get())

    def _receive(self, text: str) -> None:
        try:
            self._act(incoming.validate_json(text))
        except ValidationError:
            self._send({"type": "problem", "message": "This is no message of a client."})
        except BadToken as error:
            self._put_away()
            self._send({"type": "refused", "code": error.code, "message": f"{error}."})
        except (NoCall, PhoneBusy, ValueError) as error:
            self._send({"type": "problem", "message": f"{error}."})

    def _act(self, message: Incoming) -> None:
        if isinstance(message, RegisterClient):
            self._register(admit(message.token, self._network.settings, self._network.clock.now()))
        elif self._phone is None:
            raise BadToken(31201, "the client has not registered")
        else:
            self._handle(self._phone, message)

    def _handle(
        self, page_phone: PagePhone, message: ClientSpoke | ClientSpeech | ClientKeys | ClientAction
    ) -> None:
        phone = page_phone.phone
        match message:
            case ClientSpoke():
                page_phone.spoken(message.id)
            case ClientSpeech():
                phone.say(message.words)
            case ClientKeys():
                phone.press(message.keys)
            case ClientAction():
                acts = {"answer": phone.answer, "decline": phone.decline, "hangUp": phone.hang_up}
                acts[message.type]()

    def _register(self, admission: Admission) -> None:
        """Make this page the phone of its identity; of two pages with the same name, the later one wins."""
        number = f"client:{admission.identity}"
        if self._phone is None or self._phone.phone.number != number:
            self._put_away()
            former = self._clients.pop(number, None)
            if former is not None:
                former.make_room()
            self._clients[number] = self
            self._phone = PagePhone(self._network.phone(number), self._send)
        self._network.phones[number] = self._phone.phone  # once more, where a former token had expired
        self._expire_at(admission.expires)
        self._send({"type": "registered", "identity": admission.identity})

    def make_room(self) -> None:
        """Give way to another page, which is this phone from now on."""
        self._put_away()
        self._send({"type": "replaced"})

    def _expire_at(self, moment: float) -> None:
        if self._expiry is not None:
            self._expiry.cancel()
        left = moment - self._network.clock.now().timestamp()
        self._expiry = self._network.clock.call_later(max(0.0, left), self._expired)

    def _expired(self) -> None:
        """Stop ringing the client whose token expired; a call that is under way goes on."""
        if self._phone is not None:
            self._network.phones.pop(self._phone.phone.number, None)
        self._send({"type": "refused", "code": 20104, "message": "the token has expired."})

    def _put_away(self) -> None:
        if self._expiry is not None:
            self._expiry.cancel()
        if self._phone is not None:
            page_phone, self._phone = self._phone, None
            page_phone.close()
            self._clients.pop(page_phone.phone.number, None)
            self._network.disconnect(page_phone.phone)

    def _send(self, message: Outgoing) -> None:
        self._outbox.put_nowait(message)
