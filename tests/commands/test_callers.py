"""`helpdesk callers`: all about one number is shown, and all of it is forgotten."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from redis import Redis

from accounts.audit_log import AuditLog
from accounts.people_scripts import PeopleScripts
from commands.__main__ import main
from store import clock, keys
from store.valkey import EmbeddedValkey
from tests.reports.story import SECRET, Story
from tests.reports.test_forgetting import everything

NUMBER, OTHER = "+15105550100", "+15105550111"
Helpdesk = Callable[..., Result]


@pytest.fixture
def helpdesk(
    database: EmbeddedValkey, redis: Redis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Helpdesk:
    settings = {"REDIS_URL": database.url, "DATA_DIR": str(tmp_path), "SECRET_KEY": SECRET.decode()}
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    return lambda *words: CliRunner().invoke(main, ["callers", *words])


@pytest.fixture
def past(redis: Redis) -> Story:
    """Return a story in which one number talked to Ana, who wrote a note, and called again; another number called
    once."""
    story = Story(redis)
    story.rep()
    story.enters()
    story.joins()
    story.takes_call()
    story.passes(60)
    story.ends()
    story.folds()
    assert story.records.note(keys.digest("CA1"), "ana", 0, "solved", "asked for a record")[0]
    story.enters("CA2")
    story.ends("CA2")
    story.enters("CA3", OTHER)
    story.ends("CA3")
    story.folds()
    return story


def test_all_that_is_kept_about_a_number_is_shown(helpdesk: Helpdesk, past: Story) -> None:
    told = helpdesk("show", "510 555 0100").output
    assert "cair: 2 calls" in told
    assert "note: asked for a record" in told
    assert OTHER not in told
    kept = json.loads(helpdesk("show", NUMBER, "--json").output)
    assert kept["number"] == NUMBER
    first, second = kept["desks"][0]["calls"]
    assert (first["rep"], first["note"], first["number"]) == ("ana", "asked for a record", NUMBER)
    assert second["note"] == ""


@pytest.mark.parametrize(
    ("typed", "pattern"),
    [("510-555-01*", "+151055501*"), ("510-555-0100..510-555-0105", "+15105550100..+15105550105")],
)
def test_a_pattern_that_blocks_the_number_is_shown(helpdesk: Helpdesk, typed: str, pattern: str) -> None:
    assert "Nothing is kept" in helpdesk("show", NUMBER).output
    blocked = CliRunner().invoke(main, ["block", "add", typed, "--for", "7d", "--reason", "A flood"])
    assert blocked.exit_code == 0, blocked.output
    told = helpdesk("show", NUMBER).output
    assert f"blocked with all of {pattern} until " in told
    assert told.rstrip().endswith("A flood")
    (entry,) = json.loads(helpdesk("show", NUMBER, "--json").output)["desks"][0]["blocked"]
    assert entry["pattern"] == pattern
    assert "Nothing is kept" in helpdesk("show", "+15105560100").output


def test_all_of_it_is_forgotten_and_nothing_of_others(helpdesk: Helpdesk, past: Story, redis: Redis) -> None:
    digest = keys.digest_of_number(SECRET, NUMBER)
    joined = keys.joins("cair", digest)
    redis.set(joined, "3", ex=60)
    other = past.record("CA3")
    told = helpdesk("forget", NUMBER, "--yes")
    assert "cair: 2 calls are forgotten." in told.output
    assert "Backups made until now" in told.output
    assert "Nothing is kept" in helpdesk("show", NUMBER).output
    left = everything(redis)
    for trace in (NUMBER, digest, "asked for a record"):
        assert trace not in left
    lists = [redis.zrange(name, 0, -1) for name in redis.scan_iter("{cair}:*", _type="zset")]
    assert keys.digest("CA1") not in str(lists)
    assert past.record("CA3") == other
    last = AuditLog(PeopleScripts(redis)).entries(1)[0]
    assert (last.what, last.about, last.after) == ("caller forgotten", "a number at cair", "2 calls")


def test_a_call_that_goes_on_is_not_forgotten(helpdesk: Helpdesk, redis: Redis) -> None:
    story = Story(redis, clock.now())
    story.enters()
    story.folds()
    refused = helpdesk("forget", NUMBER, "--yes")
    assert refused.exit_code == 1
    assert "goes on at cair" in refused.output
    assert story.record().number == NUMBER


def test_it_asks_first_and_refuses_what_is_no_number(helpdesk: Helpdesk, past: Story) -> None:
    refused = helpdesk("forget", NUMBER)
    assert (refused.exit_code, "nothing was forgotten" in refused.output) == (1, True)
    assert past.record().number == NUMBER
    assert "can't be looked up" in helpdesk("show", "nonsense").output


def test_a_call_that_no_worker_has_folded_yet_is_forgotten_too(helpdesk: Helpdesk, redis: Redis) -> None:
    story = Story(redis)
    story.rep()
    story.enters()
    story.joins()
    story.ends()
    assert "cair: 1 calls are forgotten." in helpdesk("forget", NUMBER, "--yes").output
    story.folds()
    assert NUMBER not in everything(redis)


def test_a_call_that_goes_on_is_not_forgotten_though_no_worker_has_folded_it(
    helpdesk: Helpdesk, redis: Redis
) -> None:
    story = Story(redis, clock.now())
    story.rep()
    story.enters()
    story.joins()
    refused = helpdesk("forget", NUMBER, "--yes")
    assert (refused.exit_code, "a call of this number goes on" in refused.output) == (1, True)
