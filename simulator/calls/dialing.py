"""How calls come about: a phone dials, or the REST API originates. (Legs that documents dial: `legs`.)"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from simulator.calls.call_status import CallStatus
from simulator.calls.dialed_legs import RING_BUFFER, register, ring_phone
from simulator.calls.leg import CallFacts, Leg, StatusCallback
from simulator.calls.verbs import PERFORMERS
from simulator.twiml.twiml_runner import Goto, HangUp, Inline, Script

if TYPE_CHECKING:
    from simulator.network import Network
    from simulator.phones.phone import Phone


def normal_number(dialled: str) -> str:
    """Return `(800) 578-7889` as E.164; clients' names and other text stay as they are."""
    digits = re.sub(r"[\s().-]", "", dialled)
    if re.fullmatch(r"\d{10}", digits):
        return f"+1{digits}"
    return (
        f"+{digits}" if re.fullmatch(r"1\d{10}", digits) else (digits if digits.startswith("+") else dialled)
    )


def dial_number(network: Network, phone: Phone, dialled: str, at: datetime | None) -> Leg:
    """Dial one of the account's numbers, or another phone, from a phone."""
    to = normal_number(dialled)
    number = network.numbers.get(to)
    facts = CallFacts(
        sid=network.new_sid("CA"),
        direction="inbound",
        caller=phone.number,
        to=to,
        at=at,
        fallback=(number.voice_fallback_url, number.voice_fallback_method)
        if number and number.voice_fallback_url
        else None,
        status_callback=StatusCallback(number.status_url) if number and number.status_url else None,
        private=number is None,
    )
    call = register(network, facts)
    call.phone, phone.call = phone, call
    network.report_progress(call, CallStatus.RINGING)
    if number is not None and number.answered_elsewhere:
        start_documents(call, Inline("<Response><Reject/></Response>"))
    elif number is not None:
        start_documents(call, Goto(number.voice_url, number.voice_method, purpose="voice"))
    else:
        noun = f"<Client>{to[7:]}</Client>" if to.startswith("client:") else f"<Number>{to}</Number>"
        start_documents(call, Inline(f'<Response><Dial timeout="60">{noun}</Dial></Response>'))
    return call


@dataclass(frozen=True)
class Origination:
    """A call the line asks for by REST."""

    to: str
    caller: str
    start: Goto | Inline
    timeout: float = 60.0
    time_limit: float | None = None
    fallback: tuple[str, str] | None = None
    status_callback: StatusCallback | None = None


def originate(network: Network, wish: Origination) -> Leg:
    """Return a call that is queued until its turn, then dialed; its documents run once it is answered."""
    facts = CallFacts(
        sid=network.new_sid("CA"),
        direction="outbound-api",
        caller=wish.caller,
        to=wish.to,
        fallback=wish.fallback,
        status_callback=wish.status_callback,
    )
    call = register(network, facts)
    network.report_progress(call, CallStatus.QUEUED)
    network.start(_dial_out(call, wish, _turn(network)))
    return call


def start_documents(call: Leg, start: Goto | Inline) -> None:
    """Run documents on a call from here on; the call ends with them."""
    call.run(lambda: _run_to_the_end(call, start))


async def _run_to_the_end(call: Leg, start: Goto | Inline) -> None:
    try:
        await Script(call, PERFORMERS).run(start)
        call.end(CallStatus.COMPLETED, "completed by the line")
    except HangUp as end:
        call.end(end.status, end.reason)
    except Exception:
        call.end(CallStatus.FAILED, "the network failed")
        raise


async def _dial_out(call: Leg, wish: Origination, wait: float) -> None:
    network = call.network
    await network.clock.sleep(wait)
    if call.is_over:
        return
    network.report_progress(call, CallStatus.INITIATED)
    ring_phone(call)
    answered = network.start(call.until(lambda: call.answered is not None))
    if not await network.clock.within(wish.timeout + RING_BUFFER, answered):
        call.end(CallStatus.NO_ANSWER, "not answered")
    if call.is_over:
        return
    if wish.time_limit is not None:
        network.clock.call_later(wish.time_limit, lambda: call.end(CallStatus.COMPLETED, "time limit"))
    if not call.runs:
        start_documents(call, wish.start)


def _turn(network: Network) -> float:
    """Return the seconds until the account may dial again."""
    now = network.clock.now()
    turn = max(network.dial_turn, now)
    network.dial_turn = turn + timedelta(seconds=1 / network.settings.calls_per_second)
    return (turn - now).total_seconds()
