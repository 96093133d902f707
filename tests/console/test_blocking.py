"""The block list from a supervisor's browser: put on, let in again, undone, written down."""

from __future__ import annotations

import re

import pytest
from redis import Redis

from console.context import Console
from reports.folding import Folding
from routing.notices.block_list import BlockList, read_block_list
from routing.queue.desk_state import DeskState
from routing.queue.script_answers import JoinRequest
from routing.queue.scripts import Entrant, Scripts
from store import keys
from tests.console.test_wall import noted, undoes
from tests.console.visits import Visit

FORM: dict[str, object] = {"number": "(916) 555-0177", "hours": "168", "reason": "threats"}
DOWN = re.compile(r"/cair/wall/blocked/\w+/down")


@pytest.fixture(autouse=True)
def _as_in_a_process_that_has_looked(redis: Redis, console: Console) -> None:
    console.wall.snapshots.forget("cair")
    console.line.learn(redis, "cair")


def kept(redis: Redis) -> BlockList:
    return read_block_list(redis, "cair")


def test_a_number_is_blocked_for_a_week_and_let_in_again(
    supervisor: Visit, redis: Redis, console: Console
) -> None:
    assert supervisor.sends("/cair/wall/blocked", FORM).status_code == 302
    [entry] = kept(redis).entries
    assert entry.digest == keys.digest_of_number(console.line.secret, "+19165550177")
    assert (entry.last_digits, entry.who, entry.ends - entry.starts) == ("0177", "Sam", 7 * 86_400_000)
    assert console.line.block_lists["cair"].entries == (entry,)
    assert noted(console)[0] == ("sam", "blocked the number … 0177 for a week", "", "threats")
    page = supervisor.opens("/cair/wall/blocked").text
    assert "0 calls refused" in page
    assert "9165550177" not in page
    found = DOWN.search(page)
    assert found
    supervisor.sends(found[0], of="/cair/wall/blocked")
    assert kept(redis).entries == ()
    assert noted(console)[0] == ("sam", "took the number … 0177 off the block list", "threats", "")


def test_both_are_undone_for_ten_minutes(supervisor: Visit, redis: Redis, console: Console) -> None:
    supervisor.sends("/cair/wall/blocked", FORM)
    undoes(supervisor)
    assert kept(redis).entries == console.line.block_lists["cair"].entries == ()
    supervisor.sends("/cair/wall/blocked", FORM)
    found = DOWN.search(supervisor.opens("/cair/wall/blocked").text)
    assert found
    supervisor.sends(found[0], of="/cair/wall/blocked")
    undoes(supervisor)
    assert [one.last_digits for one in console.line.block_lists["cair"].entries] == ["0177"]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"reason": ""}, "Say why."),
        ({"number": ""}, "Type the number."),
        ({"number": "12"}, "can&#39;t be dialled"),
        ({"hours": "9999"}, "Not a valid choice"),
        ({"number": "+19165550111"}, "it is the phone of rep 12"),
    ],
)
def test_what_is_typed_is_proven(
    supervisor: Visit, redis: Redis, changed: dict[str, object], told: str
) -> None:
    DeskState(redis, "cair").save_rep("12", {"name": "Ann", "phone": "+19165550111"})
    answer = supervisor.sends("/cair/wall/blocked", FORM | changed)
    assert answer.status_code == 422
    assert told in answer.text
    assert kept(redis).entries == ()


def test_a_caller_is_blocked_from_the_wallboard_without_anybody_seeing_the_number(
    supervisor: Visit, redis: Redis, console: Console
) -> None:
    call, number = "CA1", "+15105550188"
    digest = keys.digest_of_number(console.line.secret, number)
    event = {"event": "entered", "call": call, "caller": keys.digest(call), "language": "en", "node": "main"}
    event |= {"kind": "menu", "part": "welcome", "attempt": "1"}
    Scripts(redis).record_turn("cair", (call,), 1, event, Entrant(call, number, digest, 86_400))
    Folding(redis, console.desks["cair"]).catch_up()
    state = DeskState(redis, "cair")
    state.save_rep("12", {"name": "Ann", "lines": "general", "languages": "en,es"})
    state.set_status("12", "available")
    state.join(JoinRequest(call, "general", "en", "main", number))
    page = f"/cair/wall/caller/{keys.digest(call)}/block"
    assert page in supervisor.opens("/cair/wall").text
    assert "5105550188" not in supervisor.opens(page).text
    supervisor.sends(page, {"hours": "24", "reason": "shouts"})
    [entry] = kept(redis).entries
    assert (entry.digest, entry.last_digits) == (digest, "0188")
    assert state.caller(call).state == "offered", "the call in hand goes on"


def test_how_many_calls_an_entry_has_refused_is_told(
    supervisor: Visit, redis: Redis, console: Console
) -> None:
    supervisor.sends("/cair/wall/blocked", FORM)
    [entry] = kept(redis).entries
    for number in range(3):
        event = {"event": "blocked", "call": f"CA{number}", "from": "…0177", "entry": entry.id}
        Scripts(redis).record_turn("cair", (f"{number}",), 1, event | {"language": "en"})
    Folding(redis, console.desks["cair"]).catch_up()
    assert "3 calls refused" in supervisor.opens("/cair/wall/blocked").text


def test_a_list_is_pasted(supervisor: Visit, redis: Redis, console: Console) -> None:
    pasted = "916-555-0177\r\n916-777-*, flood\r\n+19165558100..+19165558199"
    assert supervisor.sends("/cair/wall/blocked", {**FORM, "number": pasted}).status_code == 302
    entries = console.line.block_lists["cair"].entries
    assert [(one.shown, one.reason) for one in entries] == [
        ("… 0177", "threats"),
        ("+1916777*", "flood"),
        ("+19165558100..+19165558199", "threats"),
    ]
    assert "+1916777*" in supervisor.opens("/cair/wall/blocked").text
    undoes(supervisor)
    assert kept(redis).entries == ()


def test_a_line_that_can_not_be_blocked_is_named(supervisor: Visit, redis: Redis) -> None:
    answer = supervisor.sends("/cair/wall/blocked", {**FORM, "number": "916-555-0177\n555-0188"})
    assert answer.status_code == 422
    assert "line 2: &#39;555-0188&#39;: it is not complete" in answer.text
    assert kept(redis).entries == ()
