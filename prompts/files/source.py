"""Reads YAML text with its line numbers. YAML 1.2: `9:30` and `no` stay words; models read dates.

Only plain data is taken: no tags, no anchors, no key twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError

from prompts.errors import Problem
from prompts.files.yaml_nodes import TOO_DEEP, OutOfBounds, compose_nodes

Place = tuple[str | int, ...]

NO_TEXT = "the file holds characters that are no UTF-8 text"
KEPT = 160
"""Files kept in memory as they were read, 0.1 MB each: some revisions of a desk, or two of twenty desks."""
_SHOWN = 80
"""Characters that a problem quotes."""
_PLAIN = "tag:yaml.org,2002:"


@dataclass
class Source:
    """A file: its data, the line of each part, and the problems found so far."""

    file: str
    data: Any = None
    problems: list[Problem] = field(default_factory=list)
    _lines: dict[Place, int] = field(default_factory=dict)

    def line(self, *place: str | int) -> int:
        """Return the line of a part, or of the nearest part around it."""
        for length in range(len(place), -1, -1):
            if place[:length] in self._lines:
                return self._lines[place[:length]]
        return 1

    def knows(self, *place: str | int) -> bool:
        """Return whether there is such a part in the file."""
        return place in self._lines

    @property
    def places(self) -> Mapping[Place, int]:
        """Return every part of the file with its line."""
        return self._lines

    def complain(self, place: Place, message: str) -> None:
        """Note a problem at a part of the file."""
        self.problems.append(Problem(self.file, self.line(*place), message))


def read_source(file: str, text: str) -> Source:
    """Return a file's data and lines; what cannot be read is among its `problems`, never raised."""
    kept = _read(file, text)
    return replace(kept, problems=list(kept.problems))


@lru_cache(KEPT)
def _read(file: str, text: str) -> Source:
    """Read a file, from the cache if possible: reading is slow, and most files of two revisions are equal. Cached
    data is never changed."""
    source = Source(file)
    try:
        root = compose_nodes(text)
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        source.problems.append(Problem(file, line, NO_TEXT))
    except OutOfBounds as error:
        source.problems.append(Problem(file, error.problem_mark.line + 1, str(error.problem)))
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        source.problems.append(Problem(source.file, line, f"no YAML: {error.problem or error.context}"))
    except YAMLError:
        source.complain((), "no YAML")
    else:
        _Reader(source).read(root)
    return source


class _Reader:
    """Turns YAML nodes into plain data and remembers their lines."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._seen: set[int] = set()

    def read(self, root: Any) -> None:
        if root is None:
            self._source.complain((), "the file is empty")
        else:
            self._source.data = self._value(root, ())

    def _value(self, node: Any, place: Place) -> Any:
        self._source._lines.setdefault(place, node.start_mark.line + 1)
        if id(node) in self._seen:
            self._source.complain(place, TOO_DEEP)
            return None
        self._seen.add(id(node))
        if isinstance(node, MappingNode):
            return self._mapping(node, place)
        if isinstance(node, SequenceNode):
            return [self._value(item, (*place, number)) for number, item in enumerate(node.value)]
        return self._scalar(node, place)

    def _mapping(self, node: Any, place: Place) -> dict[str | int, Any]:
        data: dict[str | int, Any] = {}
        for key_node, value_node in node.value:
            key = self._key(key_node, place)
            inner = (*place, key)
            if key in data:
                line = key_node.start_mark.line + 1
                self._source.problems.append(Problem(self._source.file, line, f"{key!r} stands here twice"))
                continue
            self._source._lines[inner] = key_node.start_mark.line + 1
            data[key] = self._value(value_node, inner)
        return data

    def _key(self, node: Any, place: Place) -> str | int:
        value = self._scalar(node, place) if isinstance(node, ScalarNode) else None
        if isinstance(value, str | int) and not isinstance(value, bool):
            return value
        line = node.start_mark.line + 1
        self._source.problems.append(
            Problem(self._source.file, line, "this name is neither a word nor a number")
        )
        return f"line {line}"

    def _scalar(self, node: Any, place: Place) -> str | int | float | bool | None:
        kind, text = str(node.tag).removeprefix(_PLAIN), str(node.value)
        if kind in {"str", "timestamp"}:
            return text
        if kind == "null":
            return None
        if kind == "bool":
            return text.lower() == "true"
        try:
            return int(text.replace("_", ""), 0) if kind == "int" else float(text)
        except ValueError:
            self._source.complain(
                place, f"{text[:_SHOWN]!r} is neither text nor a number here; put it in quotes"
            )
            return text
