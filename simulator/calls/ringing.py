"""Ringing the parties of a Dial: timeouts, the whisper a called party hears, and the conversation that follows."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from dataclasses import dataclass

from simulator.calls.call_status import CallStatus
from simulator.calls.dialed_legs import RING_BUFFER, DialOutcome, dial_leg
from simulator.calls.leg import Leg, StatusCallback, bridge
from simulator.twiml.twiml_parser import TwimlElement
from simulator.twiml.twiml_runner import Allowed, Goto, HangUp, Script

WHISPER = Allowed(
    frozenset({"Say", "Play", "Pause", "Gather", "Redirect", "Hangup"}),
    13201,
    "the document of a called party",
)


@dataclass(frozen=True)
class Party:
    """Somebody to ring."""

    to: str
    whisper: Goto | None
    status_callback: StatusCallback | None


@dataclass(frozen=True)
class Terms:
    """The terms of a Dial: seconds of ringing and talking, the number that it shows, and whether * ends it."""

    caller: str
    timeout: float
    time_limit: float
    hang_up_on_star: bool
    one_by_one: bool


def party_of(script: Script, noun: TwimlElement, base: str | None) -> Party:
    """Return the party that a `<Number>` or `<Client>` names."""
    identity = next((child.text for child in noun.children if child.name == "Identity"), noun.own_text)
    whisper = script.resolve(noun.get("url"), base) if noun.get("url") else None
    callback = noun.get("statusCallback") and script.resolve(noun.get("statusCallback"), base)
    events = frozenset((noun.get("statusCallbackEvent") or "completed").split())
    return Party(
        to=f"client:{identity}" if noun.name == "Client" else noun.text,
        whisper=Goto(whisper, noun.get("method", "POST"), purpose="whisper") if whisper else None,
        status_callback=StatusCallback(callback, noun.get("statusCallbackMethod", "POST"), events)
        if callback
        else None,
    )


async def ring_and_talk(script: Script, parties: Sequence[Party], terms: Terms) -> DialOutcome:
    """Ring all at once, or one after the other; talk to the first that is ready."""
    rounds = [[party] for party in parties] if terms.one_by_one else [list(parties)]
    outcome = DialOutcome("failed")
    for together in rounds:
        outcome = await _round(script, together, terms)
        if outcome.bridged:
            break
    return outcome


async def _round(script: Script, parties: Sequence[Party], terms: Terms) -> DialOutcome:
    call = script.call
    legs = [dial_leg(call, party.to, terms.caller, party.status_callback) for party in parties]
    try:
        winner = await _first_ready(script, legs, parties, terms)
        for leg in legs:
            if leg is not winner and not leg.runs_by_itself:
                leg.end(CallStatus.NO_ANSWER, "answered elsewhere" if winner else "not answered")
        if winner is None:
            return DialOutcome(_status_of(legs), legs[0].sid)
        return await _talk(call, winner, terms)
    finally:
        for leg in legs:
            if not leg.is_over and not leg.runs_by_itself:
                leg.end(
                    CallStatus.CANCELED if leg.answered is None else CallStatus.COMPLETED,
                    "the caller is gone",
                )


TOLD = (CallStatus.BUSY, CallStatus.NO_ANSWER, CallStatus.COMPLETED)
"""Of what several legs have come to, the most telling first."""


def _status_of(legs: Sequence[Leg]) -> str:
    """Return the status to report when no one took the call: the most telling one of the legs."""
    statuses = {leg.status for leg in legs}
    return next((status for status in TOLD if status in statuses), CallStatus.FAILED)


async def _first_ready(
    script: Script, legs: Sequence[Leg], parties: Sequence[Party], terms: Terms
) -> Leg | None:
    """Return the first leg that answered and heard out its whisper; None when all are lost."""
    network = script.call.network
    tasks = {
        network.start(_make_ready(script, leg, party, terms), awaited=True): leg
        for leg, party in zip(legs, parties, strict=True)
    }
    by_hand = any(leg.phone and leg.phone.answering.waits_for_a_person for leg in legs if not leg.is_over)
    resting = script.call.rests("ringing") if by_hand else contextlib.nullcontext()
    pending = set(tasks)
    try:
        with resting:
            while pending:
                done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
                ready = [tasks[task] for task in done if task.result()]
                if ready:
                    return ready[0]
    finally:
        for task in pending:
            task.cancel()
    return None


async def _make_ready(script: Script, leg: Leg, party: Party, terms: Terms) -> bool:
    """Ring until answered, then whisper. True when the party can be talked to."""
    clock = leg.network.clock
    answered = leg.network.start(leg.until(lambda: leg.answered is not None))
    with leg.rests("ringing"):
        in_time = await clock.within(terms.timeout + RING_BUFFER, answered)
    if not in_time:
        leg.end(CallStatus.NO_ANSWER, "not answered")
    if leg.is_over or leg.runs_by_itself:
        return False
    if party.whisper is None:
        return True
    heard = asyncio.get_running_loop().create_future()
    leg.run(lambda: _whisper(script, leg, party.whisper, heard))
    leg.shares_its_run()
    await leg.until(lambda: heard.done() or leg.runs_by_itself)
    return not leg.is_over and not leg.runs_by_itself


async def _whisper(script: Script, leg: Leg, start: Goto | None, heard: asyncio.Future[None]) -> None:
    try:
        if start is not None:
            await Script(leg, script.performers, allowed=WHISPER).run(start)
    except HangUp as end:
        leg.end(end.status, end.reason)
    finally:
        heard.set_result(None)
        leg.changed()


async def _talk(call: Leg, leg: Leg, terms: Terms) -> DialOutcome:
    """Let the two talk until one leaves, the time is over, or the leg is sent elsewhere."""
    limit = call.network.clock.call_later(
        terms.time_limit, lambda: leg.end(CallStatus.COMPLETED, "time limit")
    )
    began = call.network.clock.now()
    if terms.hang_up_on_star:
        call.key_sink = lambda key: leg.end(CallStatus.COMPLETED, "hung up with *") if key == "*" else None
    try:
        with bridge(call, leg):
            await leg.until(lambda: leg.runs_by_itself)
    finally:
        limit.cancel()
        call.key_sink = None
    seconds = round((call.network.clock.now() - began).total_seconds())
    return DialOutcome("completed", leg.sid, seconds, bridged=True)
