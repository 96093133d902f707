"""The fixed cast: a database, a line that answers, and the callers. All is real but the carrier."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from redis import Redis

from store import keys
from store.connection import connect
from store.valkey import EmbeddedValkey


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI nothing may be missing, so a skipped test is a failure."""
    report = yield
    if os.environ.get("CI") and report.skipped:
        report.outcome = "failed"
    return report


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedValkey]:
    """A real Valkey for the whole run."""
    with EmbeddedValkey(tmp_path_factory.mktemp("line")) as server:
        yield server


@pytest.fixture
def redis(database: EmbeddedValkey) -> Iterator[Redis]:
    """A client on the empty database; fails the test that leaves a key without a time to live behind."""
    client = connect(database.url, timeout=2.0)
    client.flushall()
    yield client
    lasting = [key for key in client.scan_iter() if client.ttl(key) == -1 and not keys.is_permanent(key)]
    client.close()
    assert not lasting, f"keys without a time to live: {lasting}"


@pytest.fixture(scope="session")
def data_dir(database: EmbeddedValkey) -> Path:
    return database.folder.parent
