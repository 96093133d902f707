"""Finds the literals that the routing scripts write into the states of records, or compare with them.

Each is reported with its record and field, as `("caller", "state")`. Names are followed within one function or script:
`local fields = call('HMGET', key('caller', id), 'state')` makes `fields[1]` a caller's state.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from importlib.resources import files
from itertools import pairwise

Field = tuple[str, str]
"""The kind of a record, and the name of a field."""
ARGUMENTS: dict[str, dict[int, Field]] = {
    "rep_status": {1: ("rep", "status"), 2: ("rep", "reason")},
    "rep_in_call": {1: ("rep", "status")},
    "close_offer": {1: ("offer", "outcome")},
    "not_taken": {1: ("offer", "outcome")},
    "ends_consulting": {1: ("offer", "outcome")},
    "clears_talk": {1: ("offer", "outcome")},
    "ends_listening": {1: ("listener", "outcome")},
    "caller_ends": {1: ("caller", "how")},
    "wish_hold": {1: ("offer", "hold")},
}
"""What the functions of the prelude take, by position, besides the record's id."""
NAMES: dict[str, dict[str, Field]] = {
    "rep_status": {"status": ("rep", "status"), "reason": ("rep", "reason")},
    "not_taken": {"outcome": ("offer", "outcome")},
    "clears_talk": {"outcome": ("offer", "outcome")},
    "caller_ends": {"how": ("caller", "how")},
    "set_status": {"A[2]": ("rep", "status")},
    "listener_goes_on": {"state": ("listener", "state")},
    "join": {"rep[1]": ("rep", "status")},
    "own_talk": {"talk.state": ("offer", "state")},
    "dial": {"offer[1]": ("offer", "state")},
}
"""What a name holds that comes from outside a function or script."""
LITERAL = re.compile(r"'([^']*)'")
WORD = r"[\w.]+(?:\[\d+\])?"
COMPARED = re.compile(rf"(get\((?:[^()]|\([^()]*\))*\)|{WORD}) [=~]= '([^']*)'")
INSTEAD = re.compile(rf"({WORD}) or '([^']+)'")
LOCAL = re.compile(r"^\s*local ((?:\w+)(?:, \w+)*) = (.+)$", re.MULTILINE)
FUNCTION = re.compile(r"^(?:local )?function ([\w.]+)\(", re.MULTILINE)


def literals() -> dict[Field, set[str]]:
    """Return the literals of each field of a record, over all routing scripts."""
    found: dict[Field, set[str]] = defaultdict(set)
    for name, source in _parts():
        part = _Part(name, source)
        for field, literal in part.literals():
            found[field].add(literal)
    return found


def unexplained() -> set[tuple[str, str, str]]:
    """Return script, name and literal of each comparison whose name is not followed to a record's field."""
    return {(name, *pair) for name, source in _parts() for pair in _Part(name, source).unexplained()}


def table(script: str, name: str) -> dict[str, str]:
    """Return the keys and values of a table that a script defines in one line: `busy = {offered = 'ringing'}`."""
    inner = re.search(rf"local {name} = \{{(.*)\}}", dict(_files())[script])
    assert inner, f"{script} has no table {name}"
    pairs = re.findall(r"(?:\['(\w+)'\]|(\w+)) = ('?\w+'?)", inner[1])
    return {quoted or plain: value.strip("'") for quoted, plain, value in pairs}


def _files() -> Iterator[tuple[str, str]]:
    lua = files("routing") / "lua"
    for folder in (lua, lua / "prelude", lua / "single"):
        for file in sorted(folder.iterdir(), key=lambda one: one.name):
            if file.name.endswith(".lua"):
                yield file.name.removesuffix(".lua"), re.sub(r"--.*", "", file.read_text("utf-8"))


def _parts() -> Iterator[tuple[str, str]]:
    """Yield each function by its name, and what a script does outside of functions by the script's."""
    for script, source in _files():
        begins = [0, *(found.start() for found in FUNCTION.finditer(source)), len(source)]
        for begin, end in pairwise(begins):
            text = source[begin:end]
            head = FUNCTION.match(text)
            ending = " end\n" if text.partition("\n")[0].endswith(" end") else "\nend\n"
            inner, _, after = text.partition(ending) if head else ("", "", text)
            if head:
                yield head[1], inner
            yield script, after


class _Part:
    """One function, or the statements of a script outside of functions."""

    def __init__(self, name: str, source: str) -> None:
        self.source = re.sub(r",\s*\n\s*", ", ", source)
        self.names = dict(NAMES.get(name, {}))
        self.records = {kind: kind for kind in ("caller", "offer", "rep", "listener")}
        for found in LOCAL.finditer(self.source):
            for word, value in zip(found[1].split(", "), _split(found[2]), strict=False):
                self._learn(word, value)

    def literals(self) -> Iterator[tuple[Field, str]]:
        for pattern in (COMPARED, INSTEAD):
            for found in pattern.finditer(self.source):
                if (field := self._field(found[1])) and found[2]:
                    yield field, found[2]
        for name, arguments in _calls(self.source):
            if name == "call" and arguments[0] == "'HSET'" and (kind := self._kind(arguments[1])):
                yield from self._written(kind, arguments[2:])
            for position, field in ARGUMENTS.get(name, {}).items():
                yield from ((field, word) for word in _spoken("".join(arguments[position : position + 1])))
            if name in ("rep_status", "rep_in_call"):
                yield from self._written("rep", arguments[2:] if name == "rep_in_call" else arguments[4:])

    def unexplained(self) -> Iterator[tuple[str, str]]:
        for found in COMPARED.finditer(self.source):
            if found[2] and not self._field(found[1]):
                yield found[1], found[2]

    def _written(self, kind: str, pairs: list[str]) -> Iterator[tuple[Field, str]]:
        for name, value in zip(pairs[::2], pairs[1::2], strict=False):
            if literal := LITERAL.fullmatch(name):
                yield from (((kind, literal[1]), word) for word in _spoken(value))

    def _learn(self, word: str, value: str) -> None:
        """Note what a local name holds."""
        if kind := self._kind(value):
            self.records[word] = kind
        elif value.startswith("own_talk("):
            self.names |= {f"{word}.{name}": ("offer", name) for name in ("state", "hold", "of")}
        elif value.startswith("rep_to_ring("):
            self.names[f"{word}[1]"] = ("rep", "status")
        elif value.startswith(("call('HMGET'", "redis.call('HMGET'")):
            _, arguments = next(_calls(value.removeprefix("redis.")))
            if kind := self._kind(arguments[1]):
                for place, name in enumerate(arguments[2:], start=1):
                    if literal := LITERAL.fullmatch(name):
                        self.names[f"{word}[{place}]"] = (kind, literal[1])
        elif field := self._field(re.sub(r"^is_set\(.*?\) and | or ''$", "", value)):
            self.names[word] = field

    def _kind(self, value: str) -> str | None:
        """Return the kind of the record whose key an expression is."""
        if found := re.match(r"key\('(\w+)', ", value):
            return found[1]
        return self.records.get(value)

    def _field(self, value: str) -> Field | None:
        if found := re.fullmatch(r"get\((.+), '(\w+)'\)", value):
            kind = self._kind(found[1])
            return (kind, found[2]) if kind else None
        return self.names.get(value)


def _spoken(value: str) -> list[str]:
    """Return the literals that an expression may be, without those that it compares or reads by."""
    return LITERAL.findall(re.sub(r"get\([^()]*\)", "", COMPARED.sub("", value)))


def _calls(source: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the name and the arguments of every call."""
    for found in re.finditer(r"\b(\w+)\(", source):
        yield found[1], list(_split(source[found.end() :]))


def _split(text: str) -> Iterator[str]:
    """Yield the expressions of a list, which ends at a bracket that was not opened in it or at the line's end."""
    depth, begin = 0, 0
    for place, sign in enumerate(text):
        depth += (sign in "({[") - (sign in ")}]")
        if depth < 0 or (sign == "\n" and not depth):
            break
        if sign == "," and not depth:
            yield text[begin:place].strip()
            begin = place + 1
    else:
        place = len(text)
    yield text[begin:place].strip()
