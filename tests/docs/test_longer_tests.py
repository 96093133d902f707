"""What `make test` leaves to `make test-long` is named with the reason, and nothing else is left out."""

from __future__ import annotations

import re

from tests.docs.pages import ROOT, quoted, read, rows, section

MARKED = re.compile(r"^@pytest\.mark\.long\n(?:@.*\n|\)\n| .*\n)*def (test_\w+)", re.MULTILINE)
SOME_VALUES = re.compile(
    r"^@pytest\.mark\.parametrize\((?:(?!\n\S)[\s\S])*?mark\.long[\s\S]*?^def (test_\w+)", re.MULTILINE
)


def left_out() -> set[tuple[str, str]]:
    """Every test that has the mark, whole or for some of its values: module, name."""
    return {
        (str(module.relative_to(ROOT)), name)
        for module in (ROOT / "tests").glob("*/test_*.py")
        for pattern in (MARKED, SOME_VALUES)
        for name in pattern.findall(module.read_text("utf-8"))
    }


def test_every_longer_test_is_named_and_no_other() -> None:
    told = {
        (quoted(module), name)
        for module, tests, _ in rows(section("docs/testing.md", "Longer tests"))
        for name in re.findall(r"`(test_\w+)`", tests)
    }
    assert told == left_out()


def test_the_page_on_tests_names_the_command() -> None:
    assert "make test-long" in read("docs/testing.md")
