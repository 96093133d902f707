"""A worker on a real database and the local phone network, beside a line that only hands out documents."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace

import pytest
from redis import Redis

from ivr.carrier_client import CarrierClient
from routing.worker import Plan, Worker
from simulator.scripted import LocalNetwork
from simulator.settings import NetworkSettings, Number
from store.desk_state import DeskState
from store.outbox import Outbox
from store.valkey import EmbeddedValkey
from tests.simulator.canned_line import Asked, CannedLine, Reply, twiml

DESK = "+18005787889"
ACCOUNT, TOKEN = "AC" + "0" * 32, "12345"
REST = "<Gather numDigits='1' timeout='60'/>"


@pytest.fixture
def state(redis: Redis) -> DeskState:
    return DeskState(redis, "cair")


class Documents(CannedLine):
    """What the web processes would answer; every document waits for a key, or leads into a named conference."""

    conference = ""

    def answer(self, asked: Asked) -> Reply:
        self.asked.append(asked)
        if asked.path.endswith("/status"):
            return twiml("")
        return twiml(f"<Dial><Conference>{self.conference}</Conference></Dial>" if self.conference else REST)


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
def plan(database: EmbeddedValkey, documents: Documents, carrier: CarrierClient) -> Plan:
    return Plan(database.url, "alive", documents.url, {"cair": carrier}, 1000, take_over_after=200)


@pytest.fixture
def worker(plan: Plan) -> Callable[..., AbstractContextManager[None]]:
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
