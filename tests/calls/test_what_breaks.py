"""Parts of the line are killed in the middle of a call, and the caller notices nothing."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from simulator.phones.scripted import LocalNetwork
from store import keys
from store.connection import connect
from store.valkey import EmbeddedValkey
from tests.calls.moments import TUESDAY_MORNING, TUESDAY_NIGHT
from tests.commands.whole_line import WholeLine, whole_line
from tests.conftest import network_settings, web_line
from tests.processes import is_frozen, is_running
from tests.published import health_at, port_of
from tests.waiting import wait_until


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeLine]:  # type: ignore[override]
    with whole_line(tmp_path_factory.mktemp("whole")) as line:
        wait_until(line.is_well, "the line is well")
        yield line


@pytest.fixture
def network(line: WholeLine) -> Iterator[LocalNetwork]:
    with LocalNetwork(network_settings(line.reachable())) as network:
        yield network
        assert not network.alerts, network.alerts


def test_the_database_is_killed_mid_call_and_the_call_goes_on(line: WholeLine, network: LocalNetwork) -> None:
    caller = network.caller()
    caller.dials(at=TUESDAY_NIGHT)
    os.kill(line.pid_of("valkey-server"), signal.SIGKILL)
    caller.presses("4")
    caller.hears("light bulb")
    caller.presses("9")
    caller.hears("foco")
    caller.presses("0")
    caller.hears("intente otra vez")
    caller.hangs_up()
    wait_until(line.is_well, "the database is back")


def test_the_database_is_out_of_memory_and_calls_go_on(line: WholeLine, network: LocalNetwork) -> None:
    """It refuses to save anything and throws nothing away; where a caller is, is in the URL."""
    with connect(EmbeddedValkey(line.data_dir).url, timeout=5.0) as database:
        before = database.config_get("maxmemory")["maxmemory"]
        database.config_set("maxmemory", "1mb")
        try:
            events = database.xlen(keys.events("cair"))
            for _ in range(6):
                caller = network.caller()
                caller.dials(at=TUESDAY_MORNING)
                caller.hears("Thank you for calling")
                caller.presses("1")
                caller.presses("1")
                caller.hears("security questions")
                caller.presses("0")
                heard = caller.heard
                assert "Please stay on the line" in heard or "Nobody can take your call" in heard, heard
                caller.hangs_up()
            assert database.xlen(keys.events("cair")) == events, "nothing could be saved"
        finally:
            database.config_set("maxmemory", before)
        wait_until(line.is_well, "the line is well")

        def is_written_down() -> bool:
            caller = network.caller()
            caller.dials()
            caller.hangs_up()
            return database.xlen(keys.events("cair")) > events

        wait_until(is_written_down, "calls are written down again, as soon as each process has looked")


def answering(line: WholeLine) -> set[int]:
    """Web workers that take requests: the kernel spreads connections over them, by chance."""
    return {line.health()["process"]["pid"] for _ in range(12)}


def both_web_workers(line: WholeLine) -> set[int]:
    """Every web worker, once each of them has answered."""
    found: set[int] = set()

    def have_answered() -> bool:
        found.update(answering(line))
        return len(found) == 2

    wait_until(have_answered, "both web workers answer")
    return found


def test_the_web_worker_is_killed_between_two_turns_and_the_call_goes_on(
    line: WholeLine, network: LocalNetwork
) -> None:
    both_web_workers(line)
    caller = network.caller()
    caller.dials()
    victim = line.health()["process"]["pid"]
    os.kill(victim, signal.SIGKILL)
    wait_until(lambda: not is_running(victim), "the worker is dead")
    caller.presses("1")
    caller.hears("For a password you forgot, press 1")
    assert line.health()["process"]["pid"] != victim


def test_a_web_worker_that_hangs_gets_no_more_calls(line: WholeLine, network: LocalNetwork) -> None:
    victim, other = sorted(both_web_workers(line))
    os.kill(victim, signal.SIGSTOP)
    try:
        wait_until(lambda: is_frozen(victim), "every thread of it has stopped")
        assert answering(line) == {other}
    finally:
        os.kill(victim, signal.SIGCONT)


def killed_and_replaced(line: WholeLine, victim: int, other: int) -> int:
    """Kill a web worker; the one that answers in its place."""
    os.kill(victim, signal.SIGKILL)
    wait_until(lambda: not is_running(victim), "the worker is dead")
    found: set[int] = set()

    def is_replaced() -> bool:
        found.update(answering(line) - {victim, other})
        return bool(found)

    wait_until(is_replaced, "its successor answers")
    return found.pop()


def test_a_web_worker_that_dies_twice_within_seconds_does_not_take_the_other_one_with_it(
    line: WholeLine, network: LocalNetwork
) -> None:
    victim, other = sorted(both_web_workers(line))
    server = line.pid_of("commands web")
    successor = killed_and_replaced(line, victim, other)
    killed_and_replaced(line, successor, other)
    assert is_running(server)
    assert is_running(other)


def test_the_web_process_is_killed_between_two_turns_and_its_successor_goes_on_with_the_call(
    line: WholeLine, network: LocalNetwork
) -> None:
    caller = network.caller()
    caller.dials()
    victim, workers = line.pid_of("commands web"), both_web_workers(line)
    os.kill(victim, signal.SIGKILL)
    wait_until(
        lambda: not any(map(is_running, {victim} | workers)), "the web process and its workers are dead"
    )
    wait_until(line.is_well, "its successor answers")
    caller.presses("2")
    caller.presses("2")
    caller.hears("inventory")


def test_the_worker_is_killed_and_callers_notice_nothing(line: WholeLine, network: LocalNetwork) -> None:
    caller = network.caller()
    caller.dials()
    os.kill(line.pid_of("commands worker"), signal.SIGKILL)
    caller.presses("5")
    caller.hears("For our hours and holidays, press 1")


def test_a_line_without_any_database_answers_from_its_files(tmp_path: Path) -> None:
    with web_line(tmp_path, "redis://127.0.0.1:1/0") as line:
        with LocalNetwork(network_settings(line)) as network:
            caller = network.caller()
            caller.dials()
            caller.hears("CAIR Help Desk")
            caller.presses("4")
            caller.hears("light bulb")
            assert not network.alerts
        port = port_of(line)
        told = health_at(port)
        assert told["database"]["status"] == "unreachable"
        wait_until(lambda: health_at(port)["database"]["events_lost"] > 0, "the loss is counted")
        assert told["status"] == "degraded"
