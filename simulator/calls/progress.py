"""Status callbacks: what the line asked to be told about a leg's progress, and the parameters it is told with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.calls.call_status import CallStatus
from simulator.calls.callbacks import Callback
from simulator.http.parameters import timestamp, voice_parameters

if TYPE_CHECKING:
    from simulator.calls.leg import Leg

EVENTS = {
    CallStatus.INITIATED: "initiated",
    CallStatus.RINGING: "ringing",
    CallStatus.IN_PROGRESS: "answered",
}
"""Statuses that have an event of their own; every final status is the event `completed`."""


def event_of(status: CallStatus) -> str | None:
    return None if status is CallStatus.QUEUED else EVENTS.get(status, "completed")


def callback_due(call: Leg, status: CallStatus) -> Callback | None:
    """Return the callback for this new status; None when the line did not ask for it."""
    wanted = call.facts.status_callback
    event = event_of(status)
    if (
        wanted is None
        or event not in wanted.events
        or (status is CallStatus.CANCELED and not call.was_dialled)
    ):
        return None
    params = voice_parameters(call) | {
        "CallStatus": status,
        "Timestamp": timestamp(call.network.clock.now()),
        "CallbackSource": "call-progress-events",
        "SequenceNumber": str(call.callbacks_sent),
    }
    if event == "completed":
        params |= {"CallDuration": str(call.seconds), "Duration": str(-(-call.seconds // 60))}
    call.callbacks_sent += 1
    call.recorded_callbacks.append(params)
    return Callback(call, wanted.url, wanted.method, params)
