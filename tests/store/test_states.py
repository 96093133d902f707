"""The states in Python and the literals in the scripts are the same, both ways; no other module spells a state."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

import pytest

from store.states import (
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
