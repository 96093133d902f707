"""What the Enqueue's action answers, by the carrier's `QueueResult` and by where the caller is."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from ivr.services import VoiceServices
from routing.queue.desk_state import DeskState
from tests.ivr.carrier import Answered, Carrier
from tests.ivr.test_webhooks import OPEN, menu_path
from tests.outage import without_database

RESULTS = ["error", "system-error", "redirected", "url-updated", "queue-full", "redirected-by-somebody", ""]
"""What may be reported around the moment in which a caller is moved; two of them are none of the carrier's."""


@pytest.fixture
def state(app: Flask) -> DeskState:
    line: VoiceServices = app.extensions["line"]
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
    offer = state.rep("ana").offer
    state.accept(offer)
    for side in ("rep", "caller") if is_talking else ():
        state.side_joins(offer, side)
    before = state.caller("CA1").state
    assert ends(carrier, action, result).verbs == []
    assert state.caller("CA1").state == before == ("talking" if is_talking else "connecting")


@pytest.mark.parametrize("result", ["error", "system-error", "something new", ""])
def test_a_caller_whom_the_queue_loses_is_in_the_main_menu(
    carrier: Carrier, state: DeskState, action: str, result: str
) -> None:
    answer = ends(carrier, action, result)
    assert "Let's start again from the main menu. For signing in or a password, press 1" in answer.words
    assert answer.verbs == ["Gather", "Redirect"]
    assert state.caller("CA1").state == "ended"


def test_a_caller_for_whom_the_queue_is_full_hears_so_and_when_to_try_again(
    carrier: Carrier, state: DeskState, action: str
) -> None:
    answer = ends(carrier, action, "queue-full")
    assert "The line is full right now" in answer.words
    assert "Please try again in about 15 minutes" in answer.words
    assert "To try again for a person, press 0" in answer.words
    assert answer.verbs == ["Gather", "Redirect"]
    assert state.caller("CA1").state == "ended"


@pytest.mark.parametrize("result", ["error", "queue-full", ""])
def test_without_a_database_a_failed_queue_hangs_up_on_nobody(
    app: Flask, carrier: Carrier, action: str, result: str
) -> None:
    with without_database(app):
        assert ends(carrier, action, result).verbs == ["Gather", "Redirect"]


@pytest.mark.parametrize("result", ["error", ""])
def test_a_call_that_is_over_gets_no_words(
    carrier: Carrier, state: DeskState, action: str, result: str
) -> None:
    assert carrier.posts(action, QueueResult=result, CallStatus="completed", at=OPEN).verbs == []
    assert state.caller("CA1").state == "ended"


@pytest.mark.parametrize("is_with_a_rep", [False, True])
def test_a_caller_who_has_hung_up_is_gone_wherever_the_call_was(
    carrier: Carrier, state: DeskState, action: str, is_with_a_rep: bool
) -> None:
    if is_with_a_rep:
        state.accept(state.rep("ana").offer)
    assert ends(carrier, action, "hangup").verbs == []
    assert state.caller("CA1").state == "ended"
