"""The document for the carrier's fallback URL: static, hosted elsewhere, said when the line can't be reached."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from twilio.twiml.voice_response import Gather, VoiceResponse

from ivr.twiml import document, say_all
from prompts.rendering.outage import outage, unreachable
from prompts.revision import Revision


def fallback_document(revision: Revision, base_url: str) -> bytes:
    """Return words in every language of the desk, after which the line at `base_url` is tried again; at once after
    any key.

    A static file does not know the date, so it names no hours where seasons change them. Nor can it count, so the
    rounds end only with the call: when the line is back, the caller hangs up, or the carrier's longest call is over.
    """
    line = f"{base_url}/voice/{revision.desk.id}"
    response = VoiceResponse()
    gather = Gather(input="dtmf", action=line, method="POST", timeout=1, num_digits=1, finish_on_key="")
    say_all(gather, revision.desk, unreachable(revision))
    response.append(gather)
    response.redirect(line, method="POST")
    return document(response)


def last_apology(revision: Revision, language: str, at: datetime) -> bytes:
    """Return the greeting, the hours that hold at `at`, and the e-mail address, for a line that answers but can do
    nothing else."""
    response = VoiceResponse()
    today = at.astimezone(ZoneInfo(revision.desk.zone)).date()
    say_all(response, revision.desk, outage(revision, language, today).said)
    response.hangup()
    return document(response)
