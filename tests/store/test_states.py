"""The states in Python and the literals in the scripts are the same, both ways; no other module spells a state."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path

import pytest

from store.desk.states import (
    CallerState,
    EndOfWait,
    HoldState,
    ListenerOutcome,
    ListenerState,
    OfferOutcome,
    OfferState,
    RepStatus,
    StatusReason,
    StatusSource,
)
from tests.store.lua_states import Field, literals, table, unexplained

ROOT = Path(__file__).parents[2]
IN_LUA: dict[Field, type[StrEnum]] = {
    ("rep", "status"): RepStatus,
    ("rep", "reason"): StatusReason,
    ("caller", "state"): CallerState,
    ("caller", "how"): EndOfWait,
    ("offer", "state"): OfferState,
    ("offer", "outcome"): OfferOutcome,
    ("offer", "hold"): HoldState,
    ("listener", "state"): ListenerState,
}
"""Whose members the scripts spell, every one of them."""
NO_STATES = {
    ("carrier_refuses", "A[3]", "1"),
    ("check", "kind", "idle"),
    ("complete", "why", "over"),
    ("dial", "ARGV[1]", "1"),
    ("dial", "ARGV[2]", "1"),
    ("hold", "A[6]", "1"),
    ("hold_talk", "A[3]", "1"),
    ("leg_rings", "get(key('carrier_refuses'), 'is_wide')", "1"),
    ("listener_leaves", "A[3]", "1"),
    ("may_move", "A[2]", "1"),
    ("move_caller", "score", "front"),
    ("record_status", "last[2]", "1"),
    ("rep_leaves", "A[2]", "1"),
    ("set_status", "A[5]", StatusReason.AFTER_CALL),
    ("set_status", "BY", StatusSource.RULE),
    ("side_joins", "side", "rep"),
}
"""What else scripts compare with a literal: flags, answers, and arguments that Python gives."""

ROOMS = (
    "bench",
    "chaos",
    "commands",
    "console",
    "ivr",
    "monitoring",
    "prompts",
    "reports",
    "routing",
    "store",
)
STATES = {*RepStatus, *CallerState, *OfferState, *HoldState, *ListenerState} - {"", "in", "unknown"}
"""Words that are compared with nothing else."""
IN_PAGES = re.compile(r"""[=!]==? ["'](\w+)["']""")


@pytest.mark.parametrize(("field", "states"), IN_LUA.items(), ids=[".".join(field) for field in IN_LUA])
def test_the_scripts_spell_every_state_and_no_other(field: Field, states: type[StrEnum]) -> None:
    answered = {ListenerState.ANSWERED} if states is ListenerState else set()  # comes from Python only
    unknown = {OfferState.UNKNOWN} if states is OfferOutcome else set()  # `accept` answers so for no offer
    taken = {OfferOutcome.TAKEN}  # an answer; what is written is another field
    assert literals()[field] - {""} | answered == {*states} - {"", *taken} | unknown


def test_listeners_outcomes_are_known() -> None:
    assert literals()[("listener", "outcome")] <= {*ListenerOutcome}


def test_no_comparison_of_a_script_is_overlooked() -> None:
    assert unexplained() == NO_STATES


def test_the_scripts_tables_of_states_have_known_ones() -> None:
    assert table("listener_goes_on", "order").keys() == {*ListenerState} - {"closed", "unknown"}
    assert table("check", "busy").keys() <= {*RepStatus} & {*CallerState}
    assert {*table("check", "busy").values()} <= {*OfferState}
    assert table("check", "transient").keys() <= {*CallerState}
    assert table("set_status", "may_ask").keys() <= {*RepStatus}


def spelled(source: str) -> Iterator[tuple[int, str]]:
    """Yield line and text of each literal that Python compares something with, alone or as one of several."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Compare):
            parts: Iterable[ast.AST] = [node.left, *node.comparators]
        elif isinstance(node, ast.MatchValue):
            parts = [node.value]
        else:
            continue
        for part in parts:
            inner = part.elts if isinstance(part, ast.Set | ast.Tuple | ast.List) else [part]
            for one in inner:
                if isinstance(one, ast.Constant) and isinstance(one.value, str):
                    yield one.lineno, one.value


def test_no_module_compares_with_a_state_spelled_as_a_string() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line} {word!r}"
        for room in ROOMS
        for path in sorted((ROOT / room).rglob("*.py"))
        for line, word in spelled(path.read_text("utf-8"))
        if word in STATES
    ]
    assert found == []


def test_no_page_and_no_script_of_a_page_compares_with_a_state_spelled_as_a_string() -> None:
    found = [
        f"{path.relative_to(ROOT)} {word!r}"
        for path in sorted((ROOT / "console").rglob("*"))
        if path.suffix in (".html", ".js")
        for word in IN_PAGES.findall(path.read_text("utf-8"))
        if word in STATES
    ]
    assert found == []
