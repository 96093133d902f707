"""Consoles as browsers keep them: `python -m bench.consoles.console_pages STREAM FRAGMENT`, URLs of a desk's live page.

A process of its own, so that it reads whatever the line and the bench are busy with. The first line on stdin is the
cookies, a JSON list. It prints `open` once every console has been shown the line; then, for each fragment that shows
something new, the console, the moment on the clock that all processes share, and how many wait in each language. At the
end of stdin all connections are dropped without a goodbye, as when a laptop loses its network.
"""

from __future__ import annotations

import asyncio
import json
import re
import socket
import struct
import sys
from collections.abc import Sequence
from contextlib import suppress

import aiohttp

from store import clock

WAITING = re.compile(rb'class="first">(\d+)<')
AT_ONCE = struct.pack("ii", 1, 0)
"""SO_LINGER: a socket that is closed says nothing to the other side but that it is gone."""
OK = 200
AGAIN = 2.0
"""Seconds until a browser opens a stream again."""
LONGEST_OPENING = 40.0
"""Seconds."""
PATIENCE = aiohttp.ClientTimeout(total=None, sock_connect=10)


class ConsolePage:
    """An open page: its stream says that something changed, and it fetches what it shows."""

    def __init__(self, number: int, cookie: str, session: aiohttp.ClientSession) -> None:
        self._number, self._session = number, session
        self._headers = {"Cookie": cookie}
        self._told = asyncio.Event()
        self._version = ""
        self._shown: list[int] = []
        self.is_open = asyncio.Event()

    async def listen(self, url: str) -> None:
        """Listen without end: a stream that ended or was refused is opened again, as browsers do."""
        headers = self._headers | {"Accept": "text/event-stream"}
        while True:
            with suppress(aiohttp.ClientError):
                async with self._session.get(url, headers=headers) as stream:
                    if stream.status == OK:
                        await self._hear(stream.content)
            await asyncio.sleep(AGAIN)

    async def _hear(self, lines: aiohttp.StreamReader) -> None:
        event = b""
        async for line in lines:
            name, _, value = line.strip().partition(b": ")
            if name == b"event":
                event = value
            elif name == b"data" and event == b"refresh":
                self._version = value.decode()
                self._told.set()

    async def look(self, url: str) -> None:
        """Fetch whenever the stream has told of something; what it tells meanwhile is one more fetch."""
        while True:
            await self._told.wait()
            self._told.clear()
            with suppress(aiohttp.ClientError):  # the page goes on with the next word of the stream
                self._show(await self._fetch(url))

    async def _fetch(self, url: str) -> list[int]:
        headers = self._headers | {"X-Refresh": "1", "X-Version": self._version}
        async with self._session.get(url, headers=headers, allow_redirects=False) as answer:
            return [int(number) for number in WAITING.findall(await answer.read())]

    def _show(self, waiting: list[int]) -> None:
        if waiting and waiting != self._shown:
            self._shown = waiting
            print(self._number, clock.seconds(), *waiting)
            self.is_open.set()


async def keep_open(stream: str, fragment: str, cookies: Sequence[str]) -> None:
    """Keep all consoles open until stdin ends. Raises TimeoutError if they cannot be opened."""
    connector = aiohttp.TCPConnector(limit=0, socket_factory=_socket)
    async with (
        aiohttp.ClientSession(connector=connector, timeout=PATIENCE) as session,
        asyncio.TaskGroup() as group,
    ):
        pages = [ConsolePage(number, cookie, session) for number, cookie in enumerate(cookies)]
        tasks = [group.create_task(page.listen(stream)) for page in pages]
        tasks += [group.create_task(page.look(fragment)) for page in pages]
        async with asyncio.timeout(LONGEST_OPENING):
            for page in pages:
                await page.is_open.wait()
        print("open", flush=True)
        await asyncio.to_thread(sys.stdin.read)
        for task in tasks:
            task.cancel()


def _socket(address: aiohttp.AddrInfoType) -> socket.socket:
    family, kind, protocol, _, _ = address
    made = socket.socket(family, kind, protocol)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
    return made


if __name__ == "__main__":
    asyncio.run(keep_open(sys.argv[1], sys.argv[2], json.loads(sys.stdin.readline())))
