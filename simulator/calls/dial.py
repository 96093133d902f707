"""Dial: checks whom it may call and what it may show, rings or joins, and leads on to the action."""

from __future__ import annotations

import asyncio
import re

from simulator.calls.conference_visit import join_conference
from simulator.calls.dialed_legs import DialOutcome
from simulator.calls.enqueue import talk_to_queue
from simulator.calls.ringing import Terms, party_of, ring_and_talk
from simulator.dialing_permissions import may_call
from simulator.twiml.twiml_parser import TwimlElement
from simulator.twiml.twiml_runner import Goto, Script

E164 = re.compile(r"\+[1-9]\d{6,14}")


async def dial(script: Script, verb: TwimlElement, base: str | None) -> Goto | None:
    """Perform a Dial. With an action the verbs after it are never reached."""
    action = script.resolve(verb.get("action"), base) if verb.get("action") else None
    method = verb.get("method", "POST")
    try:
        outcome = await _outcome(script, verb, base)
    except asyncio.CancelledError:
        if action and script.call.is_over:
            params = DialOutcome("completed" if script.call.answered else "canceled").params()
            script.call.network.start(script.tell(action, method, params, "dial"))
        raise
    return Goto(action, method, outcome.params(), "dial") if action else None


async def _outcome(script: Script, verb: TwimlElement, base: str | None) -> DialOutcome:
    nouns = verb.children or (_plain_number(verb),)
    noun = nouns[0]
    if noun.name == "Conference":
        return await join_conference(script, noun, base)
    if noun.name == "Queue":
        return await talk_to_queue(script, noun, base, float(verb.number("timeout", 30)))
    callable_nouns = [
        noun for noun in nouns if noun.name in ("Number", "Client") and _is_number(script, noun)
    ]
    caller = _shown_number(script, verb)
    if caller is None or not callable_nouns:
        return DialOutcome("failed")
    parties = [party_of(script, noun, base) for noun in callable_nouns]
    return await ring_and_talk(script, parties, _terms(verb, caller))


def _terms(verb: TwimlElement, caller: str) -> Terms:
    return Terms(
        caller=caller,
        timeout=float(min(max(verb.number("timeout", 30), 5), 600)),
        time_limit=float(verb.number("timeLimit", 14400)),
        hang_up_on_star=verb.flag("hangupOnStar"),
        one_by_one=verb.flag("sequential"),
    )


def _plain_number(verb: TwimlElement) -> TwimlElement:
    """Return the `<Number>` for which `<Dial>+1510…</Dial>` is short."""
    return TwimlElement("Number", {}, (), verb.text, verb.own_text, verb.markup)


def _is_number(script: Script, noun: TwimlElement) -> bool:
    if noun.name != "Client" and not E164.fullmatch(noun.text):
        script.alert(13223, f"{noun.text!r} is no phone number in E.164 form", None)
        return False
    facts, settings = script.call.facts, script.call.network.settings
    if noun.name == "Client" or facts.private or may_call(settings, noun.text):
        return True
    script.alert(13227, f"the geographic permissions do not let {noun.text!r} be called", None)
    return False


def _shown_number(script: Script, verb: TwimlElement) -> str | None:
    """Return the caller id to show; None, and alert 13214, when the account may not show it."""
    facts, settings = script.call.facts, script.call.network.settings
    own = {number.e164 for number in settings.numbers} | set(settings.verified_callers)
    wished = verb.get("callerId") or facts.caller
    if facts.private or wished.startswith("client:"):
        return wished
    if E164.fullmatch(wished) and wished in own | {facts.caller, facts.to}:
        return wished
    script.alert(13214, f"{wished!r} may not be shown as caller id", None)
    return None
