"""Published revisions, the pointer and the draft on a real database."""

from __future__ import annotations

from threading import Barrier, Thread

import pytest
from redis import Redis

from editing.database.content import ContentDraft, DeskContent, Pointer, RevisionEntry
from editing.database.errors import NoSuchRevision, Overtaken, PublishedMeanwhile
from store import keys
from store.connection import connect
from store.errors import DatabaseDown

FIRST, SECOND = {"desk.yaml": "a: 1\n"}, {"desk.yaml": "a: 2  # ñ\n"}
NOON = 1_800_000_000_000


@pytest.fixture
def content(redis: Redis) -> DeskContent:
    return DeskContent(redis, "county", NOON)


def publish(content: DeskContent, number: int, seen: int) -> RevisionEntry | None:
    return content.publish({"desk.yaml": f"a: {number}\n"}, f"id{number}", note="", who="ana", seen=seen)


def test_before_anything_is_published_the_folder_counts(content: DeskContent) -> None:
    assert (content.pointer(), content.current(), content.draft(), content.entries(5)) == (
        None,
        None,
        None,
        [],
    )


def test_publishing_keeps_a_numbered_revision_and_points_to_it(content: DeskContent) -> None:
    assert content.publish(FIRST, "one", note="first", who="ana", seen=0) == RevisionEntry(
        1, "one", "ana", "first", NOON
    )
    second = content.publish(SECOND, "two", note="second", who="ben", seen=1)
    assert content.current() == second == RevisionEntry(2, "two", "ben", "second", NOON)
    assert content.pointer() == Pointer(2, "two")
    assert [entry.number for entry in content.entries(5)] == [2, 1]
    assert (content.files(1), content.files(2)) == (FIRST, SECOND)
    assert content.number_of("one") == 1


def test_the_second_of_two_who_publish_is_told_what_the_first_did(content: DeskContent) -> None:
    publish(content, 1, seen=0)
    with pytest.raises(PublishedMeanwhile) as moved:
        publish(content, 2, seen=0)
    assert moved.value.number == 1
    assert [entry.number for entry in content.entries(5)] == [1]


def test_of_many_who_publish_at_once_one_does(content: DeskContent, redis: Redis) -> None:
    start, done = Barrier(8), list[int]()

    def one(number: int) -> None:
        start.wait()
        try:
            if publish(content, number, seen=0):
                done.append(number)
        except PublishedMeanwhile:
            pass

    threads = [Thread(target=one, args=[number]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == 1
    assert content.files(1) == {"desk.yaml": f"a: {done[0]}\n"}


def test_what_is_published_already_is_not_published_again(content: DeskContent) -> None:
    publish(content, 1, seen=0)
    assert publish(content, 1, seen=1) is None
    assert len(content.entries(5)) == len(content.moves(5)) == 1


def test_rolling_back_moves_the_pointer_and_nothing_else(content: DeskContent) -> None:
    for number in (1, 2, 3):
        publish(content, number, seen=number - 1)
    assert content.roll_back(1, folder_id="f", why="too long", who="ben", seen=3)
    assert content.pointer() == Pointer(1, "id1")
    assert [entry.number for entry in content.entries(5)] == [3, 2, 1]
    latest = content.moves(1)[0]
    assert (latest.what, latest.number, latest.was, latest.who, latest.why) == (
        "rolled back",
        1,
        3,
        "ben",
        "too long",
    )
    assert publish(content, 4, seen=1) == RevisionEntry(4, "id4", "ana", "", NOON)


def test_everything_can_be_taken_back_to_the_folder(content: DeskContent) -> None:
    publish(content, 1, seen=0)
    assert content.roll_back(0, folder_id="f", why="", who="ana", seen=1)
    assert (content.pointer(), content.current()) == (Pointer(0, "f"), None)


def test_a_step_back_to_nowhere_is_refused(content: DeskContent) -> None:
    publish(content, 1, seen=0)
    with pytest.raises(NoSuchRevision):
        content.roll_back(7, folder_id="f", why="", who="ana", seen=1)
    with pytest.raises(PublishedMeanwhile):
        content.roll_back(0, folder_id="f", why="", who="ana", seen=5)
    assert not content.roll_back(1, folder_id="f", why="", who="ana", seen=1)
    with pytest.raises(NoSuchRevision):
        content.files(7)


def test_the_oldest_of_more_than_a_thousand_are_forgotten(content: DeskContent, redis: Redis) -> None:
    for number in range(1, 1003):
        publish(content, number, seen=number - 1)
    assert [entry.number for entry in content.entries(2000)] == list(range(1002, 2, -1))
    assert (content.number_of("id2"), content.number_of("id3")) == (None, 3)
    assert not redis.exists(keys.revision_record("county", 2))


def test_a_draft_is_saved_by_who_has_seen_its_latest_version(content: DeskContent) -> None:
    publish(content, 1, seen=0)
    draft = content.save_draft(FIRST, 0, "ana")
    assert draft == content.draft() == ContentDraft(FIRST, 1, 1, "ana", NOON)
    later = content.save_draft(SECOND, draft.version, "ben")
    with pytest.raises(Overtaken) as overtaken:
        content.save_draft(FIRST, draft.version, "ana")
    assert overtaken.value.draft == later == content.draft()


def test_a_draft_thrown_away_is_not_taken_for_a_later_one(content: DeskContent) -> None:
    first = content.save_draft(FIRST, 0, "ana")
    content.drop_draft(first.version)
    second = content.save_draft(SECOND, 0, "ben")
    with pytest.raises(Overtaken):
        content.drop_draft(first.version)
    assert content.draft() == second


def test_publishing_ends_the_draft_it_was_made_of(content: DeskContent) -> None:
    draft = content.save_draft(FIRST, 0, "ana")
    newer = content.save_draft(SECOND, draft.version, "ben")
    with pytest.raises(Overtaken):
        content.publish(FIRST, "one", note="", who="ana", seen=0, draft=draft)
    assert content.publish(SECOND, "two", note="", who="ana", seen=0, draft=newer)
    assert content.draft() is None


def test_what_the_database_lost_is_put_back_once(content: DeskContent, redis: Redis) -> None:
    entry = RevisionEntry(7, "seven", "ana", "for winter", NOON)
    assert content.restore(entry, FIRST)
    assert not content.restore(RevisionEntry(8, "eight", "ana", "", NOON), SECOND)
    assert (content.current(), content.files(7), content.number_of("seven")) == (entry, FIRST, 7)
    assert publish(content, 8, seen=7) == RevisionEntry(8, "id8", "ana", "", NOON)


def test_without_a_database_it_says_so() -> None:
    content = DeskContent(connect("unix:///nowhere.sock"), "county")
    for ask in (content.pointer, content.draft, lambda: content.entries(1), lambda: content.files(1)):
        with pytest.raises(DatabaseDown):
            ask()
