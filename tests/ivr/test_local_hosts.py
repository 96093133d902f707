"""In local mode the line's own port answers to this machine's names only: no web site elsewhere can read it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from redis import Redis

from app import create_app
from ivr.local_hosts import Wsgi, host_name
from settings import load_settings
from store.valkey import EmbeddedValkey
from tests.ivr.carrier import Carrier

PAGES = (
    "/health",
    "/alive",
    "/metrics",
    "/console/sign-in",
    "/recordings/cair/x.wav",
)
OWN = ("localhost", "localhost:8000", "127.0.0.1:8000", "[::1]:8000", "[::1]", "LOCALHOST:8000")
FOREIGN = (
    "evil.example",
    "evil.example:8000",
    "127.0.0.1.evil.example",
    "localhost.evil.example",
    "192.0.2.7",
    "",
)


@pytest.fixture
def anywhere(database: EmbeddedValkey, redis: Redis, tmp_path: Path) -> Iterator[Flask]:
    """A line in local mode that other machines may reach, by one name."""
    told = {"HOST": "0.0.0.0", "LOCAL_MODE": "anywhere", "PUBLIC_URL": "http://laptop.example.org:8000"}
    app = create_app(load_settings({**told, "DATA_DIR": str(tmp_path), "REDIS_URL": database.url}))
    yield app
    app.extensions["line"].journal.close()


@pytest.mark.parametrize("page", PAGES)
def test_nothing_is_read_by_a_name_that_is_not_this_machines(app: Flask, page: str) -> None:
    client = app.test_client()
    assert all(client.get(page, headers={"Host": host}).status_code != 403 for host in OWN)
    assert {client.get(page, headers={"Host": host}).status_code for host in FOREIGN} == {403}


def test_a_webhook_is_answered_whatever_its_host(app: Flask, carrier: Carrier) -> None:
    app.wsgi_app = WithHost(app.wsgi_app, "evil.example")
    assert carrier.posts("/voice/cair").status == 200
    assert app.test_client().get("/health").status_code == 403


class WithHost:
    """Every request names this host."""

    def __init__(self, inner: Wsgi, host: str) -> None:
        self._inner, self._host = inner, host

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        return self._inner({**environ, "HTTP_HOST": self._host}, start_response)


def test_the_host_of_the_public_address_is_known_too(anywhere: Flask) -> None:
    client = anywhere.test_client()
    assert client.get("/alive", headers={"Host": "laptop.example.org:8000"}).status_code == 200
    assert client.get("/alive", headers={"Host": "evil.example:8000"}).status_code == 403


@pytest.mark.parametrize(
    ("address", "host", "status"),
    [
        ("127.0.0.1", "127.0.0.1:8000", 200),
        ("::1", "[::1]:8000", 200),
        ("192.0.2.7", "laptop.example.org:8000", 404),
        ("192.0.2.7", "localhost", 404),
        ("127.0.0.1", "laptop.example.org:8000", 404),
    ],
)
def test_figures_are_open_to_this_machine_alone(
    anywhere: Flask, address: str, host: str, status: int
) -> None:
    """The last one is another machine's request that came through a proxy on this one."""
    client = anywhere.test_client()
    answer = client.get("/metrics", headers={"Host": host}, environ_base={"REMOTE_ADDR": address})
    assert answer.status_code == status


def test_in_production_no_host_is_looked_at(production: Flask) -> None:
    assert production.test_client().get("/alive", headers={"Host": "10.0.0.7:8000"}).status_code == 200


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("a.example:80", "a.example"),
        ("A.example", "a.example"),
        ("[::1]:80", "[::1]"),
        ("[::1]", "[::1]"),
        ("", ""),
    ],
)
def test_the_name_of_a_host_is_without_its_port(host: str, name: str) -> None:
    assert host_name(host) == name
