"""docs/local-network.md tells every code, option and fault the network has."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from simulator.__main__ import main
from simulator.phones import answering
from simulator.settings import Faults

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs/local-network.md").read_text()
NO_CODES = {14400}
"""Numbers in the source that look like a code: the longest Dial, in seconds."""


def documented_codes() -> set[int]:
    found: set[int] = set()
    for first, last in re.findall(r"\b([1-3]\d{4})(?:–([1-3]\d{4}))?", TEXT):
        found |= set(range(int(first), int(last or first) + 1))
    return found


def codes_in_the_source() -> set[int]:
    source = "".join(path.read_text() for path in (ROOT / "simulator").rglob("*.py"))
    return {int(code) for code in re.findall(r"(?<![\w.])[1-3]\d{4}(?![\w.])", source)} - NO_CODES


def test_every_code_is_documented() -> None:
    assert codes_in_the_source() - documented_codes() == set()


def test_no_code_is_documented_that_does_not_exist() -> None:
    listed_singly = {int(code) for code in re.findall(r"(?<!–)\b([1-3]\d{4})\b(?!–)", TEXT)}
    assert listed_singly - codes_in_the_source() == set()


@pytest.mark.parametrize("name", ["AfterRings", "Busy", "NoAnswer", "Declines", "Voicemail"])
def test_every_way_of_answering_is_documented(name: str) -> None:
    assert issubclass(getattr(answering, name), answering.Answering)
    assert f"`{name}(" in TEXT or f"{name}(" in TEXT


def test_the_example_of_the_command_is_the_documented_one() -> None:
    assert main.epilog is not None
    assert "--number +18005787889 --voice-url http://127.0.0.1:8000/voice/cair" in main.epilog
    assert "--number +18005787889 --voice-url http://127.0.0.1:8000/voice/cair" in TEXT


def test_every_fault_is_documented_and_explained_where_it_is_declared() -> None:
    source = (ROOT / "simulator/settings.py").read_text()
    for fault in fields(Faults):
        assert re.search(rf'{fault.name}: .*\n    """', source), fault.name
        assert f"| `{fault.name}` |" in TEXT, fault.name
