"""The page on routing names every script in the script's own words, and every state that there is."""

from __future__ import annotations

import re

from tests.docs.pages import ROOT, quoted, read, rows, section

SCRIPTS = {path.stem: path.read_text("utf-8") for path in (ROOT / "routing/lua").glob("*.lua")}


def test_every_script_is_documented_in_its_own_words_and_no_other() -> None:
    told = {quoted(name): sentence for name, sentence in rows(section("docs/routing.md", "The scripts"))}
    assert told.keys() == SCRIPTS.keys() - {"prelude"}
    for name, sentence in told.items():
        assert SCRIPTS[name].removeprefix("-- ").startswith(sentence.removesuffix(".")), name


def test_every_state_is_documented() -> None:
    lines = "\n".join(SCRIPTS.values()).splitlines()
    written = {
        state
        for line in lines
        if "'HSET'" in line
        for state in re.findall(r"'(?:state|status)', '(\w+)'", line)
    } | set(re.findall(r"rep_(?:status|in_call)\([^\n']*'([a-z_]+)'", "\n".join(lines)))
    assert written >= {"waiting", "offered", "connecting", "talking", "dropped", "ended", "closed", "ringing"}
    page = read("docs/routing.md")
    assert not [state for state in written if not re.search(rf"\b{state}\b", page)]
