"""The document for the carrier's fallback URL: static, hosted elsewhere, said when the line can't be reached."""

from __future__ import annotations

from twilio.twiml.voice_response import VoiceResponse

from ivr.twiml import document, say_all
from prompts.outage import outage
from prompts.revision import Revision


def fallback_document(revision: Revision, language: str | None = None) -> bytes:
    """Greeting, hours, e-mail, try again, in every language of the desk or in one; it needs nothing else to run."""
    response = VoiceResponse()
    say_all(response, revision.desk, outage(revision, [language] if language else None).said)
    response.hangup()
    return document(response)
