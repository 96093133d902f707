"""The documents for failures: an apology in words, never silence, never an error page."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime

from twilio.twiml.voice_response import VoiceResponse

from ivr.fallback_document import last_apology
from ivr.navigation import arrive
from ivr.services import VoiceServices
from ivr.twiml import document
from prompts.revision import Revision
from store import clock
from store.log_limit import LogLimit

log = logging.getLogger(__name__)
FAILED_TOO = LogLimit(log, logging.ERROR, "the apology failed too; the plain one is said")

APOLOGY = "We are sorry. Something went wrong on our side. Please call again in a few minutes."
"""Said when not even the desk is known: the one sentence that is in no desk's folder."""


def last_words(line: VoiceServices, parts: list[str], at: datetime | None = None) -> bytes:
    """Return the apology of the desk, in the caller's language as far as the URL shows it. Never fails.

    `at` is the time that the local network's caller has chosen; None is now.
    """
    try:
        revision = line.revision(parts[0], *parts[1:2])
        if revision is not None:
            language = next((part for part in parts[2:3] if part in revision.desk.languages), "")
            start = arrive(revision, language, revision.menu.start)
            failed = _failures(revision, parts)
            if failed >= revision.menu.attempts:
                return last_apology(revision, start.language, at or clock.now())
            return line.answers.trouble(revision, replace(start, attempt=failed + 1))
    except Exception as error:
        FAILED_TOO.write(error)
    response = VoiceResponse()
    response.say(APOLOGY)
    response.hangup()
    return document(response)


def _failures(revision: Revision, parts: list[str]) -> int:
    """Return how often the main menu has failed in a row, according to the URL, so that the apology is not repeated
    forever."""
    if len(parts) < 5 or parts[3] != revision.menu.start:
        return 0
    return int(parts[4]) if parts[4] in {"1", "2", "3", "4", "5"} else revision.menu.attempts
