"""The story of a call as the network reports it: enough to judge the call, and to explain what went wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime

from simulator.events import (
    Alert,
    Dequeued,
    Ended,
    Enqueued,
    Event,
    Joined,
    Left,
    Pressed,
    Requested,
    Responded,
    Said,
)

MENU_ACTION = re.compile(r'action="[^"]*/voice/[^/"]+/[^/"]+/\w+/(\w+)/\d(?:/\w+)?"')
FALLBACK = "fallback"
"""The purpose of asking the fallback URL, and the place of a caller who hears what it says."""
DROPPED = "dropped"
"""The place of a caller who is asked whether to wait again."""
SILENT_PURPOSES = frozenset({"status", "media"})
LONGEST_WORDS = 90
OWN_WISH = "hung up"
"""What the network calls a phone that was put down by its owner."""


@dataclass
class RepTalk:
    """A conversation with a rep: since both were there, until the first of the two left."""

    conference: str
    rep: str
    began: datetime
    ended: datetime | None = None
    left_first: str = ""
    """`rep` or `caller`."""
    is_cut_off: bool = False
    """Whoever left first had not hung up: the line has ended it."""


@dataclass
class AnsweredWebhook:
    """A webhook of the call, and when it was answered."""

    purpose: str
    url: str
    asked: datetime
    answered: datetime | None = None
    seconds: float = 0.0
    body: str = ""


@dataclass
class Story:
    """A call. `wish` is the caller's intention; `place` is where the last document put the caller."""

    sid: str
    number: str
    wish: str
    began: datetime
    place: str = ""
    was_told: bool = False
    gave_up: str = ""
    """Why the automaton put the phone down although its caller would not have."""
    ended: Ended | None = None
    enqueued: datetime | None = None
    queue: str = ""
    talks: list[RepTalk] = field(default_factory=list)
    requests: dict[int, AnsweredWebhook] = field(default_factory=dict)
    alerts: list[Alert] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    left_line: datetime | None = None
    has_left: bool = False
    """The caller's last key was the one that leaves the line."""

    def notice(self, event: Event) -> None:
        """Take down what the network tells of this call."""
        match event:
            case Requested():
                self.requests[event.exchange] = AnsweredWebhook(event.purpose, event.url, event.at)
                self._report(event, f"{event.purpose} -> {_path(event.url)}")
            case Responded():
                self._answered(event)
            case Said():
                self._report(event, f"hears “{event.text[:LONGEST_WORDS]}”")
            case Pressed():
                self.has_left = "*" in event.keys
                self.left_line = event.at if self.has_left else self.left_line
                self._report(event, f"presses {event.keys}")
            case Enqueued():
                self.enqueued = self.enqueued or event.at
                self.queue = event.queue
                self._report(event, f"waits on {event.queue}")
            case Dequeued():
                self._report(event, f"leaves the queue: {event.result}")
            case Joined() | Left():
                self._report(event, f"{type(event).__name__.lower()} conference {event.conference}")
            case Alert():
                self.alerts.append(event)
                self._report(event, f"ALERT {event.code} {event.message} {_path(event.url)}")
            case Ended():
                self.ended = event
                self._report(event, f"{event.reason} ({event.status})")
            case _:
                pass

    def remark(self, at: datetime, words: str) -> None:
        """Add a remark that the network does not know."""
        self.lines.append(f"{at:%H:%M:%S.%f} {words}")

    def told(self) -> str:
        """Return the whole story, for people."""
        return "\n".join([f"{self.sid} {self.number} ({self.wish}), {outcome_hint(self)}", *self.lines])

    def _answered(self, event: Responded) -> None:
        request = self.requests[event.exchange]
        if event.status != 200:
            self._report(event, f"answer {event.status} {event.body[:LONGEST_WORDS]}")
            return
        request.answered, request.seconds = event.at, event.seconds
        if request.purpose == FALLBACK:
            self.place = FALLBACK
        elif request.purpose not in SILENT_PURPOSES and (place := document_place(event.body)):
            self.place = place
            self.was_told = self.was_told or place == "person" or (place == "leaving" and not self.has_left)

    def _report(self, event: Event, words: str) -> None:
        self.remark(event.at, words)


def document_place(body: str) -> str:
    """Return where a document puts a caller: a node, `line`, `hold`, `conference`, `dropped`, `leaving`, `last` or
    nowhere."""
    if "<Enqueue" in body:
        return "line"
    if "<Conference" in body:
        return "conference"
    if "<Leave" in body:
        return "leaving"
    if "/talked" in body:
        return DROPPED
    if "<Gather" in body and "/hold/" in body:
        return "hold"
    if found := MENU_ACTION.search(body):
        return found[1]
    return "last" if "<Hangup" in body else ""


def outcome_hint(story: Story) -> str:
    return story.gave_up or f"last at {story.place or 'nothing'}"


def _path(url: str) -> str:
    return re.sub(r"^https?://[^/]+", "", url)
