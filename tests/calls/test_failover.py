"""The master of the database is killed while callers wait, one is being connected and one talks: nobody is lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from chaos.servers.sentinels import WatchedMaster
from commands.calling.line_process import ReachableLine
from routing.queue.desk_state import DeskState
from simulator.phones.scripted import LocalNetwork, ScriptedPhone
from store import keys
from store.connection import connect
from store.errors import DatabaseDown
from tests.calls.desk_at_work import OTHER_PHONE, DeskAtWork, worker_of
from tests.calls.moments import TUESDAY_MORNING
from tests.conftest import network_settings, web_line
from tests.published import health_at, port_of
from tests.waiting import wait_until

WEB_PROCESSES = 2


@pytest.fixture
def master(tmp_path: Path) -> Iterator[WatchedMaster]:
    servers = WatchedMaster(tmp_path / "servers")
    servers.start()
    yield servers
    servers.end()


@pytest.fixture
def line(master: WatchedMaster, tmp_path: Path) -> Iterator[ReachableLine]:  # type: ignore[override]
    with web_line(tmp_path, master.url) as line:
        yield line


@pytest.fixture
def desk(master: WatchedMaster, line: ReachableLine) -> Iterator[DeskAtWork]:
    with (
        LocalNetwork(network_settings(line)) as network,
        worker_of(line, network, master.url),
        connect(master.url, timeout=2.0) as client,
    ):
        yield DeskAtWork(network, DeskState(client, "cair"))
        assert not network.alerts, network.alerts


def is_back(state: DeskState) -> bool:
    """Return whether the database takes writes."""
    try:
        state.fire()
    except DatabaseDown:
        return False
    return True


def web_process_with_a_database(line: ReachableLine) -> int:
    """The process id of whoever answers now, if it knows that the database is there; else 0."""
    told = health_at(port_of(line))
    return int(told["process"]["pid"]) if told["database"]["status"] == "ok" else 0


def conversations(desk: DeskAtWork, url: str) -> list[str]:
    """The callers who came to talk, once for each conversation that the database knows of."""
    with connect(url, timeout=2.0) as client:
        events = [fields for _, fields in client.xrange(keys.events("cair"))]
    return [fields["caller"] for fields in events if fields["event"] == "connected"]


def asks_for_a_person(caller: ScriptedPhone) -> None:
    caller.dials(at=TUESDAY_MORNING)
    caller.presses("0")


def takes(desk: DeskAtWork, rep: ScriptedPhone) -> None:
    desk.rings(rep)
    rep.answers()
    rep.hears("To take it, press 1")
    rep.presses("1")


def finish_call(desk: DeskAtWork, caller: ScriptedPhone, rep: ScriptedPhone) -> None:
    caller.hears("A person is here for you now")
    caller.hangs_up()
    desk.hears(rep, "The caller has hung up")
    rep.hangs_up()


def test_the_master_dies_while_callers_wait_ring_and_talk_and_nobody_is_lost(
    desk: DeskAtWork, master: WatchedMaster, line: ReachableLine
) -> None:
    ana = desk.rep(wrap_up="1")
    callers = [desk.network.caller(f"+1510555010{number}") for number in range(4)]
    asks_for_a_person(callers[0])
    takes(desk, ana)
    desk.becomes("talking")
    for caller in callers[1:]:
        asks_for_a_person(caller)
    ben = desk.rep("ben", OTHER_PHONE, wrap_up="1", ring="60")
    desk.rings(ben)
    master.kill()
    desk.network.waits(25)
    wait_until(lambda: is_back(desk.state), "the replica took over")
    knowing = {0}
    wait_until(
        lambda: knowing.add(web_process_with_a_database(line)) or len(knowing) > WEB_PROCESSES,
        "every web process has found it",
    )
    takes(desk, ben)
    desk.becomes("talking", "ben")
    assert not any(caller.is_ended for caller in callers)
    for caller, rep, name in zip(callers[:2], (ana, ben), ("ana", "ben"), strict=True):
        finish_call(desk, caller, rep)
        takes(desk, rep)
        desk.becomes("talking", name)
    for caller, rep, name in zip(callers[2:], (ana, ben), ("ana", "ben"), strict=True):
        finish_call(desk, caller, rep)
        desk.becomes("available", name)
    assert sorted(conversations(desk, master.url)) == sorted(keys.digest(one.call.sid) for one in callers)
    assert desk.state.faults() == []
