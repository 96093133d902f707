"""The carrier's callbacks on how a call goes: out of order, doubled, late. Only the newest word counts."""

from __future__ import annotations

from ivr.request import WebhookRequest
from ivr.services import VoiceServices
from prompts.revision import Revision
from store.clock import milliseconds

FINAL = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})
"""Statuses after which nothing more happens on a call; whatever comes later is absorbed."""
LONGEST_STATUS = 40


def record_status(line: VoiceServices, revision: Revision, webhook: WebhookRequest) -> bool:
    """Write down what the carrier says of a call; True if it is over.

    A callback without call or status says nothing and is passed over.
    """
    status = webhook.fields.get("CallStatus", "")[:LONGEST_STATUS]
    if not (webhook.call_sid and status):
        return False
    line.journal.record_status(
        revision.desk.id,
        webhook.call_sid,
        _sequence(webhook.fields.get("SequenceNumber", "")),
        status,
        final=status in FINAL,
        moment=milliseconds(webhook.at),
    )
    return status in FINAL


def _sequence(text: str) -> int:
    """Return the callback's number, from 0. A callback without one counts as the first, so that it cannot hide later
    ones."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
