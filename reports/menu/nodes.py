"""Visits to the nodes of the menu and the ways between them, by the days of the desk's clock.

For whoever writes the words and the menu: `Nodes.walked(first, last)` is cheap to read for weeks,
`Nodes.last_heard()` is a single look. A node is told apart by the language in which it was heard.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import NamedTuple

from redis import Redis

from prompts.files.models import Desk
from prompts.menu_keys import PERSON
from reports.scripts import ReportScripts
from reports.times import days_since_epoch, read_instant
from store import keys

DAY = timedelta(days=1)


class NodeInLanguage(NamedTuple):
    """A node as it is heard in one language."""

    language: str
    node: str


class Path(NamedTuple):
    """A way from a node by a key to a node. `key` is empty for silence and `?` for words without meaning there; `to`
    is empty where the line said goodbye."""

    language: str
    """That in which the caller heard `node`."""
    node: str
    key: str
    to: str


@dataclass(frozen=True)
class Visits:
    """The counts of a node."""

    heard: int = 0
    """Times that it was said from its beginning; asking once more after silence or a wrong key is none."""
    stays: int = 0
    """Stays that are over, those after being asked once more too; a wait and a conversation are none."""
    stayed: int = 0
    """How long all of them lasted, ms: from the line's answer to what the caller did next."""
    silent: int = 0
    """Times that nothing was pressed or said."""
    wrong: int = 0
    """Times that a key or words meant nothing there."""
    ended: int = 0
    """Calls whose last place it was."""

    @property
    def listened(self) -> float | None:
        """Return the seconds that callers stayed on average; None without stays."""
        return self.stayed / self.stays / 1000 if self.stays else None

    def __add__(self, other: Visits) -> Visits:
        return Visits(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(Visits)))


@dataclass(frozen=True)
class Choice:
    """A way on from a node: how often it was gone, and its share of the times that the node was heard."""

    key: str
    to: str
    number: int
    share: float


@dataclass(frozen=True)
class Walked:
    """The callers' ways through the menu in some days."""

    visits: Mapping[NodeInLanguage, Visits]
    paths: Mapping[Path, int]

    def of(self, node: str, language: str = "") -> Visits:
        """Return the visits to a node, in one language or in all."""
        found = (one for place, one in self.visits.items() if _is(place, node, language))
        return sum(found, Visits())

    def funnel(self, node: str, language: str = "") -> list[Choice]:
        """Return the ways from a node, the most frequent first. Callers who hung up there are in `of(node).ended`."""
        ways: dict[tuple[str, str], int] = defaultdict(int)
        for path, number in self.paths.items():
            if _is(NodeInLanguage(path.language, path.node), node, language):
                ways[path.key, path.to] += number
        heard = self.of(node, language).heard
        found = [
            Choice(key, to, number, number / heard if heard else 0.0) for (key, to), number in ways.items()
        ]
        return sorted(found, key=lambda one: (-one.number, one.key, one.to))

    def zero_outs(self, node: str, language: str = "") -> int:
        """Return how often callers asked for a person at a node, by key or word."""
        return sum(one.number for one in self.funnel(node, language) if one.key == PERSON)

    @property
    def asked_for_a_person(self) -> int:
        """Return how often callers asked for a person, anywhere."""
        return sum(number for path, number in self.paths.items() if path.key == PERSON)

    @classmethod
    def of_all(cls, parts: Iterable[Walked]) -> Walked:
        """Return several together."""
        visits: dict[NodeInLanguage, Visits] = {}
        paths: dict[Path, int] = defaultdict(int)
        for part in parts:
            for place, one in part.visits.items():
                visits[place] = visits.get(place, Visits()) + one
            for path, number in part.paths.items():
                paths[path] += number
        return cls(visits, paths)

    @property
    def nodes(self) -> list[str]:
        """Return every node that was heard, the most heard first."""
        return sorted({place.node for place in self.visits}, key=lambda node: (-self.of(node).heard, node))


class Nodes:
    """The visits and ways of one desk. Every method raises DatabaseDown."""

    def __init__(self, client: Redis, desk: Desk) -> None:
        self._scripts = ReportScripts(client, desk.id)
        self._desk = desk.id

    def walked(self, first: date, last: date) -> Walked:
        """Return the visits and ways of all days from `first` to `last`, both included, by the desk's clock."""
        numbers = range(days_since_epoch(first), days_since_epoch(last) + 1)
        visits = self._sums([keys.visits(self._desk, number) for number in numbers])
        paths = self._sums([keys.paths(self._desk, number) for number in numbers])
        return walked_of(visits, paths)

    def by_day(self, first: date, last: date) -> dict[date, Walked]:
        """Return each day separately; days on which nobody called are included and empty."""
        days = [first + DAY * number for number in range((last - first).days + 1)]
        return {day: self.walked(day, day) for day in days}

    def last_heard(self) -> dict[NodeInLanguage, datetime]:
        """Return when each guidance was last read out, UTC; guidance that was never heard is missing."""
        found: dict[NodeInLanguage, datetime] = {}
        for name, moment in self._scripts.record(keys.heard_counts(self._desk)).items():
            at = read_instant(moment)
            assert at is not None
            found[NodeInLanguage(*name.split(":"))] = at
        return found

    def _sums(self, names: Sequence[str]) -> dict[str, int]:
        sums: dict[str, int] = defaultdict(int)
        for name in names:
            for field, number in self._scripts.record(name).items():
                sums[field] += int(number)
        return sums


def walked_of(visits: Mapping[str, int], paths: Mapping[str, int]) -> Walked:
    """Return the ways, from numbers by `metric:language:node` and by `language:node:key:node`."""
    return Walked(_visits(visits), {Path(*name.split(":")): number for name, number in paths.items()})


def _visits(sums: Mapping[str, int]) -> dict[NodeInLanguage, Visits]:
    found: dict[NodeInLanguage, dict[str, int]] = defaultdict(dict)
    for name, number in sums.items():
        metric, language, node = name.split(":")
        found[NodeInLanguage(language, node)][metric] = number
    return {place: Visits(**metrics) for place, metrics in sorted(found.items())}


def _is(place: NodeInLanguage, node: str, language: str) -> bool:
    return place.node == node and language in ("", place.language)
