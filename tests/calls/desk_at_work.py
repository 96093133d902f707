"""A desk with people: reps with phones on the local network, and a worker that rings them."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from commands.calling.line_process import ReachableLine
from ivr.twilio.carrier_client import CarrierClient
from routing.queue.desk_state import DeskState
from routing.queue.script_answers import JoinRequest
from routing.worker.loops import PeriodicTask, Worker, WorkerPlan
from simulator.phones.scripted import LocalNetwork, ScriptedPhone
from store import keys
from store.clock import milliseconds
from tests.fields import field_of
from tests.waiting import wait_until

REP_PHONE, OTHER_PHONE = "+19165550111", "+19165550122"
FAST = 50.0
HOUR = 3_600_000
PIN = (
    "000102030405060708090a0b0c0d0e0f$2bfd0be668642719e04b42e62825a6702d474aa4d39c766c6ed34c0d8d68838c"
    "8116b1e93d514a1f84d520fa2389046ced3dc9dc00208a751032ccea90cecc6b"
)
"""Of every rep here, `4711`, as a version without the key stored it: this process does not know the line's key."""


@dataclass(frozen=True)
class DeskAtWork:
    """The desk's state beside its phones, for tests to look at and to sign reps in."""

    network: LocalNetwork
    state: DeskState

    def rep(self, name: str = "ana", phone: str = REP_PHONE, **fields: str) -> ScriptedPhone:
        """A rep who takes calls, and the phone."""
        known = {"name": name.title(), "phone": phone, "lines": "general", "languages": "en,es"}
        self.state.save_rep(name, {**known, "pin": PIN, "wrap_up": "60", **fields})
        self.state.set_status(name, "available")
        return self.network.rep_phone(phone)

    def gets_busy(self, languages: str = "en,es") -> None:
        """Somebody is signed in, and nobody free: the only rep has passed a call, and pauses for more than an hour."""
        self.rep(languages=languages)
        self.state.join(JoinRequest("CA-passed", "general", languages[:2], "main"))
        self.state.now = milliseconds() + HOUR
        self.state.not_taken(self.state.rep("ana").offer, "passed")
        self.state.now = None
        self.state.caller_ends("CA-passed", "left")

    def status(self, name: str = "ana") -> str:
        return self.state.rep(name).status

    def becomes(self, status: str, name: str = "ana") -> None:
        """Wait until a rep has this status, letting the network's callbacks through."""
        wait_until(lambda: self.goes_on() or self.status(name) == status, f"{name} is {status}")

    def rings(self, rep: ScriptedPhone) -> None:
        """Wait until a rep's phone rings, and the worker has written down that it does."""
        self.rings_at(rep, self.state.rep_of_phone(rep.number) or "")

    def rings_at(self, phone: ScriptedPhone, name: str) -> None:
        """Wait until a phone other than the rep's own rings for the rep."""
        wait_until(lambda: self.goes_on() or phone.is_rung(), "the rep's phone rings")
        wait_until(lambda: self.state.offer(self.offer(name)).leg, "the leg is known")

    def offer(self, name: str = "ana") -> str:
        """The offer a rep has."""
        return self.state.rep(name).offer

    def hears(self, phone: ScriptedPhone, words: str) -> None:
        """Wait until somebody hears these words."""
        wait_until(lambda: self.goes_on() or words in phone.heard, f"{words!r} is heard, not {phone.heard!r}")

    def tells_of_monitoring(self, caller: ScriptedPhone) -> None:
        """Wait until a caller has heard that others may listen."""

        def has_heard() -> bool:
            return field_of(self.state, "caller", keys.digest(caller.call.sid), "monitored") == "1"

        wait_until(lambda: self.goes_on() or has_heard(), "the caller has heard the notice")

    def goes_on(self) -> None:
        self.network.waits(0.1)


def wait_until_heard(network: LocalNetwork, words: str, at: datetime) -> None:
    """Wait until somebody who calls then hears this: web processes learn of it within a second of its being said so."""

    def heard() -> bool:
        caller = network.caller("+15105550199")
        caller.dials(at=at)
        found = words in caller.heard
        caller.hangs_up()
        return found

    wait_until(heard, f"{words!r} is heard")


@contextmanager
def worker_of(
    line: ReachableLine,
    network: LocalNetwork,
    url: str,
    take_over_after: int = 5_000,
    chores: Sequence[PeriodicTask] = (),
) -> Iterator[None]:
    """A worker in a thread. It takes over what other workers leave alone for so many ms."""
    carrier = CarrierClient(line.account_sid, line.auth_token, line.number, network.api_url)
    plan = WorkerPlan(url, "test", line.base_url, {line.desk_id: carrier}, FAST, take_over_after, chores)
    worker = Worker(plan)
    stop = threading.Event()
    thread = threading.Thread(target=worker.work, args=(stop,))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
        carrier.close()
