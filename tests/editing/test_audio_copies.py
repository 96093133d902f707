"""The recordings that a machine can play, whatever becomes of the database."""

from __future__ import annotations

from pathlib import Path

import pytest
from redis import Redis

from editing.audio.audio_cache import AudioCopies
from editing.audio.recording_upload import digest_of
from editing.database.recording_store import Recordings
from store import keys
from store.connection import connect
from tests.small_disk import small_disk

WAVE = b"RIFF some sound"
DIGEST = digest_of(WAVE)
AWAY = "redis://127.0.0.1:1"


@pytest.fixture
def copies(tmp_path: Path) -> AudioCopies:
    return AudioCopies(tmp_path / "own", tmp_path / "desks")


def test_what_was_fetched_once_is_played_without_the_database(redis: Redis, copies: AudioCopies) -> None:
    Recordings(redis, "cair").keep(DIGEST, WAVE)
    assert copies.fetch(Recordings(redis, "cair"), [DIGEST]) == {DIGEST}
    away = Recordings(connect(AWAY), "cair")
    assert copies.fetch(away, [DIGEST]) == {DIGEST}
    assert copies.wave("cair", DIGEST) == WAVE


def test_a_database_that_is_away_is_no_error_and_the_text_is_said(copies: AudioCopies) -> None:
    assert copies.fetch(Recordings(connect(AWAY), "cair"), [DIGEST]) == frozenset()


def test_a_recording_in_the_desks_own_folder_is_played(copies: AudioCopies, tmp_path: Path) -> None:
    folder = tmp_path / "desks" / "cair" / "audio"
    folder.mkdir(parents=True)
    (folder / f"{DIGEST}.wav").write_bytes(WAVE)
    assert copies.wave("cair", DIGEST) == WAVE
    assert copies.wave("other", DIGEST) is None


def test_a_file_that_is_not_what_its_name_says_is_not_played(
    redis: Redis, copies: AudioCopies, tmp_path: Path
) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / f"{DIGEST}.wav").write_bytes(b"half of it")
    assert copies.wave("cair", DIGEST) is None
    redis.set(keys.recording("cair", DIGEST), "c3BvaWx0")
    assert copies.bring(Recordings(redis, "cair"), DIGEST) is None


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "A" * 64, "a" * 63])
def test_only_a_digest_is_a_name(redis: Redis, copies: AudioCopies, name: str) -> None:
    assert copies.wave("cair", name) is None
    assert copies.bring(Recordings(redis, "cair"), name) is None


def test_on_a_full_disk_a_recording_is_played_from_the_database_and_nothing_half_is_left(
    redis: Redis, tmp_path: Path
) -> None:
    wave = b"RIFF" + bytes(100_000)
    Recordings(redis, "cair").keep(digest_of(wave), wave)
    with small_disk(tmp_path / "disk") as disk:
        copies = AudioCopies(disk.folder / "own", tmp_path / "desks")
        disk.fill()
        assert copies.fetch(Recordings(redis, "cair"), [digest_of(wave)]) == {digest_of(wave)}
        assert copies.bring(Recordings(redis, "cair"), digest_of(wave)) == wave
        assert not list(disk.folder.glob("own/*"))
        disk.make_room()
        copies.bring(Recordings(redis, "cair"), digest_of(wave))
        assert copies.wave("cair", digest_of(wave)) == wave
