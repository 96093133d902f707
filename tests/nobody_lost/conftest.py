"""The desk of the nasty cases: the line, the local phone network, an empty database, and workers as asked for."""

from __future__ import annotations

import pytest
from redis import Redis

from commands.calling.line_process import ReachableLine
from routing.queue.desk_state import DeskState
from simulator.phones.scripted import LocalNetwork
from store.valkey import EmbeddedValkey
from tests.nobody_lost.desk import TroubledDesk


@pytest.fixture
def desk(line: ReachableLine, network: LocalNetwork, redis: Redis, database: EmbeddedValkey) -> TroubledDesk:
    """A desk without a worker."""
    return TroubledDesk(network, DeskState(redis, "cair"), redis, line, database.url)
