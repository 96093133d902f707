"""A webhook about an offer: who it is about, and the documents that lead both legs into the conference."""

from __future__ import annotations

from dataclasses import dataclass

from ivr.call_status import FINAL
from ivr.queue.queue_twiml import (
    into_conference,
)
from ivr.queue.queued_caller import QueuedCaller
from ivr.request import WebhookRequest
from ivr.services import VoiceServices
from prompts.rendering.queue_voice import Said
from prompts.rendering.rep_voice import RepVoice
from prompts.revision import Revision
from routing.queue.desk_state import DeskState
from routing.queue.place import QueuePlace
from routing.worker.carrier import CALLER, conference_of

TAKE, PASS = "1", "2"


@dataclass(frozen=True)
class OfferWebhook:
    """A webhook about an offer."""

    line: VoiceServices
    revision: Revision
    state: DeskState
    offer: str
    webhook: WebhookRequest
    more: tuple[str, ...] = ()
    """What the URL has behind the step."""

    @property
    def url(self) -> str:
        return f"{self.line.base_url}/voice/{self.revision.desk.id}/offer/{self.offer}"

    def into_room(self, room: str, action: str, said: Said = (), *, label: str, ends: bool = True) -> bytes:
        """Into the conference, which keeps the number of the offer that it was made for, `room`."""
        desk = self.revision.desk
        url = f"{self.line.base_url}/voice/{desk.id}/offer/{room}"
        return into_conference(
            desk, conference_of(desk.id, room), url, f"{self.url}/{action}", said, label=label, ends=ends
        )

    def caller_into_room(self, room: str, held: QueuedCaller, said: Said = ()) -> bytes:
        """Into the conference, for a caller who comes out of it with the place in line."""
        return self.into_room(room, f"talked/{held.place}", said, label=f"{CALLER}.{held.place}")

    @property
    def place(self) -> QueuePlace | None:
        """The caller's place that the URL ends with."""
        return QueuePlace.parse(self.more[-1]) if self.more else None

    @property
    def digit(self) -> str:
        return self.webhook.fields.get("Digits", "")[:1]

    @property
    def is_on_the_phone(self) -> bool:
        """False when the carrier tells of a leg that has hung up."""
        return self.webhook.fields.get("CallStatus", "") not in FINAL

    def rep_voice(self) -> RepVoice:
        rep = self.state.rep(self.state.offer(self.offer).rep)
        return RepVoice.of(self.revision, rep.languages)
