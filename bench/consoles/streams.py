"""Holds event streams open, as consoles do that wait for news."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from urllib.parse import urlsplit

FIRST_EVENT_LIMIT = 10.0
"""Seconds within which a stream must begin to speak."""


@contextmanager
def open_streams(url: str, number: int) -> Iterator[None]:
    """Open so many streams, each of which has brought its first event. Raises OSError when the server takes no more."""
    parts = urlsplit(url)
    request = (
        f"GET {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nAccept: text/event-stream\r\n\r\n".encode()
    )
    with ExitStack() as stack:
        streams = []
        for _ in range(number):
            stream = socket.create_connection((parts.hostname or "", parts.port or 80), FIRST_EVENT_LIMIT)
            streams.append(stack.enter_context(stream))
            stream.sendall(request)
        for stream in streams:
            _wait_for_event(stream)
        yield


def _wait_for_event(stream: socket.socket) -> None:
    heard = b""
    while b"event:" not in heard:
        heard += (more := stream.recv(4096))
        if not more or not (heard.startswith(b"HTTP/1.1 200") or len(heard) < 12):
            raise OSError(f"an event stream was refused: {heard[:80]!r}")
