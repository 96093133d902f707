"""A new version is put on while callers are on the phone: servers share the port and start again in turn."""

from __future__ import annotations

import json
import re
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from redis import Redis

from commands.__main__ import VERBS
from commands.calling.line_process import ReachableLine, web_child
from commands.processes.supervisor import Child, Supervisor
from routing.queue.desk_state import DeskState
from settings import DESKS
from simulator.phones.scripted import LocalNetwork
from store.data_dir import local_account
from store.valkey import EmbeddedValkey
from tests.calls.moments import TUESDAY_MORNING
from tests.conftest import CAIR_NUMBER, network_settings
from tests.docs.pages import ROOT
from tests.newcomer import quiet_port
from tests.waiting import wait_until

WAITING = 8
BITS_OF_HOLD = 6
SECONDS = 21


def servers_that_answer(port: int) -> set[int]:
    """Return the servers that answered several requests, as the kernel decides which one gets a request."""
    found = set()
    for _ in range(12):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/alive", timeout=5) as answer:
                found.add(int(json.load(answer)["server"]))
        except OSError:
            return set()
    return found


@contextmanager
def web_server(child: Child) -> Iterator[Child]:
    supervisor = Supervisor([child])
    supervisor.start()
    yield child
    supervisor.end()


@pytest.fixture
def port() -> int:
    return quiet_port()


def test_a_server_that_starts_again_beside_another_is_noticed_by_no_caller(
    database: EmbeddedValkey, redis: Redis, tmp_path: Path, port: int
) -> None:
    """Callers on hold ask all the while; the carrier would tell of every webhook that met nobody."""
    account = local_account(tmp_path)
    line = ReachableLine(f"http://127.0.0.1:{port}", account.sid, account.token, CAIR_NUMBER, "cair")
    old, new = (web_child(port, tmp_path, DESKS, database.url) for _ in range(2))
    state = DeskState(redis, "cair")
    state.save_rep("ana", {"name": "Ana", "phone": "+19165550111", "lines": "general", "languages": "en"})
    state.set_status("ana", "available")  # without a worker nobody rings her, and she gets the first of them
    with web_server(old), LocalNetwork(network_settings(line)) as network:
        wait_until(lambda: servers_that_answer(port), "the first server answers")
        waiting = [network.caller(f"+1510555{number:04}") for number in range(WAITING)]
        for caller in waiting:
            caller.dials(at=TUESDAY_MORNING)
            caller.presses("0")
        with web_server(new):
            assert new.process is not None
            assert old.process is not None
            pid = new.process.pid
            wait_until(lambda: pid in servers_that_answer(port), "the new one answers")
            old.process.terminate()
            for _ in range(BITS_OF_HOLD):
                network.waits(SECONDS)
            wait_until(lambda: old.is_dead, "the old one is gone")
            wait_until(lambda: servers_that_answer(port) == {pid}, "the new one answers alone")
            network.waits(SECONDS)
            records = [state.caller(caller.call.sid) for caller in waiting]
            states = sorted(record.state for record in records)
            assert states == ["offered"] + ["waiting"] * (WAITING - 1), (records, network.alerts)
            visitor = network.caller("+15105559999")
            visitor.dials(at=TUESDAY_MORNING)
            visitor.hears("For a person")
        assert network.alerts == []


def units() -> list[Path]:
    return sorted((ROOT / "deploy/debian").glob("helpdesk*.service"))


def test_every_unit_runs_as_its_own_user_and_may_write_only_where_it_must() -> None:
    assert len(units()) == 4
    for unit in units():
        text = unit.read_text("utf-8")
        for line in (
            "User=helpdesk",
            "NoNewPrivileges=yes",
            "ProtectSystem=strict",
            "PrivateTmp=yes",
            "UMask=0077",
        ):
            assert line in text.splitlines(), (unit.name, line)


def test_units_start_commands_that_there_are() -> None:
    started = [re.findall(r"bin/helpdesk (\w+)", unit.read_text("utf-8")) for unit in units()]
    assert sorted(verb for verbs in started for verb in verbs) == ["backup", "web", "worker"]
    assert {verb for verbs in started for verb in verbs} <= set(VERBS)
