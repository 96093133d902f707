"""The document of a call that reads one text to who wrote it, in the voice that callers hear, and ends."""

from __future__ import annotations

from twilio.twiml.voice_response import VoiceResponse

from ivr.twiml import document, say_all
from prompts.files.models import Desk
from prompts.rendering.call_prompts import Utterance
from prompts.rendering.speech import Speech


def read_aloud(desk: Desk, language: str, words: Speech) -> str:
    """Return the document that reads a text aloud. It asks nothing, as a voicemail box does no harm."""
    response = VoiceResponse()
    response.pause(length=1)
    say_all(response, desk, (Utterance(language, words),))
    response.hangup()
    return document(response).decode()
