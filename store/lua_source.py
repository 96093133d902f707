"""Puts a script together: the verb, and those of its folder's prelude's functions that it uses, as each costs time."""

from __future__ import annotations

import re
from importlib.resources import files

_FUNCTION = re.compile(r"^local function (\w+)\((?:.* end|.*(?:\n.*)*?\nend)$", re.MULTILINE)
_INCLUDE = re.compile(r"^[ ]*-- include (\S+)$", re.MULTILINE)
_HEAD = re.compile(r"local function \w+\([^)]*\)")


def script_of(verb: str, about: str = "routing") -> str:
    """Return the Lua script of one verb; `about` is its folder. A long file includes its parts with `-- include`."""
    return linked(whole_file("prelude", about), whole_file(verb, about))


def whole_file(name: str, about: str = "routing") -> str:
    """Return the text of a file in the folder, with its included parts in place."""
    folder = files("store") / "lua" / about
    source = (folder / f"{name}.lua").read_text("utf-8")
    return _INCLUDE.sub(lambda found: (folder / f"{found[1]}.lua").read_text("utf-8").rstrip(), source)


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
