"""Sends a caller who returns from the fallback document in the middle of a call to the place where the call was."""

from __future__ import annotations

from ivr.queue.queue_twiml import go_to, into_line
from ivr.queue.queued_caller import QueuedCaller
from ivr.request import WebhookRequest
from ivr.services import VoiceServices
from prompts.revision import Revision
from store.clock import milliseconds
from store.desk.call_ids import CallSid
from store.desk.records import Caller
from store.desk.states import CallerState
from store.errors import DatabaseDown

IN_LINE = frozenset({CallerState.WAITING, CallerState.OFFERED})
WITH_A_REP = frozenset({CallerState.CONNECTING, CallerState.TALKING, CallerState.DROPPED})


def back_in_line(line: VoiceServices, revision: Revision, webhook: WebhookRequest) -> bytes | None:
    """Return the document that leads to hold, the queue or the rep; None at a call's beginning, and for a caller from
    the menu.

    The number's webhook is asked in the middle of a call by the fallback document only.
    """
    if webhook.fields.get("CallStatus") != "in-progress":
        return None
    caller = _caller(line, revision, webhook.call_sid)
    revision = line.revision(revision.desk.id, caller.revision) or revision
    if (
        "QueueSid" in webhook.fields
    ):  # still in the carrier's queue, from where no document leads into it again
        return go_to(revision.desk, (), line.base_url + _held(revision, caller).path("hold"))
    if caller.state in IN_LINE:
        return into_line(line.base_url, QueuedCaller.of_caller(revision, caller))
    if caller.state in WITH_A_REP:
        offer, place = caller.offer or "over", QueuedCaller.of_caller(revision, caller).place
        url = f"{line.base_url}/voice/{revision.desk.id}/offer/{offer}/talk/{place}"
        return go_to(revision.desk, (), url)
    return None


def _caller(line: VoiceServices, revision: Revision, call_sid: CallSid) -> Caller:
    try:
        return line.state(revision).caller(call_sid)
    except DatabaseDown:
        return Caller.read({})


def _held(revision: Revision, caller: Caller) -> QueuedCaller:
    """Return a queued caller from the record; one without a record waits from now on for the desk's first line."""
    if caller.exists:
        return QueuedCaller.of_caller(revision, caller)
    return QueuedCaller.read(revision, ["", "", "", "", "-", ""], milliseconds())
