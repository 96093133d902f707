"""Changes of a rep's state by phone or text message, each with an entry in the audit log.

Nobody sees who calls or texts, so a change that a stranger made must be found afterwards.
"""

from __future__ import annotations

from contextlib import suppress

from accounts.audit_log import AuditLog
from accounts.people_scripts import PeopleScripts
from ivr.json_log import masked
from routing.queue.desk_state import DeskState
from store.desk.states import RepStatus, StatusSource
from store.errors import DatabaseDown

DID = {RepStatus.AVAILABLE: "signed in", RepStatus.AWAY: "went away", RepStatus.OFFLINE: "signed out"}


def change_status(
    state: DeskState, rep: str, status: RepStatus, reason: str = "", *, by: StatusSource
) -> None:
    """Set a rep's status where no call in hand forbids it. Raises DatabaseDown."""
    before = state.rep(rep).status
    done, after, _ = state.set_status(rep, status, reason, by=by)
    if done and before != status:
        audit_rep_change(state, rep, f"{DID[status]} by {by}", before, after)


def sign_rep_out(state: DeskState, rep: str, *, by: StatusSource) -> bool:
    """Sign a rep out now or after the call in hand; return True if it is after the call. Raises DatabaseDown."""
    before = state.rep(rep).status
    is_later = state.sign_out(rep, by)
    if is_later:
        audit_rep_change(state, rep, f"asked by {by} to be signed out after the call")
    elif before != RepStatus.OFFLINE:
        audit_rep_change(state, rep, f"signed out by {by}", before, RepStatus.OFFLINE)
    return is_later


def note_wrong_pin(state: DeskState, rep: str, phone: str, what: str) -> None:
    """Write a wrong PIN into the audit log, with the end of the number that the call showed."""
    with suppress(DatabaseDown):
        audit = AuditLog(PeopleScripts(state.client))
        audit.note_refusal(f"phone {masked(phone) or 'hidden'}", what, f"rep {rep} at {state.desk}")


def audit_rep_change(state: DeskState, rep: str, what: str, before: str = "", after: str = "") -> None:
    """Write into the audit log what a rep did, or what was done in the rep's name."""
    with suppress(DatabaseDown):  # the audit log may be on another server; the events have it all the same
        audit = AuditLog(PeopleScripts(state.client))
        audit.note(f"rep {rep}", what, f"rep {rep} at {state.desk}", before, after)
