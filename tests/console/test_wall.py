"""The wallboard from a supervisor's browser: what it shows, each act, that it is written down and can be undone."""

from __future__ import annotations

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from redis import Redis
from werkzeug.test import TestResponse

from accounts.people import Role
from console.context import Console
from console.wall.board_view import write_range
from console.wall.closures_and_notices import MOST_CLOSURES
from console.wall.rendered_board_cache import PLACE_OF_TOKEN
from routing.hours.schedule import Calendar
from routing.notices.notices import TimedNotice, read_bulletin, store_notices
from routing.queue.desk_snapshot import DeskSnapshots
from routing.queue.desk_state import DeskState
from routing.queue.rep_access import RepAccess
from routing.queue.script_answers import JoinRequest
from routing.waits.estimate import WaitRange
from store import clock, keys
from store.clock import milliseconds
from store.connection import connect
from tests.console.visits import TOKEN, Visit, add_person
from tests.console.wall import UNDO, free_ann, noted, undoes
from tests.waiting import wait_until

EN, ES = "Our building has a fire drill", "Hay un simulacro de incendio"


@pytest.fixture
def state(redis: Redis, console: Console) -> DeskState:
    return free_ann(redis, console)


@pytest.fixture(autouse=True)
def _nothing_hangs(redis: Redis, console: Console) -> None:
    """Remove closures and notices, as in a web process that has read the empty database."""
    console.line.hang("cair", read_bulletin(redis, "cair"))


A_WEEK = 24 * 7
"""Hours: whenever the tests run, the desk would be open in between."""


def soon(hours: int = 1) -> str:
    here = clock.now().astimezone(ZoneInfo("America/Los_Angeles")) + timedelta(hours=hours)
    return here.strftime("%Y-%m-%dT%H:%M")


def test_it_shows_lines_reps_and_masked_callers(supervisor: Visit, state: DeskState) -> None:
    state.set_status("12", "away", "lunch")
    state.set_status("12", "available")
    state.join(JoinRequest("CA1", "general", "en", "forgot_password", "+15105550177"))
    state.join(JoinRequest("CA2", "general", "es", "main", "+15105550188"))
    page = supervisor.opens("/cair/wall").text
    assert "… 0177" in page
    assert "… 0188" in page
    assert "5105550188" not in page
    assert "Forgotten password" in page
    assert re.search(r'class="state offered">ringing', page)


def test_a_rep_who_signs_out_after_the_call_is_marked(supervisor: Visit, state: DeskState) -> None:
    state.join(JoinRequest("CA1", "general", "en", "main", "+15105550177"))
    state.accept(state.caller("CA1").offer)
    state.set_status("12", "available", by="text")
    assert "signs out after this call" not in supervisor.opens("/cair/wall").text
    assert state.sign_out("12", "text")
    wait_until(
        lambda: "signs out after this call" in supervisor.opens("/cair/wall").text, "the wallboard says so"
    )


def test_a_rep_is_set_away_with_a_reason_and_back_again(
    supervisor: Visit, rep: Visit, state: DeskState, console: Console
) -> None:
    form = {"status": "away", "reason": "team meeting"}
    answer = supervisor.sends("/cair/wall/rep/12/state", form, of="/cair/wall/rep/12")
    assert answer.status_code == 302
    assert (state.rep("12").status, state.rep("12").reason) == ("away", "team meeting")
    assert 'team meeting <span class="quiet">by a supervisor</span>' in supervisor.opens("/cair/wall").text
    assert ", by a supervisor" in rep.opens("/cair/me").text
    assert noted(console)[0] == ("sam", "rep's state set", "available", "away, team meeting")
    undoes(supervisor)
    assert (state.rep("12").status, state.rep("12").by) == ("available", "supervisor")
    assert noted(console)[0][1] == "undone"
    assert not UNDO.search(supervisor.opens("/cair/wall").text)


def test_a_state_needs_a_reason(supervisor: Visit, state: DeskState) -> None:
    answer = supervisor.sends("/cair/wall/rep/12/state", {"status": "away"}, of="/cair/wall/rep/12")
    assert answer.status_code == 422
    assert "Say why." in answer.text
    assert state.rep("12").status == "available"


def test_a_call_in_hand_is_not_taken_away(supervisor: Visit, state: DeskState) -> None:
    state.join(JoinRequest("CA1", "general", "en", "main"))
    state.leg_rings(state.rep("12").offer, "CA-rep")
    state.leg_answers(state.rep("12").offer, "CA-rep")
    state.accept(state.rep("12").offer)
    form = {"status": "offline", "reason": "shift is over"}
    supervisor.sends("/cair/wall/rep/12/state", form, of="/cair/wall/rep/12")
    assert state.rep("12").status == "connecting"
    assert "the call in hand comes first" in supervisor.opens("/cair/wall/rep/12").text


def test_what_has_moved_on_is_not_undone(supervisor: Visit, state: DeskState) -> None:
    form = {"status": "away", "reason": "team meeting"}
    supervisor.sends("/cair/wall/rep/12/state", form, of="/cair/wall/rep/12")
    state.set_status("12", "offline")
    undoes(supervisor)
    assert state.rep("12").status == "offline"
    assert "could not be undone: the rep is offline by now" in supervisor.opens("/cair/wall").text


def test_an_act_is_undone_once_and_not_after_ten_minutes(redis: Redis, state: DeskState) -> None:
    board = DeskSnapshots(redis, "cair", now=1_000_000)
    first, second = board.remember("Sam", "did this", "state"), board.remember("Sam", "did that", "state")
    assert [act.told for act in board.acts(1_000_001)] == ["did that", "did this"]
    assert board.take_act(first, "Sam") is not None
    assert board.take_act(first, "Sam") is None
    assert board.acts(1_600_002) == []
    board.now = 1_600_002
    assert board.take_act(second, "Sam") is None


def test_a_message_stays_until_it_is_read(
    supervisor: Visit, rep: Visit, state: DeskState, redis: Redis
) -> None:
    form = {"text": "Please call <b>Jo</b> back"}
    supervisor.sends("/cair/wall/rep/12/message", form, of="/cair/wall/rep/12")
    for page in ("/cair/me", "/cair/me/now", "/cair/lines"):
        assert "Please call &lt;b&gt;Jo&lt;/b&gt; back" in rep.opens(page).text
    found = re.search(r"/cair/me/messages/\d+/read", rep.opens("/cair/me").text)
    assert found
    assert rep.sends(found[0], of="/cair/me").headers["Location"] == "/console/cair/me"
    assert "Jo" not in rep.opens("/cair/me/now").text
    undoes(supervisor)
    assert "the rep has read it" in supervisor.opens("/cair/wall").text


def test_a_message_is_taken_back(supervisor: Visit, rep: Visit, state: DeskState) -> None:
    supervisor.sends("/cair/wall/rep/12/message", {"text": "Wrong"}, of="/cair/wall/rep/12")
    undoes(supervisor)
    assert "Wrong" not in rep.opens("/cair/me").text


def test_a_message_that_is_too_long_is_refused(supervisor: Visit, state: DeskState) -> None:
    answer = supervisor.sends("/cair/wall/rep/12/message", {"text": "x" * 281}, of="/cair/wall/rep/12")
    assert answer.status_code == 422


def test_a_rep_reads_only_the_own_messages(app: Flask, state: DeskState, redis: Redis) -> None:
    id_ = DeskSnapshots(redis, "cair").send_message("12", "For Ann", "Sam")
    add_person(app, "bob", Role.REP)
    bob = Visit(app)
    bob.signs_in("bob")
    assert "For Ann" not in bob.opens("/cair/lines").text
    assert bob.sends(f"/cair/me/messages/{id_}/read", of="/account").status_code == 403


def test_the_desk_is_closed_after_the_words_were_looked_at(
    supervisor: Visit, state: DeskState, console: Console, redis: Redis
) -> None:
    form = {"until": soon(A_WEEK), "said_en": EN, "said_es": ES}
    asked = supervisor.sends("/cair/wall/close", form)
    assert f"{EN}. The help desk had to close for the moment. It opens again" in asked.text
    assert f"{ES}. La mesa de ayuda tuvo que cerrar por el momento." in asked.text
    assert not read_bulletin(redis, "cair").closures
    supervisor.sends("/cair/wall/close/sure", form, of="/cair/wall/close")
    (closure,) = read_bulletin(redis, "cair").closures
    assert closure.said == (("en", f"{EN}."), ("es", f"{ES}."))
    assert 0 < redis.pttl(keys.closures("cair")) <= A_WEEK * 3_600_000
    assert "has closed the desk" in supervisor.opens("/cair/wall").text
    who, what, before, after = noted(console)[0]
    assert (who, before) == ("sam", "")
    assert what.startswith("closed the desk until")
    assert EN in after
    undoes(supervisor)
    assert read_bulletin(redis, "cair").closures == ()
    assert "has closed the desk" not in supervisor.opens("/cair/wall").text


def test_a_closure_is_ended_and_the_end_undone(supervisor: Visit, state: DeskState, redis: Redis) -> None:
    supervisor.sends("/cair/wall/close/sure", {"until": soon(A_WEEK)}, of="/cair/wall/close")
    (closure,) = read_bulletin(redis, "cair").closures
    supervisor.sends(f"/cair/wall/closure/{closure.id}/down", of="/cair/wall")
    assert read_bulletin(redis, "cair").closures == ()
    undoes(supervisor)
    assert read_bulletin(redis, "cair").closures == (closure,)


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"until": soon(-1)}, "Choose a time to come"),
        ({"until": soon(0)}, "Choose a time to come"),
        ({"until": soon(24 * 40)}, "at most 31 days"),
        ({"since": soon(-3), "until": soon(A_WEEK)}, "or leave it empty"),
        ({"since": soon(24 * 400), "until": soon(24 * 401)}, "within a year"),
        ({"since": soon(A_WEEK), "until": soon(1)}, "Choose a time to come"),
        ({"since": "Saturday"}, "Not a valid"),
        ({"until": soon(A_WEEK), "said_en": EN}, "say it in every language"),
        ({"until": soon(A_WEEK), "said_en": "See <br/>", "said_es": ES}, "is no mark that may be used"),
        ({"until": soon(A_WEEK), "said_en": "Call 916 555 0100 4", "said_es": ES}, "916 555 0100"),
        ({"until": soon(A_WEEK), "said_en": "Until {closes_at}", "said_es": ES}, "fields in braces"),
        ({"until": soon(A_WEEK), "said_en": "x" * 301, "said_es": ES}, "at most 300 characters"),
    ],
)
def test_what_must_not_be_said_is_refused(
    supervisor: Visit, form: dict[str, object], told: str, redis: Redis
) -> None:
    for path in ("/cair/wall/close", "/cair/wall/close/sure"):
        answer = supervisor.sends(path, form, of="/cair/wall/close")
        assert answer.status_code == 422
        assert told in answer.text
    assert read_bulletin(redis, "cair").closures == ()


def test_what_is_hard_to_follow_is_said_but_not_forbidden(supervisor: Visit) -> None:
    form = {"until": soon(), "said_en": "The IZB is out, asap", "said_es": ES}
    assert "It could be better" in supervisor.sends("/cair/wall/notice", form).text


def test_a_notice_is_put_up_taken_down_and_put_up_again(
    supervisor: Visit, state: DeskState, redis: Redis
) -> None:
    form = {"until": soon(), "said_en": "CAIR2 is down since nine", "said_es": "CAIR2 no funciona"}
    supervisor.sends("/cair/wall/notice/sure", form, of="/cair/wall/notice")
    (notice,) = read_bulletin(redis, "cair").notices
    assert dict(notice.said)["en"] == "CAIR2 is down since nine."
    assert "CAIR2 is down since nine." in supervisor.opens("/cair/wall").text
    supervisor.sends(f"/cair/wall/notice/{notice.id}/down", of="/cair/wall")
    assert read_bulletin(redis, "cair").notices == ()
    undoes(supervisor)
    assert read_bulletin(redis, "cair").notices == (notice,)


def closes(supervisor: Visit, **form: object) -> TestResponse:
    return supervisor.sends("/cair/wall/close/sure", form, of="/cair/wall/close")


def test_several_closures_stand_side_by_side_and_each_is_taken_out_by_itself(
    supervisor: Visit, state: DeskState, redis: Redis
) -> None:
    closes(supervisor, since=soon(A_WEEK), until=soon(2 * A_WEEK), said_en=EN, said_es=ES)
    closes(supervisor, until=soon(A_WEEK - 24))
    later, now = read_bulletin(redis, "cair").closures
    assert later.starts > now.starts
    page = supervisor.opens("/cair/wall").text
    assert page.index("End the closure now") < page.index("Take this closure out")
    assert page.count("Sam has closed the desk") == 2
    supervisor.sends(f"/cair/wall/closure/{now.id}/down", of="/cair/wall")
    assert read_bulletin(redis, "cair").closures == (later,)
    undoes(supervisor)
    assert read_bulletin(redis, "cair").closures == (later, now)
    supervisor.sends("/cair/wall/closure/unknown/down", of="/cair/wall")
    assert "It does not hang there any more" in supervisor.opens("/cair/wall").text
    assert 0 < redis.pttl(keys.closures("cair")) <= 2 * A_WEEK * 3_600_000


def test_a_closure_without_an_end_lasts_until_the_desk_would_open_next(
    supervisor: Visit, state: DeskState, redis: Redis, console: Console
) -> None:
    plan = Calendar(console.desks["cair"])
    opens = plan.next_opening(clock.now() + timedelta(days=1))
    early = opens + timedelta(hours=3)
    closes(supervisor, since=early.strftime("%Y-%m-%dT%H:%M"))
    (closure,) = read_bulletin(redis, "cair").closures
    assert closure.starts == milliseconds(early)
    assert closure.ends == milliseconds(plan.next_opening(opens))


def test_only_so_many_closures_may_stand_there(supervisor: Visit, state: DeskState, redis: Redis) -> None:
    full = tuple(TimedNotice(0, 4_000_000_000_000, (), "Sam", f"{n}") for n in range(MOST_CLOSURES))
    DeskSnapshots(redis, "cair").put_up("closures", "", store_notices(full), full[0].ends, "Sam")
    assert supervisor.opens("/cair/wall/close").status_code == 302
    assert "20 closures stand there already" in supervisor.opens("/cair/wall").text


def test_a_notice_may_ask_whether_to_wait(supervisor: Visit, state: DeskState, redis: Redis) -> None:
    form = {"until": soon(), "said_en": "CAIR2 is down", "said_es": "CAIR2 no funciona", "asks": "y"}
    shown = supervisor.sends("/cair/wall/notice", form).text
    assert "is asked whether to wait all the same" in shown
    assert 'name="asks"' in shown
    supervisor.sends("/cair/wall/notice/sure", form, of="/cair/wall/notice")
    assert read_bulletin(redis, "cair").notices[0].asks
    assert "asks whether to wait" in supervisor.opens("/cair/wall").text


def test_a_notice_needs_every_language(supervisor: Visit) -> None:
    answer = supervisor.sends("/cair/wall/notice", {"until": soon(), "said_en": "CAIR2 is down"})
    assert answer.status_code == 422


def test_who_is_slower_changes_nothing(redis: Redis, state: DeskState) -> None:
    board, here = DeskSnapshots(redis, "cair"), TimedNotice(0, 4_000_000_000_000, (), "Sam")
    assert board.put_up("closures", "", store_notices((here,)), here.ends, "Sam")
    assert not board.put_up("closures", "", store_notices((here,)), here.ends, "Eve")


def test_what_hangs_there_and_makes_no_sense_is_taken_for_nothing(redis: Redis) -> None:
    redis.set(keys.closures("cair"), '[{"starts": "soon"}]', ex=60)
    redis.set(keys.notices("cair"), "[1, 2", ex=60)
    found = read_bulletin(redis, "cair")
    assert (found.closures, found.notices) == ((), ())
    DeskSnapshots(redis, "cair").put_up("closures", found.closures_text, "", 0, "Sam")
    assert redis.get(keys.closures("cair")) is None


def test_many_pages_ask_the_database_once(console: Console, redis: Redis, state: DeskState) -> None:
    snapshots = console.wall.snapshots
    first = snapshots.look("cair")
    state.join(JoinRequest("CA1", "general", "en", "main"))
    assert snapshots.look("cair") is first
    latest = DeskSnapshots(redis, "cair").look(["general:en"]).version
    assert latest > first.version
    seen = snapshots.look("cair", latest)  # of this event the page was told: an older look won't do
    assert seen.version == latest
    assert [caller.state for caller in seen.callers] == ["offered"]


def test_a_board_is_drawn_once_and_each_browser_gets_its_own_token(
    supervisor: Visit, admin: Visit, state: DeskState, console: Console
) -> None:
    DeskSnapshots(console.database, "cair").remember("Sam", "did this", "state")
    console.wall.snapshots.forget("cair")
    pages = [visit.opens("/cair/wall/now").text for visit in (supervisor, admin)]
    tokens = [TOKEN.search(page) for page in pages]
    assert tokens[0]
    assert tokens[1]
    assert tokens[0][1] != tokens[1][1]
    assert pages[0].replace(tokens[0][1], "") == pages[1].replace(tokens[1][1], "")
    assert not any(PLACE_OF_TOKEN in page for page in pages)


def test_the_large_view_has_nothing_to_press(supervisor: Visit, state: DeskState) -> None:
    page = supervisor.opens("/cair/wall?screen=wall").text
    assert "is-big" in page
    assert "Change<" not in page


def test_with_the_database_away_what_hung_there_last_stays(console: Console, redis: Redis) -> None:
    here = TimedNotice(
        0, 4_000_000_000_000, (("en", "CAIR2 is down."), ("es", "CAIR2 no funciona.")), "Sam", "1"
    )
    DeskSnapshots(redis, "cair").put_up("notices", "", store_notices((here,)), here.ends, "Sam")
    line = console.line
    line.read_bulletins(redis)
    with connect("redis://127.0.0.1:1") as away:
        line.read_bulletins(away)
    assert line.opening(line.desks["cair"], milliseconds()).notices == (here.said,)
    redis.delete(keys.notices("cair"))
    line.read_bulletins(redis)
    assert line.opening(line.desks["cair"], milliseconds()).notices == ()


REFUSALS = [
    (20003, 401, True, ("No rep is rung", "error 20003", "TWILIO_AUTH_TOKEN")),
    (0, 403, True, ("No rep is rung", "HTTP 403", "how the account is opened again")),
    (21215, 400, False, ("Some reps are not rung", "error 21215", "Geo permissions")),
]


def test_it_says_when_nobody_is_rung_since_a_limit_of_calls_is_reached(
    supervisor: Visit, state: DeskState, redis: Redis
) -> None:
    assert "Nobody is rung" not in supervisor.opens("/cair/wall").text
    today = int(redis.time()[0]) // 86_400
    for day in (today, today + 1):  # midnight may come in between
        redis.hset(keys.spent("cair", day), "all", 6000)
        redis.expire(keys.spent("cair", day), 60)
    state.set_status("12", "offline")  # a look of before is not fresh any more
    wait_until(lambda: "Nobody is rung" in supervisor.opens("/cair/wall").text, "it is told")
    assert "until the day is over" in supervisor.opens("/cair/wall").text


@pytest.mark.parametrize("by", ["phone", "text"])
def test_it_says_when_a_rep_was_signed_out_by_phone_or_text(
    supervisor: Visit, state: DeskState, by: str
) -> None:
    state.set_status("12", "offline", by=by)
    wait_until(lambda: f">by {by} at <time" in supervisor.opens("/cair/wall").text, "it is told")


def test_it_says_that_wrong_pins_were_typed_and_whose(supervisor: Visit, state: DeskState) -> None:
    assert "Wrong PINs" not in supervisor.opens("/cair/wall").text
    access = RepAccess(state)
    for rep in ("12", "12", ""):
        access.note_wrong_pin(rep)
    state.set_status("12", "offline")  # a look of before is not fresh any more
    wait_until(lambda: "Wrong PINs by phone" in supervisor.opens("/cair/wall").text, "it is told")
    page = supervisor.opens("/cair/wall").text
    assert "Ann 2" in page
    assert "rep numbers that do not exist 1" in page


@pytest.mark.parametrize(("code", "status", "is_wide", "told"), REFUSALS)
def test_it_says_that_the_carrier_refuses_calls_and_what_to_do(
    supervisor: Visit, state: DeskState, code: int, status: int, is_wide: bool, told: tuple[str, ...]
) -> None:
    assert "the carrier refuses" not in supervisor.opens("/cair/wall").text
    state.carrier_refuses(status, code, is_wide=is_wide)
    wait_until(lambda: "the carrier refuses" in supervisor.opens("/cair/wall").text, "it is told")
    page = supervisor.opens("/cair/wall").text
    assert all(words in page for words in told)


@pytest.mark.parametrize(
    ("least", "most", "shown"),
    [
        (None, 45, "< 45 s"),
        (None, 60, "< 1 min"),
        (None, 150, "< 2.5 min"),
        (30, 60, "30 s – 1 min"),
        (60, 90, "60–90 s"),
        (45, 120, "45 s – 2 min"),
        (120, 300, "2–5 min"),
    ],
)
def test_the_wait_to_expect_is_written_in_units_that_people_use(
    least: int | None, most: int, shown: str
) -> None:
    assert write_range(WaitRange(least, most)) == shown
