"""Recordings are played from this machine, and given back to a database that has lost them."""

from __future__ import annotations

from pathlib import Path

import pytest
from redis import Redis

from editing.audio.audio_cache import AudioCopies
from editing.audio.recording_upload import digest_of
from editing.database.content import DeskContent
from editing.database.recording_store import Recordings
from editing.edits.recorded_texts import with_recording
from ivr.media.recording_player import Player
from prompts.loader import read_files
from prompts.recordings import RecordedText
from prompts.revision import Revision, revision_of
from settings import DESKS
from store import keys
from store.connection import connect

WAVE = b"RIFF some sound"
DIGEST = digest_of(WAVE)
AWAY = "redis://127.0.0.1:1"


def player(redis: Redis, folder: Path) -> Player:
    return Player("https://line", AudioCopies(folder, folder), {"cair": Recordings(redis, "cair")})


@pytest.fixture
def revision() -> Revision:
    one = RecordedText(audio=DIGEST, transcript="Hola.", name="hola.mp3", seconds=2)
    return revision_of("cair", with_recording(read_files(DESKS / "cair"), "es", "prompts.greeting", one))


def address(revision: Revision) -> str:
    return revision.texts["es"].prompts.greeting.audio


def test_what_can_be_had_is_played_and_goes_on_without_the_database(
    redis: Redis, revision: Revision, tmp_path: Path
) -> None:
    Recordings(redis, "cair").keep(DIGEST, WAVE)
    assert address(player(redis, tmp_path).played(revision)) == f"https://line/recordings/cair/{DIGEST}.wav"
    assert address(player(connect(AWAY), tmp_path).played(revision)) != ""
    assert player(connect(AWAY), tmp_path).wave("cair", DIGEST) == WAVE


def test_what_can_not_be_had_is_said(redis: Redis, revision: Revision, tmp_path: Path) -> None:
    assert address(player(redis, tmp_path).played(revision)) == ""
    assert address(player(connect(AWAY), tmp_path).played(revision)) == ""
    assert player(redis, tmp_path).wave("nowhere", DIGEST) is None


def test_a_database_that_has_lost_everything_gets_it_back_for_good(
    redis: Redis, revision: Revision, tmp_path: Path
) -> None:
    AudioCopies(tmp_path, tmp_path).put(DIGEST, WAVE)
    for number in range(3):
        DeskContent(redis, "cair").publish({"a": f"{number}"}, f"{number}", note="", who="ana", seen=number)
    player(redis, tmp_path).played(revision)
    assert Recordings(redis, "cair").wave(DIGEST) == WAVE
    assert redis.ttl(keys.recording("cair", DIGEST)) == -1


def test_a_desk_without_recordings_costs_nothing(tmp_path: Path) -> None:
    plain = revision_of("cair", read_files(DESKS / "cair"))
    assert player(connect(AWAY), tmp_path).played(plain) is plain
