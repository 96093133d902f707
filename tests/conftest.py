"""The fixed cast: a database, a line that answers, and the callers. All is real but the carrier."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings
from redis import Redis

from chaos.servers.three_nodes import ThreeNodes
from commands.calling.line_process import ReachableLine, wait_until_it_answers, web_child
from commands.processes.supervisor import Supervisor
from settings import DESKS
from simulator.phones.scripted import LocalNetwork, ScriptedPhone
from simulator.settings import NetworkSettings, Number
from store import key_table
from store.connection import connect
from store.data_dir import local_account
from store.valkey import EmbeddedValkey
from tests.databases import SeveralServers, database_of, empty, every_key, several
from tests.newcomer import quiet_port
from tests.published import Follower, serves, take_back
from tests.waiting import PATIENT

CAIR_NUMBER = "+18005787889"

hypothesis_settings.register_profile("any machine", deadline=None)
hypothesis_settings.load_profile(
    "any machine"
)  # a busy one takes longer than 200 ms for an example now and then


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Make a skipped test a failure in CI, where nothing may be missing."""
    report = yield
    if os.environ.get("CI") and report.skipped:
        report.outcome = "failed"
    return report


@pytest.fixture(scope="session", autouse=True)
def patience() -> Iterator[None]:
    """Whatever web process is started waits for the database as long as a busy machine may need."""
    with pytest.MonkeyPatch.context() as environment:
        for name, value in PATIENT.items():
            environment.setenv(name, value)
        yield


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedValkey | SeveralServers]:
    """A real Valkey for the whole run; several, when `TEST_DATABASE` is `sentinel` or `cluster`."""
    with database_of(os.environ.get("TEST_DATABASE", "one"), tmp_path_factory.mktemp("line")) as found:
        yield found


@pytest.fixture(scope="session")
def followers() -> list[Follower]:
    """Every line and application that follows what is published on the database from one test to the next."""
    return []


@pytest.fixture
def redis(database: EmbeddedValkey, followers: list[Follower]) -> Iterator[Redis]:
    """A client on the empty database; fails the test that leaves a key without a time to live behind."""
    client = connect(database.url, timeout=2.0)
    empty(client)
    yield client
    take_back(client, followers)
    lasting = [key for key in every_key(client) if client.ttl(key) == -1 and not key_table.is_permanent(key)]
    client.close()
    assert not lasting, f"keys without a time to live: {lasting}"


@pytest.fixture(scope="session")
def nodes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ThreeNodes]:
    """A cluster of three nodes, whatever the rest of the run is on."""
    with several(ThreeNodes(tmp_path_factory.mktemp("cluster") / "servers")) as cluster:
        yield cluster


@pytest.fixture(scope="session")
def data_dir(database: EmbeddedValkey) -> Path:
    return database.folder.parent


@pytest.fixture(scope="session")
def line(database: EmbeddedValkey, data_dir: Path, followers: list[Follower]) -> Iterator[ReachableLine]:
    """The CAIR desk's line: a real web process in local mode. It begins before an empty database: what an earlier test
    published it would give back to every one after it."""
    with connect(database.url, timeout=2.0) as client:
        empty(client)
    with web_line(data_dir, database.url) as line:
        followers.append(follower := partial(serves, line))
        yield line
        followers.remove(follower)


@contextmanager
def web_line(data_dir: Path, database_url: str) -> Iterator[ReachableLine]:
    """A web process of the CAIR desk on this database, once it answers."""
    port = quiet_port()
    supervisor = Supervisor([web_child(port, data_dir, DESKS, database_url)])
    supervisor.start()
    try:
        wait_until_it_answers(f"http://127.0.0.1:{port}/alive", supervisor)
        account = local_account(data_dir)
        yield ReachableLine(f"http://127.0.0.1:{port}", account.sid, account.token, CAIR_NUMBER, "cair")
    finally:
        supervisor.end()


@pytest.fixture
def network(line: ReachableLine, redis: Redis) -> Iterator[LocalNetwork]:
    """The phone network on the fast clock, before an empty database; fails the test that leaves an alert."""
    with LocalNetwork(network_settings(line)) as network:
        yield network
        assert not network.alerts, network.alerts


def network_settings(line: ReachableLine) -> NetworkSettings:
    """Return a carrier's settings for a line."""
    address = f"{line.base_url}/voice/{line.desk_id}"
    texts = f"{line.base_url}/text/{line.desk_id}"
    number = Number(line.number, address, status_url=f"{address}/status", sms_url=texts)
    return NetworkSettings(line.account_sid, line.auth_token, (number,))


@pytest.fixture
def caller(network: LocalNetwork) -> ScriptedPhone:
    """Somebody who calls the desk."""
    return network.caller("+15105550100")


@pytest.fixture
def spanish_caller(network: LocalNetwork) -> ScriptedPhone:
    """Somebody who would rather speak Spanish."""
    return network.caller("+15105550111")
