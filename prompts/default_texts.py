"""Texts that a later version of the program requires, for content that was written before it.

Without them an upgrade would make what is published unreadable, and callers would hear the desk's folder again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from prompts.files.source import Place, read_source

FOLDER = Path(__file__).parent / "later"


@cache
def later_texts(language: str) -> Mapping[Place, str]:
    """Return the words of each later text, by its place; none in a language for which the program has no words."""
    path = FOLDER / f"{language}.yaml"
    if not path.is_file():
        return {}
    return dict(_leaves(read_source(path.name, path.read_text("utf-8")).data, ()))


def missing_texts(language: str, data: Any) -> tuple[Place, ...]:
    """Return the places of later texts that a file lacks."""
    return tuple(place for place in later_texts(language) if _lacks(data, place))


def completed(language: str, data: Any) -> Any:
    """Return the data of such a file with all later texts; `data` itself stays as it is."""
    for place in missing_texts(language, data):
        data = _with(data, place, later_texts(language)[place])
    return data


def _leaves(data: Any, place: Place) -> Iterator[tuple[Place, str]]:
    if isinstance(data, str):
        yield place, data
        return
    for name, inner in data.items():
        yield from _leaves(inner, (*place, name))


def _lacks(data: Any, place: Place) -> bool:
    """Return whether a place is missing; a wrong kind of value at the place is a different mistake."""
    if not isinstance(data, dict):
        return False
    return place[0] not in data or (len(place) > 1 and _lacks(data[place[0]], place[1:]))


def _with(data: dict[Any, Any], place: Place, text: str) -> dict[Any, Any]:
    inner = text if len(place) == 1 else _with(data.get(place[0], {}), place[1:], text)
    return {**data, place[0]: inner}
