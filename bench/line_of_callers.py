"""Callers on hold, and the requests of their phones for the next piece of hold."""

from __future__ import annotations

from dataclasses import replace

from bench.load import LoadFailed
from bench.signed_requests import SignedForm, call_sid, key_pressed, signed
from ivr.queue.queued_caller import QueuedCaller
from prompts.rendering.call_prompts import person_node
from prompts.revision import Revision
from routing.queue.desk_state import DeskState
from store.clock import milliseconds
from store.desk.states import RepStatus

CALLERS = 200
KEY_EVERY = 4
"""Every so many-th bit of hold brings words, as many as in a line that moves; the others are music."""
OPEN = "2026-11-24T10:00:00-08:00"
"""A moment at which the desk is open, whenever the bench runs: callers on the local network choose their time."""
TOPIC = "enrollment"


def line_up(state: DeskState, revision: Revision) -> QueuedCaller:
    """Create a rep who talks and callers who wait, and return the queue that they wait in."""
    held = QueuedCaller(revision, "en", person_node(revision), TOPIC, milliseconds())
    state.save_rep("rep", {"phone": "+14155550100", "lines": held.line.id, "languages": "en"})
    state.set_status("rep", RepStatus.AVAILABLE)
    for number in range(CALLERS + 1):
        state.join(replace(held.wish(call_sid(number), "", b""), longest_line=CALLERS, shared_places=0))
    offer = state.rep("rep").offer
    state.accept(offer)
    for side in ("caller", "rep"):
        state.side_joins(offer, side)
    refuse_leavers(state, held)
    return held


def bits_of_hold(held: QueuedCaller, base_url: str, account_sid: str, token: str) -> list[SignedForm]:
    """Return the signed requests of all waiting callers' phones, each at its own URL, which carries when the caller
    joined."""
    return [
        signed(
            base_url + replace(held, joined=held.joined - number).path("hold"),
            _bit_asked_for(key_pressed(account_sid, held.revision.desk.number, number), number),
            token,
        )
        for number in range(1, CALLERS + 1)
    ]


def refuse_leavers(state: DeskState, held: QueuedCaller) -> None:
    """Raise LoadFailed if not everybody waits, as the line would have been quick for the wrong reason."""
    waiting = state.look(held.line.id, held.line_language).waiting
    if waiting != CALLERS:
        raise LoadFailed(f"{waiting} of {CALLERS} callers wait: what was measured is not a line on hold")


def _bit_asked_for(form: dict[str, str], number: int) -> dict[str, str]:
    """Return the form of a request: the carrier sends a key only if one was pressed, and adds the state of its
    queue."""
    queue = {
        "AvgQueueTime": "240",
        "CurrentQueueSize": str(CALLERS),
        "QueuePosition": str(number),
        "QueueSid": f"QU{1:032x}",
        "QueueTime": "120",
    }
    without_key = {
        name: value for name, value in form.items() if name not in {"Digits", "FinishedOnKey", "msg"}
    }
    return without_key | queue | ({"Digits": "0", "FinishedOnKey": ""} if number % KEY_EVERY == 0 else {})
