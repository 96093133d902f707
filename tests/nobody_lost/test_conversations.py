"""What breaks in the middle of a conversation: a worker dies, the carrier fails, callbacks are lost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from redis import Redis

from routing.queue.conversations import ActionOutcome, Conversations
from simulator.phones.scripted import ScriptedPhone
from store.desk.records import Mode
from tests.calls.desk_at_work import OTHER_PHONE
from tests.fields import field_of
from tests.monitored import hear_notice
from tests.nobody_lost.desk import TroubledDesk
from tests.waiting import wait_until


@pytest.fixture
def talks(desk: TroubledDesk) -> Conversations:
    return Conversations(desk.state)


def connected(desk: TroubledDesk) -> tuple[ScriptedPhone, ScriptedPhone, str]:
    """Ana, a caller, and their conversation."""
    rep, caller = desk.rep(), desk.caller()
    desk.connects(caller, rep)
    return rep, caller, desk.offer()


def is_held(desk: TroubledDesk, caller: ScriptedPhone) -> bool:
    """At the carrier."""
    rooms = desk.network.network.conferences.by_sid.values()
    return any(one.on_hold for room in rooms for one in room.participants.values() if one.call is caller.call)


def comes(desk: TroubledDesk, talks: Conversations, offer: str, hold: str) -> None:
    def hold_is() -> bool:
        talk = talks.look(offer)
        return talk is not None and talk.hold == hold

    wait_until(lambda: desk.goes_on() or hold_is(), f"hold is {hold!r}")


@pytest.fixture
def workers(desk: TroubledDesk, redis: Redis) -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def test_case_08_a_hold_ordered_before_the_worker_died_is_done_by_the_next_one(
    desk: TroubledDesk, talks: Conversations, redis: Redis, workers: ExitStack
) -> None:
    first = workers.enter_context(desk.worker_process("first"))
    first.wait_until_at_work(redis)
    _, caller, offer = connected(desk)
    desk.finishes_commands()
    first.dies()
    assert talks.hold_talk(offer, "ana") is ActionOutcome.DONE
    workers.enter_context(desk.worker())
    comes(desk, talks, offer, "held")
    assert is_held(desk, caller)
    desk.stays_well()


def test_case_09_a_hold_whose_answer_the_worker_did_not_live_to_see_is_written_down_once(
    desk: TroubledDesk, talks: Conversations, redis: Redis, workers: ExitStack
) -> None:
    first = workers.enter_context(desk.worker_process("first"))
    first.wait_until_at_work(redis)
    _, caller, offer = connected(desk)
    desk.finishes_commands()
    desk.faults.rest_delays, desk.faults.delay = 1, 1.0
    talks.hold_talk(offer, "ana")
    wait_until(lambda: is_held(desk, caller), "the carrier has done it")
    first.dies()
    assert talks.look(offer).hold == "holding"  # type: ignore[union-attr]
    workers.enter_context(desk.worker())
    comes(desk, talks, offer, "held")
    assert len(desk.happened("held", caller)) == 1
    desk.stays_well()


def test_case_28_a_hold_that_no_worker_does_in_time_is_told_to_the_rep(
    desk: TroubledDesk, talks: Conversations
) -> None:
    with desk.worker():
        _, _, offer = connected(desk)
        desk.finishes_commands()
    talks.hold_talk(offer, "ana")
    desk.falls_due(21)
    talk = talks.look(offer)
    assert talk is not None
    assert (talk.hold, talk.trouble) == ("", "not on hold: carrier")
    with desk.worker():
        desk.finishes_commands()
    desk.stays_well()


@pytest.mark.parametrize("fault", ["429", "503", "no answer"])
def test_case_11_a_hand_over_is_done_whatever_the_carrier_answers_first(
    desk: TroubledDesk, talks: Conversations, fault: str
) -> None:
    with desk.worker():
        ana, caller, offer = connected(desk)
        bo = desk.rep("bo", OTHER_PHONE)
        assert talks.consult(offer, "ana", "bo") is ActionOutcome.DONE
        desk.rings(bo)
        bo.answers()
        bo.presses("1")
        desk.becomes("talking", "bo")
        wait_until(
            lambda: desk.goes_on() or field_of(desk.state, "offer", offer, "ends_is") == "0", "Ana may leave"
        )
        comes(desk, talks, offer, "held")
        if fault == "no answer":
            desk.faults.rest_timeouts = 2
        else:
            desk.faults.rest_errors = [int(fault)] * 3
        assert talks.complete(offer, "ana") is ActionOutcome.DONE
        comes(desk, talks, desk.offer("bo"), "")
        desk.hears(ana, "The caller is passed on.")
        bo.says("Good morning.")
        caller.hears("Good morning.")
        desk.finishes_commands()
        bo.hangs_up()
        desk.hears(caller, "If you still need help, press 1")
        desk.stays_well()


def test_case_07_a_listener_whose_last_callback_was_lost_is_let_go(
    desk: TroubledDesk, talks: Conversations
) -> None:
    with desk.worker():
        _, _, offer = connected(desk)
        sue = desk.network.rep_phone("+19165550177")
        hear_notice(desk.state, desk.state.caller_of(offer).call_sid)
        _, listener = talks.listen(offer, "sue", sue.number, Mode.LISTEN)
        wait_until(lambda: desk.goes_on() or sue.is_rung(), "the supervisor's phone rings")
        sue.answers()
        sue.presses("1")
        wait_until(lambda: desk.goes_on() or talks.listener(listener).state == "in", "she listens")
        desk.finishes_commands()
        desk.faults.lost_callbacks, desk.faults.lost_webhooks = 5, 1
        sue.hangs_up()
        desk.goes_on()
        assert talks.listener(listener).state == "in", "nobody has told"
        desk.faults.lost_callbacks = desk.faults.lost_webhooks = 0
        assert desk.is_reconciled() == 1
        assert talks.listener(listener).state == "closed"
        desk.forgives(11200)
        desk.stays_well()


def test_case_07_a_colleague_whose_last_callback_was_lost_is_let_go(
    desk: TroubledDesk, talks: Conversations
) -> None:
    with desk.worker():
        _, _, offer = connected(desk)
        bo = desk.rep("bo", OTHER_PHONE)
        talks.consult(offer, "ana", "bo")
        desk.rings(bo)
        bo.answers()
        bo.presses("1")
        desk.becomes("talking", "bo")
        desk.finishes_commands()
        desk.faults.lost_callbacks, desk.faults.lost_webhooks = 5, 1
        bo.hangs_up()
        desk.goes_on()
        assert desk.status("bo") == "talking", "nobody has told"
        desk.faults.lost_callbacks = desk.faults.lost_webhooks = 0
        assert desk.is_reconciled() == 1
        talk = talks.look(offer)
        assert talk is not None
        assert (talk.consult, talk.trouble, desk.status("bo")) == ("", "left", "wrap_up")
        desk.forgives(11200)
        desk.stays_well()
