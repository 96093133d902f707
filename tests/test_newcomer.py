"""The whole line is started for tests as on a fresh machine, not as this one happens to be."""

from __future__ import annotations

import socket

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


def test_a_port_with_a_taken_neighbour_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    first = two_free_ports()
    with socket.socket() as neighbour:
        neighbour.bind(("127.0.0.1", first + 1))
        offered = iter([first])
        bind = socket.socket.bind

        def offers_the_first_port_first(one: socket.socket, address: tuple[str, int]) -> None:
            bind(one, (address[0], address[1] or next(offered, 0)))

        monkeypatch.setattr(socket.socket, "bind", offers_the_first_port_first)
        assert two_free_ports() != first
