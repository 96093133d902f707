"""The reps' menu on the desk's own number: identifies the rep, who then chooses whether to take calls.

URLs below `/voice/<desk>/rep/<language>`: `number/<attempt>`, `pin/<number>/<attempt>`,
`own-pin/<rep>/<proof>/<attempt>`, `menu/<rep>/<attempt>`, `away/<rep>`, and those of `ivr.reps.closing_by_phone`.
The carrier signs its requests, so a rep named in the URL of a menu has been let in by us.
"""

from __future__ import annotations

from collections.abc import Callable

from ivr.queue.queue_twiml import farewell_document
from ivr.reps.closing_by_phone import CLOSING, CLOSING_STEPS, ask_for_pin, may_close
from ivr.reps.pin_check import ELSEWHERE, WHERE, Proof, check_pin, proof_of, say_pause, skips_pin
from ivr.reps.rep_call import TRIES, Visit
from ivr.reps.rep_changes import change_status
from ivr.request import WebhookRequest
from ivr.services import VoiceServices
from prompts.menu_keys import BACK
from prompts.rendering.rep_voice import RepVoice, Said
from prompts.revision import Revision
from routing.queue.desk_state import DeskState
from routing.queue.rep_access import RepAccess
from routing.queue.rep_lines import lines_served
from store.clock import milliseconds
from store.desk.states import RepStatus, StatusSource
from store.errors import DatabaseDown

REASONS = {"1": "lunch", "2": "meeting", "3": "other"}
CALLERS_MENU = "9"


def rep_calls(line: VoiceServices, revision: Revision, webhook: WebhookRequest) -> bytes | None:
    """Ask for the PIN on a call from a rep's own phone, or open the reps' menu where the desk needs none.

    Returns None for every other phone, and while the database is away.
    """
    try:
        state = line.state(revision)
        rep = state.rep_of_phone(webhook.fields.get("From", ""))
        if rep is None:
            return None
        visit = Visit(line, revision, state, webhook, RepVoice.of(revision, state.rep(rep).languages))
        proof = proof_of(visit)
        return (
            _welcome_at_own_phone(visit, rep, proof) if skips_pin(visit) else _ask_own_pin(visit, rep, proof)
        )
    except DatabaseDown:
        return None


def ask_who(line: VoiceServices, revision: Revision, language: str, webhook: WebhookRequest) -> bytes:
    """Ask for the rep's number, after `*` in the main menu on somebody else's phone."""
    visit = Visit(line, revision, line.states[revision.desk.id], webhook, RepVoice(revision, language))
    visit.writes_down("star")
    return visit.asks_for_digits(visit.voice.says(visit.voice.prompts.ask_number), "number", "1")


def answer_rep(
    line: VoiceServices, revision: Revision, parts: list[str], webhook: WebhookRequest
) -> bytes | None:
    """Return the next document for somebody in the reps' menu; None for an unknown path."""
    language = parts[0] if parts[0] in revision.desk.languages else next(iter(revision.desk.languages))
    step = STEPS.get(parts[1]) if len(parts) > 2 else None
    if step is None:
        return None
    voice = RepVoice(revision, language)
    try:
        return step(Visit(line, revision, line.state(revision), webhook, voice, tuple(parts[2:])))
    except DatabaseDown:
        return farewell_document(revision.desk, voice.says(voice.prompts.unreachable))


def _number(visit: Visit) -> bytes:
    """Handle the rep's number; without one it was a caller."""
    visit.writes_down("number")
    if not visit.digits.isdecimal():
        return visit.main_menu()
    said = visit.voice.says(visit.voice.prompts.ask_pin)
    return visit.asks_for_digits(said, "pin", visit.digits, f"{visit.attempt}")


def _pin(visit: Visit) -> bytes:
    """Handle the PIN that follows a rep's number."""
    prompts, number = visit.voice.prompts, visit.arguments[0]
    if not visit.digits:
        return visit.main_menu()
    rep = _rep_numbered(visit.state, number)
    check = check_pin(visit, rep, number, ELSEWHERE)
    if check.pause:
        return say_pause(visit, check)
    if rep and check.fits:
        return _welcome(visit, rep)
    if visit.attempt >= TRIES:
        return visit.main_menu(visit.voice.says(prompts.wrong_pin))
    said = visit.voice.says(prompts.wrong_pin, prompts.ask_number)
    return visit.asks_for_digits(said, "number", f"{visit.attempt + 1}")


def _ask_own_pin(visit: Visit, rep: str, proof: Proof, attempt: int = 1, said: Said = ()) -> bytes:
    """Ask for the PIN of the rep whose phone this seems to be. The name is not said: the number may be forged."""
    asked = (*said, *visit.voice.says(visit.voice.prompts.ask_own_pin))
    return visit.asks_for_digits(asked, "own-pin", rep, proof, f"{attempt}")


def _own_pin(visit: Visit) -> bytes:
    """Handle the PIN from the rep's own phone; without one, continue to the callers' menu."""
    (rep, proven), prompts = visit.arguments[:2], visit.voice.prompts
    known = visit.state.rep(rep)
    if not visit.digits or not known.exists:
        return visit.main_menu()
    proof = Proof(proven)
    check = check_pin(visit, rep, known.number, WHERE[proof])
    if check.pause:
        return say_pause(visit, check)
    if check.fits:
        return _welcome_at_own_phone(visit, rep, proof)
    wrong = visit.voice.says(prompts.wrong_pin)
    return (
        visit.main_menu(wrong)
        if visit.attempt >= TRIES
        else _ask_own_pin(visit, rep, proof, visit.attempt + 1, wrong)
    )


def _rep_numbered(state: DeskState, number: str) -> str | None:
    """Return the rep with this number; an id made of digits is its own number."""
    reps = state.reps().items()
    return next((rep for rep, known in reps if number in {rep, known.number}), None)


def _welcome_at_own_phone(visit: Visit, rep: str, proof: Proof) -> bytes:
    """Let the rep in from the own phone: its texts count from now on, unless the number seems forged."""
    if proof is not Proof.FALSE:
        RepAccess(visit.state).confirm_phone(rep, visit.webhook.fields.get("From", ""))
    return _welcome(visit, rep)


def _welcome(visit: Visit, rep: str) -> bytes:
    visit.writes_down("in", rep=rep)
    known = visit.state.rep(rep)
    voice = visit.voice
    hello = voice.says(voice.prompts.welcome, name=known.name)
    return visit.asks((*hello, *_own_state(visit, rep), *_choices(visit, rep)), "menu", rep, "1")


def _choices(visit: Visit, rep: str) -> Said:
    """Return the keys of the reps' menu, including closing the desk for reps who may."""
    voice, prompts = visit.voice, visit.voice.prompts
    return voice.says(prompts.menu, *([prompts.close_key] if may_close(visit, rep) else []))


def _menu(visit: Visit) -> bytes:
    """Handle a key in the reps' menu; the menu is said again after it."""
    rep, voice = visit.arguments[0], visit.voice
    visit.writes_down("menu", rep=rep, key=visit.digits[:1])
    if visit.digits == CALLERS_MENU:
        return visit.main_menu()
    if visit.digits == "2":
        return visit.asks(voice.says(voice.prompts.away_menu), "away", rep)
    if visit.digits == CLOSING and may_close(visit, rep):
        return ask_for_pin(visit, rep)
    said: Said = ()
    if visit.digits == "1":
        change_status(visit.state, rep, RepStatus.AVAILABLE, by=StatusSource.PHONE)
    if visit.digits in {"1", "4"}:
        said = _own_state(visit, rep)
    if visit.digits == "3":
        said = _lines(visit, rep)
    if not said and visit.attempt >= TRIES:
        return farewell_document(visit.revision.desk, voice.says(voice.prompts.goodbye))
    attempt = 1 if said else visit.attempt + 1
    return visit.asks((*said, *_choices(visit, rep)), "menu", rep, f"{attempt}")


def _away(visit: Visit) -> bytes:
    """Set why the rep is away; any other key changes nothing."""
    rep = visit.arguments[0]
    visit.writes_down("away", rep=rep, key=visit.digits[:1])
    if visit.digits in REASONS and visit.digits != BACK:
        change_status(visit.state, rep, RepStatus.AWAY, REASONS[visit.digits], by=StatusSource.PHONE)
    return visit.asks((*_own_state(visit, rep), *_choices(visit, rep)), "menu", rep, "1")


def _own_state(visit: Visit, rep: str) -> Said:
    known = visit.state.rep(rep)
    left = max(0, known.until - milliseconds()) / 1000 if known.until else 0
    waits = any(one.waiting for one in lines_served(visit.state, known))
    return visit.voice.own_state(known, left, somebody_waits=waits)


def _lines(visit: Visit, rep: str) -> Said:
    """Return a sentence about the state of each line that the rep serves."""
    voice, served = visit.voice, lines_served(visit.state, visit.state.rep(rep))
    return voice.utters(
        *(voice.line_state(one.line, one.language, one.waiting, one.longest) for one in served)
    )


STEPS: dict[str, Callable[[Visit], bytes]] = {
    "number": _number,
    "pin": _pin,
    "own-pin": _own_pin,
    "menu": _menu,
    "away": _away,
    **CLOSING_STEPS,
}
