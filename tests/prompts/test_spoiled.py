"""Whatever happens to a file, the desk is refused with a reason or can be said from beginning to end."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prompts.errors import BrokenDesk, Problem
from prompts.lint import find_faults
from prompts.rendering import call_prompts
from prompts.revision import Revision, load_revision
from tests.prompts.conftest import CAIR
from tests.prompts.doors import ALL

FILES = {path.name: path.read_text(encoding="utf-8").split("\n") for path in CAIR.glob("*.yaml")}
_VALUES = """
{door} {email} {closes_at} {key} <break/> & null [] {} 0 -1 true 9:30 2026-01-01 !!int *a &a 1e400 .inf | - ' @ \u202e
"""
VALUES = st.sampled_from(["", *_VALUES.split()])


def says_everything(revision: Revision) -> bool:
    """Every turn of the call in every language and at every door has words."""
    turns = [
        call_prompts.node_turn(revision, language, name, attempt, door)
        for language in revision.texts
        for name in revision.menu.nodes
        for attempt in (1, revision.menu.attempts)
        for door in ALL
    ]
    for language in revision.texts:
        turns.append(call_prompts.trouble(revision, language))
        for door in ALL:
            turns += [
                call_prompts.welcome_turn(revision, language, door),
                call_prompts.goodbye(revision, language, door),
            ]
    return all(said.speech.text for turn in turns for said in turn.said)


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_a_spoiled_file_is_refused_or_can_be_said(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(sorted(FILES)))
    lines = list(FILES[name])
    at = data.draw(st.integers(0, len(lines) - 1))
    match data.draw(st.sampled_from(["drop", "copy", "value"])):
        case "drop":
            del lines[at]
        case "copy":
            lines[at] = lines[data.draw(st.integers(0, len(lines) - 1))]
        case _:
            lines[at] = lines[at].partition(":")[0] + ": " + data.draw(VALUES)
    folder = spoiled_copy(tmp_path_factory.mktemp("desk"), name, lines)
    revision, problems = loaded(folder)
    shutil.rmtree(folder)
    if revision:
        assert says_everything(revision)
        find_faults(revision)
    else:
        assert problems
        assert all(problem.line >= 1 and problem.message for problem in problems)


def loaded(folder: Path) -> tuple[Revision | None, tuple[Problem, ...]]:
    try:
        return load_revision(folder), ()
    except BrokenDesk as broken:
        return None, broken.problems


def spoiled_copy(parent: Path, name: str, lines: list[str]) -> Path:
    folder = Path(shutil.copytree(CAIR, parent / "cair"))
    (folder / name).write_text("\n".join(lines), encoding="utf-8")
    return folder
