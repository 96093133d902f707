"""Plays days at a desk in virtual time, on the line's real scripts, and keeps a separate log of what happened.

The menu is the line's own flow; callers, reps and the clock are drawn by chance. The log knows no event and no count.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from random import Random
from typing import Any

from redis import Redis

from ivr.navigation import Input, MenuPlace, PlaceKind, entrance, follow, means_something
from prompts.files.menu_models import MenuNode, PersonNode
from prompts.rendering.open_status import ClosedBy, OpenStatus
from prompts.revision import Revision
from routing.queue.desk_state import DeskState
from routing.queue.script_answers import JoinRequest
from routing.queue.scripts import Entrant, Scripts
from store import keys
from store.desk.states import CallerState, EndOfWait, OfferOutcome, RepStatus

SECRET = b"the secret of a desk that is only played"
LIFE = 400 * 86_400
LINE = "general"
NOT_TAKEN = (OfferOutcome.MISSED, OfferOutcome.PASSED, OfferOutcome.BUSY, OfferOutcome.UNREACHABLE)
REPS = ("1", "2", "3", "4")
MANY_NUMBERS = 2500
"""Fewer of them call more often."""
SECOND, MINUTE = 1000, 60_000
_MORNING = datetime(2026, 11, 2, 8, tzinfo=UTC)
OPEN = OpenStatus(_MORNING.date(), is_open=True, next_opening=_MORNING, closes_at=_MORNING)
CLOSED = OpenStatus(_MORNING.date(), is_open=False, next_opening=_MORNING, closed_by=ClosedBy.HOURS)
"""The door's state, of which the flow wants to know one thing only: whether it is open."""


@dataclass
class Wait:
    """A caller in line; `ended` says how: `answered`, `hung up` or `redialled`."""

    joined: int
    line: tuple[str, str]
    told: tuple[int, int] | None = None
    """Seconds at least and at most, as announced at the beginning."""
    ended: str = ""
    until: int = 0


@dataclass
class Talk:
    """A conversation, and the wrap-up after it until `ready`."""

    rep: str
    rung: int
    """When the rep's phone began to ring."""
    began: int
    until: int = 0
    ready: int = 0


@dataclass
class Stay:
    """At a node, from its words to what the caller did."""

    language: str
    node: str
    kind: str
    began: int
    until: int = 0
    key: str = ""


@dataclass
class LoggedCall:
    """Everything that a call was."""

    id: str
    number: str
    entered: int
    language: str
    stays: list[Stay] = field(default_factory=list)
    heard: list[tuple[int, str, str]] = field(default_factory=list)
    """When, in which language and where something was said from its beginning."""
    keys: list[tuple[int, str, str]] = field(default_factory=list)
    """When, where and which key was pressed."""
    asked: int | None = None
    asked_at: str = ""
    refusals: list[tuple[int, str, tuple[str, str]]] = field(default_factory=list)
    waits: list[Wait] = field(default_factory=list)
    talk: Talk | None = None
    said_goodbye: bool = False
    status: str = ""
    ended: int = 0


@dataclass
class Log:
    """The log of a replay: calls, offers to each rep, and each rep's statuses with their beginnings."""

    calls: list[LoggedCall] = field(default_factory=list)
    offers: list[tuple[int, int, str, str]] = field(default_factory=list)
    """When an offer was made and when it was over, to whom, and its outcome."""
    statuses: dict[str, list[tuple[int, str]]] = field(default_factory=dict)


@dataclass
class Caller:
    """A call under way."""

    log: LoggedCall
    here: MenuPlace
    door: OpenStatus
    offer: str = ""
    rep: str = ""
    rung: int = 0
    """When the offer was made."""
    is_over: bool = False

    @property
    def wait(self) -> Wait | None:
        return self.log.waits[-1] if self.log.waits and not self.log.waits[-1].ended else None


class Replay:
    """A desk on an empty database, from `start`, ms since 1970 UTC."""

    def __init__(
        self, client: Redis, revision: Revision, start: int, seed: int, numbers: int = MANY_NUMBERS
    ) -> None:
        self.log, self.now = Log(), start
        self._client, self._revision, self._chance = client, revision, Random(seed)
        self._desk, self._numbers = revision.desk.id, numbers
        self._state, self._scripts = DeskState(client, self._desk, start), Scripts(client)
        self._agenda: list[tuple[int, int, Callable[..., None], tuple[Any, ...]]] = []
        self._order, self._last_command = count(), "0"
        self._on_the_phone: dict[str, Caller] = {}
        """By the digest of the call."""
        self._waiting: dict[str, Caller] = {}
        """By number."""

    def play(self, calls: int, pause: float, progress: Callable[[int], None] = lambda _: None) -> Log:
        """So many calls, every `pause` seconds on average. `progress` hears how many have begun."""
        for rep in REPS:
            fields = {"name": f"Rep {rep}", "phone": f"+1916555000{rep}", "lines": LINE, "languages": "en,es"}
            self._state.save_rep(rep, {**fields, "wrap_up": "600", "misses_allowed": "99999"})
            self._set(rep, RepStatus.AVAILABLE)
        at = float(self.now)
        for _ in range(calls):
            at += self._chance.expovariate(1 / (pause * SECOND))
            self._later(int(at) - self.now, self._comes)
        for rep in REPS:
            for start in range(0, int(at) - self.now, 40 * MINUTE):
                self._later(start + self._chance.randint(0, 40 * MINUTE), self._takes_a_break, rep)
        while self._agenda:
            self.now, _, deed, given = heapq.heappop(self._agenda)
            self._state.now = self.now
            deed(*given)
            self._hear_rings()
            progress(len(self.log.calls))
        for rep in REPS:
            self._set(rep, RepStatus.OFFLINE)
        return self.log

    def _later(self, milliseconds: int, deed: Callable[..., None], *given: object) -> None:
        heapq.heappush(self._agenda, (self.now + milliseconds, next(self._order), deed, given))

    def _seconds(self, least: int, most: int) -> int:
        """So many, in ms; never whole ones, so that nothing falls on a bound by habit."""
        return self._chance.randint(least * SECOND, most * SECOND)

    # --- callers

    def _comes(self) -> None:
        chance, number = self._chance, ""
        if chance.random() > 0.05:
            number = f"+1510{chance.randint(0, self._numbers):07}"
        place = entrance(self._revision)
        log = LoggedCall(f"CA{len(self.log.calls):032x}", number, self.now, place.language)
        caller = Caller(log, place, CLOSED if chance.random() < 0.25 else OPEN)
        self.log.calls.append(log)
        self._on_the_phone[keys.digest(log.id)] = caller
        who = Entrant(log.id, number, keys.digest_of_number(SECRET, number), LIFE) if number else None
        self._write(caller, {"event": "entered"}, place, who)
        self._arrives(caller, place)
        self._later(self._seconds(1, 25), self._does_something, caller)

    def _does_something(self, caller: Caller) -> None:
        if caller.is_over or caller.wait or caller.log.talk:
            return
        if self._chance.random() < 0.2:
            self._hangs_up(caller)
            return
        given = self._input(caller.here)
        there = follow(self._revision, caller.here, given, caller.door)
        self._leaves(caller, given.key or "")
        caller.log.keys.append((self.now, caller.here.node, given.key or ""))
        event = {"event": "turn", "at": caller.here.node, "key": given.key or ""}
        if not means_something(self._revision, caller.here, given):
            event["useless"] = "1"
        is_person = isinstance(self._revision.menu.nodes[there.node], PersonNode)
        if is_person and there.part is PlaceKind.NODE and there.attempt == 1:
            event |= self._asks(caller, there)
        elif is_person:
            event |= {"refused": "", "line": f"{LINE}:{there.language}"}
        self._write(caller, event, there)
        caller.here = there
        self._arrives(caller, there)
        if there.part is PlaceKind.GOODBYE:
            caller.log.said_goodbye = True
            self._later(self._seconds(2, 9), self._hangs_up, caller)
        else:
            self._later(self._seconds(1, 40), self._does_something, caller)

    def _input(self, here: MenuPlace) -> Input:
        node = self._revision.menu.nodes[here.node]
        useful = [str(key) for key in node.keys] * 3 if isinstance(node, MenuNode) else ["#", "*"]
        return Input(self._chance.choice([*useful, "0", "0", "9", "*", "8", "?", None]))

    def _arrives(self, caller: Caller, there: MenuPlace) -> None:
        log, kind = caller.log, self._revision.menu.nodes[there.node].kind
        log.language = there.language
        log.stays.append(Stay(there.language, there.node, kind, self.now))
        if there.part is not PlaceKind.GOODBYE and there.attempt == 1:
            log.heard.append((self.now, there.language, there.node))

    def _leaves(self, caller: Caller, key: str) -> None:
        caller.log.stays[-1].until, caller.log.stays[-1].key = self.now, key

    def _asks(self, caller: Caller, there: MenuPlace) -> Mapping[str, str]:
        """Ask for a person: the caller joins the queue, or hears why not."""
        log, line = caller.log, (LINE, there.language)
        if log.asked is None:
            log.asked, log.asked_at = self.now, caller.here.node
        reason = "closed" if caller.door is CLOSED else "past_closing" if self._chance.random() < 0.05 else ""
        if not reason:
            reason = self._joins(caller, there)
        if reason:
            log.refusals.append((self.now, reason, line))
        return {"refused": reason, "line": ":".join(line)}

    def _joins(self, caller: Caller, there: MenuPlace) -> str:
        log = caller.log
        wish = JoinRequest(log.id, LINE, there.language, there.topic, log.number, longest_line=12)
        before = self._waiting.get(log.number) if log.number else None
        answer = self._state.join(wish)[0]
        if answer in ("nobody", "full"):
            return {"nobody": "nobody_signed_in", "full": "full"}[answer]
        if before and before is not caller:
            self._end_overtaken_wait(before)
        wait = Wait(self.now, (LINE, there.language))
        log.waits.append(wait)
        if log.number:
            self._waiting[log.number] = caller
        if self._chance.random() < 0.7:
            self._announce_wait(log, wait)
        self._later(int(self._chance.expovariate(1 / (150 * SECOND))), self._loses_patience, caller, wait)
        return ""

    def _announce_wait(self, log: LoggedCall, wait: Wait) -> None:
        """Announce the wait, except to a caller for whom a rep's phone rings already."""
        least = self._chance.choice((0, 60, 120))
        most = least + self._chance.choice((60, 90, 240))
        if self._state.hold(log.id, f"joined 0 0 1 1 {least or ''}:{most}").state is CallerState.WAITING:
            wait.told = (least, most)

    def _end_overtaken_wait(self, before: Caller) -> None:
        self._wait_ends(before, EndOfWait.REDIALLED)
        self._later(self._seconds(1, 5), self._hangs_up, before)

    def _loses_patience(self, caller: Caller, wait: Wait) -> None:
        if not wait.ended:
            self._hangs_up(caller)

    def _wait_ends(self, caller: Caller, how: str) -> None:
        wait = caller.wait
        assert wait is not None
        wait.ended, wait.until = how, self.now
        if caller.offer and how != "answered":
            self._is(caller.rep, RepStatus.AVAILABLE)
            self._offer_is_over(caller, OfferOutcome.CALLER_LEFT)
            caller.offer = ""
        self._waiting = {number: one for number, one in self._waiting.items() if one is not caller}

    def _hangs_up(self, caller: Caller) -> None:
        if caller.is_over:
            return
        caller.is_over, log = True, caller.log
        if caller.wait:
            self._wait_ends(caller, EndOfWait.HUNG_UP)
        if log.talk:
            log.talk.until = self.now
            self._is(log.talk.rep, RepStatus.WRAP_UP)
            self._later(self._seconds(1, 90), self._finish_wrap_up, log.talk)
        self._leaves(caller, "")
        log.ended, log.status = self.now, "failed" if self._chance.random() < 0.03 else "completed"
        self._state.caller_ends(log.id, EndOfWait.HUNG_UP)
        self._scripts.record_status(self._desk, log.id, 9, log.status, final=True, moment=self.now)
        del self._on_the_phone[keys.digest(log.id)]

    # --- reps

    def _hear_rings(self) -> None:
        """Every rep who is to be rung does something about it."""
        found: Any = self._client.xrange(keys.commands(self._desk), f"({self._last_command}", "+")
        for self._last_command, command in found:
            if command["command"] == "ring":
                caller = self._on_the_phone[command["caller"]]
                caller.offer, caller.rep, caller.rung = command["offer"], command["rep"], self.now
                self._is(caller.rep, RepStatus.OFFERED)
                self._later(self._seconds(1, 12), self._answers, caller, caller.offer)

    def _answers(self, caller: Caller, offer: str) -> None:
        if caller.offer != offer or not caller.wait:
            return
        outcome = self._chance.choice((OfferOutcome.TAKEN,) * 6 + NOT_TAKEN)
        if outcome is OfferOutcome.TAKEN:
            self._state.accept(offer)
            self._is(caller.rep, RepStatus.CONNECTING)
            self._later(self._seconds(1, 4), self._put_through, caller, offer)
            return
        rep, caller.offer = caller.rep, ""
        self._offer_is_over(caller, outcome)
        self._state.not_taken(offer, outcome)
        self._is(rep, RepStatus.AVAILABLE if outcome is OfferOutcome.MISSED else "pause")
        if outcome is not OfferOutcome.MISSED:
            self._later(30 * SECOND, self._finish_pause, rep)

    def _put_through(self, caller: Caller, offer: str) -> None:
        if caller.offer != offer or not caller.wait:
            return
        for side in ("caller", "rep"):
            self._state.side_joins(offer, side)
        self._wait_ends(caller, "answered")
        self._offer_is_over(caller, "connected")
        caller.log.talk = Talk(caller.rep, caller.rung, self.now)
        self._is(caller.rep, RepStatus.TALKING)
        self._later(self._seconds(20, 500), self._hangs_up, caller)

    def _offer_is_over(self, caller: Caller, outcome: str) -> None:
        self.log.offers.append((caller.rung, self.now, caller.rep, outcome))

    def _finish_wrap_up(self, talk: Talk) -> None:
        talk.ready = self.now
        self._set(talk.rep, RepStatus.AVAILABLE)

    def _finish_pause(self, rep: str) -> None:
        if self.log.statuses[rep][-1][1] == "pause":
            self._set(rep, RepStatus.AVAILABLE)

    def _takes_a_break(self, rep: str) -> None:
        if self.log.statuses[rep][-1][1] == RepStatus.AVAILABLE:
            self._set(rep, RepStatus.AWAY)
            self._later(self._seconds(120, 2400), self._set, rep, RepStatus.AVAILABLE)

    def _set(self, rep: str, status: RepStatus) -> None:
        self._state.set_status(rep, status)
        self._is(rep, status)

    def _is(self, rep: str, status: str) -> None:
        self.log.statuses.setdefault(rep, []).append((self.now, status))

    # --- what the line writes down

    def _write(
        self, caller: Caller, event: dict[str, str], there: MenuPlace, who: Entrant | None = None
    ) -> None:
        call = caller.log.id
        event |= {
            "call": call,
            "caller": keys.digest(call),
            "revision": self._revision.id,
            "language": there.language,
            "node": there.node,
            "kind": self._revision.menu.nodes[there.node].kind,
            "part": there.part.value,
            "attempt": str(there.attempt),
        }
        identity = (call, f"{self.now}", f"{len(caller.log.stays)}")
        self._scripts.record_turn(self._desk, identity, self.now, event, who)
