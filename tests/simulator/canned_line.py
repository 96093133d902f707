"""A line that answers with canned documents and remembers what it was asked."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    form: dict[str, str]
    headers: dict[str, str]
    body: bytes
    target: str


@dataclass(frozen=True)
class Reply:
    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str | None = "text/xml"


Answering = Callable[[Asked], Reply]


def twiml(inside: str) -> Reply:
    return Reply(f'<?xml version="1.0" encoding="UTF-8"?><Response>{inside}</Response>'.encode())


class CannedLine:
    """`line.on("/voice", "<Say>Hello</Say>")`; several replies to a path come one by one, the last stays."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self._replies: dict[str, list[Reply | Answering]] = {"/status": [Reply(status=204)]}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def on(self, path: str, *replies: Reply | Answering | str) -> None:
        self._replies[path] = [twiml(reply) if isinstance(reply, str) else reply for reply in replies]

    def asked_at(self, path: str) -> list[Asked]:
        return [asked for asked in self.asked if asked.path == path]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def answer(self, asked: Asked) -> Reply:
        self.asked.append(asked)
        replies = self._replies.get(asked.path)
        if not replies:
            return Reply(status=404)
        reply = replies.pop(0) if len(replies) > 1 else replies[0]
        return reply if isinstance(reply, Reply) else reply(asked)

    def _handler(line: CannedLine) -> type[BaseHTTPRequestHandler]:
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                parts = urlsplit(self.path)
                fields = body.decode() or parts.query
                form = dict(parse_qsl(fields, keep_blank_values=True))
                asked = Asked(self.command, parts.path, form, dict(self.headers), body, self.path)
                reply = line.answer(asked)
                self.send_response(reply.status)
                if reply.content_type is not None:
                    self.send_header("Content-Type", reply.content_type)
                self.send_header("Content-Length", str(len(reply.body)))
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                with contextlib.suppress(ConnectionError):  # the network may have been closed meanwhile
                    self.end_headers()
                    self.wfile.write(reply.body)

            do_GET = do_POST

            def log_message(self, *_: object) -> None:
                pass

        return Handler
