"""The results of calls for their topics: contained or not, called again, or asked for a person in vain.

Each call that is over has one of four results. Its topic is the guidance heard last before a person was asked for, or
before the end; a call without guidance has the last menu.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date

from redis import Redis

from prompts.files.models import Desk
from reports.menu.nodes import NodeInLanguage
from reports.scripts import ReportScripts
from reports.times import days_since_epoch
from store import keys

HEARD = 10.0
"""Seconds of listening after which guidance counts as heard: about half of a text."""


@dataclass(frozen=True)
class Ends:
    """Calls that are over, by what came of them. The first four exclude each other and are all."""

    resolved: int = 0
    """Heard guidance for 10 seconds or more, and asked for nobody."""
    transferred: int = 0
    """Asked for a person, or were led to one who pressed nothing: whatever came of it."""
    abandoned: int = 0
    """Hung up before guidance had been heard that long."""
    failed: int = 0
    """The line said goodbye as nothing useful came, or the carrier broke the call off."""
    numbered: int = 0
    """Calls whose number is known, by which another call of the same can be told."""
    again_24: int = 0
    """Of them, those whose number called again within 24 hours."""
    again_72: int = 0
    """Within 72 hours."""
    unmet: int = 0
    """Asked for a person and talked to none: turned away, gave up, or sent away."""
    unmet_numbered: int = 0
    """Of them, those whose number is known."""
    unmet_again: int = 0
    """Of these, those that called again within 72 hours."""
    unmet_served: int = 0
    """Of these, those that talked to a rep then."""

    @property
    def calls(self) -> int:
        return self.resolved + self.transferred + self.abandoned + self.failed

    def __add__(self, other: Ends) -> Ends:
        return Ends(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(Ends)))


class Topics:
    """The topics of one desk. Every method raises DatabaseDown."""

    def __init__(self, client: Redis, desk: Desk) -> None:
        self._scripts = ReportScripts(client, desk.id)
        self._desk = desk.id

    def ended(self, first: date, last: date) -> dict[NodeInLanguage, Ends]:
        """By topic and language, of the calls that began from `first` to `last` by the desk's clock, both counted."""
        sums: dict[str, int] = defaultdict(int)
        for day in range(days_since_epoch(first), days_since_epoch(last) + 1):
            for field, number in self._scripts.record(keys.topic_counts(self._desk, day)).items():
                sums[field] += int(number)
        return ended_of(sums)


def ended_of(sums: Mapping[str, int]) -> dict[NodeInLanguage, Ends]:
    """Return the ends by topic and language, from numbers by `metric:language:node`."""
    found: dict[NodeInLanguage, dict[str, int]] = defaultdict(dict)
    for name, number in sums.items():
        metric, language, node = name.split(":")
        found[NodeInLanguage(language, node)][metric] = number
    return {place: Ends(**metrics) for place, metrics in sorted(found.items())}


def all_of(ended: Mapping[NodeInLanguage, Ends], topic: str = "", language: str = "") -> Ends:
    """Return all results together, or those of one topic or language."""
    found = (
        one for place, one in ended.items() if topic in ("", place.node) and language in ("", place.language)
    )
    return sum(found, Ends())
