from __future__ import annotations

from collections.abc import Iterator

import pytest

from simulator.scripted import LocalNetwork, ScriptedPhone
from simulator.settings import NetworkSettings, Number
from tests.simulator.canned_line import CannedLine

DESK = "+18005787889"


@pytest.fixture
def line() -> Iterator[CannedLine]:
    with CannedLine() as line:
        yield line


@pytest.fixture
def settings(line: CannedLine) -> NetworkSettings:
    number = Number(DESK, f"{line.url}/voice", status_url=f"{line.url}/status")
    return NetworkSettings("AC" + "0" * 32, "12345", (number,))


@pytest.fixture
def network(settings: NetworkSettings) -> Iterator[LocalNetwork]:
    with LocalNetwork(settings) as network:
        yield network


@pytest.fixture
def caller(network: LocalNetwork) -> ScriptedPhone:
    return network.caller()


@pytest.fixture
def rep(network: LocalNetwork) -> ScriptedPhone:
    return network.rep_phone("+19165550111")
