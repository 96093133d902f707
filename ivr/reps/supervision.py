"""The calls to supervisors' phones for listening to a conversation: announcement, taking part, and the end.

URLs below `/voice/<desk>/listen/<number>`: `` (answered), `answer` (key), `over`, `status`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ivr.call_status import FINAL
from ivr.queue.queue_twiml import ask, farewell_document, into_conference
from ivr.request import WebhookRequest
from ivr.services import VoiceServices
from prompts.rendering.rep_voice import RepVoice
from prompts.revision import Revision
from routing.queue.conversations import Conversations
from routing.queue.desk_state import DeskState
from routing.worker.carrier import LISTENER, conference_of
from store.desk.records import Listener, Mode
from store.desk.states import ListenerOutcome, ListenerState
from store.errors import DatabaseDown

GO_IN = "1"
KEY_SECONDS = 8
ENDED = {
    "busy": ListenerOutcome.BUSY,
    "no-answer": ListenerOutcome.MISSED,
    "canceled": ListenerOutcome.MISSED,
    "failed": ListenerOutcome.UNREACHABLE,
}


@dataclass(frozen=True)
class SupervisorLeg:
    """A webhook about a listener's phone."""

    line: VoiceServices
    revision: Revision
    state: DeskState
    listener: str
    webhook: WebhookRequest

    @property
    def url(self) -> str:
        return f"{self.line.base_url}/voice/{self.revision.desk.id}/listen/{self.listener}"

    @property
    def talks(self) -> Conversations:
        return Conversations(self.state)

    def voice(self, record: Listener) -> RepVoice:
        return RepVoice.of(self.revision, (record.language,))


def answer_listener(
    line: VoiceServices, revision: Revision, parts: list[str], webhook: WebhookRequest
) -> bytes | None:
    """Return the document for a listener's phone; None for an unknown path."""
    deed = STEPS.get(parts[1] if len(parts) > 1 else "")
    if deed is None:
        return None
    try:
        return deed(SupervisorLeg(line, revision, line.state(revision), parts[0], webhook))
    except DatabaseDown:
        voice = RepVoice.of(revision)
        return farewell_document(revision.desk, voice.says(voice.prompts.unreachable))


def _introduce(ear: SupervisorLeg) -> bytes:
    """Say who talks, about what, and who will hear the listener. A voicemail box never presses 1."""
    state = ear.talks.listener_goes_on(ear.listener, ListenerState.ANSWERED, ear.webhook.call_sid)
    record = ear.talks.listener(ear.listener)
    voice = ear.voice(record)
    if state is not ListenerState.ANSWERED:
        return farewell_document(ear.revision.desk, voice.says(voice.prompts.listening_over))
    rep = ear.state.rep(ear.state.offer(record.offer).rep)
    topic = ear.state.caller_of(record.offer).topic
    said = voice.may_listen(rep.name, topic, record.mode)
    return ask(ear.revision.desk, said, f"{ear.url}/answer", timeout=KEY_SECONDS)


def _goes_in(ear: SupervisorLeg) -> bytes:
    """Put a listener who pressed 1 into the conference; leaving it ends nothing."""
    desk, voice = ear.revision.desk, ear.voice(ear.talks.listener(ear.listener))
    if ear.webhook.fields.get("Digits", "")[:1] != GO_IN:
        ear.talks.listener_leaves(ear.listener, ListenerOutcome.MISSED)
        return farewell_document(desk, voice.says(voice.prompts.goodbye))
    state = ear.talks.listener_goes_on(ear.listener, ListenerState.ENTERING, ear.webhook.call_sid)
    if state not in {ListenerState.ENTERING, ListenerState.IN}:
        return farewell_document(desk, voice.says(voice.prompts.listening_over))
    record = ear.talks.listener(ear.listener)
    offer = ear.state.offer(record.offer)
    room_url = f"{ear.line.base_url}/voice/{desk.id}/offer/{offer.room}"
    hearing = _hearing(record.mode, offer.leg)
    return into_conference(
        desk,
        conference_of(desk.id, offer.room),
        room_url,
        f"{ear.url}/over",
        (),
        label=f"{LISTENER}.{ear.listener}",
        ends=False,
        hearing=hearing,
    )


def _hearing(mode: Mode, rep_leg: str) -> dict[str, str | bool]:
    """Return the attributes of a participant by which the right people hear the listener."""
    if mode is Mode.LISTEN:
        return {"muted": True}
    return {"coach": rep_leg} if mode is Mode.WHISPER else {}


def _over(ear: SupervisorLeg) -> bytes | None:
    """Handle the end of the conversation, or of the listener's call."""
    voice = ear.voice(ear.talks.listener(ear.listener))
    ear.talks.listener_leaves(ear.listener, ListenerOutcome.LEFT)
    if ear.webhook.fields.get("CallStatus", "") in FINAL:
        return None
    return farewell_document(ear.revision.desk, voice.says(voice.prompts.listening_over))


def _status(ear: SupervisorLeg) -> None:
    status = ear.webhook.fields.get("CallStatus", "")
    if status in FINAL and ear.talks.listener(ear.listener).leg in ("", ear.webhook.call_sid):
        ear.talks.listener_leaves(ear.listener, ENDED.get(status, ListenerOutcome.LEFT))


STEPS: dict[str, Callable[[SupervisorLeg], bytes | None]] = {
    "": _introduce,
    "answer": _goes_in,
    "over": _over,
    "status": _status,
}
