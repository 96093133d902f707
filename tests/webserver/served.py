"""An HTTP exchange with the bridge, without a server: what Granian would hand over and take."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from webserver.bridge import Bridge


@dataclass
class Exchange:
    """A request and what comes back. The client sends `pieces` and then waits; `leave` closes its connection."""

    path: str = "/voice/cair"
    method: str = "POST"
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    pieces: list[bytes] = field(default_factory=list)
    raw_path: bytes = b""
    query: bytes = b""
    sent: list[dict[str, Any]] = field(default_factory=list)
    gone: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def status(self) -> int:
        return int(self.sent[0]["status"])

    @property
    def body(self) -> bytes:
        return b"".join(message["body"] for message in self.sent[1:])

    def header(self, name: bytes) -> bytes | None:
        return dict(self.sent[0]["headers"]).get(name)

    def scope(self) -> dict[str, Any]:
        return {
            "type": "http",
            "method": self.method,
            "path": self.path,
            "raw_path": self.raw_path or self.path.encode(),
            "query_string": self.query,
            "headers": self.headers,
            "http_version": "1.1",
            "server": ("127.0.0.1", "8000"),
            "client": ("192.0.2.7", "50000"),
            "scheme": "http",
        }

    async def receive(self) -> dict[str, Any]:
        if self.pieces:
            return {"type": "http.request", "body": self.pieces.pop(0), "more_body": True}
        await self.gone.wait()
        return {"type": "http.disconnect"}

    def send(self, message: dict[str, Any]) -> Taken:
        self.sent.append(message)
        return Taken()


class Taken:
    """A message that was taken at once, as Granian takes those of an answer."""

    def __await__(self) -> Iterator[None]:
        return iter(())


def exchange(bridge: Bridge, *exchanges: Exchange, limit: float = 20.0) -> None:
    """Serve some requests at the same time, to their ends."""

    async def serve() -> None:
        async with asyncio.timeout(limit):
            await asyncio.gather(*(bridge(one.scope(), one.receive, one.send) for one in exchanges))

    asyncio.run(serve())


@asynccontextmanager
async def under_way(bridge: Bridge, *exchanges: Exchange) -> AsyncIterator[list[asyncio.Task[None]]]:
    """Requests that are served while the block runs."""
    tasks = [asyncio.ensure_future(bridge(one.scope(), one.receive, one.send)) for one in exchanges]
    await asyncio.sleep(0)  # each has begun
    try:
        yield tasks
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def until(claim: Any, limit: float = 20.0) -> None:
    """Return once `claim()` holds, with the event loop going on meanwhile."""
    async with asyncio.timeout(limit):
        while not claim():
            await asyncio.sleep(0.01)


def length(number: int) -> tuple[bytes, bytes]:
    """The header that announces so many bytes."""
    return b"content-length", str(number).encode()
