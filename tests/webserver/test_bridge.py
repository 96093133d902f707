"""Between the server and the application: what the application sees, and what slow, large and many requests meet."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, Callable, Iterator
from typing import Any

import pytest

from ivr.request import raw_path
from tests.webserver.served import Exchange, exchange, length, under_way, until
from webserver.answer import PIECE, Wsgi
from webserver.body import Bodies, BodyLimits
from webserver.bridge import STREAM, Bridge, Lane
from webserver.lanes import PAGE_THREADS, PAGES_WAITING, bridge_to, is_for_calls
from webserver.pool import Pool


def answering(
    seen: dict[str, Any], body: Callable[[], Any] = lambda: [b"hello"], *headers: tuple[str, str]
) -> Wsgi:
    """An application that notes the environment and answers with `body()`."""

    def application(environ: dict[str, Any], start_response: Any) -> Any:
        seen.update(environ, body=environ["wsgi.input"].read())
        start_response("200 OK", [("Content-Type", "text/plain"), *headers])
        return body()

    return application


def narrow(application: Wsgi, seconds: float = 10.0, allowance: int = 1 << 20) -> Bridge:
    """A bridge with one thread that takes bodies of up to 100,000 bytes."""
    pool = Pool("one", 1, 10)
    lane = Lane(pool, pool, BodyLimits(100_000, seconds, 500))
    return Bridge(application, lambda path: None if path == "/elsewhere" else lane, Bodies(allowance))


def test_the_application_sees_the_request_as_it_came() -> None:
    seen: dict[str, Any] = {}
    request = Exchange(
        path="/voice/Köln/x�",
        raw_path=b"/voice/K%c3%b6ln%2Fx%FF",
        query=b"a=%20&b=%FF",
        pieces=[b"Digits=", b"1"],
        headers=[
            length(8),
            (b"content-type", b"application/x-www-form-urlencoded"),
            (b"x-twilio-signature", b"c2ln"),
            (b"cookie", b"a=1"),
            (b"cookie", b"b=2"),
            (b"accept", b"text/html"),
            (b"accept", b"text/plain"),
        ],
    )
    exchange(narrow(answering(seen)), request)
    assert seen["body"] == b"Digits=1"
    assert seen["PATH_INFO"] == b"/voice/K\xc3\xb6ln/x\xff".decode("latin-1")
    assert raw_path(seen) == "/voice/K%c3%b6ln%2Fx%FF"
    assert seen["QUERY_STRING"] == "a=%20&b=%FF"
    assert (seen["REQUEST_METHOD"], seen["REMOTE_ADDR"]) == ("POST", "192.0.2.7")
    assert (seen["CONTENT_LENGTH"], seen["CONTENT_TYPE"]) == ("8", "application/x-www-form-urlencoded")
    assert seen["HTTP_X_TWILIO_SIGNATURE"] == "c2ln"
    assert (seen["HTTP_COOKIE"], seen["HTTP_ACCEPT"]) == ("a=1; b=2", "text/html,text/plain")
    assert request.status == 200
    assert request.body == b"hello"


def test_a_header_with_an_underscore_does_not_pass_for_the_one_with_a_hyphen() -> None:
    seen: dict[str, Any] = {}
    exchange(narrow(answering(seen)), Exchange(headers=[(b"x_forwarded_for", b"198.51.100.1")]))
    assert "HTTP_X_FORWARDED_FOR" not in seen


def test_a_body_that_is_too_large_is_refused_before_it_is_sent() -> None:
    request = Exchange(headers=[length(100_001)])
    exchange(narrow(answering({})), request)
    assert request.status == 413
    assert request.header(b"connection") == b"close"


def test_a_body_that_turns_out_too_large_is_refused() -> None:
    request = Exchange(headers=[(b"transfer-encoding", b"chunked")], pieces=[b"x" * 60_000] * 9)
    exchange(narrow(answering({})), request)
    assert request.status == 413
    assert len(request.pieces) == 7, "what follows is not read"


def test_a_body_that_takes_too_long_is_refused() -> None:
    request = Exchange(headers=[length(10)], pieces=[b"abc"])
    exchange(narrow(answering({}), seconds=0.2), request)
    assert request.status == 408


def test_a_request_whose_client_leaves_early_is_dropped() -> None:
    seen: dict[str, Any] = {}
    request = Exchange(headers=[length(10)], pieces=[b"abc"])
    request.gone.set()
    exchange(narrow(answering(seen)), request)
    assert not request.sent
    assert not seen


def test_large_bodies_under_way_leave_room_for_small_ones() -> None:
    async def serve() -> None:
        bridge = narrow(answering({}), allowance=40_000)
        slow = Exchange(headers=[length(90_000)], pieces=[b"x" * 50_000])
        async with under_way(bridge, slow):
            await until(lambda: not slow.pieces)
            late = Exchange(headers=[length(60_000)], pieces=[b"x" * 60_000])
            small = Exchange(headers=[length(1_000)], pieces=[b"x" * 1_000])
            await asyncio.gather(*(bridge(one.scope(), one.receive, one.send) for one in (late, small)))
            assert (late.status, late.header(b"retry-after")) == (503, b"2")
            assert small.status == 200
        again = Exchange(headers=[length(50_000)], pieces=[b"x" * 40_000, b"x" * 10_000])
        await bridge(again.scope(), again.receive, again.send)
        assert again.status == 200, "what the others took is free again"

    asyncio.run(serve())


def test_a_path_that_is_not_served_here_is_not_found() -> None:
    request = Exchange(path="/elsewhere")
    exchange(narrow(answering({})), request)
    assert request.status == 404


def test_pages_that_hang_do_not_delay_a_webhook_and_only_so_many_wait() -> None:
    free = threading.Event()

    def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        if environ["PATH_INFO"].startswith("/console"):
            free.wait(20)
        start_response("200 OK", [])
        return [b"done"]

    async def serve() -> None:
        bridge = bridge_to(application)
        pages = [Exchange(path="/console/wall") for _ in range(PAGE_THREADS + PAGES_WAITING)]
        async with under_way(bridge, *pages) as tasks:
            one_more, webhook = Exchange(path="/console/wall"), Exchange()
            await bridge(one_more.scope(), one_more.receive, one_more.send)
            assert one_more.status == 503
            async with asyncio.timeout(5):
                await bridge(webhook.scope(), webhook.receive, webhook.send)
            assert webhook.status == 200
            assert not any(page.sent for page in pages)
            free.set()
            await asyncio.gather(*tasks)
        assert {page.status for page in pages} == {200}

    try:
        asyncio.run(serve())
    finally:
        free.set()


@pytest.mark.parametrize(
    "path", ["/voice", "/voice/cair", "/text/cair", "/static/a.wav", "/recordings/x", "/alive"]
)
def test_what_calls_need_is_answered_by_their_threads(path: str) -> None:
    assert is_for_calls(path)


@pytest.mark.parametrize(
    "path", ["/", "/console", "/voices", "/console/voice", "/health", "/metrics", "//voice", ""]
)
def test_everything_else_is_not(path: str) -> None:
    assert not is_for_calls(path)


class Chunks:
    """A body in pieces that notes when it is closed."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self.is_closed = pieces, threading.Event()

    def __iter__(self) -> Iterator[bytes]:
        return self._pieces

    def close(self) -> None:
        self.is_closed.set()


def test_an_answer_larger_than_a_piece_arrives_as_a_whole() -> None:
    chunks = Chunks(iter([b"x" * 100_000] * 9))
    request = Exchange()
    exchange(narrow(answering({}, lambda: chunks, ("Content-Length", "900000"))), request)
    assert len(request.body) == 900_000
    assert max(len(message["body"]) for message in request.sent[1:]) < PIECE + 100_000
    assert chunks.is_closed.is_set()


def test_an_answer_without_a_length_is_passed_on_as_it_is_made() -> None:
    chunks = Chunks(iter([b"one", b"", b"two"]))
    request = Exchange()
    exchange(narrow(answering({}, lambda: chunks)), request)
    assert [message["body"] for message in request.sent[1:]] == [b"one", b"two", b""]
    assert chunks.is_closed.is_set()


def test_an_answer_whose_reader_has_left_is_closed() -> None:
    def forever() -> Iterator[bytes]:
        while True:
            yield b"word"

    chunks = Chunks(forever())
    request = Exchange()
    request.gone.set()
    exchange(narrow(answering({}, lambda: chunks)), request)
    assert chunks.is_closed.is_set()


def test_a_stream_holds_no_thread_and_ends_with_its_reader() -> None:
    ended: list[bool] = []

    async def words() -> AsyncGenerator[str, None]:
        try:
            yield "event: refresh\n\n"
            await asyncio.Event().wait()
        finally:
            ended.append(True)

    def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        if environ["PATH_INFO"] == "/live":
            environ[STREAM] = words()
        start_response("200 OK", [("Content-Length", "0")])
        return []

    async def serve() -> None:
        bridge = narrow(application)  # which has one thread
        streams = [Exchange(path="/live") for _ in range(5)]
        async with under_way(bridge, *streams) as tasks:
            await until(
                lambda: all(b"refresh" in one.body for one in streams if one.sent) and streams[-1].sent
            )
            assert streams[0].header(b"content-length") is None
            other = Exchange()
            await bridge(other.scope(), other.receive, other.send)
            assert other.status == 200
            for stream in streams:
                stream.gone.set()
            await asyncio.gather(*tasks)
        assert len(ended) == 5

    asyncio.run(serve())
