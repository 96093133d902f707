"""Why the line could not be had, with the code of each reason."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest

from simulator.phones.scripted import ScriptedPhone
from tests.simulator.canned_line import Asked, CannedLine, Reply
from tests.simulator.conftest import Connect, codes

HELLO = "<Say>Hello.</Say>"


@pytest.fixture
def nobody() -> Iterator[str]:
    """A URL where connections are refused."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}/voice"


def test_nobody_at_the_address_is_11205(nobody: str, caller_of: Connect) -> None:
    caller = caller_of(voice_url=nobody)
    caller.dials()
    assert codes(caller)[0] == 11205


@pytest.mark.parametrize("host", [f"http://{'x' * 64}.example.com/voice", "http://my_desk.example.com/voice"])
def test_a_bad_host_name_is_11210(host: str, caller_of: Connect) -> None:
    caller = caller_of(voice_url=host)
    caller.dials()
    assert codes(caller)[0] == 11210


def test_an_answer_that_comes_too_late_is_11200(line: CannedLine, caller_of: Connect) -> None:
    caller, released = caller_of(voice_url=f"{line.url}/voice#tt=100"), threading.Event()

    def late(_asked: Asked) -> Reply:
        released.wait(5)
        return Reply()

    line.on("/voice", late)
    caller.dials()
    released.set()
    assert codes(caller) == [11200]
    assert caller.ended == "application error"


def test_more_than_ten_redirects_are_11215(line: CannedLine, caller: ScriptedPhone) -> None:
    line.on("/voice", Reply(status=302, headers={"Location": "/voice"}))
    caller.dials()
    assert codes(caller) == [11215]
    assert len(line.asked_at("/voice")) == 11


def test_a_redirect_loses_the_parameters(line: CannedLine, caller: ScriptedPhone) -> None:
    line.on("/voice", Reply(status=302, headers={"Location": "/moved"}))
    line.on("/moved", HELLO)
    caller.dials()
    caller.hears("Hello.")
    assert (line.asked_at("/moved")[0].method, line.asked_at("/moved")[0].form) == ("GET", {})


def test_what_is_no_http_is_11206(caller_of: Connect) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def babble() -> None:
            for _ in range(1):
                connection, _address = server.accept()
                with connection:
                    connection.recv(65536)
                    connection.sendall(b"220 smtp.example.com ESMTP\r\n")

        thread = threading.Thread(target=babble)
        thread.start()
        caller = caller_of(
            voice_url=f"http://127.0.0.1:{server.getsockname()[1]}/", status_url="http://127.0.0.1:1/"
        )
        caller.dials()
        thread.join()
    assert codes(caller)[0] == 11206
