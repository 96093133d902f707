"""What the worker does at the carrier, and that it is done once whatever breaks on the way."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta

import pytest
from redis import Redis

from ivr.carrier_client import CarrierClient
from routing.reconcile import Reconciliation
from routing.worker import Loop
from simulator.call import Call
from simulator.scripted import LocalNetwork, ScriptedPhone
from store import keys
from store.desk_state import DeskState, Wish
from store.outbox import Command, Outbox, quarantined
from tests.routing.conftest import DESK, Documents
from tests.waiting import wait_until

REP, OTHER = "+19165550111", "+19165550112"
JITTER = 50
"""Ms between a turn to dial and the note of it, on a busy machine."""
AtWork = Callable[..., AbstractContextManager[None]]


@pytest.fixture
def rep(state: DeskState, telephones: LocalNetwork) -> ScriptedPhone:
    """A rep who is available."""
    return signed_in(state, telephones, "ann", REP)


@pytest.fixture
def waiting(state: DeskState, telephones: LocalNetwork, rep: ScriptedPhone) -> ScriptedPhone:
    """A caller in line."""
    return joined(state, telephones, "+15105550100")


def joined(state: DeskState, telephones: LocalNetwork, number: str) -> ScriptedPhone:
    caller = telephones.caller(number)
    caller.dials(DESK)
    wait_until(lambda: caller.call.status == "in-progress", "the line has answered")
    state.join(Wish(caller.call.sid, "general", "en", "login"))
    return caller


def signed_in(state: DeskState, telephones: LocalNetwork, name: str, phone: str) -> ScriptedPhone:
    state.save_rep(name, {"name": name, "phone": phone, "lines": "general", "languages": "en"})
    state.set_status(name, "available")
    return telephones.rep_phone(phone)


def legs(telephones: LocalNetwork, number: str = REP) -> list[Call]:
    """Every call the line has made to a number."""
    return [call for call in telephones.network.calls.values() if call.facts.to == number]


def undone(redis: Redis) -> int:
    """Commands not yet acknowledged or read."""
    (group,) = redis.xinfo_groups(keys.commands("cair"))
    return int(group["pending"]) + int(group["lag"] or 0)


def offer_of(state: DeskState, rep: str = "ann") -> str:
    """The offer a rep has."""
    return state.rep(rep)["offer"]


def wait_until_rung(state: DeskState, phone: ScriptedPhone, rep: str = "ann") -> str:
    """The offer for which the rep's phone rings."""
    wait_until(phone.is_rung, "the rep's phone rings")
    offer = offer_of(state, rep)
    wait_until(lambda: state.offer(offer).get("leg"), "the leg is known")
    return offer


def talks_asked(documents: Documents) -> list[str]:
    """The calls that were moved to a conversation."""
    return [asked.form["CallSid"] for asked in documents.asked if asked.path.endswith("/talk")]


@pytest.fixture
def stop() -> Iterator[threading.Event]:
    stop = threading.Event()
    yield stop
    stop.set()


# --- as it should go


def test_a_rep_is_rung_for_an_offer_and_hears_its_document(
    state: DeskState, worker: AtWork, documents: Documents, rep: ScriptedPhone, waiting: ScriptedPhone
) -> None:
    with worker():
        offer = wait_until_rung(state, rep)
        rep.answers()
        (asked,) = documents.asked_at(f"/voice/cair/offer/{offer}")
        assert asked.form["CallSid"] == state.offer(offer)["leg"]


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
    assert state.reps()["ann"]["status"] == "available"


def test_a_caller_who_hung_up_before_the_move_has_left_the_line(
    state: DeskState, worker: AtWork, rep: ScriptedPhone, waiting: ScriptedPhone
) -> None:
    with worker():
        offer = wait_until_rung(state, rep)
        waiting.hangs_up()
        state.accept(offer)
        wait_until(lambda: state.caller(waiting.call.sid)["state"] == "ended", "the caller is let go")
    assert state.reps()["ann"]["status"] == "available"


def test_a_desk_dials_no_faster_than_it_may_and_the_longest_wait_first(
    redis: Redis, state: DeskState, worker: AtWork, telephones: LocalNetwork
) -> None:
    for number in range(1, 5):
        signed_in(state, telephones, f"rep{number}", f"+1916555020{number}")
    for number in range(1, 5):
        joined(state, telephones, f"+1510555010{number}")
    with worker(calls_per_second=10):
        offers = [offer_of(state, f"rep{number}") for number in range(1, 5)]
        wait_until(lambda: all(state.offer(one).get("leg") for one in offers), "all are rung")
    dialled = [int(state.offer(offer)["dialled"]) for offer in offers]
    assert dialled == sorted(dialled)
    assert dialled[-1] - dialled[0] >= 300 - JITTER


def test_desks_share_what_the_carrier_allows_the_account(
    redis: Redis, state: DeskState, worker: AtWork, telephones: LocalNetwork, carrier: CarrierClient
) -> None:
    desks = {"cair": state, "other": DeskState(redis, "other")}
    for number, desk in enumerate((*desks.values(), *desks.values())):
        name = f"rep{number}"
        signed_in(desk, telephones, name, f"+1916555020{number}")
        joined(desk, telephones, f"+1510555010{number}")
    offers = [(desk, rep["offer"]) for desk in desks.values() for rep in desk.reps().values()]
    plan = {"calls_per_second": 10, "carriers": dict.fromkeys(desks, carrier)}
    with worker(name="one", **plan), worker(name="two", **plan):
        wait_until(lambda: all(desk.offer(one).get("leg") for desk, one in offers), "all are rung")
    dialled = sorted(int(desk.offer(offer)["dialled"]) for desk, offer in offers)
    assert len(dialled) == 4
    assert dialled[-1] - dialled[0] >= 300 - JITTER


def test_an_offer_that_is_over_takes_nobodys_turn(
    redis: Redis, state: DeskState, dead_worker: Outbox, rep: ScriptedPhone, waiting: ScriptedPhone
) -> None:
    offer = offer_of(state)
    state.not_taken(offer, "passed")
    assert dead_worker.dial(Command("1", "ring", {"offer": offer}), 60_000, asked=False).verdict == "over"
    assert not redis.exists(keys.DIALLING)


# --- what the carrier does wrong


@pytest.mark.parametrize("errors", [[429], [500], [503, 429], [500, 500, 500]], ids=str)
def test_a_rep_is_rung_once_although_the_carrier_failed_at_first(
    redis: Redis,
    state: DeskState,
    worker: AtWork,
    telephones: LocalNetwork,
    rep: ScriptedPhone,
    waiting: ScriptedPhone,
    errors: list[int],
) -> None:
    telephones.faults.rest_errors = list(errors)
    with worker():
        wait_until_rung(state, rep)
        wait_until(lambda: undone(redis) == 0, "the command is done")
    assert len(legs(telephones)) == 1


def test_a_rep_is_rung_once_although_the_carriers_answer_was_lost(
    redis: Redis,
    state: DeskState,
    worker: AtWork,
    telephones: LocalNetwork,
    rep: ScriptedPhone,
    waiting: ScriptedPhone,
) -> None:
    telephones.faults.rest_timeouts = 1
    with worker():
        wait_until_rung(state, rep)
        wait_until(lambda: undone(redis) == 0, "the command is done")
    assert len(legs(telephones)) == 1
    assert state.offer(offer_of(state))["leg"] == legs(telephones)[0].sid


def test_a_move_whose_answer_was_lost_is_made_again(
    redis: Redis,
    state: DeskState,
    worker: AtWork,
    documents: Documents,
    telephones: LocalNetwork,
    rep: ScriptedPhone,
    waiting: ScriptedPhone,
) -> None:
    with worker():
        offer = wait_until_rung(state, rep)
        telephones.faults.rest_errors = [500]
        state.accept(offer)
        wait_until(lambda: talks_asked(documents), "the caller is moved")
        wait_until(lambda: undone(redis) == 0, "the command is done")
    assert quarantined(redis, "cair") == 0


def test_a_phone_that_can_not_be_dialled_costs_the_caller_nothing(
    redis: Redis, state: DeskState, worker: AtWork, telephones: LocalNetwork
) -> None:
    signed_in(state, telephones, "ann", "+0")
    other = signed_in(state, telephones, "ben", OTHER)
    joined(state, telephones, "+15105550100")
    offer = offer_of(state)
    with worker():
        wait_until(other.is_rung, "the next rep is rung")
    assert state.offer(offer)["outcome"] == "unreachable"


# --- what happens to workers


def test_a_command_whose_worker_died_before_the_call_is_done_by_another(
    state: DeskState, worker: AtWork, dead_worker: Outbox, rep: ScriptedPhone, waiting: ScriptedPhone
) -> None:
    assert [command.name for command in dead_worker.read(10, 1)] == ["ring"]
    with worker():
        wait_until_rung(state, rep)


def test_a_rep_is_rung_once_although_the_worker_died_right_after_the_call(
    redis: Redis,
    state: DeskState,
    worker: AtWork,
    dead_worker: Outbox,
    carrier: CarrierClient,
    documents: Documents,
    telephones: LocalNetwork,
    rep: ScriptedPhone,
    waiting: ScriptedPhone,
) -> None:
    dead_worker.read(10, 1)
    offer = offer_of(state)
    assert dead_worker.dial(Command("1", "ring", {"offer": offer}), 1, asked=False).verdict == "dial"
    address = f"{documents.url}/voice/cair/offer/{offer}"
    leg = carrier.ring(REP, address, f"{address}/status", 25)
    with worker():
        wait_until_rung(state, rep)
        wait_until(lambda: undone(redis) == 0, "the command is done")
    assert state.offer(offer)["leg"] == leg
    assert len(legs(telephones)) == 1


def test_a_rep_is_rung_although_the_worker_died_right_before_the_call(
    state: DeskState,
    worker: AtWork,
    dead_worker: Outbox,
    telephones: LocalNetwork,
    rep: ScriptedPhone,
    waiting: ScriptedPhone,
) -> None:
    dead_worker.read(10, 1)
    dead_worker.dial(Command("1", "ring", {"offer": offer_of(state)}), 1, asked=False)
    with worker():
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
    with worker():
        wait_until(lambda: quarantined(redis, "cair"), "it is put aside")
        wait_until(lambda: undone(redis) == 0, "it is done with")


@pytest.mark.parametrize("fields", [{"command": "sing"}, {"command": "hang_up"}, {"no": "command"}], ids=str)
def test_a_command_that_makes_no_sense_is_put_aside_with_the_reason(
    redis: Redis, worker: AtWork, fields: dict[str, str]
) -> None:
    redis.xadd(keys.commands("cair"), fields)  # type: ignore[arg-type]
    with worker():
        wait_until(lambda: quarantined(redis, "cair"), "it is put aside")
    ((_, entry),) = redis.xrange(keys.quarantine("cair"))
    assert entry["why"]


def test_it_goes_on_after_the_database_has_lost_everything(
    redis: Redis, state: DeskState, worker: AtWork, telephones: LocalNetwork
) -> None:
    with worker():
        wait_until(lambda: redis.exists(keys.WORKERS), "it is at work")
        redis.flushall()
        phone = signed_in(state, telephones, "ann", REP)
        joined(state, telephones, "+15105550100")
        wait_until(phone.is_rung, "the rep's phone rings")


def test_deadlines_are_kept(redis: Redis, state: DeskState, worker: AtWork) -> None:
    long_ago = DeskState(redis, "cair", now=1_000_000)
    long_ago.save_rep("ann", {"name": "Ann", "phone": REP, "lines": "general", "languages": "en"})
    long_ago.set_status("ann", "available")
    long_ago.join(Wish("CA1", "general", "en", "login"))
    offer = offer_of(state)
    with worker():
        wait_until(lambda: state.offer(offer)["state"] == "closed", "the offer of long ago is closed")


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


# --- ghosts


@pytest.fixture
def reconciliation(state: DeskState, carrier: CarrierClient) -> Reconciliation:
    return Reconciliation("cair", state, carrier, grace=timedelta(0))


@contextmanager
def talking(redis: Redis, state: DeskState, worker: AtWork, rep: ScriptedPhone) -> Iterator[None]:
    """A conversation, as far as the desk knows."""
    with worker():
        offer = wait_until_rung(state, rep)
        rep.answers()
        state.accept(offer)
        state.side_joins(offer, "rep")
        assert state.side_joins(offer, "caller") == "talking"
        wait_until(lambda: undone(redis) == 0, "the worker is through")
        yield


def test_a_conversation_both_are_in_is_left_alone(
    redis: Redis,
    state: DeskState,
    worker: AtWork,
    rep: ScriptedPhone,
    waiting: ScriptedPhone,
    reconciliation: Reconciliation,
) -> None:
    with talking(redis, state, worker, rep):
        assert reconciliation.run() == 0
    assert state.reps()["ann"]["status"] == "talking"


def test_a_caller_whose_end_nobody_told_frees_the_rep(
    redis: Redis,
    state: DeskState,
    worker: AtWork,
    rep: ScriptedPhone,
    waiting: ScriptedPhone,
    reconciliation: Reconciliation,
) -> None:
    with talking(redis, state, worker, rep):
        waiting.hangs_up()
        assert reconciliation.run() == 1
    assert state.reps()["ann"]["status"] == "wrap_up"


def test_a_rep_whose_end_nobody_told_frees_the_caller(
    redis: Redis,
    state: DeskState,
    worker: AtWork,
    rep: ScriptedPhone,
    waiting: ScriptedPhone,
    reconciliation: Reconciliation,
) -> None:
    with talking(redis, state, worker, rep):
        rep.hangs_up()
        assert reconciliation.run() == 1
    assert state.caller(waiting.call.sid)["state"] == "dropped"


def test_a_missed_offer_nobody_told_of_gives_the_caller_back(
    state: DeskState,
    worker: AtWork,
    rep: ScriptedPhone,
    waiting: ScriptedPhone,
    reconciliation: Reconciliation,
) -> None:
    with worker():
        offer = wait_until_rung(state, rep)
    rep.declines()
    assert reconciliation.run() == 1
    assert state.offer(offer)["outcome"] == "missed"


def test_an_offer_just_made_is_left_alone(
    redis: Redis,
    state: DeskState,
    worker: AtWork,
    carrier: CarrierClient,
    rep: ScriptedPhone,
    waiting: ScriptedPhone,
) -> None:
    with talking(redis, state, worker, rep):
        waiting.hangs_up()
        assert Reconciliation("cair", state, carrier).run() == 0


def test_a_carrier_that_does_not_answer_ends_nobody(
    redis: Redis,
    state: DeskState,
    worker: AtWork,
    telephones: LocalNetwork,
    rep: ScriptedPhone,
    waiting: ScriptedPhone,
    reconciliation: Reconciliation,
) -> None:
    with talking(redis, state, worker, rep):
        telephones.faults.rest_errors = [500]
        assert reconciliation.run() == 0
    assert state.reps()["ann"]["status"] == "talking"
