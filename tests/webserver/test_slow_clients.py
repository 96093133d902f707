"""Connections that send nothing, too little or too slowly, hundreds of them: a caller is answered all the same."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode, urlsplit

import pytest

from bench.signed_requests import key_pressed, signed
from commands.calling.line_process import ReachableLine
from store import clock
from tests.waiting import happens_within, wait_until
from webserver.http_server import HEADER_LIMIT, raise_file_limit

HALF_A_HEADER = b"POST /voice/cair HTTP/1.1\r\nHost: line\r\nX-Slow: "
HEADERS_ONLY = b"POST /voice/cair HTTP/1.1\r\nHost: line\r\nContent-Length: 60000\r\n\r\n"
UPLOADS = b"POST /console/sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 60000\r\n\r\nabc"
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes.fromhex("000000040000000000")


@contextmanager
def held(line: ReachableLine, *beginnings: bytes) -> Iterator[list[socket.socket]]:
    """Seven hundred connections for each beginning, on which nothing follows."""
    raise_file_limit()
    address = urlsplit(line.base_url)
    with ExitStack() as stack:
        connections = []
        for beginning in beginnings * 700:
            connection = socket.create_connection((address.hostname or "", address.port or 0), 30)
            connections.append(stack.enter_context(connection))
            connection.sendall(beginning)
        yield connections


def is_open(connection: socket.socket) -> bool:
    connection.setblocking(False)
    try:
        return bool(connection.recv(1))
    except BlockingIOError:
        return True


def answers(line: ReachableLine, more: dict[str, str] | None = None) -> bytes:
    """Return the answer to a signed webhook."""
    url = f"{line.base_url}/voice/{line.desk_id}"
    form = key_pressed(line.account_sid, line.number, 1) | (more or {})
    webhook = signed(url, form, line.auth_token)
    connection = HTTPConnection(urlsplit(url).netloc, timeout=30)
    headers = {"X-Twilio-Signature": webhook.signature, "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", webhook.path, webhook.body, headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    assert answer.status == 200, body
    return body


@pytest.mark.parametrize(
    "beginnings",
    [(b"",), (HEADERS_ONLY,), (HALF_A_HEADER,), (UPLOADS,), (b"", HEADERS_ONLY)],
    ids=["idle", "slow bodies", "slow headers", "slow uploads", "idle and slow bodies"],
)
def test_hundreds_of_connections_that_wait_do_not_delay_a_caller(
    line: ReachableLine, beginnings: tuple[bytes, ...]
) -> None:
    with held(line, *beginnings) as connections:
        happens_within(1, lambda: answers(line))
        assert all(map(is_open, connections)), "they are still held"


@contextmanager
def flood(line: ReachableLine, body: bytes, connections: int) -> Iterator[list[int]]:
    """Send unsigned webhooks with this body without a pause; what they are answered with."""
    statuses: list[int] = []
    is_over = threading.Event()

    def send() -> None:
        headers = {"X-Twilio-Signature": "A" * 28, "Content-Type": "application/x-www-form-urlencoded"}
        while not is_over.is_set():
            connection = HTTPConnection(urlsplit(line.base_url).netloc, timeout=60)
            with suppress(OSError, HTTPException):
                connection.request("POST", "/voice/cair", body, headers)
                statuses.append(connection.getresponse().status)
            connection.close()

    senders = [threading.Thread(target=send) for _ in range(connections)]
    for sender in senders:
        sender.start()
    try:
        yield statuses
    finally:
        is_over.set()
        for sender in senders:
            sender.join()


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"a&" * 500_000, 413), (b"a=" + b"%41" * 300_000, 403), (b"a=" + b"%41" * 5_000, 403)],
    ids=["many fields", "a large field", "a field"],
)
def test_a_flood_of_unsigned_bodies_does_not_delay_a_caller(
    line: ReachableLine, body: bytes, status: int
) -> None:
    """Ten callers one after the other are answered in the time that the machine's two processes need for ten."""
    with flood(line, body, 12) as statuses:
        wait_until(lambda: len(statuses) > 20, "the flood is answered")
        happens_within(5, lambda: [answers(line) for _ in range(10)])
    assert set(statuses) <= {status, 503}


def test_a_form_of_the_console_may_not_have_thousands_of_fields(line: ReachableLine) -> None:
    connection = HTTPConnection(urlsplit(line.base_url).netloc, timeout=30)
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", "/console/sign-in", b"a&" * 3_000, form)
    assert connection.getresponse().status == 413
    connection.close()


def test_an_idle_connection_is_closed_after_a_while(line: ReachableLine) -> None:
    address = urlsplit(line.base_url)
    with socket.create_connection((address.hostname or "", address.port or 0), 60) as connection:
        began = clock.seconds()
        assert connection.recv(1) == b""
        assert clock.seconds() - began > HEADER_LIMIT / 1000 - 1


def test_http_2_gets_no_answer(line: ReachableLine) -> None:
    address = urlsplit(line.base_url)
    with socket.create_connection((address.hostname or "", address.port or 0), 60) as connection:
        connection.sendall(PREFACE)
        assert connection.recv(1) == b""


def test_a_genuine_webhook_may_be_large(line: ReachableLine) -> None:
    words = "password " * 110_000
    assert 900_000 < len(urlencode({"SpeechResult": words})) < 1_048_576 - 5_000
    assert b"<Response>" in answers(line, {"SpeechResult": words})


def test_a_body_of_two_megabytes_is_refused_at_once(line: ReachableLine) -> None:
    connection = HTTPConnection(urlsplit(line.base_url).netloc, timeout=30)
    connection.putrequest("POST", "/voice/cair")
    connection.putheader("Content-Length", "2000000")
    connection.endheaders()
    answer = connection.getresponse()
    assert (answer.status, answer.getheader("Connection")) == (413, "close")
    connection.close()
