"""`helpdesk block`: what is typed is proven, what was done is written down without the number."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from time import process_time

import pytest
from click.testing import CliRunner, Result
from redis import Redis

from accounts.audit_log import AuditLog
from accounts.people_scripts import PeopleScripts
from commands.__main__ import main
from routing.notices.block_list import MOST, Blocked, BlockList, add_blocks, read_block_list
from routing.queue.desk_snapshot import DeskSnapshots
from routing.queue.desk_state import DeskState
from store import keys
from store.clock import milliseconds
from store.valkey import EmbeddedValkey

Helpdesk = Callable[..., Result]
WHY = ("--reason", "threats", "--for", "7d")


@pytest.fixture
def helpdesk(
    database: EmbeddedValkey, redis: Redis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Helpdesk:
    """`helpdesk block …` on an empty database."""
    monkeypatch.setenv("REDIS_URL", database.url)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    return lambda *words: CliRunner().invoke(main, ["block", *words])


def listed(helpdesk: Helpdesk) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(helpdesk("list", "--json").stdout)
    return found


def test_a_number_is_blocked_listed_and_let_in_again(helpdesk: Helpdesk, redis: Redis) -> None:
    assert helpdesk("add", "(916) 555-0177", *WHY).exit_code == 0
    [entry] = listed(helpdesk)
    assert (entry["last_digits"], entry["reason"], entry["refused"]) == ("0177", "threats", 0)
    assert "… 0177" in helpdesk().stdout
    assert "9165550177" not in str(redis.get(keys.blocked_calls("cair")))
    assert helpdesk("remove", "+19165550177").exit_code == 0
    assert listed(helpdesk) == []
    assert "No number is blocked." in helpdesk("list").stdout


@pytest.mark.parametrize("number", ["+442079460000", "+18005550199", "+19005550199"])
def test_a_number_may_be_of_any_country_and_kind(helpdesk: Helpdesk, number: str) -> None:
    assert helpdesk("add", number, *WHY).exit_code == 0
    assert [one["last_digits"] for one in listed(helpdesk)] == [number[-4:]]


def test_it_is_let_in_by_its_id_too(helpdesk: Helpdesk) -> None:
    helpdesk("add", "916-555-0177", *WHY)
    helpdesk("add", "916-555-0178", *WHY)
    first = next(one for one in listed(helpdesk) if one["last_digits"] == "0177")
    assert helpdesk("remove", str(first["id"])).exit_code == 0
    assert [one["last_digits"] for one in listed(helpdesk)] == ["0178"]


def test_a_number_has_one_entry_the_latest(helpdesk: Helpdesk) -> None:
    helpdesk("add", "916-555-0177", *WHY)
    helpdesk("add", "916-555-0177", "--reason", "again", "--for", "12h")
    assert [one["reason"] for one in listed(helpdesk)] == ["again"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("12", *WHY), "can't be dialled"),
        (("555-0188", *WHY), "not complete"),
        (("+16785550100", "--reason", "x", "--for", "91d"), "90d at most"),
        (("+16785550100", "--reason", "x", "--for", "soon"), "write 12h or 7d"),
        (("+16785550100", "--reason", " ", "--for", "1d"), "say why"),
        (("+16785550100", "--reason", "x" * 61, "--for", "1d"), "at most 60 characters"),
    ],
)
def test_what_is_typed_is_proven(helpdesk: Helpdesk, words: tuple[str, ...], told: str) -> None:
    refused = helpdesk("add", *words)
    assert refused.exit_code == 1
    assert told in refused.stderr
    assert listed(helpdesk) == []


def test_neither_a_reps_phone_nor_the_desks_own_number_can_be_blocked(
    helpdesk: Helpdesk, redis: Redis
) -> None:
    DeskState(redis, "cair").save_rep("12", {"name": "Ann", "phone": "+19165550111"})
    assert "the phone of rep 12" in helpdesk("add", "916-555-0111", *WHY).stderr
    assert "is not blocked" in helpdesk("remove", "916-555-0112").stderr


def test_who_did_it_is_written_down_without_the_number(helpdesk: Helpdesk, redis: Redis) -> None:
    helpdesk("add", "916-555-0177", *WHY)
    helpdesk("remove", "916-555-0177")
    entries = AuditLog(PeopleScripts(redis)).entries(5)
    assert [(one.what, one.about, one.before, one.after) for one in entries] == [
        ("took a number off the block list", "number … 0177 at cair", "threats", ""),
        ("blocked a number for 7d", "number … 0177 at cair", "", "threats"),
    ]


def test_the_list_goes_when_its_last_entry_is_over(redis: Redis) -> None:
    now = milliseconds()
    entry = Blocked("d", "0177", now, now + 5_000, "threats", "Sam", "e1")
    assert add_blocks(DeskSnapshots(redis, "cair"), read_block_list(redis, "cair"), entry)
    assert 0 < redis.pttl(keys.blocked_calls("cair")) <= 5_000
    assert read_block_list(redis, "cair").entry("+19165550177", "d", now + 5_000) is None


def test_of_two_who_change_it_at_once_one_is_told(redis: Redis) -> None:
    now, seen = milliseconds(), read_block_list(redis, "cair")
    one = Blocked("d1", "0177", now, now + 5_000, "threats", "Sam", "e1")
    other = Blocked("d2", "0178", now, now + 5_000, "threats", "Ana", "e2")
    assert add_blocks(DeskSnapshots(redis, "cair"), seen, one)
    assert not add_blocks(DeskSnapshots(redis, "cair"), seen, other)


@pytest.mark.parametrize(
    ("typed", "pattern"),
    [
        ("+1916555*", "+1916555*"),
        ("916-555-*", "+1916555*"),
        ("(916) 555-xxxx", "+1916555*"),
        ("916-555-0100..916-555-0199", "+19165550100..+19165550199"),
        ("+19165550100-+19165550199", "+19165550100..+19165550199"),
        ("+4420*", "+4420*"),
    ],
)
def test_numbers_that_begin_alike_and_ranges_are_blocked(
    helpdesk: Helpdesk, redis: Redis, typed: str, pattern: str
) -> None:
    if pattern == "+4420*":
        assert "too many" in helpdesk("add", typed, *WHY).stderr
        return
    assert helpdesk("add", typed, *WHY).exit_code == 0
    assert pattern in helpdesk().stdout
    found, now = read_block_list(redis, "cair"), milliseconds()
    assert found.entry("+19165550177", "", now)
    assert not found.entry("+19165560177", "", now)
    assert not found.entry("+191655501770" if ".." in pattern else "+1916556", "", now)
    assert helpdesk("remove", typed).exit_code == 0
    assert listed(helpdesk) == []


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("+1*", "too many"),
        ("*", "write a beginning"),
        ("+180057*", "the desk's own number"),
        ("+1916555*", "the phone of rep 12"),
        ("916-555-0199..916-555-0100", "come after it"),
        ("916-555-0100..916-777-0100", "last four digits"),
    ],
)
def test_a_pattern_that_takes_in_too_much_is_refused(
    helpdesk: Helpdesk, redis: Redis, typed: str, told: str
) -> None:
    DeskState(redis, "cair").save_rep("12", {"name": "Ann", "phone": "+19165550111"})
    refused = helpdesk("add", typed, *WHY)
    assert (refused.exit_code, told in refused.stderr) == (1, True), refused.output
    assert listed(helpdesk) == []


@pytest.mark.parametrize(
    "text",
    [
        "916-555-0177\n916-555-0178\n\n# a comment\n916-777-*\n",
        "Number,Reason\r\n916-555-0177,threats\r\n(916) 555-0178,\r\n916-777-*,flood\r\n",
        "number;reason\n916-555-0177;threats\n916-555-0178;\n916-777-*;flood\n",
    ],
)
def test_a_list_is_imported(helpdesk: Helpdesk, tmp_path: Path, text: str) -> None:
    (tmp_path / "list.csv").write_bytes(text.encode("utf-8-sig"))
    done = helpdesk("import", str(tmp_path / "list.csv"), *WHY)
    assert "3 entries are blocked until" in done.stdout, done.output
    assert {one["last_digits"] or one["pattern"] for one in listed(helpdesk)} == {"0177", "0178", "+1916777*"}
    reasons = {one["reason"] for one in listed(helpdesk)}
    assert reasons == ({"threats", "flood"} if "flood" in text else {"threats"})


def test_a_list_with_a_wrong_line_blocks_nothing_and_names_it(helpdesk: Helpdesk, tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text("916-555-0177\n555-0188\nnobody\n")
    done = helpdesk("import", str(tmp_path / "list.txt"), *WHY)
    assert done.exit_code == 1
    assert "line 2: '555-0188': it is not complete" in done.stderr
    assert "line 3: 'nobody'" in done.stderr
    assert listed(helpdesk) == []


def test_looking_a_number_up_in_a_full_list_takes_no_time() -> None:
    now = milliseconds()
    entries = tuple(
        Blocked(f"{number}", "", now, now + 9999, "", "", f"{number}", f"+1916{number}*")
        for number in range(MOST)
    )
    began = process_time()
    for _ in range(100):
        assert BlockList(entries).entry("+15105550100", "", now) is None
    assert process_time() - began < 0.5, "5 ms a call at most"
