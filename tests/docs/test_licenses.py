"""Every package that an installation uses has a license that permits it, and the page lists them all."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from docs.licenses import (
    OPTIONAL,
    PAGE,
    PROJECT,
    PURPOSES,
    ForbiddenLicense,
    is_permitted,
    license_of,
    list_packages,
    render_page,
)
from tests.docs.pages import ROOT, read


def test_the_page_is_what_the_script_writes() -> None:
    assert PAGE.read_text("utf-8") == render_page(), "run: python -m docs.licenses"


def test_every_package_that_the_project_names_has_a_purpose_and_no_other() -> None:
    packages = list_packages()
    assert {name for name, parents in packages.items() if PROJECT in parents} == PURPOSES.keys()
    project = tomllib.loads(read("pyproject.toml"))["project"]
    named = len(project["dependencies"]) + sum(
        len(project["optional-dependencies"][extra]) for extra in OPTIONAL
    )
    assert named == len(PURPOSES)


@pytest.mark.parametrize("license", ["GPL-3.0-only", "MIT AND AGPL-3.0-or-later", "UNKNOWN", ""])
def test_a_license_that_asks_more_than_ours_is_not_permitted(license: str) -> None:
    assert not is_permitted(license)


def test_one_permitted_license_of_several_to_choose_from_is_enough() -> None:
    assert is_permitted("GPL-3.0-only OR MIT")


@pytest.mark.parametrize(
    "line", ["License-Expression: GPL-3.0-only", "License: proprietary", "Summary: none"]
)
def test_a_package_without_a_permitted_license_is_refused_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    described = tmp_path / "greedy-1.0.dist-info/METADATA"
    described.parent.mkdir()
    described.write_text(f"Metadata-Version: 2.4\nName: greedy\nVersion: 1.0\n{line}\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(ForbiddenLicense, match="greedy"):
        license_of("greedy")


def test_the_license_is_the_one_that_the_package_names() -> None:
    project = tomllib.loads(read("pyproject.toml"))["project"]
    assert project["license"] == "Apache-2.0"
    assert "Apache License\n                           Version 2.0" in read("LICENSE")
    assert all((ROOT / name).is_file() for name in project["license-files"])
