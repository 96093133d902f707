"""A process follows what is published, and goes on without the database, from its memory or its disk."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from redis import Redis

from editing.database.content import RevisionEntry
from editing.drafts import DraftEditor
from editing.live_desks import LiveDesks
from editing.publishing import publish_files, roll_back
from editing.revision_cache import Copies, Copy
from prompts.revision import Revision, content_id, load_revision, revision_of
from store.connection import connect
from tests.databases import empty
from tests.editing.conftest import ADMIN, with_greeting
from tests.small_disk import small_disk

NOWHERE = "unix:///nowhere.sock"


@pytest.fixture
def folder(bench: DraftEditor) -> Revision:
    return load_revision(bench.folder)


@pytest.fixture
def library(folder: Revision, tmp_path: Path) -> LiveDesks:
    return LiveDesks({"county": folder}, tmp_path / "data")


def published(bench: DraftEditor, greeting: str) -> str:
    """The id of what is published from now on."""
    files = with_greeting(bench.published(), f"{greeting}, this is the {{desk}}.")
    return publish_files(bench, files, "", ADMIN).id


def restarted(folder: Revision, tmp_path: Path) -> LiveDesks:
    """A process that starts with what the one before has left on disk."""
    made = LiveDesks({"county": folder}, tmp_path / "data")
    made.open()
    return made


def test_a_process_follows_forwards_and_back(library: LiveDesks, bench: DraftEditor, redis: Redis) -> None:
    first = library["county"]
    library.follow(redis)
    assert library["county"] is first
    one = published(bench, "Hello")
    library.follow(redis)
    assert (library["county"].id, library.shelves["county"].entry.number) == (one, 1)
    roll_back(bench, 0, "", ADMIN)
    library.follow(redis)
    assert library["county"] is first


def test_it_is_warmed_up_before_it_is_served(library: LiveDesks, bench: DraftEditor, redis: Redis) -> None:
    seen = list[tuple[str, bool]]()
    one = published(bench, "Hello")
    library.follow(redis, lambda revision: seen.append((revision.id, library["county"].id == revision.id)))
    assert seen == [(one, False)]


def test_calls_find_what_they_began_on(library: LiveDesks, bench: DraftEditor, redis: Redis) -> None:
    before = library["county"]
    for greeting in ("Hello", "Welcome"):
        published(bench, greeting)
        library.follow(redis)
    assert library.find("county", before.id, None) is before
    assert library.find("county", library["county"].id, None) is library["county"]


def test_a_process_that_was_not_there_gets_it_from_the_database(
    library: LiveDesks, folder: Revision, bench: DraftEditor, redis: Redis
) -> None:
    one = published(bench, "Hello")
    published(bench, "Welcome")
    library.follow(redis)
    found = library.find("county", one, redis)
    assert found
    assert found.id == one
    assert library.find("county", one, None) is found


def test_nobody_is_asked_again_and_again_for_what_nobody_knows(
    library: LiveDesks, redis: Redis, caplog: pytest.LogCaptureFixture
) -> None:
    away = connect(NOWHERE)
    for _ in range(50):
        assert library.find("county", "0123456789", away) is None
    assert len([one for one in caplog.records if "can't be had" in one.message]) == 1
    assert library.find("nowhere", "0123456789", redis) is None


def test_without_the_database_it_goes_on_with_the_last_good_one(
    library: LiveDesks, bench: DraftEditor, redis: Redis
) -> None:
    one = published(bench, "Hello")
    library.follow(redis)
    library.follow(connect(NOWHERE))
    assert library["county"].id == one


def test_a_process_that_starts_without_the_database_has_it_from_disk(
    library: LiveDesks, folder: Revision, bench: DraftEditor, redis: Redis, tmp_path: Path
) -> None:
    one, two = published(bench, "Hello"), ""
    library.follow(redis)
    two = published(bench, "Welcome")
    library.follow(redis)
    again = restarted(folder, tmp_path)
    assert again["county"].id == two
    earlier = again.find("county", one, None)
    assert earlier
    assert earlier.id == one


def test_a_step_back_to_the_folder_is_known_on_disk_too(
    library: LiveDesks, folder: Revision, bench: DraftEditor, redis: Redis, tmp_path: Path
) -> None:
    published(bench, "Hello")
    library.follow(redis)
    roll_back(bench, 0, "", ADMIN)
    library.follow(redis)
    assert restarted(folder, tmp_path)["county"] is folder


@pytest.mark.parametrize("damage", ["", "{", '{"entry": 1, "files": {}}', "other"])
def test_a_damaged_copy_is_not_believed(
    library: LiveDesks, folder: Revision, bench: DraftEditor, redis: Redis, tmp_path: Path, damage: str
) -> None:
    one = published(bench, "Hello")
    library.follow(redis)
    two = published(bench, "Welcome")
    library.follow(redis)
    path = tmp_path / "data" / "content" / "county" / f"{two}.json"
    whole = path.read_text("utf-8")
    path.write_text(whole.replace("Welcome", "Begone") if damage == "other" else damage)
    assert restarted(folder, tmp_path)["county"].id == one
    (path.parent / f"{one}.json").unlink()
    assert restarted(folder, tmp_path)["county"] is folder
    (path.parent / "published").write_text("nonsense")
    assert restarted(folder, tmp_path)["county"] is folder


def test_what_was_taken_back_does_not_come_up_again(
    library: LiveDesks, folder: Revision, bench: DraftEditor, redis: Redis, tmp_path: Path
) -> None:
    for greeting in ("Hello", "Good day", "Welcome"):
        published(bench, greeting)
        library.follow(redis)
    roll_back(bench, 2, "", ADMIN)
    library.follow(redis)
    (tmp_path / "data" / "content" / "county" / f"{library['county'].id}.json").write_text("{")
    again = restarted(folder, tmp_path)
    assert again.shelves["county"].entry.number == 1


def test_a_full_disk_keeps_nobody_from_hearing_it(
    library: LiveDesks, bench: DraftEditor, redis: Redis, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "data").write_text("a file where the directory should be")
    one = published(bench, "Hello")
    library.follow(redis)
    assert library["county"].id == one
    assert "the revision could not be kept on disk" in caplog.text


def test_a_copy_that_a_full_disk_refuses_leaves_nothing_half_behind(tmp_path: Path) -> None:
    files = {"menu.yaml": "x" * 100_000}
    copy = Copy(RevisionEntry(1, content_id(files), "", "", 0), files)
    with small_disk(tmp_path / "disk") as disk:
        copies = Copies(disk.folder / "content")
        disk.fill()
        with pytest.raises(OSError, match="No space left"):
            copies.keep(copy)
        assert not list(disk.folder.glob("content/*")) + list(disk.folder.glob("content/.*"))
        disk.make_room()
        copies.keep(copy)
        assert copies.last() == copy


def test_what_the_database_lost_is_published_again(
    library: LiveDesks, bench: DraftEditor, redis: Redis
) -> None:
    one = published(bench, "Hello")
    library.follow(redis)
    empty(redis)
    library.follow(redis)
    entry = bench.content.current()
    assert entry
    assert (entry.id, entry.number, entry.author) == (one, 1, ADMIN)
    assert bench.content.moves(1)[0].what == "restored"


def test_what_cannot_be_used_is_not_served(
    library: LiveDesks, bench: DraftEditor, redis: Redis, caplog: pytest.LogCaptureFixture
) -> None:
    """No door lets it be published; a database may still be handed from one version of the program to another."""
    one = published(bench, "Hello")
    library.follow(redis)
    bench.content.publish({"desk.yaml": "a: 1"}, "f" * 10, note="", who=ADMIN, seen=1)
    with caplog.at_level(logging.ERROR):
        for _ in range(3):
            library.follow(redis)
    assert library["county"].id == one
    assert len([record for record in caplog.records if "can't be used" in record.message]) == 1
    two = publish_files(bench, with_greeting(bench.files_of(1), "Welcome to the {desk}."), "", ADMIN).id
    library.follow(redis)
    assert library["county"].id == two


def test_memory_and_disk_have_an_end(
    library: LiveDesks, bench: DraftEditor, redis: Redis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("editing.live_revision.MOST", 3)
    monkeypatch.setattr("editing.revision_cache.MOST", 3)
    for number in range(6):
        files = with_greeting(bench.published(), f"Hello {number}, this is the {{desk}}.")
        bench.content.publish(files, revision_of("county", files).id, note="", who=ADMIN, seen=number)
        library.follow(redis)
    assert len(library.shelves["county"]._kept) == 3
    assert len(list((tmp_path / "data" / "content" / "county").glob("*.json"))) == 3
