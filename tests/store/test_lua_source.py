"""A script carries what it uses of the prelude, in the prelude's order, and nothing else."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest
from redis import Redis

from store.connection import servers
from store.lua_scripts import linked, script_of, whole_file

PRELUDE = """-- Why there is a prelude.
local P = ARGV[1]
local function short(x) return x end

-- Speaks of unused.
local function long(x)
  for _ = 1, 2 do x = short(x) end
  return x
end
local function unused(x)
  return long(x)
end
"""
VERBS = sorted(
    file.name.removesuffix(".lua")
    for file in (files("routing") / "lua").iterdir()
    if file.name.endswith(".lua") and file.name != "prelude.lua"
)


def functions(script: str) -> list[str]:
    return re.findall(r"^local function (\w+)", script, re.MULTILINE)


def test_a_function_comes_with_those_that_it_uses() -> None:
    assert functions(linked(PRELUDE, "return long(short(A[1]))")) == ["short", "long"]


def test_a_function_that_only_another_uses_is_made_where_that_one_runs() -> None:
    script = linked(PRELUDE, "return unused(A[1])")
    assert script.splitlines()[1:4] == [
        "local function unused(x)",
        "local function long(x)",
        "local function short(x)",
    ]
    assert script.splitlines()[-2:] == ["end", "return unused(A[1])"]


def test_a_function_of_two_lies_outside_both() -> None:
    other = "local function other(x) return short(x) end\n"
    assert functions(linked(PRELUDE + other, "return long(other(A[1]))")) == ["short", "long", "other"]


def test_a_function_that_only_a_comment_speaks_of_stays_away() -> None:
    script = linked(PRELUDE, "-- not long(x)\nreturn short(P)")
    assert script == "local P = ARGV[1]\nlocal function short(x)\nreturn x end\nreturn short(P)"


@pytest.mark.parametrize("verb", VERBS)
def test_every_script_has_all_that_it_speaks_of(verb: str, redis: Redis) -> None:
    """Lua would notice a missing function only on the way that calls it."""
    script = script_of(verb)
    known = set(re.findall(r"^local function (\w+)", whole_file("prelude"), re.MULTILINE))
    spoken_of = set(re.findall(r"(?<!string\.)\b\w+", re.sub(r"--.*|'[^']*'", "", script))) & known
    assert spoken_of <= set(functions(script))
    assert servers(redis)[0].script_load(script)


def test_a_script_of_several_parts_has_all_of_them_in_their_places() -> None:
    whole = script_of("fold", "reports")
    assert "-- include" not in whole
    places = [
        whole.index(name) for name in ("local on = {}", "function on.entered", "function on.rep(e)", "XRANGE")
    ]
    assert places == sorted(places)


def test_a_script_outside_the_folders_may_be_of_several_parts_too() -> None:
    source = whole_file("single/dial")
    assert "-- include" not in source
    assert "local function spend(" in source
