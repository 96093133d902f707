"""Recordings in the database: how long they stay."""

from __future__ import annotations

from redis import Redis

from editing.database.content import DeskContent
from editing.database.recording_store import Recordings
from store import keys

ONE, OTHER = "1" * 64, "2" * 64
NINETY_DAYS = 90 * 86_400


def life(redis: Redis, digest: str) -> int:
    return int(redis.ttl(keys.recording("cair", digest)))


def test_what_is_kept_comes_back_byte_by_byte(redis: Redis) -> None:
    recordings = Recordings(redis, "cair")
    recordings.keep(ONE, bytes(range(256)))
    assert recordings.wave(ONE) == bytes(range(256))
    assert recordings.wave(OTHER) is None
    assert (recordings.has(ONE), recordings.has(OTHER)) == (True, False)


def test_what_is_uploaded_and_never_published_is_forgotten_in_the_end(redis: Redis) -> None:
    recordings = Recordings(redis, "cair")
    recordings.keep(ONE, b"one")
    assert NINETY_DAYS - 60 < life(redis, ONE) <= NINETY_DAYS
    redis.delete(keys.recording("cair", ONE))
    recordings.keep(OTHER, b"other")
    assert list(redis.hgetall("{cair}:recordings")) == [OTHER]


def test_another_upload_does_not_make_the_others_live_longer(redis: Redis) -> None:
    recordings = Recordings(redis, "cair")
    recordings.keep(ONE, b"one")
    redis.expire(keys.recording("cair", ONE), 100)
    recordings.keep(OTHER, b"other")
    assert life(redis, ONE) <= 100


def test_what_a_kept_revision_names_stays(redis: Redis) -> None:
    recordings, content = Recordings(redis, "cair"), DeskContent(redis, "cair")
    recordings.keep(ONE, b"one")
    entry = content.publish({"a.yaml": "1"}, "first", note="", who="ana", seen=0)
    assert entry
    recordings.name([ONE], entry.number)
    assert life(redis, ONE) == -1
    recordings.keep(ONE, b"one")
    assert life(redis, ONE) == -1


def test_what_only_revisions_named_that_are_gone_is_forgotten_in_the_end(redis: Redis) -> None:
    recordings, content = Recordings(redis, "cair"), DeskContent(redis, "cair")
    recordings.keep(ONE, b"one", number=1)
    assert life(redis, ONE) == -1
    for number in (1, 2):
        content.publish({"a.yaml": f"{number}"}, f"id{number}", note="", who="ana", seen=number - 1)
    redis.zrem(keys.revision_list("cair"), "1")
    recordings.keep(OTHER, b"other")
    assert life(redis, ONE) > 0
