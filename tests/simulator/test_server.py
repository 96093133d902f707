"""The network as a process: pages, REST API, and an end that leaves nothing behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.waiting import LONG, wait_until

COMMAND = [sys.executable, "-m", "simulator", "--port", "0", "--number", "+18005787889"]
COMMAND += ["--voice-url", "http://127.0.0.1:9/voice"]
ENVIRONMENT = {**os.environ, "LOCAL_AUTH_TOKEN": "12345"}


@contextmanager
def running(*options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The process and its base URL."""
    process = subprocess.Popen([*COMMAND, *options], stdout=subprocess.PIPE, text=True, env=ENVIRONMENT)
    assert process.stdout is not None
    with process.stdout:
        try:
            yield process, process.stdout.readline().split()[2].removesuffix("/phone,")
        finally:
            process.kill()
            process.wait()


def test_it_serves_phones_exchanges_and_the_rest_api() -> None:
    with running("--zone", "America/Los_Angeles") as (_process, url):
        for page in ("/phone", "/debugger"):
            with urllib.request.urlopen(url + page) as response:
                assert response.status == 200
        with pytest.raises(urllib.error.HTTPError) as caught:
            urllib.request.urlopen(f"{url}/2010-04-01/Accounts/AC{'0' * 32}/Calls.json")
        with caught.value as error:
            assert error.code == 401


def test_it_listens_on_loopback_only() -> None:
    with running() as (process, url):
        port = int(url.rpartition(":")[2])
        listening = open_sockets(process.pid)
        assert ("127.0.0.1", port) in listening
        assert {host for host, _port in listening} == {"127.0.0.1"}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_cleanly(number: signal.Signals) -> None:
    with running() as (process, _url):
        process.send_signal(number)
        assert process.wait(LONG) == 0


def test_it_ends_with_its_parent_even_if_that_is_killed() -> None:
    parent = (
        "import os, subprocess, sys\n"
        "subprocess.run([*sys.argv[1:], '--die-with-parent', str(os.getpid())], stdout=sys.stdout)"
    )
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-c", parent, *COMMAND, "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=ENVIRONMENT)
    assert process.stdout is not None
    with process.stdout:
        try:
            wait_until(lambda: answers(port), "the network answers")
        finally:
            process.kill()
            process.wait()
        assert process.stdout.read() == ""  # ends only when the child, which shares the pipe, is gone
    assert not answers(port)


def test_it_does_not_outlive_a_parent_that_is_gone_already() -> None:
    done = subprocess.run(
        [*COMMAND, "--die-with-parent", "1"], env=ENVIRONMENT, capture_output=True, check=False
    )
    assert done.returncode == 1


@pytest.mark.parametrize(
    ("options", "environment", "complaint"),
    [
        ([], {}, "LOCAL_AUTH_TOKEN"),
        (
            ["--number", "+15105550100"],
            {"LOCAL_AUTH_TOKEN": "x"},
            "as many --voice-url as --number are needed: 2",
        ),
        (["--help"], {}, "Example: "),
    ],
)
def test_it_says_what_is_missing(options: list[str], environment: dict[str, str], complaint: str) -> None:
    without = {name: value for name, value in os.environ.items() if name != "LOCAL_AUTH_TOKEN"}
    done = subprocess.run(
        [*COMMAND, *options], env=without | environment, capture_output=True, text=True, check=False
    )
    assert complaint in done.stdout + done.stderr
    assert (done.returncode == 0) is (options == ["--help"])


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def open_sockets(pid: int) -> set[tuple[str, int]]:
    """Addresses a process listens on, from the kernel's table."""
    inodes = set()
    for number in os.listdir(f"/proc/{pid}/fd"):
        target = os.readlink(f"/proc/{pid}/fd/{number}")
        if target.startswith("socket:"):
            inodes.add(target[8:-1])
    found = set()
    for table in ("tcp", "tcp6"):
        with open(f"/proc/{pid}/net/{table}") as rows:
            for row in list(rows)[1:]:
                fields = row.split()
                if fields[3] == "0A" and fields[9] in inodes:
                    host, port = fields[1].split(":")
                    found.add((".".join(str(byte) for byte in bytes.fromhex(host)[3::-1]), int(port, 16)))
    return found
