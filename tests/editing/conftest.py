"""A desk's workbench on the real database, with a copy of the CAIR desk's folder behind it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from redis import Redis

from editing.drafting import Workbench, workbench
from prompts.folder import Files
from settings import DESKS

ADMIN, OTHER = "ana@example.org", "ben@example.org"
ENGLISH = "Thank you for calling"


@pytest.fixture
def bench(redis: Redis, tmp_path: Path) -> Workbench:
    folder = Path(shutil.copytree(DESKS / "cair", tmp_path / "desks" / "cair"))
    return workbench(redis, "cair", folder)


def with_greeting(files: Files, greeting: str, file: str = "en.yaml") -> Files:
    """The same files with another first sentence."""
    line = next(one for one in files[file].splitlines() if one.strip().startswith("greeting:"))
    indent = line[: line.index("greeting:")]
    return {**files, file: files[file].replace(line, f"{indent}greeting: {greeting}")}


def greeting(files: Files, file: str = "en.yaml") -> str:
    """The first sentence."""
    line = next(one for one in files[file].splitlines() if one.strip().startswith("greeting:"))
    return line.partition(": ")[2]
