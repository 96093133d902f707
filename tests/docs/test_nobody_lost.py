"""The table of the nasty cases: each has its tests, and no test has a case of its own."""

from __future__ import annotations

import re

from tests.docs.pages import ROOT, rows, section

CASES = {*range(1, 34)} - {26}
"""Case 26 is about calling customers back, which this line does not do."""
FOLDER = ROOT / "tests/nobody_lost"


def modules_by_case() -> dict[int, set[str]]:
    """The modules that have tests of a case, by the numbers in their names."""
    found: dict[int, set[str]] = {}
    for module in FOLDER.glob("test_*.py"):
        for number in re.findall(r"^def test_case_(\d\d)_", module.read_text("utf-8"), re.MULTILINE):
            found.setdefault(int(number), set()).add(module.name)
    return found


def test_every_nasty_case_has_a_test_of_its_own() -> None:
    assert modules_by_case().keys() == CASES


def test_the_table_names_the_modules_of_each_case() -> None:
    told = {
        int(case): set(re.findall(r"`([^`]+)`", modules))
        for case, _, modules in rows(section("docs/testing.md", "Nobody lost"))
    }
    assert told == modules_by_case()


def test_a_test_there_is_of_one_case() -> None:
    for module in FOLDER.glob("test_*.py"):
        names = re.findall(r"^def (test_\w+)", module.read_text("utf-8"), re.MULTILINE)
        assert [name for name in names if not name.startswith("test_case_")] == []
