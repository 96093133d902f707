"""Every form of the console that is sent twice changes something once, and the second answer is like the first."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from redis import Redis
from werkzeug.test import TestResponse

from accounts.submissions import CLAIM
from console.context import Console
from editing.drafts import DraftEditor
from routing.notices.notices import TimedNotice, read_bulletin, store_notices
from routing.queue.desk_snapshot import DeskSnapshots
from routing.queue.script_answers import JoinRequest
from store import clock, key_table
from tests.console.test_every_route import ENDS_THE_VISIT, PAGES_OF_A_KIND, Page, filled_in, rules
from tests.console.test_wall import EN, ES, soon
from tests.console.visits import Visit
from tests.databases import every_key
from tests.editing.sounds import mp3, wav
from tests.reports.story import Story

LINK = re.compile(r"http\S+/console/welcome/[^\s\"<]+")
OF_VISITS = ("session", "sessions", "submission", "attempts", "pace")
"""Keys that any request may touch."""
A_WEEK = 24 * 7
LAST = (
    "console.doors.sign_out",
    "console.account.sign_out_everywhere",
    "console.content.drop",
    "console.content.save_file",
    *(f"console.people.{end}" for end in ("sign_out", "disable", "remove")),
)
"""Forms after which there is nothing to go on with."""
CHANGE = {
    "rep": {"account.rename", "acts.pass_offer", "acts.read_message", "acts.set_status"},
    "admin": {
        *("account.rename", "account.set_phone", "people.add", "people.link"),
        *("content.care", "content.save", "flow.add", "flow.rename"),
        *("hours.new_date", "hours.new_season", "hours.remove_date", "hours.remove_season", "hours.week"),
        *("hours.remove_closed_day", "hours.weekends"),
        *("wall.attack", "wall.end_attack", "wall.blocked", "wall.unblock_number", "wall.reopen"),
        *("wall.send_message", "wall.set_state", "wall.take_down", "wall.undo"),
    },
}
"""The forms that change something when they are sent as below; the others are refused, or find nothing to change."""
WORDS = {"said_en": "our fire drill", "said_es": "nuestro simulacro"}
TITLES = {"title_en": "Fire drill", "title_es": "Simulacro"}
FILLED_IN: dict[str, dict[str, str]] = {
    "account.rename": {"name": "Ada Again"},
    "account.set_phone": {"phone": "916 555 0123"},
    "content.care": {"owner": "Ann"},
    "content.save": {"text_en": "Welcome. ", "text_es": "Bienvenidos."},
    "flow.add": {
        "kind": "guidance",
        **TITLES,
        "option_en": "For the fire drill, press {key}.",
        "option_es": "Para el simulacro, marque {key}.",
        "text_en": "Leave the building.",
        "text_es": "Salga del edificio.",
    },
    "flow.rename": TITLES,
    "hours.add_closed_day": {"holiday": "Columbus Day", **WORDS},
    "hours.new_date": {"date": "2031-07-09", "name": "Fire drill", "kind": "closed", **WORDS},
    "hours.new_season": {"name": "Summer", "first": "2031-07-01", "last": "2031-07-31", "monday": "9-12"},
    "hours.week": {"monday": "9-12"},
    "hours.weekends": {"saturday": "stay", "sunday": "stay"},
    "people.add": {"name": "Eve", "sign_in": "eve@example.org", "role": "rep"},
    "people.person": {"name": "Ada the Third"},
    "wall.attack": {"hours": "4", "reason": "many calls"},
    "wall.blocked": {"number": "916 555 0188", "hours": "24", "reason": "many calls"},
    "wall.block_caller": {"hours": "24", "reason": "many calls"},
    "wall.send_message": {"text": "Lunch?"},
    "wall.set_state": {"status": "away", "reason": "meeting"},
}
"""By the view that the form is sent to: what a person types; all else is left as the page has it."""


def state_of(client: Redis) -> dict[str, Any]:
    """Everything in the database that is not about visits."""
    read = {
        "string": client.get,
        "hash": client.hgetall,
        "set": client.smembers,
        "list": lambda key: client.lrange(key, 0, -1),
        "zset": lambda key: client.zrange(key, 0, -1, withscores=True),
        "stream": client.xrange,
    }
    listed = [key for key in every_key(client) if key_table.kind_of_key(key) not in OF_VISITS]
    kinds = {key: client.type(key) for key in sorted(listed)}
    return {
        key: read[kind](key) for key, kind in kinds.items() if kind != "none"
    }  # one may have expired meanwhile


@pytest.fixture
def busy(story: Story, console: Console, redis: Redis) -> None:
    """A desk with something of everything that a form is about."""
    story.state.join(JoinRequest("CA1", "general", "es", "main", "+15105550188"))
    now = int(clock.now().timestamp() * 1000)
    posted = (TimedNotice(now, now + 7_200_000, (("en", EN), ("es", ES)), "Sam", "c1"),)
    board = DeskSnapshots(redis, "cair")
    board.put_up("closures", "", store_notices(posted), posted[0].ends, "Sam")
    board.put_up("notices", "", store_notices(posted), posted[0].ends, "Sam")
    board.send_message("12", "Lunch?", "Sam")
    console.line.hang("cair", read_bulletin(redis, "cair"))
    console.wall.snapshots.forget("cair")


def is_remembered(app: Flask, endpoint: str) -> bool:
    marks = vars(app.view_functions[endpoint])
    return bool(marks["roles"]) and "changes_nothing" not in marks


def pages_of(app: Flask, visit: Visit) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Each form that a person can reach, once: its page, where it is sent to, and its fields filled in."""
    match = app.url_map.bind("localhost").match
    ahead = deque(filled_in(rule) for rule in rules(app, "GET") if rule.rule.startswith("/console"))
    seen: Counter[str] = Counter()
    sent: set[str] = set()
    while ahead:
        path = ahead.popleft()
        where = match(path.partition("?")[0])[0]
        seen[where] += 1
        if seen[where] > PAGES_OF_A_KIND or where == "console.live.listen":
            continue
        answer = visit.opens(path.removeprefix("/console"))
        page = Page(answer.text if answer.mimetype == "text/html" else "")
        ahead += page.links
        for action, fields in page.forms:
            to = match(action or path.partition("?")[0], "POST")[0]
            assert "submission" in fields, f"the form of {path} that is sent to {to} has no id"
            if to in sent or to in LAST or not is_remembered(app, to):
                continue
            sent.add(to)
            yield to, action or path, {**fields, **FILLED_IN.get(to.removeprefix("console."), {})}


@pytest.mark.parametrize("name", CHANGE)
def test_every_form_that_is_sent_twice_changes_something_once(
    app: Flask, busy: None, redis: Redis, rep: Visit, admin: Visit, name: str
) -> None:
    visit, changing = {"rep": rep, "admin": admin}[name], set()
    for to, path, fields in pages_of(app, visit):
        before = state_of(redis)
        first = visit.browser.post(path, data=fields)
        after = state_of(redis)
        second = visit.browser.post(path, data=fields)
        assert state_of(redis) == after, f"{to} changed something twice"
        if before != after:
            changing.add(to.removeprefix("console."))
            assert (second.status_code, second.location) == (first.status_code, first.location), to
    assert changing >= CHANGE[name]


def page_of(visit: Visit, path: str, form: dict[str, str] | None = None) -> dict[str, str]:
    """The fields of the first form of a page, or of what answers `form`, besides the one that signs out."""
    answer = visit.browser.post(f"/console{path}", data=form) if form else visit.opens(path)
    forms = [fields for action, fields in Page(answer.text).forms if action not in ENDS_THE_VISIT]
    return forms[0]


@pytest.mark.parametrize("kind", ["close", "notice"])
def test_a_closing_or_a_notice_that_is_confirmed_twice_is_one(
    supervisor: Visit, console: Console, redis: Redis, kind: str
) -> None:
    console.line.hang("cair", read_bulletin(redis, "cair"))
    typed = {"until": soon(A_WEEK), "said_en": EN, "said_es": ES}
    sure = page_of(supervisor, f"/cair/wall/{kind}", {**page_of(supervisor, f"/cair/wall/{kind}"), **typed})
    for _ in range(3):
        answer = supervisor.browser.post(f"/console/cair/wall/{kind}/sure", data=sure)
        assert answer.status_code == 302
    bulletin = read_bulletin(redis, "cair")
    assert len(bulletin.closures) + len(bulletin.notices) == 1


def test_a_message_that_was_read_may_be_sent_once_more(supervisor: Visit, rep: Visit, redis: Redis) -> None:
    for _ in range(2):
        form = {**page_of(supervisor, "/cair/wall/rep/12"), "text": "Lunch?"}
        supervisor.browser.post("/console/cair/wall/rep/12/message", data=form)
    assert [one.text for one in DeskSnapshots(redis, "cair").messages("12")] == ["Lunch?", "Lunch?"]


def test_what_was_refused_is_tried_again(admin: Visit) -> None:
    form = {**page_of(admin, "/people/new"), "name": "Eve", "sign_in": "eve@example.org", "role": "rep"}
    refused = {**form, "name": ""}
    assert admin.browser.post("/console/people/new", data=refused).status_code == 422
    assert admin.browser.post("/console/people/new", data=refused).status_code == 422
    assert "Eve" in admin.browser.post("/console/people/new", data=form).text


def test_the_same_link_is_shown_again_and_the_database_can_not_read_it(admin: Visit, redis: Redis) -> None:
    form = {**page_of(admin, "/people/new"), "name": "Eve", "sign_in": "eve@example.org", "role": "rep"}
    links = {LINK.search(admin.browser.post("/console/people/new", data=form).text)[0] for _ in range(2)}
    assert len(links) == 1
    kept = [redis.get(key) for key in every_key(redis) if key_table.kind_of_key(key) == "submission"]
    assert kept
    assert not any(link.rpartition("/")[2] in answer for link in links for answer in kept)


def test_two_clicks_at_the_same_moment_add_one_person(app: Flask, admin: Visit) -> None:
    form = {**page_of(admin, "/people/new"), "name": "Eve", "sign_in": "eve@example.org", "role": "rep"}
    cookies = "; ".join(f"{one.key}={one.value}" for one in admin.browser._cookies.values())

    def click(_: int) -> TestResponse:
        client = app.test_client(use_cookies=False)
        return client.post("/console/people/new", data=form, headers={"Cookie": cookies})

    with ThreadPoolExecutor(4) as clicks:
        answers = list(clicks.map(click, range(4)))
    assert [answer.status_code for answer in answers] == [200] * 4
    assert len({answer.text for answer in answers}) == 1


def test_the_same_id_from_somebody_else_is_another_form(
    admin: Visit, supervisor: Visit, console: Console
) -> None:
    form = {**page_of(admin, "/account"), "name": "Chris"}
    admin.browser.post("/console/account/name", data=form)
    own = {**page_of(supervisor, "/account"), "name": "Chris", "submission": form["submission"]}
    supervisor.browser.post("/console/account/name", data=own)
    assert [one.name for one in console.people.all()] == ["Chris", "Chris"]


def test_a_form_whose_first_sending_never_ends_says_so(
    admin: Visit, redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.single_submission.PATIENCE", 0.0)
    form = {**page_of(admin, "/account"), "name": "Ada Again"}
    admin.browser.post("/console/account/name", data=form)
    (key,) = [key for key in every_key(redis) if key_table.kind_of_key(key) == "submission"]
    redis.set(key, CLAIM, ex=60)
    answer = admin.browser.post("/console/account/name", data=form)
    assert answer.status_code == 409
    assert "still being worked on" in answer.text


def test_another_file_is_another_form(admin: Visit, bench: DraftEditor) -> None:
    path, form = (
        "/cair/recordings/en/prompts.greeting",
        page_of(admin, "/cair/recordings/en/prompts.greeting"),
    )
    for file in (mp3(), wav()):
        upload = {**form, "transcript": "Hello.", "file": (BytesIO(file), "hello")}
        answer = admin.browser.post(f"/console{path}", data=upload)
    assert answer.status_code in (303, 409), "the second one is looked at too"
    first = bench.files()
    upload = {**form, "transcript": "Hello.", "file": (BytesIO(mp3()), "hello")}
    assert admin.browser.post(f"/console{path}", data=upload).status_code == 303
    assert bench.files() == first
