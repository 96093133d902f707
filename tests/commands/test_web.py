"""The web server's own part in letting go of browsers that have vanished."""

from __future__ import annotations

import socket
from contextlib import closing
from pathlib import Path

from commands.processes.web import server
from settings import load_settings
from tests.newcomer import quiet_port
from webserver.http_server import SILENCE_LIMIT


def test_a_connection_to_a_browser_that_has_vanished_is_not_kept_for_a_quarter_of_an_hour(
    tmp_path: Path,
) -> None:
    port = quiet_port()
    web = server(load_settings({"DATA_DIR": str(tmp_path), "PORT": str(port)}))
    web._init_shared_socket()
    with closing(web._sockets[port][1]) as listening:
        listening.listen()
        with socket.create_connection(("127.0.0.1", port)), listening.accept()[0] as accepted:
            limit = accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT)
    assert limit == SILENCE_LIMIT <= 20_000
