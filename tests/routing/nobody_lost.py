"""A desk whose time the tests decide, and the short words in which they tell what happens there."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from routing.queue.desk_state import DeskState
from routing.queue.script_answers import JoinRequest
from store import keys
from tests.databases import every_key

START = 1_800_000_000_000


class Desk(DeskState):
    """The state of a desk, and who does what. After every step of time nothing may be wrong."""

    def signs_in(self, *names: str) -> None:
        for name in names:
            lines = {"phone": f"phone of {name}", "lines": "general", "languages": "en"}
            self.save_rep(name, lines)
            self.set_status(name, "available")

    def waits(self, call: str, number: str = "") -> str:
        """A call that joins a moment after whatever came before."""
        self.now = (self.now or START) + 1
        self.join(JoinRequest(call, "general", "en", "login", number))
        return call

    def rings(self, call: str) -> str:
        """The offer of a caller, whose leg rings now."""
        offer = self.offer_of(call)
        self.leg_rings(offer, f"leg{offer}")
        return offer

    def talks(self, call: str, number: str = "") -> str:
        """The offer of a caller who waits, is taken and talks."""
        offer = self.rings(self.waits(call, number))
        assert self.accept(offer) == "accepted"
        self.side_joins(offer, "rep")
        assert self.side_joins(offer, "caller") == "talking"
        return offer

    def later(self, seconds: int) -> None:
        assert self.now is not None
        assert not self.faults()
        self.now += seconds * 1000

    def said_twice(self, word: Callable[[], object], *, same_answer: bool = True) -> None:
        answer, before = word(), self.records()
        again = word()
        assert self.records() == before
        assert again == answer or not same_answer

    # --- what is there

    def offer_of(self, call: str) -> str:
        return self.caller(call).offer

    def status(self, rep: str) -> str:
        return self.rep(rep).status

    def line(self) -> list[str]:
        """The calls that wait, first to last."""
        digests = cast(list[str], self._client.zrange(keys.line(self._desk, "general", "en"), 0, -1))
        names = {keys.digest(f"CA{number}"): f"CA{number}" for number in range(100)}
        return [names[digest] for digest in digests]

    def ordered(self, name: str) -> list[dict[str, str]]:
        """The commands of one kind, without their time."""
        entries = self._entries(keys.commands(self._desk))
        orders = [entry for entry in entries if entry.pop("command") == name]
        return [{field: value for field, value in order.items() if field != "moment"} for order in orders]

    def happened(self, name: str) -> int:
        """Return how many events of a kind there were."""
        return [entry["event"] for entry in self.journal()].count(name)

    def journal(self) -> list[dict[str, str]]:
        """Every event, oldest first."""
        return self._entries(keys.events(self._desk))

    def _entries(self, stream: str) -> list[dict[str, str]]:
        return [fields for _, fields in cast(list[tuple[str, dict[str, str]]], self._client.xrange(stream))]

    def records(self) -> dict[str, object]:
        """Everything but the journal: equal when nothing has changed."""
        found: dict[str, object] = {}
        for name in every_key(self._client, f"{keys.prefix(self._desk)}*"):
            kind = self._client.type(name)
            if kind == "hash":
                found[name] = self._client.hgetall(name)
            elif kind == "zset":
                found[name] = self._client.zrange(name, 0, -1, withscores=True)
            elif kind == "set":
                found[name] = self._client.smembers(name)
            elif name != keys.events(self._desk):
                found[name] = self._client.xlen(name) if kind == "stream" else self._client.get(name)
        return found
