"""The documentation site builds without a warning, has every page, and asks no other host for anything."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from docs.build_site import TOP, gather_pages
from tests.docs.pages import NAMES, ROOT, read

ON_THE_SITE = {TOP.get(name, name.removeprefix("docs/")) for name in NAMES}


def test_the_site_builds_strictly_and_its_pages_load_nothing_from_elsewhere(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "docs.build_site", tmp_path]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout[-2000:]
    pages = {str(page.relative_to(tmp_path)) for page in tmp_path.rglob("*.html")}
    assert {page.replace("README", "index").replace(".md", ".html") for page in ON_THE_SITE} <= pages
    for page in tmp_path.rglob("*.html"):
        assert not re.search(r"<(?:script|link|img)[^>]*(?:src|href)=\"?https?:", page.read_text("utf-8")), (
            page.name
        )


def test_every_page_is_in_the_navigation() -> None:
    def listed(entries: list[object]) -> Iterator[str]:
        for entry in entries:
            for value in entry.values() if isinstance(entry, dict) else [entry]:
                yield from [value] if isinstance(value, str) else listed(value)

    names = list(listed(tomllib.loads(read("zensical.toml"))["project"]["nav"]))
    assert sorted(names) == sorted(ON_THE_SITE)


@pytest.mark.parametrize(
    ("page", "link"),
    [
        ("index.md", "](develop.md)"),
        ("licenses.md", "](NOTICE)"),
        ("deploy.md", "](index.md#five-minutes)"),
        ("develop.md", "](contributing.md)"),
    ],
)
def test_links_to_the_top_of_the_repository_lead_to_pages_of_the_site(
    tmp_path: Path, page: str, link: str
) -> None:
    gather_pages(tmp_path / "docs")
    assert link in (tmp_path / "docs" / page).read_text("utf-8")


def test_the_glossary_has_few_words_each_with_one_sentence() -> None:
    entries = re.findall(r"^\| ([\w -]+) \| (.+) \|$", read("docs/glossary.md"), re.MULTILINE)
    words = [word for word, _ in entries if word != "word"]
    assert 40 <= len(words) <= 60
    assert len(set(words)) == len(words)
    assert all(re.fullmatch(r"[^.]+\.", meaning) for word, meaning in entries if word != "word")
