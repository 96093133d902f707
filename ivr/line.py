"""The parts that a web process answers calls with, put together once: desks, calendars, documents, journal."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import lru_cache

from redis import Redis

from ivr.flow import entrance
from ivr.twiml import Answers
from prompts.opening import Opening, Said
from prompts.refusal import Refusal, Retry
from prompts.revision import Revision
from routing.adviser import Adviser
from routing.calendar import Calendar, Closure
from store import clock
from store.bulletin import Bulletin, read_bulletin
from store.desk_state import DeskState
from store.errors import DatabaseDown
from store.journal import Journal

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Line:
    """Everything a webhook needs. `tokens` are the keys of the carrier's signatures; none of them: all refused."""

    base_url: str
    tokens: tuple[bytes, ...]
    time_travel: bool
    journal: Journal
    desks: Mapping[str, Revision]
    states: Mapping[str, DeskState]
    secret: bytes
    """The key of the digests that stand for callers' numbers."""
    answers: Answers = field(init=False)
    calendars: Mapping[str, Calendar] = field(init=False)
    advisers: Mapping[str, Adviser] = field(init=False)
    bulletins: dict[str, Bulletin] = field(default_factory=dict, init=False)
    """What hangs at each desk's door, as this process knows it."""
    unheard: set[str] = field(default_factory=set, init=False)
    """Desks whose database was away when the carrier told how a call or an offer goes."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "answers", Answers(self.base_url))
        object.__setattr__(self, "calendars", {name: Calendar(one.desk) for name, one in self.desks.items()})
        advisers = {name: Adviser(one.desk, self.calendars[name]) for name, one in self.desks.items()}
        object.__setattr__(self, "advisers", advisers)

    def warm_up(self) -> None:
        """Make the first documents now: the first caller of a new process should not wait for the calendar to load."""
        for revision in self.desks.values():
            opening = self.opening(revision, milliseconds())
            for language in revision.desk.languages:
                self.answers.at(revision, entrance(revision, language), opening)

    def revision(self, desk: str) -> Revision | None:
        """The content of a desk; a single desk answers whatever name the number's webhook carries."""
        found = self.desks.get(desk)
        if found is None and len(self.desks) == 1:
            found = next(iter(self.desks.values()))
        return found

    def state(self, revision: Revision) -> DeskState:
        """The living state of a desk. Raises DatabaseDown at once while the database is known to be away."""
        if not self.journal.is_up(revision.desk.id):
            raise DatabaseDown("the database is away")
        state = self.states[revision.desk.id]
        if revision.desk.id in self.unheard:
            state.reconcile_soon()
            self.unheard.discard(revision.desk.id)
        return state

    def retry(self, revision: Revision, moment: int, why: Refusal | None = None) -> Retry:
        """When a caller who can't be helped at a moment is told to try again."""
        opening = self.opening(revision, moment)
        return self.advisers[revision.desk.id].retry(
            lambda: self.state(revision), opening, instant(moment), why
        )

    def opening(self, revision: Revision, moment: int, line: str = "") -> Opening:
        """The state of a desk's door, or of one line's, at a moment, ms since 1970 UTC, and what hangs at it."""
        return door_at(self.calendars[revision.desk.id], self.bulletins.get(revision.desk.id), moment, line)

    def read_bulletins(self, client: Redis) -> None:
        """Learn what hangs at the desks' doors. A desk whose database is away keeps what hung there last."""
        for desk in self.desks:
            with suppress(DatabaseDown):
                self.hang(desk, read_bulletin(client, desk))

    def hang(self, desk: str, bulletin: Bulletin) -> None:
        """From now on this hangs at a desk's door."""
        if bulletin != self.bulletins.get(desk, Bulletin()):
            self.calendars[desk].close_for(closures_of(bulletin))
        self.bulletins[desk] = bulletin


def door_at(calendar: Calendar, bulletin: Bulletin | None, moment: int, line: str = "") -> Opening:
    """The state of a desk's door, or of one line's, at a moment, ms since 1970 UTC, and what hangs at it."""
    opening = calendar.of_line(line).opening(instant(moment))
    notices = bulletin.notices_at(moment) if bulletin and bulletin.notices else ()
    return _with_notices(opening, notices, bulletin.asking_at(moment)) if bulletin and notices else opening


def closures_of(bulletin: Bulletin) -> list[Closure]:
    """The closures that hang at a door, as the calendar takes them."""
    return [Closure(instant(one.starts), instant(one.ends), said=one.said) for one in bulletin.closures]


@lru_cache(64)
def _with_notices(opening: Opening, notices: tuple[Said, ...], asking: tuple[Said, ...]) -> Opening:
    """One value for as long as none of them changes: what is said of it is kept by it."""
    return replace(opening, notices=notices, asking=asking)


def milliseconds(at: datetime | None = None) -> int:
    """A moment, by default the present one, as ms since 1970 UTC."""
    return int(((at or clock.now()) - EPOCH).total_seconds() * 1000)


def instant(moment: int) -> datetime:
    """The aware datetime of ms since 1970 UTC."""
    return datetime.fromtimestamp(moment / 1000, UTC)
