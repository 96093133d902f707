"""What the worker does at the carrier, and that another one goes on; `tests/nobody_lost` has the rest of its fate."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from redis import Redis

from ivr.twilio.carrier_client import CarrierClient
from routing.queue.call_limits import UNLIMITED, Allowance
from routing.queue.conversations import Conversations
from routing.queue.desk_state import DeskState
from routing.queue.outbox import CarrierCommand, Outbox, quarantined
from routing.queue.place import QueuePlace
from routing.queue.script_answers import JoinRequest
from routing.worker.loops import Loop
from simulator.phones.scripted import LocalNetwork, ScriptedPhone
from store import clock, keys
from store.desk.records import Mode
from tests.databases import empty
from tests.fields import field_of
from tests.monitored import hear_notice
from tests.routing.documents import Documents
from tests.routing.telephones import (
    REP,
    AtWork,
    in_a_while,
    joined,
    legs,
    offer_of,
    signed_in,
    talks_asked,
    undone,
    wait_until_rung,
)
from tests.waiting import wait_until

SOON = 200
"""Ms after which commands of a dead worker are taken over. Two live workers would take them from each other."""
PACE = 5
"""Calls a second: three pauses between four calls take far longer than a worker's start."""
PAUSES = 3 * 1000 // PACE
"""Ms of them. Counted from before the worker is at work, as a busy machine may note the first call late."""


@pytest.fixture
def stop() -> Iterator[threading.Event]:
    stop = threading.Event()
    yield stop
    stop.set()


def test_a_rep_is_rung_for_an_offer_and_hears_its_document(
    state: DeskState, worker: AtWork, documents: Documents, rep: ScriptedPhone, waiting: ScriptedPhone
) -> None:
    with worker():
        offer = wait_until_rung(state, rep)
        rep.answers()
        (asked,) = documents.asked_at(f"/voice/cair/offer/{offer}")
        assert asked.form["CallSid"] == state.offer(offer).leg


def test_the_caller_is_moved_to_the_conversation_once_the_rep_accepts(
    state: DeskState, worker: AtWork, documents: Documents, rep: ScriptedPhone, waiting: ScriptedPhone
) -> None:
    with worker():
        offer = wait_until_rung(state, rep)
        state.accept(offer)
        wait_until(lambda: talks_asked(documents), "the caller is moved")
    assert talks_asked(documents) == [waiting.call.sid]


def test_the_reps_phone_stops_ringing_when_the_caller_leaves(
    state: DeskState, worker: AtWork, rep: ScriptedPhone, waiting: ScriptedPhone
) -> None:
    with worker():
        wait_until_rung(state, rep)
        state.caller_ends(waiting.call.sid, "hung up")
        wait_until(lambda: not rep.is_rung(), "it is quiet")
    assert state.reps()["ann"].status == "available"


def test_a_caller_who_hung_up_before_the_move_has_left_the_line(
    state: DeskState, worker: AtWork, rep: ScriptedPhone, waiting: ScriptedPhone
) -> None:
    with worker():
        offer = wait_until_rung(state, rep)
        waiting.hangs_up()
        state.accept(offer)
        wait_until(lambda: state.caller(waiting.call.sid).state == "ended", "the caller is let go")
    assert state.reps()["ann"].status == "available"


def test_a_desk_dials_no_faster_than_it_may_and_the_longest_wait_first(
    redis: Redis, state: DeskState, worker: AtWork, telephones: LocalNetwork
) -> None:
    for number in range(1, 5):
        signed_in(state, telephones, f"rep{number}", f"+1916555020{number}")
    for number in range(1, 5):
        joined(state, telephones, f"+1510555010{number}")
    began = state.moment()
    with worker(calls_per_second=PACE):
        offers = [offer_of(state, f"rep{number}") for number in range(1, 5)]
        wait_until(lambda: all(state.offer(one).leg for one in offers), "all are rung")
    dialled = [int(field_of(state, "offer", offer, "dialled")) for offer in offers]
    assert dialled == sorted(dialled)
    assert dialled[-1] - began >= PAUSES


def test_desks_share_what_the_carrier_allows_the_account(
    redis: Redis, state: DeskState, worker: AtWork, telephones: LocalNetwork, carrier: CarrierClient
) -> None:
    desks = {"cair": state, "other": DeskState(redis, "other")}
    for number, desk in enumerate((*desks.values(), *desks.values())):
        name = f"rep{number}"
        signed_in(desk, telephones, name, f"+1916555020{number}")
        joined(desk, telephones, f"+1510555010{number}")
    offers = [(desk, rep.offer) for desk in desks.values() for rep in desk.reps().values()]
    plan = {"calls_per_second": PACE, "carriers": dict.fromkeys(desks, carrier)}
    began = state.moment()
    with worker(name="one", **plan), worker(name="two", **plan):
        wait_until(lambda: all(desk.offer(one).leg for desk, one in offers), "all are rung")
    dialled = sorted(int(field_of(desk, "offer", offer, "dialled")) for desk, offer in offers)
    assert len(dialled) == 4
    assert dialled[-1] - began >= PAUSES


def test_a_phone_that_was_rung_often_enough_is_rung_no_more_and_another_rep_gets_the_caller(
    state: DeskState, worker: AtWork, telephones: LocalNetwork, rep: ScriptedPhone, waiting: ScriptedPhone
) -> None:
    state.spend(REP, UNLIMITED)
    with worker(allowance=Allowance(number_a_day=1)):
        wait_until(lambda: state.rep("ann").status == "away", "the rep is away")
        other = signed_in(state, telephones, "bo", "+19165550112")
        wait_until_rung(state, other, "bo")
    assert state.rep("ann").reason == "limited"
    assert legs(telephones) == []


def test_a_desk_that_has_called_often_enough_rings_nobody_and_blames_nobody(
    redis: Redis, state: DeskState, worker: AtWork, telephones: LocalNetwork, rep: ScriptedPhone
) -> None:
    state.spend("+19165550112", UNLIMITED)
    caller = joined(state, telephones, "+15105550100")
    offer = offer_of(state)
    with worker(allowance=Allowance(desk_a_day=1)):
        commands = keys.commands("cair")
        wait_until(lambda: redis.xinfo_groups(commands) and undone(redis) == 0, "the worker has seen it")
        assert state.rep("ann").status == "offered"
    due = redis.zscore("{cair}:deadlines", f"offer:{offer}")
    DeskState(redis, "cair", int(due) + 1).fire()
    assert (state.offer(offer).outcome, state.rep("ann").misses) == ("not rung", 0)
    assert state.caller(caller.call.sid).state in ("waiting", "offered")
    assert legs(telephones) == []


def test_who_would_listen_is_not_rung_beyond_the_limit_either(
    redis: Redis, state: DeskState, worker: AtWork, rep: ScriptedPhone, waiting: ScriptedPhone
) -> None:
    with worker():
        offer = wait_until_rung(state, rep)
        rep.answers()
        state.accept(offer)
        for side in ("caller", "rep"):
            state.side_joins(offer, side)
    talks = Conversations(state)
    hear_notice(state, waiting.call.sid)
    _, listener = talks.listen(offer, "sam", "+19165550177", Mode.LISTEN, "en")
    with worker(allowance=Allowance(desk_a_day=1)):
        wait_until(lambda: talks.listener(listener).state == "closed", "it is given up")


def test_an_offer_that_is_over_takes_nobodys_turn(
    redis: Redis, state: DeskState, dead_worker: Outbox, rep: ScriptedPhone, waiting: ScriptedPhone
) -> None:
    offer = offer_of(state)
    state.not_taken(offer, "passed")
    assert (
        dead_worker.dial(CarrierCommand("1", "ring", {"offer": offer}), 60_000, asked=False).verdict == "over"
    )
    assert not redis.exists(keys.DIALLING)


def takes(state: DeskState, documents: Documents, rep: ScriptedPhone) -> str:
    """The rep is rung and takes the caller; the offer."""
    offer = wait_until_rung(state, rep)
    documents.conference = f"cair-{offer}"
    rep.answers()
    state.accept(offer)
    return offer


def test_two_of_whom_nobody_told_that_they_talk_are_found_in_their_conference(
    state: DeskState,
    worker: AtWork,
    documents: Documents,
    rep: ScriptedPhone,
    waiting: ScriptedPhone,
) -> None:
    with worker():
        offer = takes(state, documents, rep)
        wait_until(lambda: talks_asked(documents), "the caller is moved")
        wait_until(lambda: "talking" in (waiting.call.rest or ""), "the two talk")
        assert state.offer(offer).state == "accepted"
        in_a_while(state).fire()
        wait_until(lambda: state.rep("ann").status == "talking", "the line knows that they talk")


def test_a_caller_who_talks_is_not_moved_again_by_a_worker_that_comes_late(
    redis: Redis,
    state: DeskState,
    worker: AtWork,
    documents: Documents,
    rep: ScriptedPhone,
    waiting: ScriptedPhone,
) -> None:
    with worker():
        offer = takes(state, documents, rep)
        wait_until(lambda: waiting.call.rest == "talking", "the two talk")
        redis.xadd(
            keys.commands("cair"),
            {"command": "move", "moment": "0", "offer": offer, "caller": "", "sid": waiting.call.sid},
        )
        wait_until(lambda: undone(redis) == 0, "the second order is done")
    assert len(talks_asked(documents)) == 1
    assert waiting.call.rest == "talking"


def test_a_caller_who_talks_is_not_moved_again_by_a_worker_that_stood_still_before_it_did(
    redis: Redis,
    state: DeskState,
    worker: AtWork,
    carrier: CarrierClient,
    documents: Documents,
    rep: ScriptedPhone,
    waiting: ScriptedPhone,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The worker has leave to move the caller, stands still for ten seconds, and another one does it meanwhile."""
    stood_still = 0.0
    real_seconds, real_leave = clock.seconds, DeskState.may_move

    def leave_and_stand_still(desk: DeskState, offer: str, *, asked: bool = False) -> str:
        nonlocal stood_still
        verdict = real_leave(desk, offer, asked=asked)
        if not stood_still:
            place = QueuePlace.of_caller(state.caller(waiting.call.sid))
            carrier.redirect(waiting.call.sid, f"{documents.url}/voice/cair/offer/{offer}/talk/{place}")
            wait_until(lambda: waiting.call.rest == "talking", "the two talk")
            stood_still = 10.0
        return verdict

    monkeypatch.setattr(DeskState, "may_move", leave_and_stand_still)
    monkeypatch.setattr(clock, "seconds", lambda: real_seconds() + stood_still)
    with worker():
        takes(state, documents, rep)
        wait_until(lambda: stood_still and undone(redis) == 0, "the command is done")
    assert len(talks_asked(documents)) == 1
    assert waiting.call.rest == "talking"


def test_a_caller_who_was_not_moved_by_a_worker_that_began_to_is_moved_by_the_next(
    state: DeskState, worker: AtWork, documents: Documents, rep: ScriptedPhone, waiting: ScriptedPhone
) -> None:
    offer = offer_of(state)
    state.accept(offer)
    assert state.may_move(offer) == "move", "and then the first worker dies"
    with worker():
        wait_until(lambda: talks_asked(documents), "the caller is moved")


def test_two_who_never_met_are_both_free_again(
    state: DeskState, worker: AtWork, rep: ScriptedPhone, waiting: ScriptedPhone
) -> None:
    with worker():
        offer = wait_until_rung(state, rep)
        state.accept(offer)
        in_a_while(state).fire()
        wait_until(lambda: state.offer(offer).state == "closed", "the offer is over")
    assert state.offer(offer).outcome == "unreachable"


def test_a_rep_is_rung_although_the_worker_died_right_before_the_call(
    state: DeskState,
    worker: AtWork,
    dead_worker: Outbox,
    telephones: LocalNetwork,
    rep: ScriptedPhone,
    waiting: ScriptedPhone,
) -> None:
    dead_worker.read(10, 1)
    dead_worker.dial(CarrierCommand("1", "ring", {"offer": offer_of(state)}), 1, asked=False)
    with worker(take_over_after=SOON):
        wait_until_rung(state, rep)
    assert len(legs(telephones)) == 1


def test_two_workers_ring_a_rep_once(
    redis: Redis,
    state: DeskState,
    worker: AtWork,
    telephones: LocalNetwork,
    rep: ScriptedPhone,
    waiting: ScriptedPhone,
) -> None:
    with worker(name="one"), worker(name="two"):
        wait_until_rung(state, rep)
        wait_until(lambda: undone(redis) == 0, "the command is done")
    assert len(legs(telephones)) == 1


def test_a_command_that_ended_its_workers_is_put_aside(
    redis: Redis, dead_worker: Outbox, worker: AtWork
) -> None:
    redis.xadd(keys.commands("cair"), {"command": "hang_up", "leg": "CA1"})
    dead_worker.read(10, 1)
    for _ in range(5):
        dead_worker.take_over(0)
    with worker(take_over_after=SOON):
        wait_until(lambda: quarantined(redis, "cair"), "it is put aside")
        wait_until(lambda: undone(redis) == 0, "it is done with")


def test_it_goes_on_after_the_database_has_lost_everything(
    redis: Redis, state: DeskState, worker: AtWork, telephones: LocalNetwork
) -> None:
    with worker():
        wait_until(lambda: redis.exists(keys.WORKERS), "it is at work")
        empty(redis)
        phone = signed_in(state, telephones, "ann", REP)
        joined(state, telephones, "+15105550100")
        wait_until(phone.is_rung, "the rep's phone rings")


def test_deadlines_are_kept(redis: Redis, state: DeskState, worker: AtWork) -> None:
    long_ago = DeskState(redis, "cair", now=1_000_000)
    long_ago.save_rep("ann", {"name": "Ann", "phone": REP, "lines": "general", "languages": "en"})
    long_ago.set_status("ann", "available")
    long_ago.join(JoinRequest("CA1", "general", "en", "login"))
    offer = offer_of(state)
    with worker():
        wait_until(lambda: state.offer(offer).state == "closed", "the offer of long ago is closed")


def test_a_loop_that_fails_or_hangs_does_not_move(stop: threading.Event) -> None:
    hanging = threading.Event()
    loops = [
        Loop("fails", lambda: 1 / 0, stop, every=0.01, stalled=0.1),
        Loop("hangs", hanging.wait, stop, every=0.01, stalled=0.1),
    ]
    well = Loop("well", lambda: None, stop, every=0.01, stalled=5)
    for loop in [*loops, well]:
        loop.start()
    wait_until(lambda: not any(loop.moves for loop in loops), "both are noticed")
    assert well.moves
    hanging.set()
