"""Runs the WSGI application for one request, in a thread, and takes its answer in pieces."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]
Headers = list[tuple[bytes, bytes]]
PIECE = 262_144
"""Bytes of an answer that are taken at once: one return to the thread for each so many."""


@dataclass
class AnswerStart:
    """The start of an answer. `rest` is None when `first` is all of it; otherwise the answer must be closed."""

    status: int
    headers: Headers
    first: bytes
    rest: Iterator[bytes] | None
    _chunks: Iterable[bytes]
    _has_length: bool

    def next_piece(self) -> bytes:
        """Return the next piece, empty after the last one. An answer without a length is passed on as it is made."""
        return next_piece(self.rest, self._has_length) if self.rest else b""

    def close(self) -> None:
        """Let the application free what it holds for this answer."""
        close = getattr(self._chunks, "close", None)
        if close is not None:
            close()


def begin_answer(application: Wsgi, environ: dict[str, Any]) -> AnswerStart:
    """Call the application and return the start of its answer; closed already when that is all."""
    head: list[Any] = []

    def start_response(status: str, headers: list[tuple[str, str]], exc_info: object = None) -> None:  # noqa: ARG001
        head[:] = status, headers

    chunks = application(environ, start_response)
    try:
        pieces = iter(chunks)
        has_length = any(name.lower() == "content-length" for name, _ in head[1])
        first = next_piece(pieces, has_length)
    except BaseException:
        close = getattr(chunks, "close", None)
        if close is not None:
            close()
        raise
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in head[1]]
    is_whole = not first or (has_length and len(first) < PIECE)
    answer = AnswerStart(int(head[0][:3]), headers, first, None if is_whole else pieces, chunks, has_length)
    if is_whole:
        answer.close()
    return answer


def next_piece(chunks: Iterator[bytes], has_length: bool) -> bytes:
    """Return some `PIECE` bytes, or without a length what the application makes next; empty at the end."""
    taken: list[bytes] = []
    size = 0
    for chunk in chunks:
        taken.append(chunk)
        size += len(chunk)
        if size >= PIECE or (size and not has_length):
            break
    return taken[0] if len(taken) == 1 else b"".join(taken)
