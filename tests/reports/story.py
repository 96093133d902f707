"""Tells what happens on a desk step by step, in virtual time, by the line's own scripts; reports are read beside it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from redis import Redis

from prompts.files.models import Desk
from reports.counts import Counts, QuarterlyDay
from reports.folding import Folding
from reports.records import Record, Records
from reports.rep_day import Work, work_of
from reports.tally import CallTally
from routing.queue.desk_state import DeskState
from routing.queue.script_answers import JoinRequest
from routing.queue.scripts import Entrant, Scripts
from store import keys
from store.clock import milliseconds
from tests.calls.moments import TUESDAY_MORNING
from tests.routing.desks import cair

SECRET = b"a secret of at least thirty-two characters"
LIFE = 400 * 86_400
TUESDAY = TUESDAY_MORNING.date()


class Story:
    """A desk in virtual time. `passes` moves the clock; every other verb happens at once."""

    def __init__(self, redis: Redis, start: datetime = TUESDAY_MORNING, **desk: Any) -> None:
        self.redis = redis
        self.desk: Desk = cair(**desk)
        self.now = milliseconds(start)
        self.state = DeskState(redis, self.desk.id, self.now)
        self.records = Records(redis, self.desk.id)
        self._scripts = Scripts(redis)
        self._places: dict[str, str] = {}

    @property
    def folding(self) -> Folding:
        return Folding(self.redis, self.desk, self.now)

    @staticmethod
    def folding_of(client: Redis, story: Story) -> Folding:
        """The story's folding, through another client."""
        return Folding(client, story.desk, story.now)

    def passes(self, seconds: float) -> None:
        self.now += int(seconds * 1000)
        self.state.now = self.now

    # --- the menu

    def enters(
        self, call: str = "CA1", number: str = "+15105550100", language: str = "en", **fields: str
    ) -> None:
        digest = keys.digest_of_number(SECRET, number)
        self._turn(
            {"event": "entered", "node": "main", "kind": "menu", "part": "welcome", "language": language}
            | fields,
            call,
            Entrant(call, number, digest, LIFE) if number else None,
        )

    def presses(self, key: str, node: str, call: str = "CA1", *, kind: str = "", **fields: str) -> None:
        kind = kind or {"person": "person", "main": "menu", "records": "menu"}.get(node, "guidance")
        event = {"event": "turn", "node": node, "kind": kind, "part": "node", "language": "en", "key": key}
        event |= {"at": self._places.get(call, "main")}
        if kind == "person":
            event |= {"refused": "", "line": "general:en"}
        self._turn(event | fields, call)

    def ends(self, call: str = "CA1", status: str = "completed") -> None:
        """The carrier says that a call is over; the caller leaves the line with it."""
        self._scripts.record_status(self.desk.id, call, 9, status, final=True, moment=self.now)
        self.state.caller_ends(call, "hung up")

    def _turn(self, event: dict[str, str], call: str, entrant: Entrant | None = None) -> None:
        event = {"call": call, "caller": keys.digest(call), "attempt": "1"} | event
        self._places[call] = event["node"]
        self._scripts.record_turn(
            self.desk.id, (call, str(self.now), event["node"]), self.now, event, entrant
        )

    # --- the line

    def rep(self, id_: str = "ana", **fields: str) -> None:
        known = {"name": id_, "phone": f"+1916555{id_}", "lines": "general", "languages": "en,es"}
        self.state.save_rep(id_, {**known, "wrap_up": "60", **fields})
        self.state.set_status(id_, "available")

    def joins(self, call: str = "CA1", number: str = "+15105550100", language: str = "en") -> None:
        self.state.join(self.wish(call, number, language))

    @staticmethod
    def wish(call: str, number: str = "", language: str = "en", joined: int | None = None) -> JoinRequest:
        """To wait on the general line; with `joined` to wait on there."""
        return JoinRequest(call, "general", language, "main", number, joined)

    def offer(self, call: str = "CA1") -> str:
        """The number of the offer that a caller is in."""
        return self.state.caller(call).offer

    def takes_call(self, call: str = "CA1") -> None:
        """The rep who is offered the caller presses 1, and both are there at once."""
        offer = self.offer(call)
        self.state.accept(offer)
        for side in ("caller", "rep"):
            self.state.side_joins(offer, side)

    def happens(self, event: str, call: str = "CA1", **fields: str) -> None:
        """An event of a part of the line that this story does not play."""
        self.redis.xadd(
            keys.events(self.desk.id),
            {"moment": str(self.now), "event": event, "caller": keys.digest(call), **fields},
        )

    # --- the reports

    def folds(self) -> None:
        while self.folding.fold():
            pass

    def record(self, call: str = "CA1") -> Record:
        """The record of a call, up to date."""
        self.folds()
        found = self.records.of_call(call)
        assert found is not None
        return found

    def day(self) -> QuarterlyDay:
        """The story's Tuesday."""
        self.folds()
        return Counts(self.redis, self.desk).day(TUESDAY)

    def tally(self, language: str = "en") -> CallTally:
        """Return the counts of the general line."""
        return self.day().of_line("general", language)

    def work(self, rep: str = "ana") -> Work:
        self.folds()
        return work_of(self.redis, self.desk, rep, TUESDAY)

    def kept(self) -> dict[str, Any]:
        """All that was folded, to be compared."""
        found: dict[str, Any] = {}
        for name in self.redis.scan_iter(match=f"{keys.prefix(self.desk.id)}*"):
            kind = name.split(":")[1]
            if kind in {"record", "count", "work", "visits", "paths", "heard", "topics", "duty", "lengths"}:
                found[name] = self.redis.hgetall(name)
            elif kind in {"records", "numbers", "taken", "numbered", "missed"}:
                found[name] = self.redis.zrange(name, 0, -1, withscores=True)
        return found
