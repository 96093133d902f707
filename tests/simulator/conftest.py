from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from simulator.phones.scripted import LocalNetwork, ScriptedPhone
from simulator.settings import NetworkSettings, Number
from tests.simulator.canned_line import CannedLine

DESK = "+18005787889"
Connect = Callable[..., ScriptedPhone]


def codes(caller: ScriptedPhone) -> list[int]:
    """The alerts of a phone's calls, as numbers."""
    return [alert.code for alert in caller.alerts]


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


@pytest.fixture
def caller_of(settings: NetworkSettings) -> Iterator[Connect]:
    """A caller on a network whose number has other URLs."""
    networks: list[LocalNetwork] = []

    def connect(**urls: str) -> ScriptedPhone:
        number = replace(settings.numbers[0], **urls)
        network = LocalNetwork(replace(settings, numbers=(number,))).__enter__()
        networks.append(network)
        return network.caller()

    yield connect
    for network in networks:
        network.__exit__()
