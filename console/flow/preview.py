"""A walk through a desk's content as a phone would take it: the place, the words there, and the ways on.

Nothing is remembered between two steps. The words and ways are those of the line itself: `ivr.navigation` says where a
key leads, `ivr.twiml` what is said there, the calendar and the bulletin how the door stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from ivr.navigation import (
    UNKNOWN,
    Input,
    MenuPlace,
    PlaceKind,
    arrive,
    asks_first,
    entrance,
    follow,
    heard_key,
)
from ivr.services import closures_of, door_at
from ivr.twiml import turn_at
from prompts.files.menu_models import PersonNode
from prompts.menu_keys import BACK
from prompts.rendering.call_prompts import PromptTurn, Utterance
from prompts.rendering.open_status import OpenStatus
from prompts.rendering.queue_voice import WaitingVoice
from prompts.rendering.refusal import SOON, QueueRefusal, Retry
from prompts.revision import Revision
from routing.hours.schedule import Calendar, Closure
from routing.notices.notices import DeskNotices
from routing.queue.desk_state import DeskState
from routing.waits.adviser import Adviser
from store.clock import milliseconds
from store.desk.states import EndOfWait
from store.errors import DatabaseDown

SILENCE = ""
"""The key of who presses none."""
WAITS = "waits"
"""What becomes of a wish for a person, besides the refusals."""
OUTCOMES = {
    QueueRefusal.NOBODY_SIGNED_IN: "nobody is signed in",
    QueueRefusal.FULL: "the line is full",
    QueueRefusal.PAST_CLOSING: "the wait would pass closing time",
    QueueRefusal.CALLED_TOO_OFTEN: "the number has called too often",
    WAITS: "the caller waits in line",
}
"""For people to choose from, while the desk is open."""
A_MINUTE, AN_HOUR = timedelta(minutes=1), timedelta(hours=1)


@dataclass(frozen=True)
class Moment:
    """The time, and the assumptions about the desk at that time."""

    at: datetime
    is_closure: bool = False
    """The desk had to close a minute ago, for an hour."""
    outcome: str = QueueRefusal.NOBODY_SIGNED_IN
    """One of `OUTCOMES`."""
    bulletin: DeskNotices = field(default_factory=DeskNotices)
    """What hangs at the door."""

    @property
    def closures(self) -> list[Closure]:
        assumed = [Closure(self.at - A_MINUTE, self.at + AN_HOUR)] if self.is_closure else []
        return [*closures_of(self.bulletin), *assumed]


@dataclass(frozen=True)
class PreviewText:
    """Texts that a caller hears at once, and when, if that is not immediately."""

    said: tuple[Utterance, ...]
    moment: str = ""


@dataclass(frozen=True)
class Stop:
    """A stop of the walk."""

    place: MenuPlace
    heard: tuple[PreviewText, ...]
    keys: Mapping[str, MenuPlace]
    """Where each key leads that does something here; `SILENCE` where nothing pressed leads."""
    is_over: bool
    opening: OpenStatus


class PreviewSchedule:
    """The door of a desk at a moment, as this revision has it. Raises CalendarError."""

    def __init__(self, revision: Revision, moment: Moment) -> None:
        self._calendar = Calendar(revision.desk, moment.closures)
        self._revision, self._moment = revision, moment
        self.opening = self._of("")

    def _of(self, line: str) -> OpenStatus:
        return door_at(self._calendar, self._moment.bulletin, milliseconds(self._moment.at), line)

    def refusal(self, node: PersonNode) -> tuple[QueueRefusal, Retry, OpenStatus]:
        """Return why nobody takes the call at a person's node, when to try again, and the open status that is
        announced."""
        line = self._of(node.line)
        if not self.opening.is_open:
            return QueueRefusal.CLOSED, SOON, self.opening
        if not line.is_open:
            return QueueRefusal.LINE_CLOSED, Retry(line_opens=line.next_opening), self.opening
        outcome = self._moment.outcome
        why = QueueRefusal(outcome) if outcome in set(QueueRefusal) else QueueRefusal.NOBODY_SIGNED_IN
        adviser = Adviser(self._revision.desk, self._calendar)
        retry = adviser.retry(_nothing_known, self.opening, self._moment.at, why)
        return why, retry, line if why is QueueRefusal.PAST_CLOSING else self.opening


def stop_at(revision: Revision, place: MenuPlace, moment: Moment) -> Stop:
    """Return what is heard at a place, and the ways on. Raises CalendarError."""
    door = PreviewSchedule(revision, moment)
    node = revision.menu.nodes[place.node]
    if place.part is not PlaceKind.NODE or place.attempt > 1 or not isinstance(node, PersonNode):
        turn = turn_at(revision, place, door.opening, QueueRefusal.NOBODY_SIGNED_IN, SOON)
        return _stop(revision, place, turn, door.opening)
    why, retry, opening = door.refusal(node)
    if moment.outcome == WAITS and why not in (QueueRefusal.CLOSED, QueueRefusal.LINE_CLOSED):
        return Stop(place, _in_line(revision, place, door.opening), {}, True, door.opening)
    return _stop(revision, place, turn_at(revision, place, opening, why, retry), door.opening)


def _nothing_known() -> DeskState:
    """Return a state without past waits, so that a walk names no calmer time."""
    raise DatabaseDown("a walk asks no database")


def _stop(revision: Revision, place: MenuPlace, turn: PromptTurn, opening: OpenStatus) -> Stop:
    keys = {key: _led(revision, place, Input(key or None), opening) for key in [*sorted(turn.keys), SILENCE]}
    if place.node == revision.menu.start:
        keys.pop(BACK, None)  # the door for reps: no part of what callers hear
    return Stop(
        place, (PreviewText(turn.said),), keys if turn.expects_input else {}, not turn.expects_input, opening
    )


def _led(revision: Revision, place: MenuPlace, given: Input, opening: OpenStatus) -> MenuPlace:
    return asks_first(revision, place, given, follow(revision, place, given, opening), opening)


def read_place(
    revision: Revision, language: str, part: str, node: str, attempt: str, topic: str
) -> MenuPlace:
    """Return the place that a page's address names; an unknown one is the beginning of the call."""
    found = arrive(revision, language, node)
    if part == PlaceKind.WELCOME or found.node != node or part not in set(PlaceKind):
        return entrance(revision, found.language)
    number = int(attempt) if attempt.isascii() and attempt.isdecimal() and len(attempt) == 1 else 1
    kept = topic if topic in revision.menu.nodes else ""
    return MenuPlace(PlaceKind(part), found.language, node, max(1, min(number, revision.menu.attempts)), kept)


def has_place(revision: Revision, place: MenuPlace) -> bool:
    """Return whether this revision has the place at all."""
    return place.language in revision.desk.languages and place.node in revision.menu.nodes


def led_by_words(revision: Revision, place: MenuPlace, words: str, moment: Moment) -> MenuPlace:
    """Return where spoken words lead, by the rules of the line. Raises CalendarError."""
    opening = PreviewSchedule(revision, moment).opening
    turn = turn_at(revision, place, opening, QueueRefusal.NOBODY_SIGNED_IN, SOON)
    given = heard_key({"SpeechResult": words}, turn, place.language)
    return _led(revision, place, given if given.key else Input(UNKNOWN), opening)


def _in_line(revision: Revision, place: MenuPlace, opening: OpenStatus) -> tuple[PreviewText, ...]:
    """Return all that a waiting caller may hear, one after the other, with examples for unknown values."""
    voice = WaitingVoice(revision, place.language, opening)
    prompts = revision.texts[place.language].prompts.waiting
    topic = place.topic or revision.menu.start
    return (
        PreviewText(voice.joined(2, (300, 600)), "on joining the line, for example at number 2"),
        PreviewText(voice.keys(topic), "after that"),
        PreviewText(voice.says(prompts.music_is_off), "after 2: the music is off"),
        PreviewText(voice.moved_up(1, (None, 300)), "on moving up"),
        PreviewText(voice.longer((None, 1200)), "when it takes longer than was said"),
        PreviewText(voice.joined(1, (120, 300), prompts.overdue), "when the wait that was announced is over"),
        PreviewText(voice.longer(None), "when nobody is at the phones any more"),
        PreviewText(voice.says(prompts.still_here), "now and then"),
        PreviewText(voice.says(prompts.any_key), "to somebody who never pressed a key"),
        PreviewText(voice.says(prompts.ringing), "when a person's phone begins to ring"),
        PreviewText(voice.says(prompts.connecting), "when a person takes the call"),
        PreviewText(voice.names(prompts.held, "Ana"), "on hold"),
        PreviewText(voice.names(prompts.still_held, "Ana"), "on hold, about once a minute"),
        PreviewText(voice.says(prompts.dropped), "when the call with the person breaks off"),
        PreviewText(voice.too_long(SOON), "after the longest wait"),
        PreviewText(voice.farewell(EndOfWait.CLOSED), "when the desk has closed meanwhile"),
        PreviewText(voice.farewell(EndOfWait.LEFT), "after star: out of the line"),
    )
