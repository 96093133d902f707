"""`helpdesk backup` and `helpdesk restore`: after everything was lost, everything that is still true is there again."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyrage
import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyrage import x25519
from redis import Redis

from accounts.people import People, Role
from accounts.people_scripts import PeopleScripts
from commands.__main__ import main
from commands.operate import backup_data
from commands.operate.backup_data import KeyContent
from commands.operate.copy_file import BrokenCopy, Head, read_head, read_parts, write_copy
from routing.queue.scripts import Scripts
from store import key_table, keys
from store.valkey import EmbeddedValkey
from tests.databases import empty, every_key
from tests.reports.story import Story

Helpdesk = Callable[..., Result]
READ = {"string": "get", "hash": "hgetall", "set": "smembers", "stream": "xrange"}


@pytest.fixture
def helpdesk(database: EmbeddedValkey, redis: Redis, monkeypatch: pytest.MonkeyPatch) -> Helpdesk:
    monkeypatch.setenv("REDIS_URL", database.url)
    return lambda *words: CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture
def eventful(redis: Redis) -> Story:
    """A desk with a past: a call that was taken, one that waits, a rep who talks, an admin."""
    story = Story(redis)
    story.rep()
    story.enters()
    story.joins()
    story.takes_call()
    story.enters("CA2", "+15105550111")
    story.joins("CA2", "+15105550111")
    story.folds()
    redis.set(keys.notices("cair"), "[]", ex=600)
    People(PeopleScripts(redis)).add("test", "ana@example.org", "Ana Ruiz", Role.ADMIN)
    return story


def all_kept(client: Redis) -> dict[str, Any]:
    """Every key that a backup is to hold, but the reps', which come back signed out, and what tells of that."""
    changed = {"rep", "reps", "phones", "events"}
    names = [
        name
        for name in every_key(client)
        if key_table.is_backed_up(name) and key_table.kind_of_key(name) not in changed
    ]
    return {name: (content(client, name), client.pexpiretime(name)) for name in names}


def content(client: Redis, name: str) -> Any:
    kind = str(client.type(name))
    return (
        client.zrange(name, 0, -1, withscores=True) if kind == "zset" else getattr(client, READ[kind])(name)
    )


def test_after_a_loss_of_everything_what_is_still_true_comes_back(
    helpdesk: Helpdesk, eventful: Story, redis: Redis, tmp_path: Path
) -> None:
    file = tmp_path / "copy.gz"
    before, events = all_kept(redis), redis.xrange(keys.events("cair"))
    assert helpdesk("backup", file).exit_code == 0
    empty(redis)
    restored = helpdesk("restore", file)
    assert restored.exit_code == 0, restored.output
    assert all_kept(redis) == before
    assert redis.xrange(keys.events("cair"))[: len(events)] == events
    assert eventful.state.rep("ana").status == "offline"
    assert not eventful.state.caller("CA2").exists, "who waited then waits no more"
    assert eventful.state.faults() == []


def test_the_rep_can_go_on_with_the_old_pin_and_phone(
    helpdesk: Helpdesk, redis: Redis, tmp_path: Path
) -> None:
    """Nothing of a call in hand clings to the rep, whatever the call was like."""
    story = Story(redis)
    story.rep(pin="digest")
    fresh = story.state.record(keys.rep_record("cair", "ana"))
    story.joins()
    story.takes_call()
    story.state.caller_ends("CA1", "hung up")
    assert story.state.more_time("ana", story.state.rep("ana").until, 60, 3) == "done"
    helpdesk("backup", tmp_path / "copy.gz")
    empty(redis)
    helpdesk("restore", tmp_path / "copy.gz")
    after = story.state.record(keys.rep_record("cair", "ana"))
    assert after.keys() == fresh.keys()
    lasting = ("name", "phone", "lines", "languages", "wrap_up", "pin")
    assert [after[name] for name in lasting] == [fresh[name] for name in lasting]
    assert story.state.rep_of_phone(fresh["phone"]) == "ana"
    story.state.set_status("ana", "available")
    story.joins("CA3", "+15105550122")
    assert story.offer("CA3")


def test_events_that_were_not_folded_are_counted_once_after_the_restore(
    helpdesk: Helpdesk, eventful: Story, redis: Redis, tmp_path: Path
) -> None:
    """The counts in a copy are as old as the place they reach to."""
    eventful.enters("CA4", "+15105550133")
    helpdesk("backup", tmp_path / "copy.gz")
    expected = eventful.day()
    empty(redis)
    helpdesk("restore", tmp_path / "copy.gz")
    assert eventful.day() == expected


def test_folding_rests_while_the_copy_is_made_and_goes_on_afterwards(eventful: Story, redis: Redis) -> None:
    eventful.enters("CA4", "+15105550133")
    reading = backup_data.backup_parts(redis, ["cair"])
    next(reading)
    assert eventful.folding.fold() == 0
    assert 0 < redis.ttl(keys.copying("cair")) <= backup_data.PAUSE, (
        "a backup that dies stops nothing for long"
    )
    list(reading)
    assert eventful.folding.fold() > 0


def test_nothing_that_lives_for_the_moment_is_in_the_file(
    helpdesk: Helpdesk, eventful: Story, tmp_path: Path
) -> None:
    helpdesk("backup", tmp_path / "copy.gz")
    kinds = {key_table.kind_of_key(part.key) for part in read_parts(tmp_path / "copy.gz")}
    assert {"rep", "events", "record", "count", "person", "audit", "notices"} <= kinds
    assert not kinds & {"caller", "offer", "line", "idle", "commands", "session", "deadlines"}


def test_only_its_owner_may_read_the_file(helpdesk: Helpdesk, eventful: Story, tmp_path: Path) -> None:
    helpdesk("backup", tmp_path / "copy.gz")
    assert (tmp_path / "copy.gz").stat().st_mode & 0o777 == 0o600


def test_a_file_is_never_overwritten(helpdesk: Helpdesk, eventful: Story, tmp_path: Path) -> None:
    (tmp_path / "copy.gz").write_text("precious")
    assert "name another file" in helpdesk("backup", tmp_path / "copy.gz").output
    assert (tmp_path / "copy.gz").read_text() == "precious"


def test_a_folder_keeps_so_many_and_nobody_elses_files(
    helpdesk: Helpdesk, eventful: Story, tmp_path: Path
) -> None:
    for day in (1, 2, 3):
        (tmp_path / f"helpdesk-2026010{day}T000000Z.backup.gz").touch()
    (tmp_path / "aardvark.gz").touch()
    assert helpdesk("backup", tmp_path, "--keep", "2").exit_code == 0
    names = sorted(path.name for path in tmp_path.iterdir())
    assert len(names) == 3
    assert names[:2] == ["aardvark.gz", "helpdesk-20260103T000000Z.backup.gz"]


def test_a_database_in_use_is_not_written_over(
    helpdesk: Helpdesk, eventful: Story, redis: Redis, tmp_path: Path
) -> None:
    helpdesk("backup", tmp_path / "copy.gz")
    before = all_kept(redis)
    refused = helpdesk("restore", tmp_path / "copy.gz")
    assert (refused.exit_code, "the database is not empty" in refused.output) == (1, True)
    unsure = helpdesk("restore", tmp_path / "copy.gz", "--replace")
    assert "nothing was changed" in unsure.output
    assert all_kept(redis) == before
    Scripts(redis).beat("a worker")
    at_work = helpdesk("restore", tmp_path / "copy.gz", "--replace", "--yes")
    assert "a worker is at work" in at_work.output
    assert all_kept(redis) == before


def test_what_came_since_is_thrown_away_on_request(
    helpdesk: Helpdesk, eventful: Story, redis: Redis, tmp_path: Path
) -> None:
    helpdesk("backup", tmp_path / "copy.gz")
    before = all_kept(redis)
    People(PeopleScripts(redis)).add("test", "eve@example.org", "Eve", Role.REP)
    assert helpdesk("restore", tmp_path / "copy.gz", "--replace", "--yes").exit_code == 0
    assert all_kept(redis) == before


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data[: len(data) // 2],
        lambda data: gzip.compress(gzip.decompress(data).replace(b"Ana Ruiz", b"Eve Ruiz")),
        lambda data: gzip.compress(b"".join(gzip.decompress(data).splitlines(keepends=True)[:-1])),
        lambda data: gzip.compress(gzip.decompress(data).replace(b'"version": 1', b'"version": 2')),
        lambda _: gzip.compress(b'{"another": "file"}\n'),
        lambda _: b"not even zipped",
    ],
    ids=["half", "changed", "without its end", "from the future", "of another program", "no archive"],
)
def test_a_spoilt_file_is_refused_before_anything_is_written(
    helpdesk: Helpdesk, eventful: Story, redis: Redis, tmp_path: Path, spoil: Callable[[bytes], bytes]
) -> None:
    file = tmp_path / "copy.gz"
    helpdesk("backup", file)
    file.write_bytes(spoil(file.read_bytes()))
    empty(redis)
    refused = helpdesk("restore", file)
    assert (refused.exit_code, refused.output.startswith("Error: ")) == (1, True), refused.output
    assert every_key(redis) == []


TEXT = st.text(st.characters(codec="utf-8"), max_size=20)
NAMES = st.sampled_from([f"{{cair}}:{kind}:1" for kind in ("record", "numbers", "count", "note", "taken")])
VALUES = {
    "string": TEXT,
    "hash": st.dictionaries(TEXT, TEXT, min_size=1, max_size=1200),
    "set": st.sets(TEXT, min_size=1),
    "zset": st.dictionaries(TEXT, st.floats(allow_nan=False), min_size=1),
}
WRITE: dict[str, Callable[[Redis, str, Any], object]] = {
    "string": lambda client, name, value: client.set(name, value),
    "hash": lambda client, name, value: client.hset(name, mapping=value),
    "set": lambda client, name, value: client.sadd(name, *value),
    "zset": lambda client, name, value: client.zadd(name, value),
}
ANYTHING = st.sampled_from(sorted(VALUES)).flatmap(lambda kind: st.tuples(st.just(kind), VALUES[kind]))


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(contents=st.dictionaries(NAMES, ANYTHING, min_size=1))
def test_whatever_a_key_holds_comes_back_as_it_was(
    redis: Redis, tmp_path: Path, contents: dict[str, tuple[str, Any]]
) -> None:
    empty(redis)
    for name, (kind, value) in contents.items():
        WRITE[kind](redis, name, value)
        redis.expire(name, 1000)
    before = all_kept(redis)
    file = tmp_path / "copy.gz"
    write_copy(file, Head("now", ("cair",)), backup_data.backup_parts(redis, ["cair"]))
    empty(redis)
    assert read_head(file).parts == len(list(read_parts(file)))
    for part in read_parts(file):
        backup_data.write(redis, part)
    assert all_kept(redis) == before


def test_a_file_that_can_not_be_finished_leaves_nothing_behind(tmp_path: Path) -> None:
    def parts() -> Any:
        yield KeyContent("{cair}:note:1", "string", None, "x")
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        write_copy(tmp_path / "copy.gz", Head("now", ("cair",)), parts())
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(BrokenCopy):
        read_head(tmp_path / "copy.gz")


def test_an_encrypted_backup_is_opened_by_its_key_alone(
    helpdesk: Helpdesk, eventful: Story, redis: Redis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, other = x25519.Identity.generate(), x25519.Identity.generate()
    monkeypatch.setenv("BACKUP_RECIPIENTS", f"{key.to_public()}, {x25519.Identity.generate().to_public()}")
    before = all_kept(redis)
    assert helpdesk("backup", tmp_path).exit_code == 0
    (file,) = tmp_path.glob("helpdesk-*.backup.gz.age")
    assert file.stat().st_mode & 0o077 == 0
    assert file.read_bytes().startswith(b"age-encryption.org/v1")
    assert gzip.decompress(pyrage.decrypt(file.read_bytes(), [key])).startswith(
        b'{"format": "helpdesk backup"'
    )
    empty(redis)
    assert "BACKUP_KEY_FILE" in helpdesk("restore", file).output
    for text, told in (("nonsense", "BACKUP_KEY can't be used"), (str(other), "No matching keys found")):
        monkeypatch.setenv("BACKUP_KEY", text)
        refused = helpdesk("restore", file)
        assert (refused.exit_code, told in refused.output) == (1, True), refused.output
    monkeypatch.setenv("BACKUP_KEY", f"# created: today\n# public key: {key.to_public()}\n{key}\n")
    restored = helpdesk("restore", file)
    assert restored.exit_code == 0, restored.output
    assert all_kept(redis) == before


def test_an_encrypted_backup_that_was_cut_short_or_changed_is_refused(
    helpdesk: Helpdesk, eventful: Story, redis: Redis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = x25519.Identity.generate()
    monkeypatch.setenv("BACKUP_RECIPIENTS", str(key.to_public()))
    monkeypatch.setenv("BACKUP_KEY", str(key))
    file, spoiled = tmp_path / "whole.age", tmp_path / "spoiled.age"
    helpdesk("backup", file)
    whole = file.read_bytes()
    for content in (whole[:-1], whole[:-40] + bytes([whole[-40] ^ 1]) + whole[-39:]):
        spoiled.write_bytes(content)
        assert "can't be read to its end" in helpdesk("restore", spoiled, "--replace", "--yes").output
    assert all_kept(redis)


def test_a_bad_public_key_stops_the_start(
    helpdesk: Helpdesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BACKUP_RECIPIENTS", "age1short")
    assert "BACKUP_RECIPIENTS must be public keys" in helpdesk("backup", tmp_path / "copy.gz").output
    monkeypatch.setenv("BACKUP_RECIPIENTS", "age1" + "q" * 58)
    assert "BACKUP_RECIPIENTS can't be used" in helpdesk("backup", tmp_path / "copy.gz").output
