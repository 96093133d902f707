"""A call of a number on the desk's block list: refused before it is answered, which costs nothing, and counted.

The caller's phone gives a busy tone. Whoever calls in the middle of a call is let alone, and so is a withheld number:
nobody can tell whose it is.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import replace

from twilio.twiml.voice_response import VoiceResponse

from ivr.json_log import masked
from ivr.queue.queued_caller import known_number
from ivr.request import WebhookRequest
from ivr.services import VoiceServices
from ivr.twiml import document
from prompts.files.models import Desk
from prompts.revision import Revision
from routing.errors import NotDialable
from routing.notices.block_list import LONGEST_REASON, Blocked, covers
from routing.notices.blocked_numbers import BadList, is_pattern
from routing.phone_numbers import in_full
from store import keys
from store.clock import milliseconds


def turn_away(line: VoiceServices, revision: Revision, webhook: WebhookRequest) -> bytes | None:
    """Return the refusal, recorded once; None for callers who may come in. It asks no database."""
    known = line.block_lists.get(revision.desk.id)
    number = known_number(webhook.fields.get("From", ""))
    if not (known and known.entries and number) or webhook.fields.get("CallStatus") == "in-progress":
        return None
    moment = milliseconds(webhook.at)
    entry = known.entry(number, keys.digest_of_number(line.secret, number), moment)
    if entry is None:
        return None
    event = {"event": "blocked", "call": webhook.call_sid, "from": masked(number), "entry": entry.id}
    identity = (webhook.call_sid, webhook.path, webhook.token or f"{moment}")
    language = next(iter(revision.desk.languages))
    line.journal.record_turn(revision.desk.id, identity, moment, event | {"language": language})
    return _busy()


def blockable(number: str, desk: Desk) -> str:
    """Return a number that can be blocked, in E.164 form. Raises NotDialable."""
    found = in_full(number, desk.country)
    if found == desk.number:
        raise NotDialable(number, "it is the desk's own number")
    if not known_number(found):
        raise NotDialable(
            number, "it stands for every caller who withholds the number; these can't be blocked"
        )
    return found


def entries_of(
    patterns: Mapping[str, str], desk: Desk, phones: Mapping[str, str], secret: bytes, common: Blocked
) -> list[Blocked]:
    """Return an entry like `common` for each pattern of a list, with the reason that the list gives.

    `phones` are those of the desk's reps, with their ids. Raises BadList for numbers that must not be blocked.
    """
    problems = [f"{one}: {why}" for one in patterns if (why := _why_not(one, desk, phones))]
    if problems:
        raise BadList(problems)
    return [
        replace(
            common,
            digest=keys.digest_of_number(secret, one),
            last_digits="" if is_pattern(one) else one[-4:],
            pattern=one if is_pattern(one) else "",
            reason=reason[:LONGEST_REASON] or common.reason,
            id=secrets.token_hex(4),
        )
        for one, reason in patterns.items()
    ]


def _why_not(pattern: str, desk: Desk, phones: Mapping[str, str]) -> str:
    if covers(pattern, desk.number):
        return "it is the desk's own number"
    if not is_pattern(pattern) and not known_number(pattern):
        return "it stands for every caller who withholds the number; these can't be blocked"
    rep = next((rep for phone, rep in phones.items() if covers(pattern, phone)), "")
    return f"it is the phone of rep {rep}; remove the rep first" if rep else ""


def _busy() -> bytes:
    response = VoiceResponse()
    response.reject(reason="busy")
    return document(response)
