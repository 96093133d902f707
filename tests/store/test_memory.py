"""The embedded server has a limit of memory, half of what is there, and throws nothing away at it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from redis import Redis

from store.memory import LEAST, memory_for_database
from tests.docs.pages import ROOT

GIGABYTE = 1024**3


@pytest.mark.parametrize(
    ("limit", "expected"),
    [("1073741824\n", GIGABYTE // 2), ("1000\n", LEAST)],
)
def test_a_container_that_may_use_less_counts(tmp_path: Path, limit: str, expected: int) -> None:
    (tmp_path / "memory.max").write_text(limit)
    assert memory_for_database(tmp_path / "memory.max") == expected


@pytest.mark.parametrize("limit", ["max\n", None])
def test_without_a_limit_it_is_half_of_the_machine(tmp_path: Path, limit: str | None) -> None:
    if limit:
        (tmp_path / "memory.max").write_text(limit)
    there = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    assert memory_for_database(tmp_path / "memory.max") == max(LEAST, there // 2)


def test_the_embedded_server_runs_with_it(redis: Redis) -> None:
    assert redis.info("memory")["maxmemory"] == memory_for_database()
    assert redis.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}


def test_so_does_the_one_that_is_installed() -> None:
    lines = (ROOT / "deploy/debian/redis.conf").read_text().splitlines()
    assert {"maxmemory 1gb", "maxmemory-policy noeviction"} <= set(lines)
