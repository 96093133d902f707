"""The services with which a web process answers calls: content and open status of each desk, documents, and the
journal."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Self
from weakref import WeakKeyDictionary

from redis import Redis

from ivr.navigation import entrance
from ivr.twiml import Answers
from prompts.rendering.open_status import OpenStatus, Said
from prompts.rendering.refusal import QueueRefusal, Retry
from prompts.revision import Revision
from routing.hours.schedule import Calendar, Closure
from routing.notices.block_list import BlockList, read_block_list
from routing.notices.notices import DeskNotices, read_bulletin
from routing.queue.call_limits import UNLIMITED, Allowance
from routing.queue.desk_state import DeskState
from routing.queue.journal import Journal
from routing.waits.adviser import Adviser
from store.clock import instant, milliseconds
from store.desk.call_ids import CallSid
from store.errors import DatabaseDown

REVISION = re.compile(r"[0-9a-f]{10}")


@dataclass(frozen=True)
class DeskSchedule:
    """The schedule of a desk in one revision: when it is open, and when callers should try again."""

    calendar: Calendar
    adviser: Adviser

    @classmethod
    def of(cls, revision: Revision) -> Self:
        calendar = Calendar(revision.desk)
        return cls(calendar, Adviser(revision.desk, calendar))


@dataclass(frozen=True)
class VoiceServices:
    """Everything a webhook needs. `tokens` are the keys of the carrier's signatures; none of them: all refused."""

    base_url: str
    tokens: tuple[bytes, ...]
    time_travel: bool
    journal: Journal
    desks: Mapping[str, Revision]
    """What callers hear who call now; whoever reads it twice may get another revision."""
    states: Mapping[str, DeskState]
    secret: bytes
    """The key of the digests that stand for callers' numbers."""
    allowance: Allowance = UNLIMITED
    """How often each desk may call out."""
    find: Callable[[str, str], Revision | None] = lambda _desk, _id: None
    """An earlier revision of a desk by its id, for the calls that began on it."""
    answers: Answers = field(init=False)
    doors: WeakKeyDictionary[Revision, DeskSchedule] = field(default_factory=WeakKeyDictionary, init=False)
    """Of each revision that is in use."""
    bulletins: dict[str, DeskNotices] = field(default_factory=dict, init=False)
    """What hangs at each desk's door, as this process knows it."""
    block_lists: dict[str, BlockList] = field(default_factory=dict, init=False)
    """Whose calls each desk refuses, as this process knows it."""
    unheard: set[str] = field(default_factory=set, init=False)
    """Desks whose database was away when the carrier told how a call or an offer goes."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "answers", Answers(self.base_url))

    def warm_up(self, revision: Revision) -> None:
        """Make the first documents now: the first caller of a revision should not wait for the calendar to load."""
        opening = self.opening(revision, milliseconds())
        for language in revision.desk.languages:
            self.answers.at(revision, entrance(revision, language), opening)

    def revision(self, desk: str, began_on: str = "") -> Revision | None:
        """Return the content of a desk that a call `began_on`, by its URLs, if that is known, otherwise the current
        one.

        A single desk answers whatever name the number's webhook carries.
        """
        found = self.desks.get(desk)
        if found is None and len(self.desks) == 1:
            found = next(iter(self.desks.values()))
        if found is None or began_on == found.id or not REVISION.fullmatch(began_on):
            return found
        return self.find(found.desk.id, began_on) or found

    def revision_of(self, call_sid: CallSid, revision: Revision) -> Revision:
        """Return the revision of a caller who has waited, where no URL names it; `revision` if it is unknown. Raises
        DatabaseDown."""
        began_on = self.state(revision).caller(call_sid).revision
        return self.revision(revision.desk.id, began_on) or revision

    def state(self, revision: Revision) -> DeskState:
        """Return the living state of a desk. Raises DatabaseDown at once while the database is known to be down."""
        if not self.journal.is_up(revision.desk.id):
            raise DatabaseDown("the database is away")
        state = self.states[revision.desk.id]
        if revision.desk.id in self.unheard:
            state.reconcile_soon()
            self.unheard.discard(revision.desk.id)
        return state

    def retry(self, revision: Revision, moment: int, why: QueueRefusal | None = None) -> Retry:
        """Return when to try again, for a caller who cannot be helped at a moment."""
        opening = self.opening(revision, moment)
        return self.door(revision).adviser.retry(lambda: self.state(revision), opening, instant(moment), why)

    def door(self, revision: Revision) -> DeskSchedule:
        """Return the schedule of a revision, which holds for the calls that are on it."""
        found = self.doors.get(revision)
        if found is None:
            found = self.doors[revision] = DeskSchedule.of(revision)
            # Only now: from here on `hang` finds this door, and what it hung before is read here.
            found.calendar.close_for(closures_of(self.bulletins.get(revision.desk.id)))
        return found

    def opening(self, revision: Revision, moment: int, line: str = "") -> OpenStatus:
        """Return the open status of a desk, or of one of its lines, at a moment in ms since 1970 UTC, with closures
        and notices."""
        return door_at(self.door(revision).calendar, self.bulletins.get(revision.desk.id), moment, line)

    def read_bulletins(self, client: Redis) -> None:
        """Learn what hangs at the desks' doors, and who may not come in. What a desk without database knew holds."""
        for desk in self.desks:
            with suppress(DatabaseDown):
                self.learn(client, desk)

    def learn(self, client: Redis, desk: str) -> None:
        """Learn it of one desk. Raises DatabaseDown."""
        self.hang(desk, read_bulletin(client, desk))
        self.block_lists[desk] = read_block_list(client, desk, self.block_lists.get(desk))

    def hang(self, desk: str, bulletin: DeskNotices) -> None:
        """Put a desk's closures, notices and attack mode into force."""
        if bulletin != self.bulletins.get(desk, DeskNotices()):
            self.bulletins[desk] = bulletin
            revisions = [reference() for reference in self.doors.keyrefs()]
            for revision in (one for one in revisions if one and one.desk.id == desk):
                self.door(revision).calendar.close_for(closures_of(bulletin))
        self.bulletins[desk] = bulletin


def door_at(calendar: Calendar, bulletin: DeskNotices | None, moment: int, line: str = "") -> OpenStatus:
    """The state of a desk's door, or of one line's, at a moment, ms since 1970 UTC, and what hangs at it."""
    opening = calendar.of_line(line).opening(instant(moment))
    if not bulletin or not (bulletin.notices or bulletin.attacks):
        return opening
    hung = (bulletin.notices_at(moment), bulletin.asking_at(moment), bulletin.attack_at(moment) is not None)
    return _with_posted(opening, *hung) if any(hung) else opening


def closures_of(bulletin: DeskNotices | None) -> list[Closure]:
    """Return the closures as the calendar takes them."""
    closures = bulletin.closures if bulletin else ()
    return [Closure(instant(one.starts), instant(one.ends), said=one.said) for one in closures]


@lru_cache(64)
def _with_posted(
    opening: OpenStatus, notices: tuple[Said, ...], asking: tuple[Said, ...], is_attacked: bool
) -> OpenStatus:
    """Return one shared value for equal arguments, so that documents cached by open status are found again."""
    return replace(opening, notices=notices, asking=asking, is_attacked=is_attacked)
