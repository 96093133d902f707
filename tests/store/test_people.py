"""People, sessions and tries on a real database, with the time as an argument."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest
from redis import Redis

from accounts.audit_log import AuditLog
from accounts.people import People, Role, Saved
from accounts.people_scripts import PeopleScripts
from accounts.sessions import CODE_LIMITS, SessionLimits, Sessions
from store import clock, key_table, keys
from store.lua_scripts import script_of, whole_file

VERBS = sorted(
    file.name.removesuffix(".lua")
    for file in (files("accounts") / "lua").iterdir()
    if file.name != "prelude.lua"
)
HOUR = 3600
LIMITS = SessionLimits(idle=8 * HOUR, last=12 * HOUR)
START = int(clock.now().timestamp() * 1000)


@pytest.fixture
def scripts(redis: Redis) -> PeopleScripts:
    return PeopleScripts(redis, START)


@pytest.fixture
def people(scripts: PeopleScripts) -> People:
    return People(scripts)


@pytest.fixture
def sessions(scripts: PeopleScripts) -> Sessions:
    return Sessions(scripts)


@pytest.fixture
def log(scripts: PeopleScripts) -> AuditLog:
    return AuditLog(scripts)


@pytest.fixture
def ana(people: People) -> str:
    """An admin's id."""
    return people.add("test", "Ana@Example.org", "Ana", Role.ADMIN)[1]


@pytest.mark.parametrize("verb", VERBS)
def test_every_script_has_all_that_it_speaks_of(verb: str, redis: Redis) -> None:
    known = set(re.findall(r"^local function (\w+)", whole_file("prelude", "accounts"), re.MULTILINE))
    script = script_of(verb, "accounts")
    spoken_of = set(re.findall(r"\b(\w+)\(", re.sub(r"--.*|'[^']*'", "", script))) & known
    assert spoken_of <= set(re.findall(r"local function (\w+)", script))
    assert redis.script_load(script)


def test_a_person_is_found_however_the_name_is_written(people: People, ana: str) -> None:
    found = people.named("  ANA@example.ORG ")
    assert found is not None
    assert (found.id, found.sign_in, found.role) == (ana, "ana@example.org", Role.ADMIN)


def test_a_sign_in_name_is_one_persons(people: People, ana: str) -> None:
    assert people.add("test", "ana@example.org", "Another", Role.REP)[0] is Saved.NAME_TAKEN
    other = people.add("test", "bo", "Bo", Role.REP)[1]
    assert people.change("test", other, {"sign_in": "ana@example.org"}) is Saved.NAME_TAKEN
    assert people.change("test", other, {"sign_in": "bob"}) is Saved.SAVED
    assert people.named("bo") is None
    assert [person.sign_in for person in people.all()] == ["ana@example.org", "bob"]


def test_a_rep_is_one_persons(people: People, ana: str) -> None:
    first = people.add("test", "bo", "Bo", Role.REP, {"desks": "cair", "reps": "cair:12"})[1]
    second = people.add("test", "cy", "Cy", Role.REP)[1]
    assert people.change("test", second, {"reps": "cair:12"}) is Saved.REP_TAKEN
    assert people.change("test", first, {"reps": ""}) is Saved.SAVED
    assert people.change("test", second, {"reps": "cair:12"}) is Saved.SAVED


@pytest.mark.parametrize("fields", [{"role": "rep"}, {"disabled": "1"}], ids=str)
def test_the_last_admin_stays(people: People, ana: str, fields: dict[str, str]) -> None:
    assert people.change("test", ana, fields) is Saved.LAST_ADMIN
    assert people.remove("test", ana) is Saved.LAST_ADMIN
    people.add("test", "bo", "Bo", Role.ADMIN)
    assert people.change("test", ana, fields) is Saved.SAVED


def test_a_removed_person_leaves_nothing_behind(people: People, sessions: Sessions, redis: Redis) -> None:
    id_ = people.add("test", "bo", "Bo", Role.REP, {"reps": "cair:12"})[1]
    people.invite("test", id_)
    sessions.start(id_, LIMITS, "")
    assert people.remove("test", id_) is Saved.REMOVED
    assert {key_table.kind_of_key(key) for key in redis.scan_iter()} == {"audit", "entries", "latest"}, (
        "what was done to them"
    )


def test_a_one_time_link_is_good_once(people: People, ana: str) -> None:
    token = people.invite("test", ana)
    assert token is not None
    assert people.set_password(ana, "hash", invitation=token)
    assert not people.set_password(ana, "other", invitation=token)
    assert people.invited(token) is None


def test_a_new_link_makes_the_old_one_void(people: People, ana: str, redis: Redis) -> None:
    old, new = people.invite("test", ana), people.invite("test", ana)
    assert old is not None
    assert new is not None
    assert people.invited(old) is None
    assert people.invited(new) is not None
    assert 86_300 < redis.ttl(keys.invitation(new)) <= 86_400


def test_a_link_for_one_person_sets_no_other_persons_password(people: People, ana: str) -> None:
    other = people.add("test", "bo", "Bo", Role.REP)[1]
    token = people.invite("test", other)
    assert not people.set_password(ana, "hash", invitation=token or "")


def test_refused_tries_drive_no_change_out_of_the_audit_log(log: AuditLog, redis: Redis) -> None:
    log.note("sam", "a change", "rep 12 at cair")
    pipe = redis.pipeline()
    for number in range(11_000):
        pipe.xadd(keys.REFUSALS, {"moment": "1"}, id=f"1-{number + 1}")
    pipe.execute()
    log.note_refusal("198.51.100.7", "wrong password", "ana")
    assert redis.xlen(keys.REFUSALS) < 10_200
    assert [entry.what for entry in log.between(START, 10**14)] == ["wrong password", "a change"]


def test_pages_of_changes_and_refused_tries_leave_nothing_out(log: AuditLog) -> None:
    for number in range(5):
        log.note("sam", f"change {number}", "rep 12 at cair")
        log.note_refusal("198.51.100.7", f"refusal {number}", "ana")
    found, before = [], ""
    while page := log.entries(3, before):
        found += [entry.what for entry in page]
        before = page[-1].id
    assert sorted(found) == sorted(f"{kind} {n}" for kind in ("change", "refusal") for n in range(5))


def test_a_session_ends_when_idle(scripts: PeopleScripts, sessions: Sessions, ana: str) -> None:
    token = sessions.start(ana, LIMITS, "Firefox") or ""
    scripts.now = START + 7 * HOUR * 1000
    assert sessions.visit(token, is_active=False)
    scripts.now = START + 8 * HOUR * 1000
    assert sessions.visit(token, is_active=True) is None


def test_a_sign_of_life_puts_the_idle_limit_off_but_not_the_last_one(
    scripts: PeopleScripts, sessions: Sessions, ana: str
) -> None:
    token = sessions.start(ana, LIMITS, "Firefox") or ""
    scripts.now = START + 7 * HOUR * 1000
    assert sessions.visit(token, is_active=True)
    scripts.now = START + 12 * HOUR * 1000 - 1
    assert sessions.visit(token, is_active=True)
    scripts.now = START + 12 * HOUR * 1000
    assert sessions.visit(token, is_active=True) is None


def test_the_role_is_the_one_of_this_moment(people: People, sessions: Sessions, ana: str) -> None:
    bo = people.add("test", "bo", "Bo", Role.SUPERVISOR)[1]
    token = sessions.start(bo, LIMITS, "") or ""
    people.change("test", bo, {"role": "rep"})
    visit = sessions.visit(token, is_active=True)
    assert visit is not None
    assert visit[0].role is Role.REP


def test_a_disabled_person_is_out_at_once_and_stays_out(people: People, sessions: Sessions, ana: str) -> None:
    bo = people.add("test", "bo", "Bo", Role.REP)[1]
    token = sessions.start(bo, LIMITS, "") or ""
    people.change("test", bo, {"disabled": "1"})
    assert sessions.visit(token, is_active=True) is None
    assert sessions.start(bo, LIMITS, "") is None
    assert people.invite("test", bo) is None


def test_a_new_password_ends_all_sessions_but_the_one_that_set_it(
    people: People, sessions: Sessions, ana: str
) -> None:
    here, there = (sessions.start(ana, LIMITS, "") or "" for _ in range(2))
    people.set_password(ana, "hash", kept=here)
    assert sessions.visit(here, is_active=True)
    assert sessions.visit(there, is_active=True) is None


def test_signing_out_everywhere_ends_every_session(sessions: Sessions, ana: str) -> None:
    tokens = [sessions.start(ana, LIMITS, "") or "" for _ in range(3)]
    assert len(sessions.of_person(ana)) == 3
    assert sessions.end_all("test", ana) == 3
    assert not any(sessions.visit(token, is_active=True) for token in tokens)


def test_the_session_before_the_code_is_replaced(sessions: Sessions, ana: str) -> None:
    half = sessions.start(ana, CODE_LIMITS, "", is_full=False) or ""
    assert sessions.of_person(ana) == []
    full = sessions.start(ana, LIMITS, "", replaces=half) or ""
    assert sessions.visit(half, is_active=True) is None
    assert [session.is_full for session in sessions.of_person(ana)] == [True]
    sessions.end(full)
    assert sessions.of_person(ana) == []


def test_no_token_is_kept_as_it_is(people: People, sessions: Sessions, redis: Redis, ana: str) -> None:
    tokens = [sessions.start(ana, LIMITS, ""), people.invite("test", ana)]
    everything = " ".join([*redis.scan_iter(), *map(str, redis.hgetall(keys.person_record(ana)).values())])
    assert all(token and token not in everything for token in tokens)


def test_a_code_counts_once_and_none_older(people: People, ana: str) -> None:
    assert people.use_code(ana, 100)
    assert not people.use_code(ana, 100)
    assert not people.use_code(ana, 99)
    assert people.use_code(ana, 101)


def test_another_subject_of_the_sign_on_service_is_refused(people: People, ana: str) -> None:
    assert people.bind_subject(ana, "s1")
    assert people.bind_subject(ana, "s1")
    assert not people.bind_subject(ana, "s2")


def test_tries_are_counted_in_a_sliding_window(scripts: PeopleScripts, sessions: Sessions) -> None:
    for minute in range(5):
        scripts.now = START + minute * 60_000
        assert sessions.attempt({"a": 5}) == 0
    assert sessions.attempt({"a": 5}) == 11 * 60
    scripts.now = START + 15 * 60_000
    assert sessions.attempt({"a": 5}) == 0
    assert sessions.attempt({"a": 5}) == 60


def test_a_refused_try_counts_nowhere(sessions: Sessions) -> None:
    assert sessions.attempt({"narrow": 1, "wide": 3}) == 0
    for _ in range(5):
        assert sessions.attempt({"narrow": 1, "wide": 3}) > 0
    assert sessions.attempt({"wide": 3}) == 0
    assert sessions.attempt({"wide": 3}) == 0
    assert sessions.attempt({"wide": 3}) > 0


def test_a_right_try_is_forgiven_and_does_not_count_against_an_address_that_others_share(
    sessions: Sessions,
) -> None:
    for _ in range(2):
        sessions.attempt({"account": 2, "address": 2})
    assert sessions.attempt({"account": 2}) > 0
    sessions.forgive("address", "account")
    assert sessions.attempt({"account": 1}) == 0
    assert sessions.attempt({"address": 2}) == 0
    assert sessions.attempt({"address": 2}) > 0


def test_every_change_is_in_the_log_with_before_and_after(people: People, log: AuditLog, ana: str) -> None:
    bo = people.add("ana", "bo", "Bo", Role.REP)[1]
    people.change("ana", bo, {"role": "supervisor", "name": "Bo"})
    changed, added, _ = log.entries(10)
    assert (changed.who, changed.what, changed.about) == ("ana", "role changed", "bo")
    assert (changed.before, changed.after, changed.moment) == ("rep", "supervisor", START)
    assert (added.what, added.after) == ("person added", "name Bo, role rep")


def test_no_secret_is_in_the_log(people: People, sessions: Sessions, log: AuditLog, ana: str) -> None:
    token = people.invite("test", ana) or ""
    people.set_password(ana, "the-hash", invitation=token)
    people.set_second_step("ana", ana, "THESECRET", 1)
    session = sessions.start(ana, LIMITS, "") or ""
    sessions.end(session)
    people.set_recovery_codes("ana", ana, ["first-digest", "second-digest"])
    assert people.use_recovery_code(ana, "first-digest") == 1
    told = str(log.entries(100))
    assert "password set" in told
    assert not any(secret in told for secret in ("the-hash", "THESECRET", "-digest", token, session))


def test_waits_after_wrong_codes_grow_up_to_a_day_until_one_is_right(
    scripts: PeopleScripts, sessions: Sessions
) -> None:
    assert [sessions.try_code("ben") for _ in range(5)] == [0] * 5
    waits = []
    for _ in range(14):
        waits.append(sessions.try_code("ben"))
        scripts.now += int(waits[-1] * 1000) - 1
        assert sessions.try_code("ben") > 0
        scripts.now += 1
        assert sessions.try_code("ben") == 0
    assert waits[:4] == [60, 120, 240, 480]
    assert waits[-1] == waits[-2] == 86_400
    assert sessions.try_code("somebody else") == 0
    sessions.forgive_codes("ben")
    assert [sessions.try_code("ben") for _ in range(5)] == [0] * 5


def test_the_log_is_read_page_by_page(log: AuditLog) -> None:
    for number in range(5):
        log.note("ana", f"act {number}", "cair")
    first = log.entries(3)
    second = log.entries(3, before=first[-1].id)
    assert [entry.what for entry in first + second] == [f"act {number}" for number in (4, 3, 2, 1, 0)]
