"""A desk's workbench on the real database. The desk is no line's: what is published there is heard by nobody else."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from redis import Redis

from editing.drafts import DraftEditor, workbench
from prompts.loader import Files
from settings import DESKS

ADMIN, OTHER = "ana@example.org", "ben@example.org"
ENGLISH = "Thank you for calling"


@pytest.fixture
def bench(redis: Redis, tmp_path: Path) -> DraftEditor:
    folder = Path(shutil.copytree(DESKS / "cair", tmp_path / "desks" / "county"))
    desk = (folder / "desk.yaml").read_text("utf-8")
    (folder / "desk.yaml").write_text(desk.replace("id: cair", "id: county"), "utf-8")
    return workbench(redis, "county", folder)


def with_greeting(files: Files, greeting: str, file: str = "en.yaml") -> Files:
    """Return the same files with another first sentence."""
    line = next(one for one in files[file].splitlines() if one.strip().startswith("greeting:"))
    indent = line[: line.index("greeting:")]
    return {**files, file: files[file].replace(line, f"{indent}greeting: {greeting}")}


def greeting(files: Files, file: str = "en.yaml") -> str:
    """The first sentence."""
    line = next(one for one in files[file].splitlines() if one.strip().startswith("greeting:"))
    return line.partition(": ")[2]
