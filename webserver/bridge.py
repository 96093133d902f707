"""The ASGI application of a web process: hands each request to the WSGI application, in the threads of its kind.

Bodies are taken in and event streams are served on the event loop, so neither holds a thread however slow the client.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine
from contextlib import aclosing, suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

from webserver.answer import AnswerStart, Headers, Wsgi, begin_answer
from webserver.body import FREE_BYTES, Bodies, BodyLimits, BodyRefused, ClientGone, Message, Receive
from webserver.environ import Scope, wsgi_environ
from webserver.pool import Pool, PoolFull

log = logging.getLogger(__name__)
Send = Callable[[Message], Awaitable[None]]
STREAM = "helpdesk.stream"
"""The key of the environment where the application puts an `AsyncGenerator[str, None]` that is to be the body of its
answer, sent word by word from the event loop. The key is there, with None, only where a stream can be served."""
REASONS = {
    404: b"Nothing is served here under this path.\n",
    408: b"The request took too long to arrive.\n",
    413: b"The request is too large.\n",
    503: b"Too many requests are under way. Try again in a moment.\n",
}
RETRY_AFTER = b"2"
"""Seconds after which a client that was turned away may try again."""


@dataclass(frozen=True)
class Lane:
    """The threads and limits with which one kind of request is served; `large` serves those with a large body."""

    pool: Pool
    large: Pool
    limits: BodyLimits

    def pool_of(self, body: bytes) -> Pool:
        """Return the threads for a request with this body."""
        return self.large if len(body) > FREE_BYTES else self.pool


class Bridge:
    """An ASGI application around a WSGI one. `lane_of` names the lane of a path, or None for a path not served here.

    `beat` runs beside, from the start of the process to its end.
    """

    def __init__(
        self,
        application: Wsgi,
        lane_of: Callable[[str], Lane | None],
        bodies: Bodies,
        beat: Callable[[Bridge], Coroutine[Any, Any, None]] | None = None,
    ) -> None:
        self._application, self._lane_of, self._bodies, self._beat = application, lane_of, bodies, beat

    def finished(self, path: str) -> int:
        """Return a number that rises while the threads for a path get on with their requests."""
        lane = self._lane_of(path)
        return lane.pool.finished if lane else 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            beating = asyncio.create_task(self._beat(self)) if self._beat else None
            await _confirm_lifespan(receive, send)
            if beating is not None:
                beating.cancel()
            return
        with suppress(ClientGone):
            try:
                await self._serve(scope, receive, send)
            except BodyRefused as refusal:
                await _refuse(send, refusal.status)
            except PoolFull:
                await _refuse(send, 503)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        lane = self._lane_of(scope["path"])
        if lane is None:
            raise BodyRefused(404)
        body = await self._bodies.read(_length(scope), receive, lane.limits)
        pool = lane.pool_of(body)
        try:
            if body.count(b"&") >= lane.limits.fields and _is_form(scope):
                raise BodyRefused(413)
            environ: dict[str, Any] = wsgi_environ(scope, body)
            environ[STREAM] = None
            answer = await pool.run(partial(_answer_in_thread, self._application, environ, send))
        finally:
            self._bodies.release(body)
        if answer is None:
            return
        if environ[STREAM] is not None:
            await _send_stream(answer, environ[STREAM], receive, send)
            return
        await _start(send, answer.status, answer.headers)
        await _send_pieces(answer, pool, receive, send)


def _answer_in_thread(application: Wsgi, environ: dict[str, Any], send: Send) -> AnswerStart | None:
    """Make an answer and send it from this thread, a step sooner than the event loop could.

    Returns None, or the answer if sending it takes more than one message.
    """
    answer = begin_answer(application, environ)
    if environ[STREAM] is not None or answer.rest is not None:
        return answer
    _finish_at_once(_start(send, answer.status, answer.headers))
    _finish_at_once(send({"type": "http.response.body", "body": answer.first}))
    return None


def _finish_at_once(step: Awaitable[None]) -> None:
    """Run a step that waits for nothing: Granian takes the messages of an answer that is whole as they come."""
    for _ in step.__await__():
        raise RuntimeError("the server makes an answer wait that is whole")


def _length(scope: Scope) -> int | None:
    """Return the length of the body in bytes; None when only its end will tell."""
    length: int | None = 0
    for name, value in scope["headers"]:
        if name == b"content-length":
            return int(value)
        if name == b"transfer-encoding":
            length = None
    return length


def _is_form(scope: Scope) -> bool:
    form = b"application/x-www-form-urlencoded"
    return any(name == b"content-type" and value.lower().startswith(form) for name, value in scope["headers"])


async def _confirm_lifespan(receive: Receive, send: Send) -> None:
    """Answer the server's messages about its start and its end."""
    while True:
        kind = (await receive())["type"]
        await send({"type": f"{kind}.complete"})
        if kind == "lifespan.shutdown":
            return


async def _refuse(send: Send, status: int) -> None:
    """Send a short answer and end the connection, on which the rest of a body may still be on its way."""
    headers: Headers = [(b"content-type", b"text/plain"), (b"connection", b"close")]
    if status == 503:
        headers.append((b"retry-after", RETRY_AFTER))
    await _start(send, status, headers)
    await send({"type": "http.response.body", "body": REASONS[status]})


async def _start(send: Send, status: int, headers: Headers) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})


async def _send_pieces(answer: AnswerStart, pool: Pool, receive: Receive, send: Send) -> None:
    gone = asyncio.ensure_future(_disconnect(receive))
    try:
        piece = answer.first
        while piece and not gone.done():
            await send({"type": "http.response.body", "body": piece, "more_body": True})
            piece = await pool.resume(answer.next_piece)
        await send({"type": "http.response.body", "body": b""})
    finally:
        gone.cancel()
        await pool.resume(answer.close)


async def _send_stream(
    answer: AnswerStart, stream: AsyncGenerator[str, None], receive: Receive, send: Send
) -> None:
    """Send the stream in place of the answer's own body, which is empty, until it ends or the client is gone."""
    await _start(send, answer.status, [one for one in answer.headers if one[0].lower() != b"content-length"])

    async def speak() -> None:
        async with aclosing(stream):
            async for word in stream:
                await send({"type": "http.response.body", "body": word.encode(), "more_body": True})
        await send({"type": "http.response.body", "body": b""})

    speaking, gone = asyncio.ensure_future(speak()), asyncio.ensure_future(_disconnect(receive))
    try:
        await asyncio.wait({speaking, gone}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        speaking.cancel()
        gone.cancel()
    with suppress(asyncio.CancelledError):
        await speaking


async def _disconnect(receive: Receive) -> None:
    """Return when the client has closed the connection."""
    while (await receive())["type"] != "http.disconnect":
        pass
