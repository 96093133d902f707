"""A webhook of somebody in the reps' menu: the person, the voice, and the documents that answer."""

from __future__ import annotations

from dataclasses import dataclass

from ivr.queue.queue_twiml import ask, go_to
from ivr.request import WebhookRequest
from ivr.services import VoiceServices
from prompts.rendering.rep_voice import RepVoice, Said
from prompts.revision import Revision
from routing.queue.desk_state import DeskState
from store import keys
from store.clock import milliseconds

TRIES = 3
KEY_SECONDS = 7
POUND = "#"


@dataclass(frozen=True)
class Visit:
    """A webhook of somebody in the reps' menu."""

    line: VoiceServices
    revision: Revision
    state: DeskState
    webhook: WebhookRequest
    voice: RepVoice
    arguments: tuple[str, ...] = ()

    @property
    def digits(self) -> str:
        return self.webhook.fields.get("Digits", "")[:20]

    @property
    def attempt(self) -> int:
        last = self.arguments[-1] if self.arguments else "1"
        return int(last) if last in {"1", "2", "3"} else TRIES

    def writes_down(self, step: str, *, rep: str = "", key: str = "") -> None:
        """Write one event for this webhook, once; it never contains a PIN."""
        call = self.webhook.call_sid
        event = {
            "event": "door",
            "call": call,
            "caller": keys.digest(call),
            "step": step,
            "rep": rep,
            "key": key,
        }
        moment = milliseconds(self.webhook.at)
        identity = (self.webhook.call_sid, self.webhook.path, self.webhook.token or f"{moment}")
        self.line.journal.record_turn(self.revision.desk.id, identity, moment, event)

    def url(self, *parts: str) -> str:
        where = "/".join(parts)
        return f"{self.line.base_url}/voice/{self.revision.desk.id}/rep/{self.voice.language}/{where}"

    def main_menu(self, said: Said = ()) -> bytes:
        """Return the document that leads to the callers' menu."""
        revision = self.revision
        start = f"/voice/{revision.desk.id}/{revision.id}/{self.voice.language}/{revision.menu.start}"
        return go_to(revision.desk, said, self.line.base_url + start)

    def asks(self, said: Said, *where: str) -> bytes:
        """Say something and wait for one key."""
        return ask(self.revision.desk, said, self.url(*where), timeout=KEY_SECONDS)

    def asks_for_digits(self, said: Said, *where: str) -> bytes:
        return ask(self.revision.desk, said, self.url(*where), timeout=KEY_SECONDS, finish=POUND)
