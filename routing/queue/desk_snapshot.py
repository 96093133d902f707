"""A desk as those who lead it see it, read in one step; and what they leave behind: messages, acts that can be undone.

Every method raises DatabaseDown.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self, cast

from routing.queue.script_answers import LineState
from routing.queue.wait_inputs import Outlook
from store import keys
from store.desk.call_ids import CallId
from store.desk.desk_scripts import DeskScripts
from store.desk.states import CallerState, RepStatus, StatusSource
from store.event_id import Version, version_of

MOST_LISTED = 50
"""Callers of each line that are listed; all of them are counted."""
UNDO_LIFE = 600
"""Seconds for which an act can be undone."""
MOST_ACTS, MOST_MESSAGES = 100, 20
"""Acts of a desk that can be undone, and messages that a rep has not read yet, at most."""


@dataclass(frozen=True)
class LineNow:
    """A waiting line in one language."""

    line: str
    language: str
    state: LineState

    @property
    def name(self) -> str:
        return f"{self.line}:{self.language}"


@dataclass(frozen=True)
class RepNow:
    """A rep; `seconds` in this status, which `by` has set (a person, a phone, a rule), if that is known."""

    id: str
    name: str
    status: RepStatus
    reason: str
    by: str
    seconds: float
    remaining: float | None
    """Seconds until the status ends by itself."""
    lines: tuple[str, ...]
    languages: tuple[str, ...]
    offer: str
    leaves: bool
    """Whether the rep has asked to be signed out after the call in hand."""
    chosen: int | None
    """When the rep last chose a status, ms since 1970 UTC."""

    @property
    def is_talking(self) -> bool:
        return self.status is RepStatus.TALKING

    @property
    def is_set_by_phone(self) -> bool:
        """Return whether a call or a text to the desk's number has set the status."""
        return self.by in (StatusSource.PHONE, StatusSource.TEXT)


@dataclass(frozen=True)
class CallerNow:
    """A caller who waits or is with a rep. `last_digits`: of the number, never more of it."""

    id: CallId
    line: str
    language: str
    state: CallerState
    last_digits: str
    topic: str
    waited: float
    """Seconds since joining."""
    is_silent: bool
    rep: str

    @property
    def is_waiting(self) -> bool:
        """Return whether the caller is in line and no rep is being rung."""
        return self.state is CallerState.WAITING


@dataclass(frozen=True)
class DeskNow:
    """The state of a desk at `moment`, ms since 1970 UTC; `version` is that of its latest event."""

    moment: int
    version: Version
    lines: tuple[LineNow, ...]
    reps: tuple[RepNow, ...]
    callers: tuple[CallerNow, ...]

    @classmethod
    def read(cls, answer: Sequence[Any]) -> Self:
        """Read the answer of the script `look_at_desk`."""
        now, latest, lines, reps, callers = answer
        moment = int(now)
        found = sorted((_rep(id_, fields, moment) for id_, fields in reps), key=lambda rep: rep.name)
        return cls(
            moment,
            version_of(latest) or (0, 0),
            tuple(_line(*line) for line in lines),
            tuple(found),
            tuple(_caller(id_, fields, moment) for id_, fields in callers if fields[0]),
        )


@dataclass(frozen=True)
class RepMessage:
    """A message that a rep sees on the page until it is read."""

    id: str
    text: str
    who: str
    moment: int


@dataclass(frozen=True)
class UndoableAction:
    """An act of a supervisor, with the verb and arguments that undo it."""

    id: str
    who: str
    told: str
    """In the past tense: `closed the desk until 3 PM`."""
    verb: str
    arguments: tuple[str, ...]

    @property
    def moment(self) -> int:
        """Return when it was done, ms since 1970 UTC."""
        return int(self.id)


class DeskSnapshots(DeskScripts):
    """The live state, messages and acts of one desk."""

    def look(self, lines: Sequence[str]) -> DeskNow:
        """Return the state of the desk in one step, for lines such as `general:en`."""
        return DeskNow.read(self.run("look_at_desk", MOST_LISTED, *lines))

    def send_message(self, rep: str, text: str, who: str) -> str:
        """Send a message to a rep and return its id; empty if there is no such rep, or one with `MOST_MESSAGES` unread
        ones."""
        return cast(str, self.run("send_message", rep, text, who, MOST_MESSAGES))

    def take_message(self, rep: str, id_: str, who: str) -> bool:
        """Remove a message that the rep has read, or that is withdrawn; return False if it was gone already."""
        return bool(self.run("take_message", rep, id_, who))

    def messages(self, rep: str) -> list[RepMessage]:
        """Return a rep's unread messages, oldest first."""
        found = self.record(keys.messages(self._desk, rep))
        read = {id_: json.loads(text) for id_, text in found.items()}
        ordered = sorted(read.items(), key=lambda pair: int(pair[0]))
        return [RepMessage(id_, one["text"], one["who"], int(one["moment"])) for id_, one in ordered]

    def remember(self, who: str, told: str, verb: str, *arguments: str) -> str:
        """Keep an act for as long as it can be undone; its id."""
        text = json.dumps({"who": who, "told": told, "verb": verb, "arguments": arguments})
        return cast(str, self.run("remember_act", text, who, MOST_ACTS))

    def acts(self, now: int) -> list[UndoableAction]:
        """Return the acts that can still be undone at a moment, the latest first."""
        found = self.record(keys.acts(self._desk))
        since = now - UNDO_LIFE * 1000
        return [_act(id_, found[id_]) for id_ in sorted(found, key=int, reverse=True) if int(id_) > since]

    def take_act(self, id_: str, who: str) -> UndoableAction | None:
        """Return an act to undo, only once; None when it is too late."""
        text = cast(str, self.run("take_act", id_, who))
        return _act(id_, text) if text else None

    def put_up(self, kind: str, before: str, after: str, until: int, who: str) -> bool:
        """Replace `closures`, `notices`, `attack` or `blocked`; False when they are no more what they were `before`."""
        done, _ = self.run("put_up", kind, before, after, until, who)
        return bool(done)


def _act(id_: str, text: str) -> UndoableAction:
    read: Mapping[str, Any] = json.loads(text)
    return UndoableAction(id_, read["who"], read["told"], read["verb"], tuple(read["arguments"]))


def _line(name: str, waiting: int, free: int, reps: int, longest: int, outlook: Sequence[Any]) -> LineNow:
    line, _, language = name.partition(":")
    state = LineState(int(waiting), int(free), int(reps), int(longest) / 1000, Outlook.read(outlook))
    return LineNow(line, language, state)


def _rep(id_: str, fields: Sequence[str | None], now: int) -> RepNow:
    name, status, reason, since, until, lines, languages, by, offer, leaves, chosen = (
        field or "" for field in fields
    )
    return RepNow(
        id_,
        name or id_,
        RepStatus(status or RepStatus.OFFLINE),
        reason,
        by,
        max(0, now - int(since or now)) / 1000,
        max(0, int(until) - now) / 1000 if until else None,
        tuple(lines.split(",")),
        tuple(languages.split(",")),
        offer,
        bool(leaves),
        int(chosen) if chosen else None,
    )


def _caller(call_id: CallId, fields: Sequence[str | None], now: int) -> CallerNow:
    name, state, digits, topic, joined, silent, rep = (field or "" for field in fields)
    line, _, language = name.partition(":")
    waited = max(0, now - int(joined or now)) / 1000
    return CallerNow(
        call_id,
        line,
        language,
        CallerState(state or CallerState.UNKNOWN),
        digits,
        topic,
        waited,
        silent == "1",
        rep,
    )
