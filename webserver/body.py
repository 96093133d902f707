"""Takes in the body of a request on the event loop, within limits of size, time and memory; no thread waits for it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
FREE_BYTES = 16_384
"""Bytes of each body that are not charged to the allowance; the carrier's ordinary requests are far smaller, so they
are taken in however many large bodies are under way."""


class BodyRefused(Exception):
    """The request is not taken in; `status` says why."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class ClientGone(Exception):
    """The client closed the connection before its request was complete."""


@dataclass(frozen=True)
class BodyLimits:
    """The largest body in bytes, the seconds within which it must be here as a whole, and the most fields of a form.

    To read a form costs processor time for each field, long before anybody knows who sent it.
    """

    size: int
    seconds: float
    fields: int


class Bodies:
    """Reads bodies that together hold at most `allowance` bytes of memory, beyond the first `FREE_BYTES` of each.

    The caller releases a body once its request is done with.
    """

    def __init__(self, allowance: int) -> None:
        self._allowance = allowance

    async def read(self, length: int | None, receive: Receive, limits: BodyLimits) -> bytes:
        """Return the whole body, `length` bytes or, if that is None, until the client ends it.

        Raises Refused: 413 when it is too large, 408 when it takes too long, 503 when too much is under way.
        Raises ClientGone.
        """
        if length is not None and length > limits.size:
            raise BodyRefused(413)
        pieces: list[bytes] = []
        size = charged = 0
        try:
            async with asyncio.timeout(limits.seconds):
                while size != length:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        raise ClientGone
                    piece = message.get("body", b"")
                    size += len(piece)
                    if size > limits.size:
                        raise BodyRefused(413)
                    due = max(0, size - FREE_BYTES) - charged
                    self._charge(due)
                    charged += due
                    pieces.append(piece)
                    if not message.get("more_body"):
                        break
                if length is not None and size != length:
                    raise ClientGone
        except BaseException as error:
            self._allowance += charged
            if isinstance(error, TimeoutError):
                raise BodyRefused(408) from None
            raise
        return b"".join(pieces)

    def release(self, body: bytes) -> None:
        """Give back what a body was charged."""
        self._allowance += max(0, len(body) - FREE_BYTES)

    def _charge(self, due: int) -> None:
        if due > self._allowance:
            raise BodyRefused(503)
        self._allowance -= due
