"""Redirect, Hangup, Reject and Leave: where a call goes without anybody saying a word."""

from __future__ import annotations

from simulator.calls.call_status import CallStatus
from simulator.twiml.twiml_parser import TwimlElement
from simulator.twiml.twiml_runner import Goto, HangUp, LeaveQueue, Script


async def redirect(script: Script, verb: TwimlElement, base: str | None) -> Goto | None:
    url = script.resolve(verb.text, base)
    if url is None:
        raise HangUp(reason="application error")
    return Goto(url, verb.get("method", "POST"), purpose="redirect")


async def hang_up(_script: Script, _verb: TwimlElement, _base: str | None) -> Goto | None:
    raise HangUp


async def reject(script: Script, verb: TwimlElement, _base: str | None) -> Goto | None:
    """Refuse the call unanswered; after another verb has answered it, it can only hang up."""
    if script.call.answered is not None:
        raise HangUp
    is_busy = verb.get("reason") == "busy"
    raise HangUp(CallStatus.BUSY if is_busy else CallStatus.NO_ANSWER, "rejected by the line")


async def leave(_script: Script, _verb: TwimlElement, _base: str | None) -> Goto | None:
    raise LeaveQueue
