"""The rep's leg of an offer, and the conversation that comes of it: whisper, taking, talking, the end.

URLs below `/voice/<desk>/offer/<id>`: `` (answered), `answer` (key), `over`, `status`, `conference` for the rep's leg;
`talk`, `talked` for the caller's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ivr.held import Held
from ivr.hold_twiml import ask, into_conference, into_line, last_said
from ivr.line import Line, milliseconds
from ivr.status import FINAL
from ivr.webhook import Webhook
from prompts.reps import RepVoice
from prompts.revision import Revision
from prompts.waiting import WaitingVoice
from routing.carrier import conference_of
from store.desk_state import DeskState
from store.errors import DatabaseDown

TAKE, PASS = "1", "2"
KEY_SECONDS = 8
"""Seconds a rep has after the whisper; whisper and this fit the offer's 25 seconds."""
WHY_NOT_TAKEN = {"busy": "busy", "no-answer": "missed", "canceled": "missed", "failed": "unreachable"}


@dataclass(frozen=True)
class Leg:
    """One webhook about an offer."""

    line: Line
    revision: Revision
    state: DeskState
    offer: str
    webhook: Webhook

    @property
    def url(self) -> str:
        return f"{self.line.base_url}/voice/{self.revision.desk.id}/offer/{self.offer}"

    @property
    def digit(self) -> str:
        return self.webhook.fields.get("Digits", "")[:1]

    @property
    def is_on_the_phone(self) -> bool:
        """False when the carrier tells of a leg that has hung up."""
        return self.webhook.fields.get("CallStatus", "") not in FINAL

    def rep_voice(self) -> RepVoice:
        rep = self.state.rep(self.state.offer(self.offer).get("rep", ""))
        return RepVoice.of(self.revision, rep)


def answer_offer(line: Line, revision: Revision, parts: list[str], webhook: Webhook) -> bytes | None:
    """What a leg of an offer hears next; None for nothing."""
    offer, step = parts[0], parts[1] if len(parts) > 1 else ""
    deed = STEPS.get(step)
    if deed is None:
        return None
    try:
        return deed(Leg(line, revision, line.state(revision), offer, webhook))
    except DatabaseDown:
        line.unheard.add(revision.desk.id)
        return _without_database(Leg(line, revision, line.states[revision.desk.id], offer, webhook), step)


def _without_database(leg: Leg, step: str) -> bytes | None:
    """A caller who is being connected is connected; a rep can't take what nobody can give."""
    language = next(iter(leg.revision.desk.languages))
    prompts = leg.revision.texts[language].prompts
    if step == "talk":
        name = conference_of(leg.revision.desk.id, leg.offer)
        return into_conference(leg.revision.desk, name, leg.url, f"{leg.url}/talked", ())
    if step == "talked":
        return last_said(leg.revision.desk, WaitingVoice(leg.revision, language).says(prompts.waiting.thanks))
    if step in {"", "answer", "over"}:
        return last_said(leg.revision.desk, RepVoice(leg.revision, language).says(prompts.reps.unreachable))
    return None


def _whisper(leg: Leg) -> bytes:
    """Who waits, and how to take the call. A voicemail box never presses 1.

    Asked again as the leg's fallback when the carrier had no answer: then the leg goes on where it was.
    """
    if leg.webhook.fields.get("ErrorUrl", "").endswith("/over"):
        return _caller_is_gone(leg)
    screening = leg.state.leg_answers(leg.offer, leg.webhook.call)
    if screening.state == "accepted" and leg.state.offer(leg.offer).get("leg") == leg.webhook.call:
        return _conference_for_rep(leg)
    voice = leg.rep_voice()
    if screening.state != "ringing":
        return last_said(leg.revision.desk, voice.too_late(screening.state))
    return ask(leg.revision.desk, voice.whisper(screening), f"{leg.url}/answer", timeout=KEY_SECONDS)


def _answer(leg: Leg) -> bytes:
    """1 takes the call, 2 passes it, anything else is no answer."""
    voice, desk = leg.rep_voice(), leg.revision.desk
    if leg.digit == TAKE:
        outcome = leg.state.accept(leg.offer)
        if outcome != "accepted":
            return last_said(desk, voice.too_late(outcome))
        return _conference_for_rep(leg)
    passed = leg.digit == PASS
    leg.state.not_taken(leg.offer, "passed" if passed else "missed")
    return last_said(desk, voice.says(voice.prompts.passed if passed else voice.prompts.no_key))


def _conference_for_rep(leg: Leg) -> bytes:
    desk = leg.revision.desk
    return into_conference(desk, conference_of(desk.id, leg.offer), leg.url, f"{leg.url}/over", ())


def _over(leg: Leg) -> bytes | None:
    """The conversation is over for the rep. Who still holds the phone was left by the caller, and may go on at once."""
    if not leg.is_on_the_phone:
        leg.state.rep_leaves(leg.offer)
        return None
    desk, voice = leg.revision.desk, leg.rep_voice()
    rep = leg.state.offer(leg.offer).get("rep", "")
    if leg.digit == TAKE:
        leg.state.set_status(rep, "available")
        return last_said(desk, voice.says(voice.prompts.is_available))
    if "Digits" in leg.webhook.fields or "DialCallStatus" not in leg.webhook.fields:
        return last_said(desk, voice.says(voice.prompts.goodbye))
    return _caller_is_gone(leg)


def _caller_is_gone(leg: Leg) -> bytes:
    """The rep, who is there, may go on at once."""
    if leg.state.offer(leg.offer).get("state") in {"accepted", "talking"}:
        leg.state.caller_ends(leg.state.caller_of(leg.offer).get("sid", ""), "hung up")
    voice = leg.rep_voice()
    return ask(leg.revision.desk, voice.says(voice.prompts.call_over), f"{leg.url}/over", timeout=KEY_SECONDS)


def _status(leg: Leg) -> None:
    """How the rep's leg ended; late words about an offer that is over change nothing."""
    status = leg.webhook.fields.get("CallStatus", "")
    if status in WHY_NOT_TAKEN:
        leg.state.not_taken(leg.offer, WHY_NOT_TAKEN[status])
    elif status == "completed" and not leg.state.not_taken(leg.offer, "missed"):
        leg.state.rep_leaves(leg.offer)


def _conference(leg: Leg) -> None:
    """Both are there only when the carrier says so of each. Leaving is told by the legs themselves."""
    if leg.webhook.fields.get("StatusCallbackEvent") == "participant-join":
        is_rep = leg.webhook.call == leg.state.offer(leg.offer).get("leg")
        leg.state.side_joins(leg.offer, "rep" if is_rep else "caller")


def _talk(leg: Leg) -> bytes:
    """The caller's leg, taken off hold. Who comes too late, as the offer is over, waits on; so does who comes a second
    time, out of a conference that has ended with that."""
    offer = leg.state.offer(leg.offer)
    if offer.get("caller_in"):
        _rep_is_gone(leg)
    if offer.get("caller_in") or offer.get("state") not in {"accepted", "talking"}:
        return _after_talking(leg)
    held = _held(leg)
    voice = WaitingVoice(leg.revision, held.language)
    said = voice.says(leg.revision.texts[held.language].prompts.waiting.connecting)
    name = conference_of(leg.revision.desk.id, leg.offer)
    return into_conference(leg.revision.desk, name, leg.url, f"{leg.url}/talked", said)


def _talked(leg: Leg) -> bytes | None:
    """The conversation is over for the caller. One whom the rep's side dropped is offered the front of the line."""
    if not leg.is_on_the_phone:
        leg.state.caller_ends(leg.webhook.call, "hung up")
        return None
    if "Digits" not in leg.webhook.fields and "DialCallStatus" in leg.webhook.fields:
        _rep_is_gone(leg)
    elif leg.digit == TAKE:
        leg.state.rejoin(leg.webhook.call)
    else:
        leg.state.caller_ends(leg.webhook.call, "served")
    return _after_talking(leg)


def _rep_is_gone(leg: Leg) -> None:
    """The caller is there and the conference is over. The rep's phone may have told of that first, as if nobody was."""
    if leg.state.rep_leaves(leg.offer) == "closed":
        leg.state.come_back(leg.offer)


def _after_talking(leg: Leg) -> bytes:
    """Where the caller stands now: dropped, back in line, or done."""
    held = _held(leg)
    voice = WaitingVoice(leg.revision, held.language)
    prompts = leg.revision.texts[held.language].prompts.waiting
    state = leg.state.caller(leg.webhook.call).get("state")
    if state == "dropped":
        return ask(leg.revision.desk, voice.says(prompts.dropped), f"{leg.url}/talked", timeout=KEY_SECONDS)
    if state in {"waiting", "offered", "connecting"}:  # connecting: by a later offer, whose move is under way
        return into_line(leg.line.base_url, held)
    return last_said(leg.revision.desk, voice.says(prompts.thanks))


def _held(leg: Leg) -> Held:
    """The waiting caller behind this leg; a forgotten one is somebody who waits from now on."""
    record = leg.state.caller(leg.webhook.call)
    if record:
        return Held.of_record(leg.revision, record)
    return Held.read(leg.revision, ["", "", "", "", "-", ""], milliseconds())


STEPS: dict[str, Callable[[Leg], bytes | None]] = {
    "": _whisper,
    "answer": _answer,
    "over": _over,
    "status": _status,
    "conference": _conference,
    "talk": _talk,
    "talked": _talked,
}
