"""What the Enqueue's action answers, by the carrier's `QueueResult` and by where the caller is."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from ivr.line import Line
from store.desk_state import DeskState
from tests.ivr.carrier import Answered, Carrier
from tests.ivr.test_webhooks import OPEN, menu_path

RESULTS = ["error", "system-error", "redirected", "url-updated", "queue-full", "redirected-by-somebody", ""]
"""What may be reported around the moment in which a caller is moved; two of them are none of the carrier's."""


@pytest.fixture
def state(app: Flask) -> DeskState:
    line: Line = app.extensions["line"]
    state = line.states["cair"]
    state.save_rep("ana", {"name": "Ana", "phone": "+19165550111", "lines": "general", "languages": "en,es"})
    state.set_status("ana", "available")
    return state


@pytest.fixture
def action(app: Flask, carrier: Carrier, state: DeskState) -> str:
    """The path of the Enqueue's action of a caller who is offered to a rep."""
    answer = carrier.posts(menu_path(app, "main", 1), Digits="0", at=OPEN)
    found = re.search(r'<Enqueue[^>]* action="https?://[^/]+([^"]+)"', answer.body)
    assert found, answer.body
    return found[1]


def ends(carrier: Carrier, action: str, result: str) -> Answered:
    return carrier.posts(action, QueueResult=result, at=OPEN)


@pytest.mark.parametrize("result", RESULTS)
@pytest.mark.parametrize("is_talking", [False, True], ids=["connecting", "talking"])
def test_a_caller_who_is_with_a_rep_is_never_removed(
    carrier: Carrier, state: DeskState, action: str, result: str, is_talking: bool
) -> None:
    offer = state.rep("ana")["offer"]
    state.accept(offer)
    for side in ("rep", "caller") if is_talking else ():
        state.side_joins(offer, side)
    before = state.caller("CA1")["state"]
    assert ends(carrier, action, result).verbs == []
    assert state.caller("CA1")["state"] == before == ("talking" if is_talking else "connecting")


@pytest.mark.parametrize("result", ["error", "system-error", "queue-full", "something new"])
def test_a_caller_whom_the_queue_loses_while_waiting_hears_so(
    carrier: Carrier, state: DeskState, action: str, result: str
) -> None:
    answer = ends(carrier, action, result)
    assert answer.verbs == ["Say", "Hangup"]
    assert state.caller("CA1")["state"] == "ended"


@pytest.mark.parametrize("is_with_a_rep", [False, True])
def test_a_caller_who_has_hung_up_is_gone_wherever_the_call_was(
    carrier: Carrier, state: DeskState, action: str, is_with_a_rep: bool
) -> None:
    if is_with_a_rep:
        state.accept(state.rep("ana")["offer"])
    assert ends(carrier, action, "hangup").verbs == []
    assert state.caller("CA1")["state"] == "ended"
