"""A mail server on this machine, for one message at a time; it can refuse, or fall silent in the middle."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from reports.export.mail import MailServer


@dataclass
class Postman:
    """The received messages. `refuses` is an SMTP command that is answered with 550; `dies` hangs up after the
    message came."""

    port: int = 0
    refuses: str = ""
    dies: bool = False
    received: list[EmailMessage] = field(default_factory=list)

    @property
    def server(self) -> MailServer:
        return MailServer(
            "127.0.0.1", self.port, "line@example.org", ("ana@example.org", "bo@example.org"), "none"
        )


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        postman: Postman = self.server.postman  # type: ignore[attr-defined]
        self._say("220 here")
        while line := self.rfile.readline():
            verb = line.split()[0].decode().upper().partition(":")[0]
            if verb == postman.refuses:
                self._say("550 no")
            elif verb == "DATA":
                self._say("354 go on")
                body = b"".join(iter(self.rfile.readline, b".\r\n"))
                postman.received.append(message_from_bytes(body, policy=policy.default))
                if postman.dies:
                    return
                self._say("250 taken")
            elif verb == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 fine")

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


@contextmanager
def postman() -> Iterator[Postman]:
    """A server on a free port."""
    with _Server(("127.0.0.1", 0), _Talk) as server:
        found = Postman(port=server.server_address[1])
        server.postman = found  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield found
        server.shutdown()
        thread.join()
