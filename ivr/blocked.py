"""A call of a number on the desk's block list: refused before it is answered, which costs nothing, and counted.

The caller's phone gives a busy tone. Whoever calls in the middle of a call is let alone, and so is a withheld number:
nobody can tell whose it is.
"""

from __future__ import annotations

from twilio.twiml.voice_response import VoiceResponse

from ivr.held import known_number
from ivr.line import Line, milliseconds
from ivr.log import masked
from ivr.twiml import document
from ivr.webhook import Webhook
from prompts.models import Desk
from prompts.revision import Revision
from routing.errors import NotDialable
from routing.phone_numbers import in_full
from store import keys


def turn_away(line: Line, revision: Revision, webhook: Webhook) -> bytes | None:
    """The refusal, written down once; None for everybody who may come in. Asks no database."""
    known = line.block_lists.get(revision.desk.id)
    number = known_number(webhook.fields.get("From", ""))
    if not (known and known.entries and number) or webhook.fields.get("CallStatus") == "in-progress":
        return None
    moment = milliseconds(webhook.at)
    entry = known.entry(keys.digest_of_number(line.secret, number), moment)
    if entry is None:
        return None
    event = {"event": "blocked", "call": webhook.call, "from": masked(number), "entry": entry.id}
    identity = (webhook.call, webhook.path, webhook.token or f"{moment}")
    language = next(iter(revision.desk.languages))
    line.journal.record_turn(revision.desk.id, identity, moment, event | {"language": language})
    return _busy()


def blockable(number: str, desk: Desk) -> str:
    """A number that calls can be refused of, in E.164 form. Raises NotDialable."""
    found = in_full(number, desk.country)
    if found == desk.number:
        raise NotDialable(number, "it is the desk's own number")
    if not known_number(found):
        raise NotDialable(
            number, "it stands for every caller who withholds the number; these can't be blocked"
        )
    return found


def _busy() -> bytes:
    response = VoiceResponse()
    response.reject(reason="busy")
    return document(response)
