"""Records that are damaged or taken away, and a line that is full: cases 27, 29, 30 and 32."""

from __future__ import annotations

import pytest
from redis import Redis

from routing.queue.outbox import quarantined
from store import keys
from tests.calls.desk_at_work import OTHER_PHONE
from tests.calls.moments import TUESDAY_MORNING, at_the_desk
from tests.nobody_lost.desk import TroubledDesk
from tests.waiting import wait_until

LONGEST_LINE = 50


@pytest.mark.parametrize("damage", ["deleted", "says nonsense"])
def test_case_27_a_waiting_callers_record_is_damaged(desk: TroubledDesk, redis: Redis, damage: str) -> None:
    """The next one is served at once; the damaged one's phone asks for hold and is in line again."""
    rep = desk.busy_rep()
    damaged, later = desk.caller(), desk.caller("+15105550111")
    record = keys.caller_record("cair", damaged.call.sid)
    if damage == "deleted":
        redis.delete(record)
    else:
        redis.hset(record, "line", "billing:xx")
    assert desk.state.faults(), "the damage is seen"
    with desk.worker():
        desk.state.set_status("ana", "available")
        desk.connects(later, rep)
        if damage == "deleted":
            damaged.waits(21)
            assert desk.waiting() == [damaged.call.sid]
            desk.stays_well()


@pytest.mark.parametrize("fields", [{"command": "sing"}, {"command": "move"}, {"no": "command"}], ids=str)
def test_case_27_a_command_that_makes_no_sense_stops_no_other(
    desk: TroubledDesk, redis: Redis, fields: dict[str, str]
) -> None:
    redis.xadd(keys.commands("cair"), fields)  # type: ignore[arg-type]
    rep = desk.rep()
    with desk.worker():
        caller = desk.caller()
        desk.connects(caller, rep)
        wait_until(lambda: quarantined(redis, "cair") == 1, "it is put aside")
        desk.finishes_commands()
    ((_, entry),) = redis.xrange(keys.quarantine("cair"))
    assert entry["why"]
    desk.stays_well()


def test_case_27_a_deadline_of_nothing_stops_no_other(desk: TroubledDesk, redis: Redis) -> None:
    rep = desk.rep()
    redis.zadd("{cair}:deadlines", {"zebra:4": 1, "": 2})
    with desk.worker():
        caller = desk.caller()
        desk.rings(rep)
        rep.declines()
        wait_until(lambda: redis.zscore("{cair}:deadlines", "zebra:4") is None, "it is struck off")
        desk.becomes("wrap_up")
        assert desk.falls_due(31)
        desk.connects(caller, rep)
    desk.stays_well()


@pytest.mark.parametrize("damage", ["deleted", "says nonsense"])
def test_case_29_one_reps_record_is_broken(desk: TroubledDesk, redis: Redis, damage: str) -> None:
    desk.rep()
    other = desk.rep("bo", OTHER_PHONE)
    if damage == "deleted":
        redis.delete(keys.rep_record("cair", "ana"))
    else:
        redis.hset(keys.rep_record("cair", "ana"), mapping={"status": "asleep", "ring": "never"})
    with desk.worker():
        caller = desk.caller()
        desk.connects(caller, other, "bo")


def test_case_30_the_line_is_full(desk: TroubledDesk) -> None:
    """Callers who find the queue full hear when to try again, and count as refused rather than abandoned."""
    for number in range(20):  # as many as it takes that all would be served before the desk closes
        desk.busy_rep(f"rep{number}", f"+19165552{number:03}", languages="en")
    desk.crowd(LONGEST_LINE, ways=("0",))
    assert len(desk.waiting()) == LONGEST_LINE
    early = at_the_desk(2026, 11, 24, 8, 5)
    caller = desk.caller(at=early)
    caller.hears("The line is full right now")
    caller.hears("Please try again in")
    assert len(desk.waiting()) == LONGEST_LINE
    assert [one["why"] for one in desk.refused()] == ["full"]
    assert not desk.happened("ended", caller)
    desk.stays_well()


def test_case_32_a_rep_in_a_call_is_not_removed_and_the_call_goes_on(desk: TroubledDesk) -> None:
    rep = desk.rep(wrap_up="0")
    with desk.worker():
        caller = desk.caller()
        desk.connects(caller, rep)
        assert desk.state.remove_rep("ana") == (False, "talking")
        desk.state.save_rep("ana", {"lines": "billing", "phone": OTHER_PHONE})
        assert desk.status() == "talking"
        caller.hangs_up()
        desk.hears(rep, "The caller has hung up")
        desk.becomes("available")
        desk.finishes_commands()
        assert desk.state.remove_rep("ana") == (True, "offline")
    desk.stays_well()


def test_case_32_the_only_rep_is_removed_while_callers_wait(desk: TroubledDesk) -> None:
    desk.busy_rep()
    caller = desk.caller()
    assert desk.state.remove_rep("ana")[0]
    desk.backdates_wait(caller, 180)
    caller.waits(42)
    caller.hears("Nobody is at the phones at this moment")
    other = desk.rep("bo", OTHER_PHONE)
    with desk.worker():
        desk.connects(caller, other, "bo")
    desk.stays_well()


def test_case_32_a_rep_may_be_removed_whose_phone_was_just_asked(desk: TroubledDesk) -> None:
    rep = desk.rep()
    with desk.worker():
        caller = desk.caller()
        desk.rings(rep)
        assert desk.state.remove_rep("ana") == (False, "offered")
        desk.state.set_status("ana", "offline")
        assert desk.state.remove_rep("ana")[0]
        wait_until(lambda: desk.goes_on() or not rep.is_rung(), "the ringing stops")
        desk.finishes_commands()
    assert desk.waits(caller)
    caller.hangs_up()
    caller.dials(at=TUESDAY_MORNING)
    desk.stays_well()
