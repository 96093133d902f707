"""What callers experience, from the network's side only: places, waits, conversations, and how each call ended."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from chaos.story import SILENT_PURPOSES, document_place
from simulator.events import (
    Ended,
    Event,
    Joined,
    Left,
    Pressed,
    Requested,
    Responded,
    Ringing,
    Said,
)

FINAL = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})
QUEUE = re.compile(r">([^<>]+)</Enqueue>")
ASKED_WITHIN = 30.0
"""Seconds within which the line asks the carrier who talks, if nobody has told it."""
WAITING = ("line", "hold")


@dataclass
class Wait:
    """A wait for a person; seconds since 1970 UTC."""

    queue: str
    """The carrier's name: `cair-general-en`."""
    began: float
    passed_on_to: str = ""
    """The queue to which a rep has passed the caller on; the carrier goes on calling it by the first one's name."""
    ended: float = 0.0
    how: str = ""
    """`answered`, `given up`, or empty while it lasts."""
    learned: float = 0.0
    """When the line was told that both were there, of each of them or at once; 0 if all such callbacks were lost."""

    is_known: bool = True
    """Whether the line must know that it was answered: it was told so, or the two talked until it had asked."""

    @property
    def line(self) -> tuple[str, str]:
        """Return the queue and the language."""
        _, queue, language = self.queue.split("-")
        return self.passed_on_to or queue, language

    @property
    def seconds(self) -> float:
        return self.ended - self.began


@dataclass
class Talk:
    """A conversation, from both being there until the first leaves."""

    wait: Wait
    rep: str
    """The rep's leg."""
    conference: str
    began: float
    ended: float = 0.0

    @property
    def seconds(self) -> float:
        return self.ended - self.began


@dataclass
class Stay:
    """A place of the menu, until the line answers something else."""

    node: str
    began: float
    ended: float = 0.0


@dataclass
class Experience:
    """One call of a caller."""

    sid: str
    number: str
    began: float = 0.0
    language: str = "en"
    stays: list[Stay] = field(default_factory=list)
    asked_at: float = 0.0
    asked_from: str = ""
    """The place in which the caller asked for a person."""
    is_refused: bool = False
    waits: list[Wait] = field(default_factory=list)
    talks: list[Talk] = field(default_factory=list)
    ended: float = 0.0
    reason: str = ""
    status: str = ""
    place: str = ""
    passed_on_to: str = ""
    is_end_told: bool = False
    """Whether the carrier's last word of the call reached the line."""

    def comes_to(self, place: str, at: float, document: str) -> None:
        """Take down where a document puts the caller, since its request at `at`."""
        if place in ("line", "person") and not self.asked_at:
            self.asked_at, self.asked_from = at, self.place
        self.is_refused = self.is_refused or place == "person"
        if self.stays and not self.stays[-1].ended and place not in WAITING[1:]:
            self.stays[-1].ended = at
        if place not in (*WAITING, "conference", "dropped", "leaving", "last", "fallback"):
            self.stays.append(Stay(place, at))
        if place == "line" and not (self.waits and not self.waits[-1].how):
            found = QUEUE.search(document)
            assert found, document
            self.waits.append(Wait(found[1], at, self.passed_on_to))
        self.place = place

    def ends_wait(self, how: str, at: float) -> None:
        if self.waits and not self.waits[-1].how:
            self.waits[-1].ended, self.waits[-1].how = at, how


@dataclass
class Phones:
    """Every call to the desk; subscribe `notice` to the network."""

    desk: str
    """The desk's number."""
    calls: dict[str, Experience] = field(default_factory=dict)
    rings: dict[str, float] = field(default_factory=dict)
    """When each leg to a rep began to ring."""
    reps: dict[str, str] = field(default_factory=dict)
    """The phone of each leg to a rep."""
    _asked: dict[int, tuple[float, str]] = field(default_factory=dict)
    _present: dict[str, set[str]] = field(default_factory=dict)
    _joins: dict[tuple[str, str], float] = field(default_factory=dict)
    """When the line was told that a leg had joined a conference."""
    _starts: dict[str, float] = field(default_factory=dict)
    """When the line was told that a conference had two participants."""

    def notice(self, event: Event) -> None:
        """Receive the network's events."""
        at, call = event.at.timestamp(), self.calls.get(event.call_sid)
        match event:
            case Ringing(to=to) if to != self.desk:
                self.rings[event.call_sid], self.reps[event.call_sid] = at, to
            case Requested():
                self._asked[event.exchange] = at, event.purpose
                if (
                    call is None
                    and event.params.get("Direction") == "inbound"
                    and event.params["To"] == self.desk
                ):
                    call = self.calls[event.call_sid] = Experience(event.call_sid, event.params["From"], at)
                if event.params.get("StatusCallbackEvent") == "participant-join":
                    self._joins.setdefault((event.params["FriendlyName"], event.params["CallSid"]), at)
                if event.params.get("StatusCallbackEvent") == "conference-start":
                    self._starts.setdefault(event.params["FriendlyName"], at)
                if call is not None and event.purpose == "status" and "FriendlyName" not in event.params:
                    call.is_end_told = call.is_end_told or event.params.get("CallStatus") in FINAL
            case Joined(conference=name):
                self._joined(name, event.call_sid, at)
            case Left(conference=name):
                self._left(name, event.call_sid, at)
            case _ if call is None:
                pass
            case Responded(status=200):
                asked, purpose = self._asked[event.exchange]
                if purpose not in SILENT_PURPOSES and (place := document_place(event.body)):
                    call.comes_to(place, asked, event.body)
            case Said(language=language) if call.place not in WAITING:
                call.language = language.partition("-")[0]
            case Pressed(keys=keys) if "*" in keys and call.place in WAITING:
                call.ends_wait("given up", at)
            case Ended(status=status, reason=reason):
                call.ended, call.status, call.reason = at, status, reason
                call.ends_wait("given up", at)
                if call.stays and not call.stays[-1].ended:
                    call.stays[-1].ended = at
            case _:
                pass

    def learn(self) -> None:
        """Fill in, after the day, when the line was told of each conversation."""
        for call in self.calls.values():
            for talk in call.talks:
                joins = [self._joins.get((talk.conference, leg), 0.0) for leg in (call.sid, talk.rep)]
                words = [max(joins) if all(joins) else 0.0, self._starts.get(talk.conference, 0.0)]
                talk.wait.learned = min((word for word in words if word), default=0.0)
                is_told = 0 < talk.wait.learned <= talk.ended
                talk.wait.is_known = is_told or talk.seconds > ASKED_WITHIN

    def _joined(self, conference: str, leg: str, at: float) -> None:
        present = self._present.setdefault(conference, set())
        present.add(leg)
        callers = [self.calls[one] for one in present if one in self.calls]
        reps = [one for one in present if one not in self.calls]
        for caller in callers:
            if reps and caller.waits and not caller.waits[-1].how:
                caller.ends_wait("answered", at)
                caller.talks.append(Talk(caller.waits[-1], reps[0], conference, at))

    def _left(self, conference: str, leg: str, at: float) -> None:
        if leg not in self._present.get(conference, ()):
            return
        self._present[conference].discard(leg)
        for call in self.calls.values():
            for talk in call.talks:
                if talk.conference == conference and not talk.ended:
                    talk.ended = at
