"""The recordings that a machine can play, whatever becomes of the database."""

from __future__ import annotations

from pathlib import Path

import pytest
from redis import Redis

from editing.recordings import digest_of
from editing.shelf import Shelf
from store import keys
from store.connection import connect
from store.recordings import Recordings

WAVE = b"RIFF some sound"
DIGEST = digest_of(WAVE)
AWAY = "redis://127.0.0.1:1"


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "own", tmp_path / "desks")


def test_what_was_fetched_once_is_played_without_the_database(redis: Redis, shelf: Shelf) -> None:
    Recordings(redis, "cair").keep(DIGEST, WAVE)
    assert shelf.fetch(Recordings(redis, "cair"), [DIGEST]) == {DIGEST}
    away = Recordings(connect(AWAY), "cair")
    assert shelf.fetch(away, [DIGEST]) == {DIGEST}
    assert shelf.wave("cair", DIGEST) == WAVE


def test_a_database_that_is_away_is_no_error_and_the_text_is_said(shelf: Shelf) -> None:
    assert shelf.fetch(Recordings(connect(AWAY), "cair"), [DIGEST]) == frozenset()


def test_a_recording_in_the_desks_own_folder_is_played(shelf: Shelf, tmp_path: Path) -> None:
    folder = tmp_path / "desks" / "cair" / "audio"
    folder.mkdir(parents=True)
    (folder / f"{DIGEST}.wav").write_bytes(WAVE)
    assert shelf.wave("cair", DIGEST) == WAVE
    assert shelf.wave("other", DIGEST) is None


def test_a_file_that_is_not_what_its_name_says_is_not_played(
    redis: Redis, shelf: Shelf, tmp_path: Path
) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / f"{DIGEST}.wav").write_bytes(b"half of it")
    assert shelf.wave("cair", DIGEST) is None
    redis.set(keys.recording("cair", DIGEST), "c3BvaWx0")
    assert shelf.bring(Recordings(redis, "cair"), DIGEST) is None


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "A" * 64, "a" * 63])
def test_only_a_digest_is_a_name(redis: Redis, shelf: Shelf, name: str) -> None:
    assert shelf.wave("cair", name) is None
    assert shelf.bring(Recordings(redis, "cair"), name) is None
