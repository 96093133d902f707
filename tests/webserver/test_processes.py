"""The processes of `helpdesk web`: calls and the console apart, and one that hangs replaced."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from commands.calling.line_process import wait_until_it_answers, web_child
from commands.processes.supervisor import Supervisor
from settings import DESKS, BadSettings, load_settings
from store import clock
from store.valkey import EmbeddedValkey
from tests.newcomer import quiet_port
from tests.processes import is_running
from tests.waiting import wait_until


@pytest.fixture(scope="module")
def port(database: EmbeddedValkey, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a line whose console is on the next one, one process each."""
    port = quiet_port()
    child = web_child(port, tmp_path_factory.mktemp("line"), DESKS, database.url)
    apart = {**child.environment, "CONSOLE_PORT": str(port + 1), "WEB_CONCURRENCY": "1"}
    supervisor = Supervisor([replace(child, environment=apart)])
    supervisor.start()
    try:
        for one in (port, port + 1):
            wait_until_it_answers(f"http://127.0.0.1:{one}/alive", supervisor)
        yield port
    finally:
        supervisor.end()


def status(port: int, path: str) -> int:
    try:
        with urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as answer:
            return int(answer.status)
    except HTTPError as error:
        with error:
            return error.code


def process(port: int) -> int:
    """The id of the process that answers; 0 while none does."""
    try:
        with urlopen(f"http://127.0.0.1:{port}/health", timeout=1) as answer:
            told = json.load(answer)
    except HTTPError as degraded:  # no worker runs here
        with degraded:
            told = json.load(degraded)
    except OSError:
        return 0
    return int(told["process"]["pid"])


@pytest.mark.parametrize(
    ("path", "of_calls", "of_the_console"),
    [
        ("/voice/cair", 403, 404),
        ("/text/cair", 403, 404),
        ("/static/1-gymnopedie-1-01.wav", 200, 200),
        ("/metrics", 200, 200),
        ("/console/sign-in", 404, 200),
        ("/", 200, 200),  # the console's page for signing in, to which it leads
        ("/consoles", 404, 404),
    ],
)
def test_calls_and_the_console_are_answered_by_processes_apart(
    port: int, path: str, of_calls: int, of_the_console: int
) -> None:
    assert (status(port, path), status(port + 1, path)) == (of_calls, of_the_console)


def test_calls_and_the_console_have_processes_apart(port: int) -> None:
    assert process(port) != process(port + 1)


@pytest.mark.parametrize("offset", [0, 1], ids=["calls", "the console"])
def test_a_process_that_hangs_is_replaced(port: int, offset: int) -> None:
    victim, other = process(port + offset), process(port + 1 - offset)
    began = clock.seconds()
    os.kill(victim, signal.SIGSTOP)
    wait_until(lambda: not is_running(victim), "it is killed")
    assert clock.seconds() - began > 8
    wait_until(lambda: process(port + offset) not in {0, victim}, "its successor answers")
    assert process(port + 1 - offset) == other


def test_one_port_can_not_be_both(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="CONSOLE_PORT must be another port"):
        load_settings({"PORT": "9000", "CONSOLE_PORT": "9000", "DATA_DIR": str(tmp_path)})
