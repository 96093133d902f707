"""A worker on a real database and the local phone network, beside a line that only hands out documents."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace

import pytest
from redis import Redis

from ivr.twilio.carrier_client import CarrierClient
from routing.queue.desk_state import DeskState
from routing.queue.outbox import Outbox
from routing.worker.loops import Worker, WorkerPlan
from simulator.phones.scripted import LocalNetwork, ScriptedPhone
from simulator.settings import NetworkSettings, Number
from store.valkey import EmbeddedValkey
from tests.routing.documents import DESK, Documents
from tests.routing.nobody_lost import START, Desk
from tests.routing.telephones import REP, joined, signed_in
from tests.waiting import LONG

ACCOUNT, TOKEN = "AC" + "0" * 32, "12345"


@pytest.fixture
def state(redis: Redis) -> DeskState:
    return DeskState(redis, "cair")


@pytest.fixture
def desk(redis: Redis) -> Desk:
    """The state of a desk whose time the test decides."""
    return Desk(redis, "cair", START)


@pytest.fixture
def documents() -> Iterator[Documents]:
    with Documents() as line:
        yield line


@pytest.fixture
def telephones(documents: Documents) -> Iterator[LocalNetwork]:
    """The local phone network, on the real clock: the worker's time is real too."""
    number = Number(DESK, f"{documents.url}/voice/cair")
    with LocalNetwork(NetworkSettings(ACCOUNT, TOKEN, (number,), calls_per_second=1000), "real") as network:
        yield network


@pytest.fixture
def carrier(telephones: LocalNetwork) -> Iterator[CarrierClient]:
    client = CarrierClient(ACCOUNT, TOKEN, DESK, telephones.api_url)
    yield client
    client.close()


@pytest.fixture
def dead_worker(database: EmbeddedValkey) -> Iterator[Outbox]:
    """The outbox of a worker that reads commands and is never heard of again."""
    outbox = Outbox(database.url, "cair", "dead")
    yield outbox
    outbox.close()


@pytest.fixture
def plan(database: EmbeddedValkey, documents: Documents, carrier: CarrierClient) -> WorkerPlan:
    """Nobody takes over from a worker that lives, however long a busy machine holds it up."""
    patience = int(LONG * 1000)
    return WorkerPlan(database.url, "alive", documents.url, {"cair": carrier}, 1000, take_over_after=patience)


@pytest.fixture
def worker(plan: WorkerPlan) -> Callable[..., AbstractContextManager[None]]:
    """`with worker():` has one at work; fields of its plan may be given."""

    @contextmanager
    def at_work(**fields: object) -> Iterator[None]:
        stop = threading.Event()
        one = Worker(replace(plan, **fields))  # type: ignore[arg-type]
        thread = threading.Thread(target=one.work, args=(stop,), name="worker")
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()

    return at_work


@pytest.fixture
def rep(state: DeskState, telephones: LocalNetwork) -> ScriptedPhone:
    """A rep who is available."""
    return signed_in(state, telephones, "ann", REP)


@pytest.fixture
def waiting(state: DeskState, telephones: LocalNetwork, rep: ScriptedPhone) -> ScriptedPhone:
    """A caller in line."""
    return joined(state, telephones, "+15105550100")
