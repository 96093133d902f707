"""Puts a script together: the verb, and those of its folder's prelude's functions that it uses, as each costs time."""

from __future__ import annotations

import re
from importlib.resources import files

_FUNCTION = re.compile(r"^local function (\w+)\((?:.* end|.*(?:\n.*)*?\nend)$", re.MULTILINE)


def script_of(verb: str, about: str = "routing") -> str:
    """The Lua of one change of state; `about` is the folder it lies in."""
    folder = files("store") / "lua" / about
    return linked((folder / "prelude.lua").read_text("utf-8"), (folder / f"{verb}.lua").read_text("utf-8"))


def linked(prelude: str, verb: str) -> str:
    """The verb behind the prelude, less the prelude's functions that nothing uses."""
    functions = {found[1]: found[0] for found in _FUNCTION.finditer(prelude)}
    rest = _FUNCTION.sub("", prelude)
    used, unseen = set[str](), _words(rest + verb) & functions.keys()
    while unseen:
        used |= unseen
        unseen = set().union(*(_words(functions[name]) for name in unseen)) & functions.keys() - used
    kept = _FUNCTION.sub(lambda found: found[0] if found[1] in used else "", prelude)
    return re.sub(r"^(?:--.*)?\n", "", kept + verb, flags=re.MULTILINE)


def _words(source: str) -> set[str]:
    return set(re.findall(r"\w+", re.sub(r"--.*", "", source)))
