"""What opens the reps' menu on a call that shows a rep's own number."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from redis import Redis

from prompts.loader import read_files
from prompts.revision import revision_of
from routing.queue.desk_state import DeskState
from settings import DESKS
from tests.calls.desk_at_work import PIN
from tests.ivr.carrier import Answered, Carrier

PHONE = "+19165550111"


@pytest.fixture
def state(redis: Redis) -> DeskState:
    state = DeskState(redis, "cair")
    known = {"name": "Ana", "phone": PHONE, "lines": "general", "languages": "en", "pin": PIN}
    state.save_rep("ana", known)
    return state


@pytest.fixture
def relies_on_attestation(app: Flask) -> None:
    """The desk says `rep_sign_in: attested`."""
    files = read_files(DESKS / "cair")
    desk = files["desk.yaml"] + "rep_sign_in: attested\n"
    revision = revision_of("cair", {**files, "desk.yaml": desk})
    app.extensions["line"] = replace(app.extensions["line"], desks={"cair": revision})


def calls(carrier: Carrier, verstat: str | None) -> Answered:
    fields = {} if verstat is None else {"StirVerstat": verstat}
    return carrier.posts("/voice/cair", From=PHONE, **fields)


NOT_FULLY_ATTESTED = [
    "TN-Validation-Failed-A",
    "TN-Validation-Failed-C",
    "TN-Validation-Failed",
    "TN-Validation-Passed-A-Diverted",
    "TN-Validation-Passed-A-Passthrough",
    "TN-Validation-Passed-A\n",
    "TN-Validation-Passed-B",
    "TN-Validation-Passed-C",
    "No-TN-Validation",
    "NULL",
    "",
    None,
]


@pytest.mark.parametrize("verstat", ["TN-Validation-Passed-A", *NOT_FULLY_ATTESTED], ids=str)
def test_by_default_every_call_from_a_reps_number_is_asked_for_the_pin(
    carrier: Carrier, state: DeskState, verstat: str | None
) -> None:
    heard = calls(carrier, verstat)
    assert "type your secret code" in heard.words
    assert "Ana" not in heard.words


@pytest.mark.usefixtures("relies_on_attestation")
def test_a_desk_may_let_in_a_number_that_the_carrier_fully_attests(
    carrier: Carrier, state: DeskState
) -> None:
    assert "Hello, Ana.You are signed out" in calls(carrier, "TN-Validation-Passed-A").words


@pytest.mark.usefixtures("relies_on_attestation")
@pytest.mark.parametrize("verstat", NOT_FULLY_ATTESTED, ids=str)
def test_even_there_any_other_attestation_is_asked_for_the_pin(
    carrier: Carrier, state: DeskState, verstat: str | None
) -> None:
    heard = calls(carrier, verstat)
    assert "type your secret code" in heard.words
    assert "Ana" not in heard.words


def test_the_pin_opens_the_menu(carrier: Carrier, state: DeskState) -> None:
    asked = calls(carrier, "TN-Validation-Passed-B")
    assert "Hello, Ana" in carrier.posts(asked.action, From=PHONE, Digits="4711").words


def test_a_rep_who_was_removed_meanwhile_is_a_caller(carrier: Carrier, state: DeskState) -> None:
    asked = calls(carrier, None)
    state.remove_rep("ana")
    assert carrier.posts(asked.action, From=PHONE, Digits="4711").verbs == ["Redirect"]
