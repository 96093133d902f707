"""The rep's leg of an offer and the conversation that follows: whisper, acceptance, talk, and the end.

URLs below `/voice/<desk>/offer/<id>`: `` (answered), `answer` (key), `over`, `alone`, `status`, `conference` for the
rep's leg; `talk`, `talked`, `again`, `held` for the caller's. Behind `talk`, `talked` and `again` follows the caller's
place in line, with which the caller waits on if the database has lost the call.
"""

from __future__ import annotations

from collections.abc import Callable

from ivr.media.hold_music import part_number, playlist_of
from ivr.queue.queue_twiml import (
    HELD_PARTS,
    ask,
    ask_caller,
    farewell_document,
    go_to,
    into_line,
    on_hold,
)
from ivr.queue.queued_caller import QueuedCaller
from ivr.reps.offer_webhook import OfferWebhook
from ivr.request import WebhookRequest
from ivr.services import VoiceServices
from prompts.rendering.queue_voice import Said, WaitingVoice
from prompts.rendering.rep_voice import RepVoice
from prompts.revision import Revision
from routing.queue.conversations import Conversations
from routing.worker.carrier import REP
from store.clock import milliseconds
from store.desk.call_ids import CallSid
from store.desk.states import (
    CallerState,
    EndOfWait,
    ListenerState,
    OfferOutcome,
    OfferState,
    RepStatus,
    StatusSource,
)
from store.errors import DatabaseDown

TAKE, PASS = "1", "2"
KEY_SECONDS = 8
"""Seconds a rep has after the whisper; whisper and this fit the offer's 25 seconds."""
HELD = "held"
"""The step of a caller whom the rep has put on hold."""
CALLERS_STEPS = frozenset({"talk", "talked", "again", HELD})
"""Where a caller hears something, on the revision that the call began on; all else is the reps'."""
LEFT_THE_LINE = frozenset({EndOfWait.LEFT, EndOfWait.CLOSED, EndOfWait.TOO_LONG})
"""How a wait ended for callers who have heard so, and go on in the main menu."""
WHY_NOT_TAKEN = {
    "busy": OfferOutcome.BUSY,
    "no-answer": OfferOutcome.MISSED,
    "canceled": OfferOutcome.MISSED,
    "failed": OfferOutcome.UNREACHABLE,
}
CONNECTED = frozenset({OfferState.ACCEPTED, OfferState.TALKING})
BACK_IN_LINE = frozenset({CallerState.WAITING, CallerState.OFFERED, CallerState.CONNECTING})
"""`connecting`: by a later offer, whose move is under way."""


def answer_offer(
    line: VoiceServices, revision: Revision, parts: list[str], webhook: WebhookRequest
) -> bytes | None:
    """Return the next document for a leg of an offer; None for an unknown path."""
    offer, step = parts[0], parts[1] if len(parts) > 1 else ""
    deed = STEPS.get(step)
    if deed is None:
        return None
    try:
        if step in CALLERS_STEPS:
            revision = line.revision_of(_caller_of(line, revision, offer, webhook), revision)
        return deed(OfferWebhook(line, revision, line.state(revision), offer, webhook, tuple(parts[2:])))
    except DatabaseDown:
        line.unheard.add(revision.desk.id)
        state = line.states[revision.desk.id]
        return _without_database(OfferWebhook(line, revision, state, offer, webhook, tuple(parts[2:])), step)


def _caller_of(line: VoiceServices, revision: Revision, offer: str, webhook: WebhookRequest) -> CallSid:
    """Return the caller's call: the carrier promises no CallSid where it asks for the music of a hold."""
    return webhook.call_sid or line.state(revision).caller_of(offer).call_sid


def _without_database(leg: OfferWebhook, step: str) -> bytes | None:
    """A caller who is being connected is connected; a rep can't take what nobody can give."""
    language = next(iter(leg.revision.desk.languages))
    prompts = leg.revision.texts[language].prompts
    if step == "talk":
        return leg.caller_into_room(leg.offer, _forgotten(leg))
    if step == "again" or (step == "talked" and leg.is_on_the_phone):
        return into_line(leg.line.base_url, _forgotten(leg))
    if step == HELD:
        return _music(leg, ())
    if step in {"", "answer", "over", "alone"}:
        return farewell_document(
            leg.revision.desk, RepVoice(leg.revision, language).says(prompts.reps.unreachable)
        )
    return None


def _whisper(leg: OfferWebhook) -> bytes:
    """Say who waits and how to take the call. A voicemail box never presses 1; a rep who took the call on the page
    has read it.

    Asked again as the leg's fallback when the carrier had no answer: then the leg goes on where it was.
    """
    if "/over" in leg.webhook.fields.get("ErrorUrl", ""):
        return _conference_is_over(leg)
    screening = leg.state.leg_answers(leg.offer, leg.webhook.call_sid)
    if screening.state is OfferState.ACCEPTED and leg.state.offer(leg.offer).leg == leg.webhook.call_sid:
        return _conference_for_rep(leg)
    voice = leg.rep_voice()
    if screening.state is not OfferState.RINGING:
        return farewell_document(leg.revision.desk, voice.too_late(screening.state))
    if screening.is_taken:
        return _accepted(leg)
    asks = screening.asked_by
    said = voice.asked(screening, leg.state.rep(asks).name) if asks else voice.whisper(screening)
    return ask(leg.revision.desk, said, f"{leg.url}/answer", timeout=KEY_SECONDS)


def _answer(leg: OfferWebhook) -> bytes:
    """1 takes the call, 2 passes it, anything else is no answer."""
    voice, desk = leg.rep_voice(), leg.revision.desk
    if leg.digit == TAKE:
        return _accepted(leg)
    passed = leg.digit == PASS
    leg.state.not_taken(leg.offer, OfferOutcome.PASSED if passed else OfferOutcome.MISSED)
    return farewell_document(desk, voice.says(voice.prompts.passed if passed else voice.prompts.no_key))


def _conference_for_rep(leg: OfferWebhook) -> bytes:
    record = leg.state.offer(leg.offer)
    return leg.into_room(record.room, "over", label=f"{REP}.{leg.offer}", ends=not record.consulted_by)


def _accepted(leg: OfferWebhook) -> bytes:
    """The first one wins, and is put where the two will talk."""
    outcome = leg.state.accept(leg.offer)
    if outcome is not OfferState.ACCEPTED:
        return farewell_document(leg.revision.desk, leg.rep_voice().too_late(outcome))
    return _conference_for_rep(leg)


def _over(leg: OfferWebhook) -> bytes | None:
    """The conversation is over for the rep. Who still holds the phone was left by the caller, and may go on at once."""
    if not leg.is_on_the_phone:
        leg.state.rep_leaves(leg.offer)
        return None
    desk, voice = leg.revision.desk, leg.rep_voice()
    rep = leg.state.offer(leg.offer).rep
    if leg.more:  # the line itself has led the rep out of the conference
        return _conference_is_over(leg)
    if leg.digit == TAKE:
        leg.state.set_status(rep, RepStatus.AVAILABLE, by=StatusSource.PHONE)
        return farewell_document(desk, voice.says(voice.prompts.is_available))
    if "Digits" in leg.webhook.fields or "DialCallStatus" not in leg.webhook.fields:
        return farewell_document(desk, voice.says(voice.prompts.goodbye))
    return _conference_is_over(leg)


def _conference_is_over(leg: OfferWebhook) -> bytes:
    """Return the document for a rep whose conversation ended: the caller is gone, or was transferred."""
    _ends_for_the_rep(leg)
    desk, voice = leg.revision.desk, leg.rep_voice()
    record = leg.state.offer(leg.offer)
    if record.consulted_by:
        return farewell_document(desk, voice.says(voice.prompts.asked_over))
    is_passed_on = record.outcome in {OfferOutcome.PASSED_ON, OfferOutcome.HANDED_OVER}
    said = voice.says(voice.prompts.passed_on if is_passed_on else voice.prompts.call_over)
    return ask(desk, said, f"{leg.url}/over", timeout=KEY_SECONDS)


def _alone(leg: OfferWebhook) -> bytes:
    """Release a rep who is alone in the room, into which no caller will come."""
    leg.state.rep_leaves(leg.offer)
    voice = leg.rep_voice()
    return farewell_document(leg.revision.desk, voice.says(voice.prompts.caller_left))


def _ends_for_the_rep(leg: OfferWebhook) -> None:
    """A rep who is left alone on the phone was left by the caller; one who was only asked, maybe by the colleague."""
    record = leg.state.offer(leg.offer)
    if record.state not in CONNECTED:
        return
    if record.consulted_by:
        leg.state.rep_leaves(leg.offer)
    else:
        leg.state.caller_ends(leg.state.caller_of(leg.offer).call_sid, EndOfWait.HUNG_UP)


def _status(leg: OfferWebhook) -> None:
    """Record how the rep's leg ended; late callbacks about a closed offer change nothing."""
    status = leg.webhook.fields.get("CallStatus", "")
    if status in WHY_NOT_TAKEN:
        leg.state.not_taken(leg.offer, WHY_NOT_TAKEN[status])
    elif status == "completed" and not leg.state.not_taken(leg.offer, OfferOutcome.MISSED):
        leg.state.rep_leaves(leg.offer)


def _conference(leg: OfferWebhook) -> None:
    """Both are there only when the carrier says so of each, or that the conference has begun, which takes two. Leaving
    is told by the legs themselves."""
    event, room = leg.webhook.fields.get("StatusCallbackEvent"), leg.webhook.fields.get("ConferenceSid", "")
    if event == "conference-start":
        for side in ("rep", "caller"):
            leg.state.side_joins(leg.offer, side, room)
    if event != "participant-join":
        return
    call_sid = leg.webhook.call_sid
    record = leg.state.offer(leg.offer)
    if call_sid == record.leg:
        leg.state.side_joins(leg.offer, "rep", room)
    elif call_sid == leg.state.caller_of(leg.offer).call_sid:
        leg.state.side_joins(leg.offer, "caller", room)
    else:
        _colleague_joins(leg, call_sid, room)


def _colleague_joins(leg: OfferWebhook, call_sid: CallSid, room: str) -> None:
    """Somebody who was asked, by whoever has the caller now, or who listens."""
    offer = leg.state.caller_of(leg.offer).offer or leg.offer
    record = leg.state.offer(offer)
    if record.consult and call_sid == leg.state.offer(record.consult).leg:
        leg.state.side_joins(record.consult, "rep", room)
    elif listener := record.listener:
        talks = Conversations(leg.state)
        if talks.listener(listener).leg == call_sid:
            talks.listener_goes_on(listener, ListenerState.IN, call_sid)


def _talk(leg: OfferWebhook) -> bytes:
    """The caller's leg, taken off hold. Who comes too late, as the offer is over, waits on; so does who comes a second
    time, out of a conference that has ended with that."""
    record = leg.state.offer(leg.offer)
    if record.caller_has_entered:
        _rep_is_gone(leg)
    if record.caller_has_entered or record.state not in CONNECTED:
        return _after_talking(leg)
    held = _held(leg)
    voice = WaitingVoice(leg.revision, held.language)
    said = voice.says(leg.revision.texts[held.language].prompts.waiting.connecting)
    return leg.caller_into_room(record.room, held, said)


def _talked(leg: OfferWebhook) -> bytes | None:
    """The conversation is over for the caller, who is offered the front of the line if the rep's side ended it.

    Callers who stay on the phone are put there, whatever they press or say, or if they do neither: they may not be
    able to.
    """
    if not leg.is_on_the_phone:
        leg.state.caller_ends(leg.webhook.call_sid, EndOfWait.HUNG_UP)
        return None
    if not {"Digits", "SpeechResult"} & set(leg.webhook.fields) and "DialCallStatus" in leg.webhook.fields:
        _rep_is_gone(leg)
        return _after_talking(leg, forgotten=CallerState.DROPPED)
    leg.state.rejoin(leg.webhook.call_sid)
    return _after_talking(leg)


def _again(leg: OfferWebhook) -> bytes:
    """Lead a caller who is alone in the room, into which no rep will come, back into line."""
    language = _held(leg).language
    looking = leg.revision.texts[language].prompts.waiting.looking
    return _after_talking(leg, WaitingVoice(leg.revision, language).says(looking))


def _latest_of_the_room(leg: OfferWebhook) -> str:
    """The offer that stands in this room: the caller may have been handed over since it was made."""
    offer = leg.state.caller(leg.webhook.call_sid).offer
    return offer if offer and leg.state.offer(offer).room == leg.offer else leg.offer


def _held_in_talk(leg: OfferWebhook) -> bytes:
    """Return the document for a caller whom the rep has put on hold, for about a minute."""
    held = _held(leg)
    voice = WaitingVoice(leg.revision, held.language)
    prompts = leg.revision.texts[held.language].prompts.waiting
    rep = leg.state.rep(leg.state.offer(leg.offer).rep).name
    said = voice.names(prompts.still_held if leg.more else prompts.held, rep)
    return _music(leg, said, held.joined)


def _music(leg: OfferWebhook, said: Said, joined: int | None = None) -> bytes:
    """Say something, and play about a minute of music; the next request's URL has the part with which it goes on.

    Without a part in the URL it begins where the music is by the time since the caller `joined`, ms since 1970 UTC.
    """
    playlist = playlist_of(leg.revision)
    part = part_number(leg.more[-1]) if leg.more else None
    if part is None:
        part = playlist.part_at((milliseconds() - joined) / 1000) if joined else 0
    music = [leg.line.base_url + path for path in playlist.parts(part, HELD_PARTS)]
    again = f"{leg.url}/held/{(part + HELD_PARTS) % len(playlist.paths)}"
    return on_hold(leg.revision.desk, said, music, again)


def _rep_is_gone(leg: OfferWebhook) -> None:
    """The caller is there and the conference is over. The rep's phone may have told of that first, as if nobody was."""
    latest = _latest_of_the_room(leg)
    if leg.state.rep_leaves(latest, caller_is_out=True) is OfferState.CLOSED:
        leg.state.come_back(latest)


def _after_talking(
    leg: OfferWebhook, said: Said = (), *, forgotten: CallerState = CallerState.WAITING
) -> bytes:
    """Return the document for a caller after a conversation: offered the queue, back in the queue, or finished.

    A caller whom the database has lost stands where `forgotten` says. `said` is for one who is back in line for no
    other reason.
    """
    held = _held(leg)
    voice = WaitingVoice(leg.revision, held.language)
    prompts = leg.revision.texts[held.language].prompts.waiting
    record = leg.state.caller(leg.webhook.call_sid)
    state = record.state if record.exists else forgotten
    if state is CallerState.DROPPED and record.is_silent:  # may not be able to press or say anything
        leg.state.rejoin(leg.webhook.call_sid)
        return into_line(leg.line.base_url, held, voice.says(prompts.back_in_line))
    if state is CallerState.DROPPED:
        url = f"{leg.url}/talked/{held.place}"
        said = voice.says(prompts.dropped)
        return ask_caller(leg.revision.desk, said, url, timeout=KEY_SECONDS, language=held.language)
    if state in BACK_IN_LINE or (state, record.ended_by) == (CallerState.ENDED, EndOfWait.LOST):
        return into_line(leg.line.base_url, held, _why_in_line(leg, voice, held) or said)
    if record.ended_by in LEFT_THE_LINE:  # while the move to the rep was under way
        return go_to(leg.revision.desk, (), leg.line.base_url + held.menu_path)
    return farewell_document(leg.revision.desk, voice.says(prompts.thanks))


def _why_in_line(leg: OfferWebhook, voice: WaitingVoice, held: QueuedCaller) -> Said:
    """Return the sentence for a caller who is back in the queue: transferred to a line, or returned to the old
    place."""
    record = leg.state.offer(_latest_of_the_room(leg))
    prompts = leg.revision.texts[held.language].prompts.waiting
    match record.outcome:
        case OfferOutcome.PASSED_ON:
            return voice.names(prompts.passed_on, leg.state.rep(record.rep).name, held.line.id)
        case OfferOutcome.REP_LEFT_ASKING:
            return voice.says(prompts.back_in_line)
        case _:
            return ()


def _held(leg: OfferWebhook) -> QueuedCaller:
    """The waiting caller behind this leg."""
    record = (
        leg.state.caller(leg.webhook.call_sid) if leg.webhook.call_sid else leg.state.caller_of(leg.offer)
    )
    return QueuedCaller.of_caller(leg.revision, record) if record.exists else _forgotten(leg)


def _forgotten(leg: OfferWebhook) -> QueuedCaller:
    """A caller whom the database does not know, at the place that the URL tells; without one, from now on."""
    if leg.place:
        return QueuedCaller.at(leg.revision, leg.place)
    return QueuedCaller.read(leg.revision, ["", "", "", "", "-", ""], milliseconds())


STEPS: dict[str, Callable[[OfferWebhook], bytes | None]] = {
    "": _whisper,
    "answer": _answer,
    "over": _over,
    "alone": _alone,
    "status": _status,
    "conference": _conference,
    "talk": _talk,
    "talked": _talked,
    "again": _again,
    HELD: _held_in_talk,
}
