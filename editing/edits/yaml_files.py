"""Changes one file of a desk in place: every comment, quote and line end that an edit is not about stays as it was.

ruamel.yaml says where each part stands in the text; only those characters are replaced. What comes out is read
again and must be what was meant, or the edit is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

from editing.edits.yaml_writing import entry, flow, scalar, write_block, write_folded, write_lines
from editing.errors import Unwritable
from prompts.files.source import Place, read_source
from prompts.files.yaml_nodes import compose_nodes

_MISSING = object()
_HEADER = re.compile(r">[-+0-9]*")


def edited(text: str, change: Callable[[YamlDocument], None]) -> str:
    """Return the text of a file after `change` has been applied.

    Raises Unwritable if the file can't be read or is written too strangely, KeyError for a place that is not there.
    """
    marked, crlf = text.startswith("\ufeff"), "\r\n" in text
    document = YamlDocument(text.removeprefix("\ufeff").replace("\r\n", "\n"))
    change(document)
    after = document.text.replace("\n", "\r\n") if crlf else document.text
    return "\ufeff" + after if marked else after


class YamlDocument:
    """A file that is being edited. A place is a path of keys and, in lists, numbers: `("nodes", "hours", "text")`."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.data: Any = _read(text)
        """What the file says, as plain data."""
        self._root: Any = None

    def get(self, place: Place, default: Any = None) -> Any:
        """Return the value at a place, as plain data."""
        found = _inside(self.data, place)
        return default if found is _MISSING else found

    def set(self, place: Place, value: Any) -> None:
        """Put a value at a place; keys that are missing are added at the end of their part of the file."""
        before = _inside(self.data, place)
        if before is _MISSING:
            self._add(place, value)
        elif isinstance(before, dict) and isinstance(value, Mapping) and list(before) == list(value):
            for key in value:
                self.set((*place, key), value[key])
        elif isinstance(before, list) and isinstance(value, list | tuple) and len(before) == len(value):
            for number, inner in enumerate(value):
                self.set((*place, number), inner)
        elif before != value or type(before) is not type(value):
            self._replace(place, value)

    def insert(self, place: Place, value: Any, before: str | int | None = None) -> None:
        """Add a key in front of the key `before`, or at the end; in a list the place ends with the number it gets."""
        parent = self._node(place[:-1])
        if isinstance(parent, SequenceNode):
            self._insert(place, parent, min(int(place[-1]), len(parent.value)), value)
        elif isinstance(parent, MappingNode):
            keys = list(self.get(place[:-1]))
            if place[-1] in keys:
                raise KeyError(place)
            self._insert(place, parent, len(keys) if before is None else keys.index(before), value)
        else:
            self._replace(place[:-1], {place[-1]: value})

    def delete(self, place: Place) -> None:
        """Take a key or an item away. Comments stay."""
        parent = self._node(place[:-1])
        number = (
            list(self.get(place[:-1])).index(place[-1]) if isinstance(parent, MappingNode) else int(place[-1])
        )
        starts, ends = self._bounds(parent)
        if not 0 <= number < len(starts):
            raise KeyError(place)
        if len(starts) == 1:
            start, end, new = (
                _start(parent),
                _end(parent, self.text),
                "[]" if isinstance(parent, SequenceNode) else "{}",
            )
        elif parent.flow_style:
            is_last = number == len(starts) - 1
            start, end = (ends[-2], ends[-1]) if is_last else (starts[number], starts[number + 1])
            new = ""
        elif self.text[: starts[number]].rpartition("\n")[2].strip():  # shares its line with a dash
            start, end, new = starts[number], starts[number + 1], ""
        else:
            start = self.text.rfind("\n", 0, starts[number]) + 1
            end, new = min(self._line_end(ends[number]) + 1, len(self.text)), ""
        self._splice(start, end, new, _without(self.data, place))

    def rename(self, place: Place, key: str | int) -> None:
        """Give a key another name; what it holds stays."""
        parent = self._node(place[:-1])
        if not isinstance(parent, MappingNode) or key in (inside := self.get(place[:-1])):
            raise KeyError(key)
        found = parent.value[list(inside).index(place[-1])][0]
        new = scalar(key, in_flow=bool(parent.flow_style), style=found.style)
        renamed = {key if name == place[-1] else name: inner for name, inner in inside.items()}
        self._splice(_start(found), found.end_mark.index, new, _with(self.data, place[:-1], renamed))

    def _add(self, place: Place, value: Any) -> None:
        for depth in range(1, len(place)):
            if _inside(self.data, place[:depth]) in (_MISSING, None):
                inner = value
                for key in reversed(place[depth:]):
                    inner = {key: inner}
                return self.set(place[:depth], inner)
        return self.insert(place, value)

    def _replace(self, place: Place, value: Any) -> None:
        node, parents = self._node(place), self._parents(place)
        start, end = self._span(node, parents[-1]) if parents else (_start(node), _end(node, self.text))
        new = self._rewritten(node, parents, value)
        if new.startswith("\n") and isinstance(parents[-1], SequenceNode):
            new = new.lstrip()
        elif new.startswith("\n"):
            start = len(self.text[:start].rstrip(" "))
        if "\n" in new:  # a comment at the end of the line stays on the first of the new lines
            first, _, others = new.partition("\n")
            comment = self.text[end : self._line_end(end)]
            new, end = f"{first}{comment.rstrip()}\n{others}", end + len(comment)
        if start == end and not new.startswith("\n"):
            new = f" {new}"
        self._splice(start, end, new, _with(self.data, place, value))

    def _rewritten(self, node: Any, parents: list[Any], value: Any) -> str:
        """Return a value in the style of the present one."""
        style = node.style if isinstance(node, ScalarNode) else None
        if any(parent.flow_style for parent in parents):
            return flow(value, style)
        if isinstance(node, MappingNode | SequenceNode) and not node.flow_style and value:
            if isinstance(value, Mapping | list | tuple):
                return write_lines(value, node.start_mark.column)
            return write_block(value, node.start_mark.column, node.start_mark.column)
        column = self._column(node, parents)
        if style == ">" and isinstance(value, str):
            return self._refolded(node, value, column)
        return write_block(value, column, node.start_mark.column, style)

    def _refolded(self, node: Any, value: str, column: int) -> str:
        header, _, before = self.text[_start(node) : _end(node, self.text)].partition("\n")
        indent = len(before) - len(before.lstrip()) if before.strip() else column + 2
        written = write_folded(value, indent, before)
        if written is None:
            return write_block(value, column, node.start_mark.column)
        return written.replace(">-", f">-{_HEADER.sub('', header)}", 1)

    def _insert(self, place: Place, parent: Any, number: int, value: Any) -> None:
        starts, ends = self._bounds(parent)
        key = place[-1] if isinstance(parent, MappingNode) else None
        after = _with(self.data, place, value, number)
        if parent.flow_style or not starts:
            new = flow(value) if key is None else f"{scalar(key, in_flow=True)}: {flow(value)}"
            at = starts[number] if number < len(starts) else ends[-1] if ends else _start(parent) + 1
            new = f"{new}, " if number < len(starts) else f", {new}" if ends else new
            return self._splice(at, at, new, after)
        column, tall = parent.start_mark.column, self._is_tall(parent)
        new = entry(key, value, column, tall=tall)
        if number == 0:
            return self._splice(starts[0], starts[0], f"{new}\n{' ' * column}", after)
        at = self._line_end(ends[number - 1])
        return self._splice(at, at, f"\n{' ' * column}{new}", after)

    def _is_tall(self, parent: Any) -> bool:
        """Return whether this part of the file already stands on several lines."""
        inner = [pair[1] for pair in parent.value] if isinstance(parent, MappingNode) else parent.value
        return any(isinstance(one, MappingNode | SequenceNode) and not one.flow_style for one in inner)

    def _splice(self, start: int, end: int, new: str, meant: Any) -> None:
        text = self.text[:start] + new + self.text[end:]
        source = read_source("", text)
        if source.problems or not _same(source.data, meant):
            raise Unwritable("this part of the file is written in a way that no form can change")
        self.text, self.data, self._root = text, source.data, None

    def _bounds(self, parent: Any) -> tuple[list[int], list[int]]:
        """Return where each entry of a mapping or list begins (its key or dash) and ends."""
        if isinstance(parent, MappingNode):
            return [_start(key) for key, _ in parent.value], [
                _pair_end(pair, self.text) for pair in parent.value
            ]
        starts = [_start(item) for item in parent.value]
        if not parent.flow_style:
            starts = [self.text.rfind("-", 0, start) for start in starts]
        return starts, [_end(item, self.text) for item in parent.value]

    def _span(self, node: Any, parent: Any) -> tuple[int, int]:
        """Return where a value stands; for an empty value, the place right after its colon or dash."""
        if not isinstance(node, ScalarNode) or node.style or node.value:
            return _start(node), _end(node, self.text)
        if isinstance(parent, MappingNode):
            key = next(key for key, value in parent.value if value is node)
            at = self.text.index(":", key.end_mark.index) + 1
        else:
            at = self.text.rindex("-", 0, _start(node)) + 1
        return at, at

    def _line_end(self, at: int) -> int:
        found = self.text.find("\n", at)
        return len(self.text) if found < 0 else found

    def _column(self, node: Any, parents: list[Any]) -> int:
        """Return the column of the key or dash that a value belongs to."""
        return int(parents[-1].start_mark.column) if parents else int(node.start_mark.column) - 2

    def _parents(self, place: Place) -> list[Any]:
        return [self._node(place[:depth]) for depth in range(len(place))]

    def _node(self, place: Place) -> Any:
        if self._root is None:
            self._root = compose_nodes(self.text)
        node: Any = self._root
        data = self.data
        for step in place:
            if isinstance(node, MappingNode) and step in data:
                node = node.value[list(data).index(step)][1]
            elif isinstance(node, SequenceNode) and isinstance(step, int) and 0 <= step < len(data):
                node = node.value[step]
            else:
                raise KeyError(place)
            data = data[step]
        return node


def _read(text: str) -> Any:
    source = read_source("", text)
    if source.problems:
        raise Unwritable(f"line {source.problems[0].line}: {source.problems[0].message}")
    return source.data


def _inside(data: Any, place: Place) -> Any:
    for step in place:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return _MISSING
    return data


def _with(data: Any, place: Place, value: Any, number: int | None = None) -> Any:
    """Return the data with a value put at a place; with `number` it is a new entry, there."""
    if not place:
        return value
    step, rest = place[0], place[1:]
    if isinstance(data, list):
        if number is not None and not rest:
            return [*data[:number], value, *data[number:]]
        return [_with(one, rest, value, number) if at == step else one for at, one in enumerate(data)]
    if number is not None and not rest:
        pairs = list(data.items())
        return dict([*pairs[:number], (step, value), *pairs[number:]])
    return {key: _with(one, rest, value, number) if key == step else one for key, one in data.items()}


def _without(data: Any, place: Place) -> Any:
    step, rest = place[0], place[1:]
    pairs = list(enumerate(data)) if isinstance(data, list) else list(data.items())
    kept = [(key, _without(one, rest) if key == step else one) for key, one in pairs if rest or key != step]
    return [one for _, one in kept] if isinstance(data, list) else dict(kept)


def _same(one: Any, other: Any) -> bool:
    """Return whether two values are equal in value, kind and order."""
    if isinstance(one, dict) and isinstance(other, Mapping):
        return list(one) == list(other) and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(_same, one, other))
    return type(one) is type(other) and bool(one == other)


def _start(node: Any) -> int:
    return int(node.start_mark.index)


def _end(node: Any, text: str) -> int:
    """Return where a value's characters end, without a comment or the next line that follows it."""
    if isinstance(node, ScalarNode):
        start, end = _start(node), int(node.end_mark.index)
        return start + len(text[start:end].rstrip()) if node.style in ("|", ">") else end
    if node.flow_style or not node.value:
        return int(node.end_mark.index)
    last = node.value[-1]
    return _pair_end(last, text) if isinstance(node, MappingNode) else _end(last, text)


def _pair_end(pair: tuple[Any, Any], text: str) -> int:
    return max(int(pair[0].end_mark.index), _end(pair[1], text))
