"""A desk at work to which bad things happen: what they need to be made to happen, and what must hold afterwards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from redis import Redis

from commands.calling.line_process import ReachableLine
from ivr.twilio.carrier_client import CarrierClient
from routing.queue.desk_state import DeskState
from routing.queue.script_answers import JoinRequest
from routing.worker.reconcile import Reconciliation
from simulator.calls.leg import Leg
from simulator.events import Said
from simulator.phones.scripted import ScriptedPhone
from simulator.settings import Faults
from store import keys
from store.errors import DatabaseDown
from tests.calls.desk_at_work import REP_PHONE, DeskAtWork, worker_of
from tests.calls.moments import TUESDAY_MORNING
from tests.nobody_lost.worker_process import TAKE_OVER_AFTER, WorkerProcess, worker_process
from tests.waiting import wait_until


@dataclass(frozen=True)
class TroubledDesk(DeskAtWork):
    """No worker is at work until one is asked for."""

    redis: Redis
    line: ReachableLine
    database_url: str

    # --- who is there

    def worker(self) -> AbstractContextManager[None]:
        """`with desk.worker():` has one at work in a thread."""
        return worker_of(self.line, self.network, self.database_url, TAKE_OVER_AFTER)

    def worker_process(self, name: str, *, clock_ahead: float = 0.0) -> AbstractContextManager[WorkerProcess]:
        """Return a worker in a separate process, which can be killed."""
        api_url = self.network.api_url
        return worker_process(name, self.line, self.database_url, api_url, clock_ahead=clock_ahead)

    def caller(self, number: str = "+15105550100", *, at: datetime = TUESDAY_MORNING) -> ScriptedPhone:
        """Somebody who has asked for a person, and is in line if there is a database and room."""
        caller = self.network.caller(number)
        caller.dials(at=at)
        caller.presses("0")
        if caller.call.rest == "holding":
            with suppress(DatabaseDown):
                self._are_in_line([caller])
        return caller

    def crowd(self, count: int, ways: Sequence[str] = ("0", "90")) -> list[ScriptedPhone]:
        """So many callers who ask for a person within seconds, by these keys in turn: every second one in Spanish."""
        callers = [self.network.caller(f"+1510555{number:04}") for number in range(count)]
        for number, caller in enumerate(callers):
            with self.listening_in_no_time(caller):
                self.network.do(self._asks_for_a_person(caller.number, ways[number % len(ways)]))
        self._are_in_line(callers)
        return callers

    def _are_in_line(self, callers: Sequence[ScriptedPhone]) -> None:
        """Wait until all callers are in the queue; a slow database takes some with the next piece of hold."""
        if not self.knows(callers):
            wait_until(lambda: self.network.waits(21) or self.knows(callers), "all are in line")

    def knows(self, callers: Sequence[ScriptedPhone]) -> bool:
        """All of these callers have a record."""
        return all(self.state.caller(one.call.sid).exists for one in callers)

    async def _asks_for_a_person(self, number: str, keys: str) -> None:
        """Time stands still once the last key is pressed: whoever waits already would ask for hold again and again."""
        phone, clock = self.network.network.phones[number], self.network.clock
        call = await phone.dial(self.line.number, at=TUESDAY_MORNING)
        for key in keys:
            with clock.running():
                await call.until(lambda: call.rest == "listening")
            phone.press(key)
            await clock.settled()

    def busy_rep(self, name: str = "ana", phone: str = REP_PHONE, **fields: str) -> ScriptedPhone:
        """A rep who writes notes for an hour after a call, so that callers wait."""
        rep, before = self.rep(name, phone, wrap_up="3600", **fields), f"CA before {name}"
        self.may_not_dial(1)
        self.state.join(JoinRequest(before, "general", "en", "main"))
        offer = self.offer(name)
        self.state.accept(offer)
        for side in ("rep", "caller"):
            self.state.side_joins(offer, side)
        self.state.caller_ends(before, "hung up")
        self.may_dial()
        return rep

    def may_not_dial(self, seconds: float) -> None:
        """It is not the desk's turn to dial: a worker waits so long with the command in hand."""
        wait = int(seconds * 1000)
        self.redis.set(keys.DIALLING, self.state.moment() + wait, px=wait)

    def may_dial(self) -> None:
        """It is its turn, as a worker learns that has not asked yet."""
        self.redis.delete(keys.DIALLING)

    @contextmanager
    def listening_in_no_time(self, phone: ScriptedPhone) -> Iterator[None]:
        """Whatever is said on this phone takes no time, so that nobody else's patience ends meanwhile."""

        async def at_once(_: Said) -> None:
            return

        real = self.network.network.phones[phone.number]
        real.pacer = at_once
        yield
        real.pacer = None

    def connects(self, caller: ScriptedPhone, rep: ScriptedPhone, name: str = "ana") -> None:
        """Wait until the rep is rung, and have the call taken."""
        self.rings(rep)
        rep.answers()
        rep.presses("1")
        self.hears(caller, "A person is here for you now")
        self.becomes("talking", name)

    def backdates_wait(self, caller: ScriptedPhone, seconds: int) -> None:
        """Put the moment of joining back: the network's time flies, the database's does not."""
        self.redis.hincrby(keys.caller_record("cair", caller.call.sid), "joined", -1000 * seconds)

    # --- what goes wrong

    @property
    def faults(self) -> Faults:
        return self.network.faults

    def falls_due(self, seconds: float) -> int:
        """Have a worker keep the deadlines of the next seconds now; how many there were."""
        return DeskState(self.redis, "cair", now=self.state.moment() + int(seconds * 1000)).fire()

    def is_reconciled(self, later: float = 60) -> int:
        """Compare with the carrier as a worker does `later` seconds from now; return how many calls that ends."""
        carrier = self._carrier()
        state = DeskState(self.redis, "cair", now=self.state.moment() + int(later * 1000))
        try:
            return Reconciliation("cair", self.line.base_url, state=state, carrier=carrier).run()
        finally:
            carrier.close()

    def makes_the_carrier_ring(self, phone: ScriptedPhone, offer: str) -> None:
        """Ring a phone for an offer as a worker does, and do nothing else."""
        carrier = self._carrier()
        address = f"{self.line.base_url}/voice/cair/offer/{offer}"
        try:
            carrier.ring(phone.number, address, f"{address}/status", 25)
        finally:
            carrier.close()
        wait_until(lambda: self.goes_on() or phone.is_rung(), "the phone rings")

    def _carrier(self) -> CarrierClient:
        line = self.line
        return CarrierClient(line.account_sid, line.auth_token, line.number, self.network.api_url)

    def forgives(self, *codes: int) -> None:
        """Take from the network's alerts those that the fault of the test had to cause."""
        assert {alert.code for alert in self.network.alerts} <= set(codes), self.network.alerts
        self.network.network.alerts.clear()

    # --- what must hold

    def legs(self, phone: ScriptedPhone) -> list[Leg]:
        """Every call the line has made to a rep's phone."""
        calls = self.network.network.calls.values()
        return [
            call for call in calls if (call.facts.to, call.facts.direction) == (phone.number, "outbound-api")
        ]

    def waiting(self, language: str = "en") -> list[str]:
        """The calls in line, first to last."""
        digests = cast(list[str], self.redis.zrange(keys.line("cair", "general", language), 0, -1))
        sids = {keys.digest(sid): sid for sid in self.network.network.calls}
        return [sids[digest] for digest in digests]

    def waits(self, caller: ScriptedPhone) -> bool:
        return self.state.caller(caller.call.sid).state == "waiting"

    def happened(self, name: str, caller: ScriptedPhone) -> list[dict[str, str]]:
        """Return the events of one kind about a caller's call."""
        entries = cast(list[tuple[str, dict[str, str]]], self.redis.xrange(keys.events("cair")))
        call = caller.call.sid
        mine = [
            fields
            for _, fields in entries
            if {fields.get("call"), fields.get("caller")} & {call, keys.digest(call)}
        ]
        return [fields for fields in mine if fields["event"] == name]

    def refused(self) -> list[dict[str, str]]:
        """Return the events about callers whom the line refused."""
        entries = cast(list[tuple[str, dict[str, str]]], self.redis.xrange(keys.events("cair")))
        return [fields for _, fields in entries if fields["event"] == "refused"]

    def undone(self) -> int:
        """Commands not yet acknowledged or read."""
        (group,) = self.redis.xinfo_groups(keys.commands("cair"))
        return int(group["pending"]) + int(group["lag"] or 0)

    def finishes_commands(self) -> None:
        """Wait until the workers have nothing left to do."""
        wait_until(lambda: self.goes_on() or not self.undone(), "every command is done")

    def stays_well(self) -> None:
        """Nothing is left that must never be, and no phone is on the line that the desk knows nothing of."""
        assert self.state.faults() == []
