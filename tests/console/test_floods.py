"""Somebody who is signed in, with the least rights, sends forms without end: the logs and the database stay small."""

from __future__ import annotations

import logging
from collections import Counter

import pytest
from flask import Flask
from redis import Redis

from accounts.people import Role
from accounts.people_scripts import PeopleScripts
from accounts.sessions import CHANGE_EVERY, CHANGES_AT_ONCE, MOST_SESSIONS, SessionLimits, Sessions
from console.context import Console
from routing.queue.desk_snapshot import MOST_ACTS, MOST_MESSAGES, DeskSnapshots
from store import keys
from store.log_limit import AT_ONCE
from tests.console.test_every_route import filled_in, rules
from tests.console.visits import Visit, add_person
from tests.reports.story import Story

TIMES = 8
STATUSES = ("available", "offline", "lunch")


def nonsense(number: int) -> dict[str, object]:
    """Fields that some forms accept and others refuse; each time others."""
    return {
        "name": f"Ann {number}",
        "to": STATUSES[number % 3],
        "at": ("phone", "nowhere")[number % 2],
        "do": ("hold", "line general:es", "ask 13", "complete")[number % 4],
        "offer": f"{number}",
        "until": f"{number}",
        "current": f"not my password {number}",
        "password": f"another good password {number}",
        "code": f"{number:06}",
        "text": f"note {number}",
    }


def sends_again(visit: Visit, path: str, form: dict[str, object], token: str) -> int:
    data = {"csrf_token": token, **form}
    answer = visit.browser.post(path, data=data, environ_base={"REMOTE_ADDR": visit.address})
    return answer.status_code


def test_whatever_a_rep_repeats_leaves_an_entry_of_each_kind(app: Flask, redis: Redis, rep: Visit) -> None:
    token, statuses = rep.token("/account"), Counter[int]()
    sent = 0
    for rule in list(rules(app, "POST")):
        marks = vars(app.view_functions[rule.endpoint])
        if Role.REP in marks.get("roles", ()):
            sent += 1
            for number in range(TIMES):
                statuses[sends_again(rep, filled_in(rule), nonsense(number), token)] += 1
    assert sent > 15
    assert not statuses[429], "this test stays below the limit"
    entries = [
        (fields["who"], fields["what"], fields["about"])
        for stream in (keys.AUDIT, keys.REFUSALS)
        for _, fields in redis.xrange(stream)
    ]
    counted = {
        entry: times for entry, times in Counter(entries).items() if times > 2
    }  # a minute may end meanwhile
    assert ("ann", "name changed", "ann") in entries
    assert not counted


def test_forms_without_end_are_refused_and_those_of_others_go_on(
    rep: Visit, other_rep: Visit, redis: Redis
) -> None:
    token = rep.token("/account")
    answers = [
        sends_again(rep, "/console/cair/me/status", {"to": "nonsense"}, token)
        for _ in range(CHANGES_AT_ONCE + 60)
    ]
    assert 429 not in answers[:CHANGES_AT_ONCE]
    assert answers[-1] == 429
    for _ in range(100):  # a second that passes allows one more
        events = redis.xlen(keys.events("cair"))
        refused = rep.sends("/cair/me/status", {"to": "available"}, of="/account")
        if refused.status_code == 429:
            break
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "1")
    assert "This was too much at once" in refused.text
    assert redis.xlen(keys.events("cair")) == events, "nothing was done"
    assert rep.is_in, "pages can still be read"
    assert other_rep.sends("/cair/me/status", {"to": "available"}, of="/account").status_code == 302


def test_a_form_is_accepted_again_as_time_passes(app: Flask, redis: Redis) -> None:
    id_ = add_person(app, "ann", Role.REP)
    scripts = PeopleScripts(redis, now=1_900_000_000_000)
    sessions = Sessions(scripts)
    token = sessions.start(id_, SessionLimits(3600, 3600), "") or ""
    waits = [_wait(sessions, token) for _ in range(CHANGES_AT_ONCE + 1)]
    assert waits == [0.0] * CHANGES_AT_ONCE + [CHANGE_EVERY]
    scripts.now = 1_900_000_000_000 + round(CHANGE_EVERY * 1000)
    assert [_wait(sessions, token) for _ in range(2)] == [0.0, CHANGE_EVERY]


def _wait(sessions: Sessions, token: str) -> float:
    found = sessions.visit(token, is_active=True, has_form=True)
    assert found is not None
    return found[1].wait


def test_a_person_has_only_so_many_sessions_and_the_newest_stay(
    app: Flask, console: Console, redis: Redis
) -> None:
    id_ = add_person(app, "ann", Role.REP)
    tokens = [console.sessions.start(id_, console.limits, "") or "" for _ in range(MOST_SESSIONS + 20)]
    assert len(redis.keys("{people}:session:*")) == MOST_SESSIONS
    assert console.sessions.visit(tokens[-1], is_active=False)
    assert console.sessions.visit(tokens[0], is_active=False) is None


@pytest.mark.parametrize("name", ["outsider", "rep"])
def test_forms_with_no_token_or_a_wrong_one_do_not_flood_the_log(
    name: str, request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> None:
    visit = request.getfixturevalue(name)
    caplog.set_level(logging.INFO)
    caplog.clear()
    for number in range(5 * AT_ONCE):
        for token in ({}, {"csrf_token": f"{number}"}):
            answer = visit.browser.post("/console/sign-in", data={"name": "a", **token})
            assert answer.status_code == 400
    assert len(caplog.records) <= 2 * AT_ONCE  # a minute may end meanwhile


def test_requests_for_unknown_recordings_do_not_flood_the_log(
    outsider: Visit, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    for number in range(10 * AT_ONCE):
        answer = outsider.browser.get(f"/recordings/cair/{number:064x}.wav")
        assert answer.status_code == 200
    assert len(caplog.records) <= 4 * AT_ONCE  # two kinds of lines


def test_a_database_without_memory_is_said_and_pages_go_on(rep: Visit, redis: Redis) -> None:
    token, before = rep.token("/account"), redis.config_get("maxmemory")["maxmemory"]
    redis.config_set("maxmemory", "1mb")
    try:
        assert rep.is_in
        data = {"csrf_token": token, "name": "Anna"}
        refused = rep.browser.post("/console/account/name", data=data)
    finally:
        redis.config_set("maxmemory", before)
    assert refused.status_code == 503
    assert "The database has no memory left" in refused.text


def test_a_large_answer_is_not_kept_but_the_form_counts_once(
    supervisor: Visit, story: Story, redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.single_submission.LARGEST_ANSWER", 20)
    form = {"submission": "a form", "text": "Lunch?", "csrf_token": supervisor.token("/account")}
    path, page = "/console/cair/wall/rep/12/message", "http://localhost/console/cair/wall/rep/12"
    answers = [supervisor.browser.post(path, data=form, headers={"Referer": page}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[1].headers["Location"] == "/console/cair/wall/rep/12"
    assert len(DeskSnapshots(redis, "cair").messages("12")) == 1


def test_a_rep_has_only_so_many_unread_messages(supervisor: Visit, story: Story, redis: Redis) -> None:
    board = DeskSnapshots(redis, "cair")
    for number in range(MOST_MESSAGES):
        assert board.send_message("12", f"{number}", "Sam")
    refused = supervisor.sends("/cair/wall/rep/12/message", {"text": "One more"}, of="/cair/wall/rep/12")
    assert refused.status_code == 422
    assert f"Ann has {MOST_MESSAGES} unread messages already." in refused.text
    assert len(board.messages("12")) == MOST_MESSAGES


def test_only_the_latest_acts_of_a_desk_can_be_undone(redis: Redis) -> None:
    board = DeskSnapshots(redis, "cair")
    ids = [board.remember("Sam", f"act {number}", "message", "12") for number in range(MOST_ACTS + 5)]
    kept = board.acts(int(ids[-1]))
    assert [act.id for act in kept] == ids[: -MOST_ACTS - 1 : -1]
    assert redis.ttl(keys.acts("cair")) > 0
