"""Whatever is installed to build or run the line is pinned by a hash, wherever it is installed."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RECIPES = ("Makefile", "deploy/debian/install", "deploy/container/Dockerfile")


def commands(recipe: str) -> list[str]:
    """Return the commands of a recipe, each as one line without its continuations."""
    text = re.sub(r"^ *#.*\n", "", (ROOT / recipe).read_text(), flags=re.MULTILINE)
    return [command.strip() for command in re.split(r"&&|\|\||\n", re.sub(r"\\\n\s*", " ", text))]


@pytest.mark.parametrize("recipe", RECIPES)
def test_every_package_is_installed_by_its_hash(recipe: str) -> None:
    installs = [one for one in commands(recipe) if re.search(r"(pip|PIP\)) install", one)]
    own = [one for one in installs if "--require-hashes" not in one]
    assert len(installs) >= 3
    assert own, "the line's own package has no hash"
    for command in own:
        assert "--no-deps" in command, command
        assert "--no-build-isolation" in command, "pip would fetch what builds the package, unpinned"


@pytest.mark.parametrize("recipe", RECIPES)
def test_what_builds_the_package_is_taken_with_its_hashes_from_the_pinned_ones(recipe: str) -> None:
    text = (ROOT / recipe).read_text().replace("$$", "$")
    [found] = re.findall(r"sed -n '(.+?)' \S*requirements-dev.txt", text)
    pinned = subprocess.run(
        ["sed", "-n", found, str(ROOT / "requirements-dev.txt")], capture_output=True, text=True, check=True
    ).stdout
    needed = tomllib.loads((ROOT / "pyproject.toml").read_text())["build-system"]["requires"]
    assert re.findall(r"^([\w-]+)==", pinned, re.MULTILINE) == [re.split(r"[<>=]", one)[0] for one in needed]
    assert pinned.count("--hash=sha256:") >= 1
