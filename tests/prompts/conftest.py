"""The CAIR desk as it is published, and copies of it that a test may spoil."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import prompts
from prompts.revision import Revision, load_revision

CAIR = Path(prompts.__file__).parent / "cair"


class DeskCopy:
    """A copy of the CAIR desk's folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def edit(self, file: str, old: str, new: str) -> int:
        """Replace `old`, which must be there once; returns the line it starts on."""
        path = self.folder / file
        path.touch()
        content = path.read_text(encoding="utf-8")
        assert content.count(old) == 1, f"{old!r} is {content.count(old)} times in {file}"
        path.write_text(content.replace(old, new), encoding="utf-8")
        return content[: content.index(old)].count("\n") + 1

    def load(self) -> Revision:
        return load_revision(self.folder)


@pytest.fixture(scope="session")
def cair() -> Revision:
    return load_revision(CAIR)


@pytest.fixture
def desk_copy(tmp_path: Path) -> DeskCopy:
    return DeskCopy(Path(shutil.copytree(CAIR, tmp_path / "cair")))
