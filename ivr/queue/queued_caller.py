"""A queued caller as the URL of the hold describes one: enough to keep waiting after a loss of all data."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

from ivr.media.hold_music import part_number
from prompts.files.menu_models import PersonNode
from prompts.files.models import WaitingLine
from prompts.menu_keys import next_language
from prompts.rendering.call_prompts import person_node
from prompts.revision import Revision
from routing.queue.place import QueuePlace
from routing.queue.script_answers import JoinRequest
from store.desk.call_ids import CallSid
from store.desk.records import Caller

STEPS = frozenset({"hold", "left"})
PARTS = (6, 7)
"""How many parts the URL has: revision, language, node, step, topic, the moment of joining, and maybe the music."""
OFF = "off"

WITHHELD = frozenset({"+266696687", "+7378742883", "+2562533", "+8656696", "+86282452253"})
"""What the carrier shows for a withheld number: “anonymous”, “restricted” and the like on a phone's keys."""
LONGEST_NUMBER = 16
"""A plus sign and the fifteen digits of E.164."""


def known_number(number: str) -> str:
    """A caller's number, E.164; empty when it is withheld or none."""
    is_one = number.startswith("+") and number[1:].isdecimal() and number.isascii()
    return number if is_one and len(number) <= LONGEST_NUMBER and number not in WITHHELD else ""


@dataclass(frozen=True, slots=True)
class QueuedCaller:
    """A queued caller. `joined` is in ms since 1970 UTC; `topic` is the node from which the caller asked for a
    person."""

    revision: Revision
    language: str
    """In which the caller hears the hold; the line's own is in the queue."""
    node: str
    topic: str
    joined: int
    part: int | None = None
    """The part of the music that comes next; None for one that fits the time since joining."""
    is_quiet: bool = False
    """The caller has turned the music off."""

    @classmethod
    def read(cls, revision: Revision, parts: list[str], now: int) -> Self:
        """Read a queued caller from the parts of a URL; values that the revision does not know become the desk's
        first."""
        _, language, node, _, topic, joined, *music = parts
        if language not in revision.desk.languages:
            language = next(iter(revision.desk.languages))
        if not isinstance(revision.menu.nodes.get(node), PersonNode):
            node = person_node(revision)
        since = int(joined) if joined.isascii() and joined.isdecimal() and len(joined) < 15 else now
        heard = music[0] if music else ""
        part = part_number(heard.removeprefix(OFF))
        return cls(revision, language, node, topic, min(since, now), part, heard.startswith(OFF))

    @classmethod
    def of_caller(cls, revision: Revision, caller: Caller) -> Self:
        """Return a queued caller from the database's record."""
        return cls.at(revision, QueuePlace.of_caller(caller))

    @classmethod
    def at(cls, revision: Revision, place: QueuePlace) -> Self:
        """Return the caller who waits at `place`; a language or line that the revision lacks becomes its first."""
        nodes = revision.menu.nodes.items()
        ways = (node for node, one in nodes if isinstance(one, PersonNode) and one.line == place.line)
        languages = revision.desk.languages
        language = place.language if place.language in languages else next(iter(languages))
        return cls(revision, language, next(ways, person_node(revision)), place.topic, place.joined)

    @property
    def line(self) -> WaitingLine:
        door = self.revision.menu.nodes[self.node]
        name = door.line if isinstance(door, PersonNode) else ""
        return next(line for line in self.revision.desk.lines if line.id == name)

    @property
    def line_language(self) -> str:
        """The language in which a person answers: the caller's, if the line has it."""
        return self.language if self.language in self.line.languages else self.line.languages[0]

    @property
    def queue(self) -> str:
        """The carrier's queue; only a place to wait in, the order is ours."""
        return f"{self.revision.desk.id}-{self.line.id}-{self.line_language}"

    @property
    def place(self) -> QueuePlace:
        return QueuePlace(self.language, self.line.id, self.topic, self.joined)

    def path(self, step: str) -> str:
        """Return the path of the carrier's next request, below the base URL."""
        revision = self.revision
        path = (
            f"/voice/{revision.desk.id}/{revision.id}/{self.language}/{self.node}/{step}"
            f"/{self.topic or '-'}/{self.joined}"
        )
        music = f"{OFF if self.is_quiet else ''}{'' if self.part is None else self.part}"
        return f"{path}/{music}" if music else path

    @property
    def menu_path(self) -> str:
        """Return the path of the caller's main menu, below the base URL."""
        revision = self.revision
        return f"/voice/{revision.desk.id}/{revision.id}/{self.language}/{revision.menu.start}"

    def in_next_language(self) -> QueuedCaller:
        return replace(self, language=next_language(self.revision, self.language))

    def wish(
        self, call_sid: CallSid, number: str, secret: bytes, *, is_silent: bool = False, again: bool = False
    ) -> JoinRequest:
        """The wish to wait, or with `again` to wait on since `joined`; `secret` is the line's own."""
        limits = self.revision.desk.limits
        return JoinRequest(
            call_sid=call_sid,
            line=self.line.id,
            language=self.line_language,
            other_languages=tuple(one for one in self.line.languages if one != self.line_language),
            topic=self.topic,
            number=known_number(number),
            joined=self.joined if again else None,
            head_start=self.line.head_start,
            longest_line=self.line.longest_line,
            joins_an_hour=limits.joins_an_hour,
            often=limits.often,
            shared_places=limits.shared_places(self.line.longest_line),
            is_silent=is_silent,
            revision=self.revision.id,
            secret=secret,
        )
