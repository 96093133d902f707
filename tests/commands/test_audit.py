"""`helpdesk audit`: who changed what, of a desk, a person, some days."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner, Result
from redis import Redis

from accounts.audit_log import AuditLog
from accounts.people_scripts import PeopleScripts
from commands.__main__ import main
from store import keys
from store.valkey import EmbeddedValkey

Helpdesk = Callable[..., Result]


@pytest.fixture
def helpdesk(database: EmbeddedValkey, redis: Redis, monkeypatch: pytest.MonkeyPatch) -> Helpdesk:
    """The command, after Sam changed a rep, Ada changed Sam, and Sam closed a desk two days before."""
    monkeypatch.setenv("REDIS_URL", database.url)
    _changed(redis, "2026-11-20T18:00", "sam", "closed the desk", "the door at cair", "", "until 3 PM")
    _changed(redis, "2026-11-22T07:59", "ada@example.org", "role changed", "sam", "rep", "supervisor")
    _changed(
        redis, "2026-11-22T08:01", "sam", "rep's state set", "rep 12 at cair", "available", "away, lunch"
    )
    return lambda *arguments: CliRunner().invoke(main, ["audit", *arguments])


def _changed(redis: Redis, at: str, who: str, what: str, about: str, before: str, after: str) -> None:
    moment = int(datetime.fromisoformat(at).replace(tzinfo=UTC).timestamp() * 1000)
    fields = {"moment": f"{moment}", "who": who, "what": what, "about": about}
    redis.xadd(keys.AUDIT, {**fields, "before": before, "after": after}, id=f"{moment}-0")


def whats(found: Result) -> list[str]:
    assert found.exit_code == 0, found.output
    return [one["what"] for one in json.loads(found.output)]


def test_the_latest_change_is_told_first_by_the_desks_clock(helpdesk: Helpdesk) -> None:
    first, *others = helpdesk().output.splitlines()
    assert first == "2026-11-22 00:01:00  sam  rep's state set  rep 12 at cair: available → away, lunch"
    assert len(others) == 2
    assert others[-1].endswith("the door at cair: nothing → until 3 PM")


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (["--desk", "cair"], ["rep's state set", "closed the desk"]),
        (["--person", "Sam"], ["rep's state set", "role changed", "closed the desk"]),
        (["--person", "ada@example.org"], ["role changed"]),
        (["--since", "2026-11-22"], ["rep's state set"]),
        (["--until", "2026-11-21"], ["role changed", "closed the desk"]),
        (["--since", "2026-11-21", "--until", "2026-11-21"], ["role changed"]),
        (["--most", "1"], ["rep's state set"]),
    ],
)
def test_it_is_narrowed_down_by_desk_person_and_day(
    helpdesk: Helpdesk, options: list[str], found: list[str]
) -> None:
    assert whats(helpdesk("--json", *options)) == found


def test_a_machine_reads_moments_in_utc(helpdesk: Helpdesk) -> None:
    assert json.loads(helpdesk("--json").output)[0] == {
        "moment": "2026-11-22T08:01:00.000+00:00",
        "who": "sam",
        "what": "rep's state set",
        "about": "rep 12 at cair",
        "before": "available",
        "after": "away, lunch",
        "times": 1,
    }


def test_nothing_found_is_said_and_an_unknown_desk_refused(helpdesk: Helpdesk) -> None:
    assert "Nothing of that kind" in helpdesk("--person", "nobody").output
    assert helpdesk("--desk", "nowhere").exit_code == 1


def test_more_entries_than_are_read_at_a_time_all_come(redis: Redis) -> None:
    log = AuditLog(PeopleScripts(redis))
    for number in range(1_001):
        log.note("sam", f"change {number}", "rep 12 at cair")
    found = [entry.what for entry in log.between(0, 10**14)]
    assert found == [f"change {number}" for number in reversed(range(1_001))]


def test_a_database_that_is_away_is_named_with_what_to_do(
    helpdesk: Helpdesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:1")
    assert "helpdesk run" in helpdesk().output
