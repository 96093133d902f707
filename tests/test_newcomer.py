"""The whole line is started for tests as on a fresh machine, not as this one happens to be."""

from __future__ import annotations

import socket
from itertools import chain, count

import pytest

from tests.newcomer import newcomers_environment, two_free_ports


@pytest.mark.parametrize(
    "name",
    [
        "TWILIO_AUTH_TOKEN",
        "TWILIO_ACCOUNT_SID_FILE",
        "REDIS_URL",
        "PUBLIC_URL",
        "SECRET_KEY_FILE",
        "LOG_LEVEL",
    ],
)
def test_settings_of_the_developers_shell_do_not_reach_the_line(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, "anything")
    assert name not in newcomers_environment(PORT="8000")


def test_what_is_no_setting_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    environment = newcomers_environment(PORT="8123")
    assert (environment["TZ"], environment["PORT"]) == ("Asia/Tokyo", "8123")


@pytest.mark.parametrize("taken_one", [0, 1], ids=["itself", "its neighbour"])
def test_a_taken_port_is_passed_over(monkeypatch: pytest.MonkeyPatch, taken_one: int) -> None:
    first = two_free_ports()
    offered = chain([first, first], count(first + 100, 2))
    monkeypatch.setattr("random.randrange", lambda *_: next(offered))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", first + taken_one))
        assert two_free_ports() >= first + 100
