"""Lua scripts: how one is put together from its verb and its folder's prelude, and how it is run."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from hashlib import sha1
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from redis import Redis
from redis.exceptions import NoScriptError

PACKAGES = ("accounts", "editing", "reports", "routing")
"""The packages with scripts."""
_FUNCTION = re.compile(r"^local function (\w+)\((?:.* end|.*(?:\n.*)*?\nend)$", re.MULTILINE)
_INCLUDE = re.compile(r"^[ ]*-- include (\S+)$", re.MULTILINE)
_HEAD = re.compile(r"local function \w+\([^)]*\)")


class LuaScript:
    """A Lua script that is run by its digest. A new server has no scripts; one that it does not know was not run, so
    it is sent again, whole and to that server alone, as loading it on all servers of a cluster would fail with any of
    them."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._digest = sha1(source.encode(), usedforsecurity=False).hexdigest()

    def run(self, client: Redis, names: Sequence[str], arguments: Sequence[str | int]) -> Any:
        """Run the script and return its answer. Raises RedisError."""
        try:
            return client.evalsha(self._digest, len(names), *names, *arguments)
        except NoScriptError:
            return client.eval(self._source, len(names), *names, *arguments)


def script_of(verb: str, package: str = "routing") -> str:
    """Return the Lua script of one verb from a package's `lua` folder, with what it uses of that folder's prelude."""
    return linked(whole_file("prelude", package), whole_file(verb, package))


def whole_file(name: str, package: str = "routing") -> str:
    """Return the text of a file in a package's `lua` folder, with its parts in place.

    A part is named by a line `-- include NAME`, in the same folder, or `-- include PACKAGE/lua/NAME` in another's.
    """
    return _INCLUDE.sub(lambda part: _included(part[1], package).rstrip(), _file(package, name))


def _included(name: str, package: str) -> str:
    other, is_elsewhere, file = name.partition("/lua/")
    return _file(other, file) if is_elsewhere else _file(package, name)


def _file(package: str, name: str) -> str:
    return (files(package) / "lua" / f"{name}.lua").read_text("utf-8")


def all_scripts() -> Iterator[tuple[str, str]]:
    """Yield the name (`routing/join`) and the source of every script as the database receives it."""
    for package in PACKAGES:
        folder = files(package) / "lua"
        for name in _names(folder):
            if name != "prelude" and (folder / "prelude.lua").is_file():
                yield f"{package}/{name}", script_of(name, package)
        for name in _names(folder / "single"):
            yield f"{package}/single/{name}", whole_file(f"single/{name}", package)


def _names(folder: Traversable) -> list[str]:
    """Return the names of a folder's scripts, without their suffix; none if there is no such folder."""
    if not folder.is_dir():
        return []
    return sorted(file.name.removesuffix(".lua") for file in folder.iterdir() if file.name.endswith(".lua"))


def linked(prelude: str, verb: str) -> str:
    """Return the verb after its prelude, without the prelude's functions that nothing uses.

    Lua makes each function anew whenever a script runs. So one that is only needed within another lies in there, and
    is not made as long as the other isn't called.
    """
    functions = {found[1]: found[0] for found in _FUNCTION.finditer(prelude)}
    places = _places(functions, _words(_FUNCTION.sub("", prelude) + verb))

    def whole(name: str) -> str:
        head = _HEAD.match(functions[name])
        assert head, f"{name} has no parameters"
        inner = [whole(other) for other in functions if places.get(other, [])[-1:] == [name]]
        return "\n".join([head[0], *inner, functions[name][head.end() :].lstrip()])

    kept = _FUNCTION.sub(lambda found: whole(found[1]) if places.get(found[1]) == [] else "", prelude)
    return re.sub(r"^(?:--.*)?\n", "", kept + verb, flags=re.MULTILINE)


def _places(functions: dict[str, str], spoken_of: set[str]) -> dict[str, list[str]]:
    """Return, for each used function, the functions inside which it may be defined, outermost first: those on every
    path to it.

    Lua knows a function only behind its beginning, so whatever uses one comes later, or is itself.
    """
    uses = {name: _words(source) - {name} for name, source in functions.items()}
    places: dict[str, list[str]] = {}
    for name in reversed(functions):
        ways = [[*places[user], user] for user in places if name in uses[user]]
        ways += [[]] if name in spoken_of else []
        if ways:
            places[name] = [steps[0] for steps in zip(*ways, strict=False) if len(set(steps)) == 1]
    return places


def _words(source: str) -> set[str]:
    """Return the names that a source uses, without fields of tables: `string.match` is not `match`."""
    return set(re.findall(r"(?<![^.]\.)\b\w+", re.sub(r"--.*", "", source)))
