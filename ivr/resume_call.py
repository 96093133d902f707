"""Sends a caller who returns from the fallback document in the middle of a call to the place where the call was."""

from __future__ import annotations

from ivr.queue.queue_twiml import go_to, into_line
from ivr.queue.queued_caller import Held
from ivr.request import Webhook
from ivr.services import Line, milliseconds
from prompts.revision import Revision
from store.errors import DatabaseDown
from store.states import CallerState

IN_LINE = frozenset({CallerState.WAITING, CallerState.OFFERED})
WITH_A_REP = frozenset({CallerState.CONNECTING, CallerState.TALKING, CallerState.DROPPED})


def back_in_line(line: Line, revision: Revision, webhook: Webhook) -> bytes | None:
    """Return the document that leads to hold, the queue or the rep; None at a call's beginning, and for a caller from
    the menu.

    The number's webhook is asked in the middle of a call by the fallback document only.
    """
    if webhook.fields.get("CallStatus") != "in-progress":
        return None
    record = _record(line, revision, webhook.call)
    revision = line.revision(revision.desk.id, record.get("revision", "")) or revision
    if (
        "QueueSid" in webhook.fields
    ):  # still in the carrier's queue, from where no document leads into it again
        return go_to(revision.desk, (), line.base_url + _held(revision, record).path("hold"))
    if record.get("state") in IN_LINE:
        return into_line(line.base_url, Held.of_record(revision, record))
    if record.get("state") in WITH_A_REP:
        offer, place = record.get("offer") or "over", Held.of_record(revision, record).place
        url = f"{line.base_url}/voice/{revision.desk.id}/offer/{offer}/talk/{place}"
        return go_to(revision.desk, (), url)
    return None


def _record(line: Line, revision: Revision, call: str) -> dict[str, str]:
    try:
        return line.state(revision).caller(call)
    except DatabaseDown:
        return {}


def _held(revision: Revision, record: dict[str, str]) -> Held:
    """Return a queued caller from the record; one without a record waits from now on for the desk's first line."""
    if record:
        return Held.of_record(revision, record)
    return Held.read(revision, ["", "", "", "", "-", ""], milliseconds())
