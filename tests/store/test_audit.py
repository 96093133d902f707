"""The audit log keeps what others did, however much one person does."""

from __future__ import annotations

import pytest
from redis import Redis

from accounts.audit_log import AuditLog
from accounts.people_scripts import PeopleScripts
from store import keys

ALL_CHANGES, ALL_REFUSALS = 100_000, 10_000


@pytest.fixture
def log(redis: Redis) -> AuditLog:
    return AuditLog(PeopleScripts(redis))


def told(log: AuditLog) -> list[tuple[str, str, str, int]]:
    return [(one.who, one.what, one.about, one.times) for one in log.entries(50)]


def test_what_a_person_does_to_the_own_account_again_is_counted_in_one_entry(log: AuditLog) -> None:
    log.note("sam", "role changed", "ann", "rep", "supervisor")
    for number in range(200):
        log.note("ann", "name changed", "ann", f"Ann {number}", f"Ann {number + 1}")
        log.note("ann", "signed in", "ann")
    assert told(log) == [
        ("ann", "signed in", "ann", 200),
        ("ann", "name changed", "ann", 200),
        ("sam", "role changed", "ann", 1),
    ]
    changed = log.entries(2)[1]
    assert (changed.before, changed.after) == ("Ann 0", "Ann 200")
    assert changed.act == "name changed (200 times)"


def test_what_a_rep_does_by_phone_again_is_counted_too(log: AuditLog) -> None:
    for _ in range(5):
        log.note("rep 12", "signed in by phone", "rep 12 at cair", "offline", "available")
        log.note("rep 12", "signed in by phone", "rep 12 at other", "offline", "available")
    assert {(about, times) for _, _, about, times in told(log)} == {
        ("rep 12 at cair", 5),
        ("rep 12 at other", 5),
    }


def test_what_is_done_to_others_is_never_merged(log: AuditLog) -> None:
    """Somebody who had a role for a second may have used it."""
    for role in ("admin", "rep") * 3:
        log.note("ada", "role changed", "ann", "", role)
        log.note("ann", "role changed", "anna", "", role)
    assert len(told(log)) == 12


def test_it_is_another_entry_a_minute_later(log: AuditLog, redis: Redis) -> None:
    log.note("ann", "signed in", "ann")
    [latest] = redis.keys("{people}:latest:*")
    assert 50_000 < redis.pttl(latest) <= 60_000
    log.note("ann", "signed in", "ann")
    assert redis.pttl(latest) <= 60_000, "a minute from the first one, not from the last"
    redis.delete(latest)
    log.note("ann", "signed in", "ann")
    assert [times for *_, times in told(log)] == [1, 2]


def test_one_person_drives_no_entry_of_others_out_of_the_log(log: AuditLog, redis: Redis) -> None:
    log.note("sam", "closed the desk", "cair")
    for number in range(ALL_CHANGES // 10 + 500):
        log.note("ann", "wrote", f"rep {number} at cair")
    assert redis.xlen(keys.AUDIT) == ALL_CHANGES // 10 + 1
    [oldest] = redis.xrange(keys.AUDIT, count=1)
    assert oldest[1]["who"] == "sam"
    assert log.entries(1)[0].about == f"rep {ALL_CHANGES // 10 + 499} at cair", "the own oldest ones give way"


def test_refused_tries_from_one_network_drive_none_of_another_out(log: AuditLog, redis: Redis) -> None:
    log.note_refusal("203.0.113.9", "wrong password", "sam")
    for number in range(ALL_REFUSALS // 10 + 100):
        log.note_refusal(f"2001:db8::{number:x}", "wrong password", f"name {number}", "2001:db8::/64")
    assert redis.xlen(keys.REFUSALS) == ALL_REFUSALS // 10 + 1
    [oldest] = redis.xrange(keys.REFUSALS, count=1)
    assert oldest[1]["who"] == "203.0.113.9"


def test_the_same_try_from_one_network_is_one_entry(log: AuditLog) -> None:
    for number in range(100):
        log.note_refusal(f"2001:db8::{number:x}", "wrong password", "sam", "2001:db8::/64")
    assert told(log) == [("2001:db8::63", "wrong password", "sam", 100)]
