"""The line can't be reached, or its database stands still: case 12. Web processes are really ended."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from dataclasses import replace

import pytest
from redis import Redis

from ivr.fallback_document import fallback_document
from prompts.revision import load_revision
from routing.queue.desk_state import DeskState
from settings import DESKS
from simulator.phones.scripted import LocalNetwork
from simulator.settings import NetworkSettings
from store import clock
from store.valkey import EmbeddedValkey
from tests.calls.moments import TUESDAY_MORNING
from tests.conftest import network_settings
from tests.nobody_lost.desk import TroubledDesk
from tests.nobody_lost.own_line import OwnLine, desk_of
from tests.simulator.canned_line import CannedLine, Reply
from tests.waiting import wait_until

ROUND = 65
"""Seconds: all the words of the fallback document, and a little more."""
AWAY = 95
"""Seconds without a sign of life after which a waiting caller is given up for lost."""
BIT = 21
"""Seconds: a bit of hold, and one more."""
NO_CONNECTION = {11205, 15003}
"""The carrier's codes for a webhook and a callback that found nobody."""


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory, database: EmbeddedValkey) -> Iterator[OwnLine]:
    """A line whose web process the tests end and start."""
    own = OwnLine(tmp_path_factory.mktemp("own"), database)
    yield own
    own.end()


@pytest.fixture
def covered(own: OwnLine, redis: Redis, database: EmbeddedValkey) -> Iterator[TroubledDesk]:
    """The desk on a network whose number has the fallback URL that `helpdesk fallback` is for."""
    line = own.start()
    document = fallback_document(load_revision(DESKS / "cair"), line.base_url)
    with CannedLine() as elsewhere:
        elsewhere.on("/fallback", Reply(document))
        (number,) = network_settings(line).numbers
        fallback = replace(number, voice_fallback_url=f"{elsewhere.url}/fallback")
        settings = NetworkSettings(line.account_sid, line.auth_token, (fallback,))
        with LocalNetwork(settings) as network:
            yield TroubledDesk(network, DeskState(redis, "cair"), redis, line, database.url)
            assert {alert.code for alert in network.alerts} <= NO_CONNECTION, network.alerts


@pytest.fixture
def impatient(own: OwnLine, redis: Redis, database: EmbeddedValkey) -> Iterator[TroubledDesk]:
    """The desk on a line that waits for its database no longer than it does for real callers."""
    with desk_of(own.start(REDIS_TIMEOUT_MS=""), redis, database) as desk:
        yield desk


def test_case_12_who_calls_meanwhile_is_kept_and_led_to_the_menu_when_the_line_is_back(
    own: OwnLine, covered: TroubledDesk
) -> None:
    own.end()
    caller = covered.network.caller()
    caller.dials(at=TUESDAY_MORNING)
    caller.hears("This is the CAIR Help Desk. Sorry, our phone line has a problem")
    caller.waits(3 * ROUND)
    assert not caller.is_ended
    caller.hears("Our hours are Monday to Friday")
    caller.hears("Nuestro correo electrónico es")
    caller.hears("We now try the line again")
    own.start()
    caller.waits(ROUND)
    caller.hears("For signing in or a password, press 1")
    caller.presses("4")
    caller.hears("light bulb")


def test_case_12_any_key_tries_the_line_at_once(own: OwnLine, covered: TroubledDesk) -> None:
    own.end()
    caller = covered.network.caller()
    caller.dials(at=TUESDAY_MORNING)
    own.start()
    caller.presses("5")
    caller.hears("For signing in or a password, press 1")


def test_case_12_who_waits_hears_hold_again_at_the_old_place(own: OwnLine, covered: TroubledDesk) -> None:
    covered.busy_rep()
    callers = [covered.caller(), covered.caller("+15105550111")]
    own.end()
    for caller in callers:
        caller.waits(ROUND)
        caller.hears("If you were in line, you keep your place")
    own.start()
    covered.network.waits(2 * ROUND)
    later = covered.caller("+15105550122")
    assert covered.waiting() == [caller.call.sid for caller in (*callers, later)]
    covered.stays_well()


def test_case_12_who_waited_and_was_given_up_for_lost_is_in_line_again_at_the_old_place(
    own: OwnLine, covered: TroubledDesk
) -> None:
    covered.busy_rep()
    caller = covered.caller()
    own.end()
    caller.waits(ROUND)
    assert covered.falls_due(AWAY)
    assert covered.waiting() == []
    own.start()
    later = covered.caller("+15105550122")
    covered.network.waits(2 * ROUND)
    assert covered.waiting() == [caller.call.sid, later.call.sid]
    covered.stays_well()


def test_case_12_who_held_a_place_and_calls_again_meanwhile_gets_it_with_0(
    own: OwnLine, covered: TroubledDesk
) -> None:
    covered.busy_rep()
    caller, later = covered.caller(), covered.caller("+15105550111")
    own.end()
    caller.waits(ROUND)
    caller.hangs_up()
    caller.dials(at=TUESDAY_MORNING)
    caller.hears("our phone line has a problem")
    own.start()
    caller.waits(ROUND)
    caller.hears("For signing in or a password, press 1")
    caller.presses("0")
    caller.hears("Your number already had a place in line")
    covered.network.waits(ROUND)
    assert covered.waiting() == [caller.call.sid, later.call.sid]
    covered.stays_well()


def test_case_12_a_line_without_a_fallback_can_not_be_reached_while_somebody_waits(
    desk: TroubledDesk,
) -> None:
    """The carrier lets a call without an answer go; who calls again has the old place."""
    desk.busy_rep()
    caller, later = desk.caller(), desk.caller("+15105550111")
    desk.faults.lost_webhooks = 1
    desk.network.waits(2 * BIT)
    desk.forgives(11200)
    lost, kept = (caller, later) if caller.is_ended else (later, caller)
    lost.dials(at=TUESDAY_MORNING)
    lost.presses("0")
    order = [one.call.sid for one in (caller, later)]
    assert desk.waiting() == order
    assert not kept.is_ended
    desk.stays_well()


def test_case_12_a_database_that_stands_still_delays_no_webhook_by_two_seconds(
    impatient: TroubledDesk, database: EmbeddedValkey
) -> None:
    desk = impatient
    desk.busy_rep()
    caller = desk.caller()
    assert database.process is not None
    os.kill(database.process.pid, signal.SIGSTOP)
    try:
        other, began = desk.network.caller("+15105550111"), clock.seconds()
        other.dials(at=TUESDAY_MORNING)
        other.presses("4")
        other.hears("light bulb")
        assert clock.seconds() - began < 4, "of two webhooks"
        caller.waits(2 * BIT)
        assert not caller.is_ended
    finally:
        os.kill(database.process.pid, signal.SIGCONT)
    wait_until(lambda: desk.network.waits(BIT) or desk.waits(caller), "the caller is in line")
    desk.stays_well()
