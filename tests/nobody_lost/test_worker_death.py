"""Workers that die or stand still, cases 8, 9 and 28, or whose clock is wrong, case 16: real processes."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from redis import Redis

from simulator.phones.scripted import ScriptedPhone
from store import keys
from tests.nobody_lost.desk import TroubledDesk
from tests.nobody_lost.worker_process import WorkerProcess
from tests.waiting import LONG, wait_until


@pytest.fixture
def workers(desk: TroubledDesk, redis: Redis) -> Iterator[tuple[WorkerProcess, WorkerProcess]]:
    """Yield a worker at work, and one that is frozen until the test lets it continue."""
    with ExitStack() as stack:
        first = stack.enter_context(desk.worker_process("first"))
        second = stack.enter_context(desk.worker_process("second"))
        for worker in (first, second):
            worker.wait_until_at_work(redis)
        second.freezes()
        yield first, second


def held_by(redis: Redis, worker: str) -> int:
    """Return how many commands a worker has in progress."""
    (group,) = redis.xinfo_groups(keys.commands("cair"))
    if not group["pending"]:
        return 0
    return len(redis.xpending_range(keys.commands("cair"), "workers", "-", "+", 10, consumername=worker))


def rung_without_an_answer(desk: TroubledDesk) -> tuple[ScriptedPhone, ScriptedPhone]:
    """A rep and a caller; the carrier has taken the order to ring, and its answer waits for time to pass."""
    rep, caller = desk.busy_rep(), desk.caller()
    desk.faults.rest_delays, desk.faults.delay = 1, 1.0
    desk.state.set_status("ana", "available")
    wait_until(lambda: desk.legs(rep), "the call is made")
    return rep, caller


def test_case_08_worker_dies_after_the_write_and_before_the_call(
    desk: TroubledDesk, redis: Redis, workers: tuple[WorkerProcess, WorkerProcess]
) -> None:
    first, second = workers
    desk.may_not_dial(600)
    rep = desk.rep()
    caller = desk.caller()
    wait_until(lambda: held_by(redis, "first"), "the worker has the command")
    first.dies()
    assert not desk.legs(rep)
    desk.may_dial()
    second.goes_on()
    desk.connects(caller, rep)
    assert len(desk.legs(rep)) == 1
    desk.stays_well()


def test_case_09_worker_dies_after_the_call_and_before_it_is_written_down(
    desk: TroubledDesk, redis: Redis, workers: tuple[WorkerProcess, WorkerProcess]
) -> None:
    first, second = workers
    rep, caller = rung_without_an_answer(desk)
    first.dies()
    assert not desk.state.offer(desk.offer()).leg, "nobody has written down which call it is"
    second.goes_on()
    desk.connects(caller, rep)
    desk.finishes_commands()
    assert [leg.sid for leg in desk.legs(rep)] == [desk.state.offer(desk.offer()).leg]
    desk.stays_well()


def test_case_09_a_leg_nobody_wrote_down_is_adopted_when_it_is_answered(
    desk: TroubledDesk, workers: tuple[WorkerProcess, WorkerProcess]
) -> None:
    first, second = workers
    rep, caller = rung_without_an_answer(desk)
    first.dies()
    wait_until(lambda: desk.goes_on() or rep.is_rung(), "the rep's phone rings")
    rep.answers()
    rep.presses("1")
    second.goes_on()
    desk.hears(caller, "A person is here for you now")
    desk.becomes("talking")
    desk.finishes_commands()
    assert len(desk.legs(rep)) == 1
    desk.stays_well()


def test_case_09_a_leg_of_an_offer_nobody_knows_is_told_so_and_hung_up(desk: TroubledDesk) -> None:
    rep = desk.rep()
    desk.makes_the_carrier_ring(rep, "4711")
    rep.answers()
    rep.hears("This call is already taken")
    assert rep.ended == "completed by the line"
    assert desk.status() == "available"


def test_case_16_two_workers_clocks_disagree_by_two_hours(desk: TroubledDesk, redis: Redis) -> None:
    """A worker compares the desk's calls with the carrier's as its first deed: here while a phone rings."""
    rep = desk.rep()
    with (
        desk.worker_process("ahead", clock_ahead=3600) as ahead,
        desk.worker_process("behind", clock_ahead=-3600) as behind,
    ):
        caller = desk.caller()
        desk.rings(rep)
        for worker in (ahead, behind):
            worker.wait_until_at_work(redis)
        desk.connects(caller, rep)
        caller.hangs_up()
        desk.hears(rep, "The caller has hung up")
        desk.becomes("wrap_up")
        desk.finishes_commands()
    assert len(desk.legs(rep)) == 1
    assert desk.state.rep("ana").misses == 0
    assert 0 <= int(desk.happened("connected", caller)[0]["waited"]) < 60_000
    desk.stays_well()


def health(desk: TroubledDesk) -> tuple[int, str]:
    """The health check's status, and what it says of workers."""
    try:
        with urllib.request.urlopen(f"{desk.line.base_url}/health", timeout=LONG) as answer:
            return answer.status, json.load(answer)["worker"]["status"]
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)["worker"]["status"]


def test_case_28_the_worker_stands_still_while_its_process_looks_healthy(
    desk: TroubledDesk, redis: Redis, workers: tuple[WorkerProcess, WorkerProcess]
) -> None:
    first, second = workers
    desk.may_not_dial(600)
    rep = desk.rep()
    caller = desk.caller()
    wait_until(lambda: held_by(redis, "first"), "the worker has the command")
    assert health(desk) == (200, "ok")
    first.freezes()
    for name in ("first", "second"):
        redis.hincrby(keys.WORKERS, name, -11_000)  # eleven seconds pass
    assert health(desk) == (503, "silent")
    desk.may_dial()
    second.goes_on()
    desk.connects(caller, rep)
    wait_until(lambda: health(desk) == (200, "ok"), "the other one's sign of life is seen")
    first.goes_on()
    wait_until(lambda: not held_by(redis, "first"), "the first one finds the work done")
    desk.finishes_commands()
    assert len(desk.legs(rep)) == 1
    desk.stays_well()
