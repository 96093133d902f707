"""`helpdesk doctor` and what stands between browsers and the line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from redis import Redis

from commands.calling.line_process import helpdesk_child, wait_until_it_answers
from commands.checkup.finding import CheckFinding
from commands.checkup.proxy_checks import proxy_findings
from commands.operate.doctor import run_checks
from commands.processes.supervisor import Supervisor
from settings import load_settings
from store import keys
from store.connection import connect
from store.valkey import EmbeddedValkey
from tests.commands.test_settings import PRODUCTION
from tests.console.test_safety import made
from tests.console.visits import Visit
from tests.newcomer import quiet_port
from tests.waiting import wait_until

OPEN = {"HOST": "0.0.0.0"}
"""Where the port is probed by the public name, which here is this machine's own."""


def findings(redis: Redis, **settings: str) -> list[CheckFinding]:
    return proxy_findings(load_settings({**PRODUCTION, "PUBLIC_URL": "https://localhost", **settings}), redis)


@contextmanager
def answering(tmp_path: Path, database: EmbeddedValkey, **settings: str) -> Iterator[int]:
    """A line in production that listens everywhere; its port."""
    port = quiet_port()
    told = {
        **{**PRODUCTION, "PORT": str(port), "DATA_DIR": str(tmp_path), "REDIS_URL": database.url},
        **OPEN,
        **settings,
    }
    supervisor = Supervisor([helpdesk_child("web", told)])
    supervisor.start()
    try:
        wait_until_it_answers(f"http://127.0.0.1:{port}/alive", supervisor)
        yield port
    finally:
        supervisor.end()


def test_a_port_that_answers_past_the_proxy_is_told(
    database: EmbeddedValkey, redis: Redis, tmp_path: Path
) -> None:
    with answering(tmp_path, database) as port:
        found, _ = findings(redis, PORT=str(port), TRUSTED_PROXIES="1", **OPEN)
        closed, _ = findings(redis, PORT=str(port), TRUSTED_PROXIES="1")
    assert not found.is_well
    assert f"past the proxy, at http://localhost:{port}" in found.message
    assert "HOST=127.0.0.1" in found.advice
    assert closed.is_well
    assert "127.0.0.1, which only this machine reaches" in closed.message


def test_the_console_s_own_port_is_probed_too(database: EmbeddedValkey, redis: Redis, tmp_path: Path) -> None:
    console = str(quiet_port())
    with answering(tmp_path, database, CONSOLE_PORT=console) as port:
        wait_until(lambda: not findings(redis, PORT=console, **OPEN)[0].is_well, "the console answers")
        *found, _ = findings(redis, PORT=str(port), CONSOLE_PORT=console, TRUSTED_PROXIES="1", **OPEN)
    assert [one.is_well for one in found] == [False, False]
    assert f"past the proxy, at http://localhost:{console}" in found[1].message


def test_a_port_that_nobody_reaches_by_the_public_name_is_well(redis: Redis) -> None:
    """A container listens on a separate network, and a firewall hides a port in the same way."""
    found, _ = findings(redis, PORT=str(quiet_port()), **OPEN)
    assert found.is_well
    assert "does not answer from here" in found.message


def test_a_proxy_on_this_machine_must_be_trusted(redis: Redis) -> None:
    _, found = findings(redis)
    assert not found.is_well
    assert "all sign-ins have one address" in found.message
    assert "Set TRUSTED_PROXIES" in found.advice
    _, trusted = findings(redis, TRUSTED_PROXIES="1")
    assert trusted == CheckFinding("proxy", True, "1 proxy is trusted to name a browser's address")


@pytest.mark.parametrize("path", ["/sign-in", "/account"])
def test_a_proxy_elsewhere_is_noticed_by_what_it_adds_to_a_sign_in(
    database: EmbeddedValkey, redis: Redis, tmp_path: Path, path: str
) -> None:
    app = made(database, DATA_DIR=str(tmp_path), **PRODUCTION)
    Visit(app).opens(path)
    _, before = findings(redis, **OPEN)
    Visit(app).opens(path, **{"X-Forwarded-For": "203.0.113.9"})
    _, after = findings(redis, **OPEN)
    app.extensions["line"].journal.close()
    assert before.is_well
    assert after.is_well == (path != "/sign-in")
    assert after.is_well or "none is trusted" in after.message
    assert redis.ttl(keys.FORWARDED) > 80_000 or path != "/sign-in"


def test_one_that_is_trusted_leaves_no_note(database: EmbeddedValkey, redis: Redis, tmp_path: Path) -> None:
    app: Flask = made(database, DATA_DIR=str(tmp_path), TRUSTED_PROXIES="1", **PRODUCTION)
    Visit(app).opens("/sign-in", **{"X-Forwarded-For": "203.0.113.9"})
    app.extensions["line"].journal.close()
    assert not redis.exists(keys.FORWARDED)


def test_without_the_database_the_rest_is_told() -> None:
    with connect("redis://127.0.0.1:1") as away:
        assert len(findings(away, **OPEN)) == 2


def test_in_local_mode_nothing_is_said_of_proxies(redis: Redis) -> None:
    assert proxy_findings(load_settings({}), redis) == []


def test_a_line_that_would_not_start_for_others_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOST", "0.0.0.0")
    (finding,) = run_checks()
    assert not finding.is_well
    assert "LOCAL_MODE=anywhere" in finding.message
