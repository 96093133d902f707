"""Calls on phones, from the first ring to the record, folded by a worker while they happen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from redis import Redis

from commands.calling.line_process import ReachableLine
from prompts.revision import load_desks
from reports.folding import Folding, folding_tasks
from reports.menu.nodes import Nodes
from reports.missed import missed_callers
from reports.records import Record, Records
from routing.queue.desk_state import DeskState
from settings import DESKS
from simulator.phones.scripted import LocalNetwork, ScriptedPhone
from store import keys
from store.valkey import EmbeddedValkey
from tests.calls.desk_at_work import DeskAtWork, worker_of
from tests.calls.moments import latest_open_morning
from tests.waiting import happens_within, wait_until

CAIR = load_desks(DESKS)["cair"].desk
MORNING = latest_open_morning()
NIGHT = MORNING.replace(hour=22)


@pytest.fixture
def desk(
    line: ReachableLine, network: LocalNetwork, redis: Redis, database: EmbeddedValkey
) -> Iterator[DeskAtWork]:
    with worker_of(line, network, database.url, chores=folding_tasks(["cair"], lambda _: CAIR)):
        yield DeskAtWork(network, DeskState(redis, "cair"))


@pytest.fixture
def records(redis: Redis) -> Records:
    return Records(redis, "cair")


def record_of(records: Records, call: str) -> Record:
    """Return a call's record once the worker has folded the end of the call, for the carrier and for the line."""

    def is_over() -> Record | None:
        found = records.of_call(call)
        return found if found and found.ended and (found.how or not found.joined) else None

    wait_until(is_over, "the call's record is complete")
    found = is_over()
    assert found is not None
    return found


def test_a_call_from_the_menu_to_a_rep_and_its_wrap_up(
    desk: DeskAtWork, caller: ScriptedPhone, records: Records
) -> None:
    rep = desk.rep()
    caller.dials(at=MORNING)
    for key in "110":
        caller.presses(key)
    desk.rings(rep)
    rep.answers()
    rep.presses("1")
    desk.becomes("talking")
    caller.hangs_up()
    desk.becomes("wrap_up")
    desk.state.set_status("ana", "available")
    record = record_of(records, caller.call.sid)
    assert [(step.node, step.key) for step in record.steps] == [
        ("main", "1"),
        ("signing_in", "1"),
        ("forgot_password", "0"),
        ("person", ""),
    ]
    assert (record.language, record.number, record.topic) == ("en", "+15105550100", "forgot_password")
    assert (record.line, record.rep, record.how, record.status) == (
        "general:en",
        "ana",
        "hung up",
        "completed",
    )
    assert [(offer.rep, offer.outcome) for offer in record.offers] == [("ana", "connected")]
    assert record.asked
    assert record.connected


def test_a_call_at_night_in_spanish_is_refused(
    desk: DeskAtWork, spanish_caller: ScriptedPhone, records: Records
) -> None:
    spanish_caller.dials(at=NIGHT)
    spanish_caller.presses("9")
    spanish_caller.presses("0")
    spanish_caller.hangs_up()
    record = record_of(records, spanish_caller.call.sid)
    assert (record.language, record.refused, record.joined) == ("es", ("closed",), None)
    assert record.entered == NIGHT


def test_a_call_from_last_week_has_no_end_before_the_caller_hangs_up(
    desk: DeskAtWork, caller: ScriptedPhone, records: Records, redis: Redis
) -> None:
    caller.dials(at=NIGHT - timedelta(weeks=1))
    call = caller.call.sid
    wait_until(lambda: records.of_call(call), "the call has a record")
    Folding(redis, CAIR).tidy()
    found = records.of_call(call)
    assert found is not None
    assert (found.ended, found.result) == (None, "")
    caller.presses("4")
    caller.hangs_up()
    assert [step.node for step in record_of(records, call).steps] == ["main", "using_cair"]


def test_a_caller_without_a_number_is_remembered_without_one(
    desk: DeskAtWork, network: LocalNetwork, records: Records
) -> None:
    caller = network.caller("+266696687")
    caller.dials(at=NIGHT)
    caller.hangs_up()
    record = record_of(records, caller.call.sid)
    assert (record.number, record.number_hash) == ("", "")


def test_a_rep_at_somebody_elses_phone_is_no_caller(
    desk: DeskAtWork, caller: ScriptedPhone, records: Records, redis: Redis
) -> None:
    desk.rep("7")
    caller.dials(at=MORNING)
    caller.presses("*")
    caller.presses("7#")
    caller.presses("4711#")
    caller.hangs_up()
    assert record_of(records, caller.call.sid).door == "7"
    counted = [redis.hgetall(name) for name in redis.scan_iter(match="{cair}:count:*")]
    assert {field.split(":")[-1]: number for one in counted for field, number in one.items()} == {
        "entered": "0"
    }


def test_a_worker_folds_within_a_second(desk: DeskAtWork, caller: ScriptedPhone, redis: Redis) -> None:
    def leave_record() -> None:
        caller.dials(at=NIGHT)
        record = keys.record("cair", keys.digest(caller.call.sid))
        wait_until(lambda: redis.exists(record), "the call has a record")
        caller.hangs_up()

    happens_within(1, leave_record)


def test_a_caller_who_is_turned_away_is_missed_under_the_guidance_heard_before(
    desk: DeskAtWork, caller: ScriptedPhone, records: Records, redis: Redis
) -> None:
    caller.dials(at=NIGHT)
    for key in "1180":
        caller.presses(key)
    caller.hangs_up()
    record = record_of(records, caller.call.sid)
    assert (record.about, record.result, record.is_unmet) == ("forgot_password", "transferred", True)
    walked = Nodes(redis, CAIR).walked(NIGHT.date(), NIGHT.date())
    guidance = walked.of("forgot_password")
    assert (guidance.heard, guidance.wrong, walked.zero_outs("forgot_password")) == (1, 1, 1)
    (missed,) = missed_callers(redis, CAIR, NIGHT.date(), NIGHT.date())
    assert missed.latest == record
