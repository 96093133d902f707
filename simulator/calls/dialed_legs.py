"""Legs that documents dial, and their outcomes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulator.calls.call_status import CallStatus
from simulator.calls.leg import CallFacts, Leg, StatusCallback

if TYPE_CHECKING:
    from simulator.network import Network

REMEMBERED = 20_000
"""Calls kept for the REST API's lists."""
RING_BUFFER = 5.0
"""Seconds the carrier adds to every ringing timeout."""


@dataclass(frozen=True)
class DialOutcome:
    """The outcome of a Dial, as its action receives it."""

    status: str
    sid: str | None = None
    seconds: int | None = None
    bridged: bool = False

    def params(self) -> dict[str, str]:
        params = {"DialCallStatus": self.status}
        if self.sid is not None:
            params["DialCallSid"] = self.sid
        if self.seconds is not None:
            params["DialCallDuration"] = str(self.seconds)
        return params | {"DialBridged": "true" if self.bridged else "false"}


def dial_leg(parent: Leg, to: str, caller: str, status_callback: StatusCallback | None) -> Leg:
    """Dial a leg for a document; it rings from now on. The account's rate limit does not count it."""
    network, root = parent.network, parent.root
    root.legs_dialled += 1
    facts = CallFacts(
        sid=network.new_sid("CA"),
        direction="outbound-dial",
        caller=caller,
        to=to,
        leg=root.legs_dialled,
        parent=parent,
        status_callback=status_callback,
        private=parent.facts.private,
    )
    call = register(network, facts)
    network.report_progress(call, CallStatus.INITIATED)
    ring_phone(call)
    return call


def ring_phone(call: Leg) -> None:
    """Ring the phone with a number; without one the call fails, and a phone in a call is busy."""
    phone = call.network.phones.get(call.facts.to)
    if phone is None:
        call.end(CallStatus.FAILED, "no such phone")
    elif phone.is_busy:
        call.end(CallStatus.BUSY, "busy")
    else:
        call.ring(phone)


def register(network: Network, facts: CallFacts) -> Leg:
    """Return a new call with its SID; the oldest finished ones are forgotten under load."""
    while len(network.calls) >= REMEMBERED and (oldest := next(iter(network.calls.values()))).is_over:
        del network.calls[oldest.sid]
    call = network.calls[facts.sid] = Leg(network, facts)
    return call
