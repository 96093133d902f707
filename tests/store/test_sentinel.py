"""The database is a master that sentinels name: it is killed, frozen, demoted, and its successor is found."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import closing

import pytest
from redis import Redis
from redis.exceptions import RedisError

from chaos.servers.sentinels import SERVICE, WatchedMaster
from routing.queue.journal import Journal
from store import clock
from store.connection import connect
from tests.waiting import LONG, wait_until

LONGEST = 12.0
"""Seconds that no command may take, on machines that do other things as well."""


@pytest.fixture(scope="module")
def trio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WatchedMaster]:
    servers = WatchedMaster(tmp_path_factory.mktemp("trio") / "servers")
    servers.start()
    yield servers
    servers.end()


@pytest.fixture
def whole(trio: WatchedMaster) -> WatchedMaster:
    """The trio with nobody missing."""
    trio.cont()
    trio.start()
    wait_until(lambda: all_follow(trio), "the old master follows the new one")
    return trio


def all_follow(trio: WatchedMaster) -> bool:
    roles = []
    for server in trio.servers:
        with server.client() as client:
            roles.append(info(client))
    return sorted(roles) == ["master", "slave:up", "slave:up"]


def info(client: Redis) -> str:
    try:
        told = client.info("replication")
    except RedisError:
        return "away"
    return str(told["role"]) if told["role"] == "master" else f"slave:{told['master_link_status']}"


def written(client: Redis, value: str) -> bool:
    """Return whether a write succeeded in the time that any command has."""
    began = clock.seconds()
    try:
        client.set("{cair}:value", value, ex=60)
    except RedisError:
        return False
    finally:
        assert clock.seconds() - began < LONGEST
    return True


def test_a_demoted_master_is_left_at_once(whole: WatchedMaster) -> None:
    with connect(whole.url) as client:
        wait_until(lambda: written(client, "before"), "the master takes writes")
        old = whole.master()
        with old.client() as direct:
            direct.replicaof(  # behind the sentinels' back, and the connection lives on
                "127.0.0.1", next(server.port for server in whole.servers if server is not old)
            )
        assert not written(client, "lost")
        with old.client() as direct:
            assert direct.info("replication")["role"] == "slave"
            with pytest.raises(RedisError, match="not the master"):
                client.get("{cair}:value")
            direct.replicaof("no", "one")
        wait_until(lambda: written(client, "after"), "who is the master again takes writes")


def test_a_write_whose_outcome_is_unclear_is_not_repeated(whole: WatchedMaster) -> None:
    """The master may do it when it wakes up, or a successor has never heard of it."""
    with connect(whole.url) as client:
        assert client.incr("{cair}:count") == 1
        whole.stop()
        with pytest.raises(RedisError):
            client.incr("{cair}:count")
        whole.cont()
        wait_until(lambda: written(client, "after"), "writes are taken again")
        assert int(client.get("{cair}:count") or 0) <= 2


def test_a_sentinel_that_is_frozen_is_passed_over(whole: WatchedMaster) -> None:
    whole.sentinels[0].send(signal.SIGSTOP)
    try:
        with connect(whole.url) as client:
            wait_until(lambda: written(client, "yes"), "another sentinel is asked")
    finally:
        whole.sentinels[0].send(signal.SIGCONT)


def test_a_service_that_nobody_watches_is_no_database(whole: WatchedMaster) -> None:
    with (
        connect(whole.url.replace(SERVICE, "other")) as client,
        pytest.raises(RedisError, match="none of 3 sentinels names a master for 'other'"),
    ):
        client.ping()


@pytest.mark.parametrize("end", ["kill", "stop"])
def test_when_the_master_is_gone_clients_find_its_successor(whole: WatchedMaster, end: str) -> None:
    journal = Journal(whole.url)
    assert journal.wait_until_up(LONG)
    with closing(journal), connect(whole.url) as client, connect(whole.url) as idle:
        wait_until(lambda: written(client, "before"), "the master takes writes")
        assert idle.get("{cair}:value") == "before"
        old = whole.master()
        getattr(whole, end)()
        journal.record_turn("cair", ("CA1", "/", "1"), 1, {"event": "turn"})
        assert journal.condition().lost == 1
        wait_until(lambda: written(client, "after"), "the successor takes writes")
        wait_until(lambda: whole.master() is not old, "the sentinels agree on the successor")
        wait_until(lambda: written(idle, "more"), "a client that slept meanwhile finds it too")
        assert journal.wait_until_up(LONG)
