"""A desk at work: the line, the local network, an empty database and a worker."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from redis import Redis

from commands.calling.line_process import ReachableLine
from routing.queue.desk_state import DeskState
from simulator.phones.scripted import LocalNetwork
from store.valkey import EmbeddedValkey
from tests.calls.desk_at_work import DeskAtWork, worker_of


@pytest.fixture
def desk(
    line: ReachableLine, network: LocalNetwork, redis: Redis, database: EmbeddedValkey
) -> Iterator[DeskAtWork]:
    with worker_of(line, network, database.url):
        yield DeskAtWork(network, DeskState(redis, "cair"))
