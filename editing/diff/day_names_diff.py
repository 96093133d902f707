"""Differences of what callers hear as the reason of single dates and of seasons in which the desk is closed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from editing.diff.differing import ContentDifference, DifferenceKind
from prompts.rendering.template import Template
from prompts.revision import Revision

_Key = tuple[date, date]


def different_day_names(before: Revision, after: Revision) -> Iterator[ContentDifference]:
    """Yield a difference for each date or season whose spoken name changes, comes or goes, by language."""
    for language in after.texts:
        was, now = (_names(revision, language) for revision in (before, after))
        for key in sorted(was.keys() | now.keys()):
            old, new = was.get(key, ""), now.get(key, "")
            if old != new:
                yield _difference(key, language, old, new)


def _names(revision: Revision, language: str) -> dict[_Key, str]:
    """Return the spoken names as they are written, by first and last day; empty where the language has no texts."""
    if language not in revision.texts:
        return {}
    desk, known = revision.desk, revision.texts[language].closed_days
    names = {
        (one.date, one.date): one.said.get(language, "") or _known(one.name, known) for one in desk.dates
    }
    closed = (season for season in desk.seasons if season.is_closed)
    return names | {(one.first, one.last): one.said.get(language, one.name) for one in closed}


def _known(name: str, known: Mapping[str, Template]) -> str:
    return known[name].source if name in known else ""


def _difference(key: _Key, language: str, old: str, new: str) -> ContentDifference:
    first, last = key
    when = _date(first) if first == last else f"{_date(first)} to {_date(last)}"
    told = f"The reason that callers hear for {when}: {f'“{new}”' if new else 'none'}"
    told += f", not “{old}”." if old else "."
    return ContentDifference(DifferenceKind.SAID, "Hours", told, f"on {when}", language, old, new)


def _date(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"
