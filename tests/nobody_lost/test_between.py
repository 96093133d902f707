"""What breaks between a rep's 1 and the conversation, step by step: data is lost, a worker dies, or a process stops.

Whatever happens at whichever step, the caller talks with a rep or waits at the old place, and the rep is not left with
silence.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from redis import Redis

from simulator.events import Event, Joined, Requested, Responded
from simulator.phones.scripted import ScriptedPhone
from store import clock
from store.valkey import EmbeddedValkey
from tests.calls.desk_at_work import OTHER_PHONE
from tests.nobody_lost.desk import TroubledDesk
from tests.outage import answers
from tests.waiting import wait_until

STOP = 30
"""Seconds."""
Step = Callable[[Event, dict[int, str]], bool]


def asked(end: str) -> Step:
    return lambda event, _: isinstance(event, Requested) and end in event.url


def answered(end: str) -> Step:
    return lambda event, urls: isinstance(event, Responded) and end in urls.get(event.exchange, "")


def joined(times: int) -> Step:
    """A step at which as many have come into the conference."""
    seen: list[Event] = []

    def is_it(event: Event, _: dict[int, str]) -> bool:
        if isinstance(event, Joined):
            seen.append(event)
        return len(seen) == times

    return is_it


STEPS: dict[str, Callable[[], Step]] = {
    "the rep has pressed 1": lambda: asked("/answer"),
    "the rep has the call": lambda: answered("/answer"),
    "one is in the room": lambda: joined(1),
    "the caller is led to the room": lambda: asked("/talk"),
    "the caller may enter the room": lambda: answered("/talk"),
    "both are in the room": lambda: joined(2),
    "the line is told who came": lambda: asked("/conference"),
    "the line knows who came": lambda: answered("/conference"),
}


@contextmanager
def at(desk: TroubledDesk, step: Step, act: Callable[[], object]) -> Iterator[None]:
    """Do `act` once, at the very moment of a step on the network; that the step comes is part of the test."""
    urls: dict[int, str] = {}
    done: list[Event] = []

    def watch(event: Event) -> None:
        if isinstance(event, Requested):
            urls[event.exchange] = event.url
        if not done and step(event, urls):
            done.append(event)
            act()

    forget = desk.network.network.subscribe(watch)
    try:
        yield
        wait_until(lambda: desk.goes_on() or done, "the step is there")
    finally:
        forget()


def are_together(desk: TroubledDesk, caller: ScriptedPhone) -> bool:
    rooms = [room.participants.values() for room in desk.network.network.conferences.by_sid.values()]
    return any(caller.call in [one.call for one in room] and len(room) > 1 for room in rooms)


def is_back(desk: TroubledDesk, caller: ScriptedPhone, since: str) -> bool:
    """The caller waits, at the place from before."""
    record = desk.state.caller(caller.call.sid)
    return (record.state, record.joined) == ("waiting", since)


def comes(desk: TroubledDesk, claim: Callable[[], object], what: str) -> None:
    """Wait until something holds, while the desk's calls are compared with the carrier's again and again."""
    moments = iter(range(60, 1_000_000, 7))

    def holds() -> bool:
        desk.goes_on()
        if not claim():
            desk.is_reconciled(next(moments))
        return bool(claim())

    wait_until(holds, what)


def ends_well(desk: TroubledDesk, caller: ScriptedPhone, rep: ScriptedPhone, since: str) -> None:
    """The two hear each other, or the caller is served by somebody else, from the old place."""
    comes(
        desk,
        lambda: are_together(desk, caller) or is_back(desk, caller, since),
        "the caller talks, or waits at the old place",
    )
    if are_together(desk, caller):
        caller.says("Good morning.")
        rep.hears("Good morning.")
        return
    comes(desk, lambda: rep.is_ended, "the rep is released")
    desk.connects(caller, desk.rep("bo", OTHER_PHONE), "bo")


@pytest.mark.parametrize("name", STEPS)
def test_case_33_data_is_lost_between_the_rep_s_1_and_the_conversation(
    desk: TroubledDesk, redis: Redis, name: str
) -> None:
    rep = desk.rep()
    with desk.worker():
        caller = desk.caller()
        since = desk.state.caller(caller.call.sid).joined
        desk.rings(rep)
        rep.answers()
        with at(desk, STEPS[name](), redis.flushall):
            rep.presses("1")
        ends_well(desk, caller, rep, since)


@pytest.mark.parametrize("name", STEPS)
def test_case_33_a_worker_dies_between_the_rep_s_1_and_the_conversation(
    desk: TroubledDesk, redis: Redis, name: str
) -> None:
    rep = desk.rep()
    with desk.worker_process("first") as first, desk.worker_process("second") as second:
        first.wait_until_at_work(redis)
        second.wait_until_at_work(redis)
        caller = desk.caller()
        since = desk.state.caller(caller.call.sid).joined
        desk.rings(rep)
        rep.answers()
        with at(desk, STEPS[name](), first.dies):
            rep.presses("1")
        ends_well(desk, caller, rep, since)


@pytest.mark.long
@pytest.mark.parametrize("name", STEPS)
@pytest.mark.parametrize("what", ["worker", "database"])
def test_case_33_a_process_stops_between_the_rep_s_1_and_the_conversation(
    desk: TroubledDesk, redis: Redis, database: EmbeddedValkey, name: str, what: str
) -> None:
    rep = desk.rep()
    with desk.worker_process("first") as first, desk.worker_process("second") as second:
        first.wait_until_at_work(redis)
        second.wait_until_at_work(redis)
        caller = desk.caller()
        since = desk.state.caller(caller.call.sid).joined
        desk.rings(rep)
        rep.answers()
        assert database.process is not None
        stopped = first.pid if what == "worker" else database.process.pid
        with at(desk, STEPS[name](), lambda: os.kill(stopped, signal.SIGSTOP)):
            rep.presses("1")
        over = clock.seconds() + STOP
        wait_until(lambda: desk.goes_on() or clock.seconds() > over, "half a minute has passed")
        os.kill(stopped, signal.SIGCONT)
        wait_until(lambda: answers(redis), "the database answers")
        ends_well(desk, caller, rep, since)
