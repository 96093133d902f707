"""A carrier's REST API that notes when it is asked to ring: `python -m bench.carrier_server PORT`.

A process of its own, so that it answers whatever the line and the bench are busy with. It prints a line for each call
it is asked to place: the moment on the clock that all processes share, and the URL to be asked once it is answered.
"""

from __future__ import annotations

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from urllib.parse import parse_qs

from store import clock

CALLS = "/Calls.json"
LISTS = {CALLS: "calls", "/Conferences.json": "conferences", "/Participants.json": "participants"}
"""The ends of the paths of lists, with the name of the list in the answer."""


class CarrierApi(BaseHTTPRequestHandler):
    """Places every call, knows of none that rings, and takes all others to be in progress."""

    protocol_version = "HTTP/1.1"
    wbufsize = (
        -1
    )  # head and body leave in one packet, or the second waits 40 ms for the first's acknowledgement
    numbers = count(1)

    def do_POST(self) -> None:
        """Place a call, or change one."""
        arrived = clock.seconds()
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        if self.path.endswith(CALLS):
            print(arrived, form["Url"][0], flush=True)
            self._answers(201, {"sid": f"CB{next(self.numbers):032x}", "status": "queued"})
        else:
            self._answers(200, {"status": "in-progress"})

    def do_GET(self) -> None:
        """Look at one call, or at a list, which is empty."""
        path = self.path.partition("?")[0]
        name = next((name for end, name in LISTS.items() if path.endswith(end)), "")
        self._answers(200, {name: []} if name else {"status": "in-progress"})

    def _answers(self, status: int, content: dict[str, object]) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing: what matters is printed."""


if __name__ == "__main__":
    with ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), CarrierApi) as server:
        server.serve_forever()
