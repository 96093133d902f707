"""One command starts everything; one signal, or a violent death, ends it without an orphan."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import pytest

from store.data_dir import RunningLine, announced, announced_as
from tests.commands.whole_line import WholeLine, whole_line
from tests.conftest import CAIR_NUMBER
from tests.newcomer import newcomers_environment, two_free_ports
from tests.processes import is_running
from tests.waiting import LONG, wait_until


@pytest.mark.parametrize("death", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=lambda one: one.name)
def test_it_leaves_no_orphan_behind(tmp_path: Path, death: signal.Signals) -> None:
    with whole_line(tmp_path) as line:
        family = line.family()
        assert len(family) >= 6  # itself, database, web and its worker, worker, phone network
        line.process.send_signal(death)
        line.process.wait(LONG)
        wait_until(lambda: not any(is_running(pid) for pid in family), "everything is gone")
        assert (line.process.returncode == 0) == (death != signal.SIGKILL)
        assert (line.data_dir / "line.json").exists() == (death == signal.SIGKILL)


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeLine]:  # type: ignore[override]
    with whole_line(tmp_path_factory.mktemp("whole")) as line:
        yield line


def test_it_says_where_the_phone_is_and_the_phone_is_there(line: WholeLine) -> None:
    address = next(word for word in line.told().split() if word.endswith("/phone"))
    with urllib.request.urlopen(address, timeout=LONG) as page:
        assert b"<html" in page.read()
    wait_until(line.is_well, "the line is well")


def test_a_rep_who_has_called_with_the_pin_signs_in_by_a_text_from_the_phone_page(line: WholeLine) -> None:
    here = {"DATA_DIR": str(line.data_dir)}
    added = helpdesk("reps", "add", "12", "--name", "Ann", "--phone", "916-555-0111", **here)
    assert added.returncode == 0, added.stderr
    pin = re.findall(r"\b\d{6}\b", added.stdout)[-1]
    call = helpdesk("call", "--from", "+19165550111", "--keys", ",".join(f"{pin}#"), **here)
    assert "Hello, Ann" in call.stdout
    answer = asyncio.run(texted(f"http://127.0.0.1:{line.port + 1}", "+19165550111", "on"))
    assert answer == f"Text message from {CAIR_NUMBER}: You are available."
    assert "available" in helpdesk("reps", "list", **here).stdout


async def texted(network: str, number: str, words: str) -> str:
    """Return the answer to a text that a phone on the page sends to the desk."""
    async with (
        aiohttp.ClientSession() as client,
        client.ws_connect(f"{network}/phone/socket", origin=network) as socket,
        asyncio.timeout(LONG),
    ):
        await socket.send_json({"type": "open", "phone": "phone-1", "number": number})
        await socket.send_json({"type": "text", "phone": "phone-1", "to": CAIR_NUMBER, "body": words})
        while True:
            told = await socket.receive_json()
            if told.get("type") == "note" and "from" in told["text"]:
                return str(told["text"])


def test_it_says_where_the_console_is_and_how_the_first_admin_gets_in(line: WholeLine) -> None:
    address = next(word for word in line.told().split() if word.endswith("/console"))
    with urllib.request.urlopen(address, timeout=LONG) as page:
        assert b"Sign in" in page.read()
    assert "helpdesk people add" in line.told()


def test_a_part_that_dies_is_started_again(line: WholeLine) -> None:
    wait_until(line.is_well, "the line is well")
    for part in ("commands worker", "valkey-server", "commands web", "simulator"):
        victim = line.pid_of(part)
        os.kill(victim, signal.SIGKILL)
        wait_until(lambda: not is_running(victim), "it is dead")  # noqa: B023
        wait_until(lambda: _is_back(line, part, victim), f"{part} is back")  # noqa: B023


def _is_back(line: WholeLine, part: str, victim: int) -> bool:
    try:
        return line.pid_of(part) != victim and line.is_well()
    except AssertionError:
        return False


def test_a_taken_port_is_named_before_anything_starts(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused = helpdesk("run", PORT=str(port), DATA_DIR=str(tmp_path / "var"))
    assert refused.returncode == 1
    assert f"port {port}" in refused.stderr
    assert "PORT" in refused.stderr
    assert not (tmp_path / "var").exists()


def test_bad_settings_stop_the_start_with_every_problem(tmp_path: Path) -> None:
    refused = helpdesk("run", PORT="x", TWILIO_AUTH_TOKEN="t", DATA_DIR=str(tmp_path))
    assert refused.returncode == 1
    for name in ("PORT", "TWILIO_ACCOUNT_SID", "PUBLIC_URL", "SECRET_KEY"):
        assert name in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_broken_desk_stops_the_start_with_file_and_line(tmp_path: Path) -> None:
    folder = tmp_path / "desks" / "cair"
    folder.mkdir(parents=True)
    (folder / "desk.yaml").write_text("id: cair\nzone: Mars/Olympus\n")
    refused = helpdesk("run", DESKS_DIR=str(folder.parent), DATA_DIR=str(tmp_path / "var"))
    assert refused.returncode == 1
    assert "desk.yaml:2" in refused.stderr


def test_a_port_without_one_above_it_is_refused(tmp_path: Path) -> None:
    refused = helpdesk("run", PORT="65535", DATA_DIR=str(tmp_path / "var"))
    assert refused.returncode == 1
    assert "take a lower one" in refused.stderr


@pytest.mark.parametrize("verb", ["run", "web"])
def test_without_a_carrier_account_it_does_not_listen_to_other_machines(tmp_path: Path, verb: str) -> None:
    """The image listens everywhere: without its settings it would be an open line that no call reaches."""
    refused = helpdesk(verb, HOST="0.0.0.0", PORT=str(two_free_ports()), DATA_DIR=str(tmp_path / "var"))
    assert refused.returncode == 1
    assert len(refused.stderr.splitlines()) == 1
    assert "TWILIO_ACCOUNT_SID" in refused.stderr
    assert "LOCAL_MODE=anywhere" in refused.stderr
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize("verb", ["run", "web", "worker", "call"])
def test_a_data_directory_that_can_not_be_made_is_named(tmp_path: Path, verb: str) -> None:
    (tmp_path / "file").write_text("")
    refused = helpdesk(verb, DATA_DIR=str(tmp_path / "file" / "var"))
    assert refused.returncode == 1
    assert "file" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_spoilt_account_file_is_named_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "local-account.json").write_text("{")
    refused = helpdesk("call", "--keys", "1", DATA_DIR=str(tmp_path))
    assert refused.returncode == 1
    assert "local-account.json" in refused.stderr


def test_a_second_line_on_a_data_directory_names_the_one_that_is_announced_and_takes_its_place(
    tmp_path: Path,
) -> None:
    first = WholeLine(tmp_path / "var", two_free_ports())
    first.wait_until_ready()
    second = WholeLine(first.data_dir, two_free_ports())
    try:
        second.wait_until_ready()
        assert f"Another line runs on {first.data_dir}, at http://127.0.0.1:{first.port}" in second.told()
        first.end()
        wait_until(lambda: announced(first.data_dir), "the second line is announced")
        own, network = (f"http://127.0.0.1:{port}" for port in (second.port, second.port + 1))
        assert announced(first.data_dir) == RunningLine(own, network)
        wait_until(second.is_well, "it has taken over the database")
    finally:
        second.end()


def test_an_announcement_counts_only_while_its_line_lives(tmp_path: Path) -> None:
    line = RunningLine("http://127.0.0.1:1", None)
    assert announced(tmp_path) is None
    with announced_as(tmp_path, line):
        assert announced(tmp_path) == line
    assert announced(tmp_path) is None
    (tmp_path / "line.json").write_text('{"base_url": "http://127.0.0.1:1", "carrier_url": null}')
    assert announced(tmp_path) is None


def helpdesk(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "commands", *arguments],
        env=newcomers_environment(**environment),
        capture_output=True,
        text=True,
        timeout=LONG,
        check=False,
    )
