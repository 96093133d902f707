"""What a caller hears when something of ours fails: an apology in words, never silence, never an error page."""

from __future__ import annotations

import logging

from twilio.twiml.voice_response import VoiceResponse

from ivr.line import Line
from ivr.twiml import document

log = logging.getLogger(__name__)

APOLOGY = "We are sorry. Something went wrong on our side. Please call again in a few minutes."
"""Said when not even the desk is known: the one sentence that is in no desk's folder."""


def last_words(line: Line, parts: list[str]) -> bytes:
    """The apology of the desk, in the caller's language as far as the URL tells it. Never fails."""
    try:
        revision = line.revision(parts[0])
        if revision is not None:
            languages = revision.desk.languages
            language = next((part for part in parts[2:3] if part in languages), next(iter(languages)))
            at_start = len(parts) < 4 or parts[3] == revision.menu.start
            return line.answers.trouble(revision, language, at_start=at_start)
    except Exception:
        log.exception("the apology failed too; the plain one is said")
    response = VoiceResponse()
    response.say(APOLOGY)
    response.hangup()
    return document(response)
