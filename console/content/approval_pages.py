"""Publishing with two, where a desk wants it: one admin proposes the draft, another approves or declines."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from accounts.people import Role
from console.access import for_roles
from console.content.draft_page import as_seen, number_in, refusal
from console.content.draft_view import draft_editor
from console.content.page import content
from console.context import visitor
from editing.approval import approve, decline, propose
from editing.errors import EditingError


@content.post("/<desk>/content/draft/propose")
@for_roles(Role.ADMIN)
def propose_draft(desk: str) -> ResponseReturnValue:
    """Propose the draft as the visitor saw it to another admin; callers notice nothing yet."""
    try:
        given = as_seen()
        propose(
            draft_editor(desk),
            given.note,
            visitor().person.sign_in,
            version=given.version,
            seen=given.published,
            instead_of=number_in("proposal"),
            person=visitor().person.id,
        )
    except EditingError as error:
        return refusal(desk, error)
    flash("Proposed. Another admin can approve it on this page; then callers hear it.")
    return redirect(url_for(".draft", desk=desk))


@content.post("/<desk>/content/draft/approve")
@for_roles(Role.ADMIN)
def approve_proposal(desk: str) -> ResponseReturnValue:
    """Approve and publish the proposed draft, so that callers hear it from now on."""
    try:
        entry = approve(
            draft_editor(desk), number_in("proposal"), visitor().person.sign_in, visitor().person.id
        )
    except EditingError as error:
        return refusal(desk, error)
    flash(f"Published as revision {entry.number}. Whoever calls from now on hears it.")
    return redirect(url_for(".history", desk=desk))


@content.post("/<desk>/content/draft/decline")
@for_roles(Role.ADMIN)
def decline_proposal(desk: str) -> ResponseReturnValue:
    """Decline the proposed draft, which stays as it is."""
    reason = " ".join(request.form.get("reason", "").split())[:200]
    try:
        decline(draft_editor(desk), number_in("proposal"), visitor().person.sign_in, reason)
    except EditingError as error:
        return refusal(desk, error)
    flash("Declined. The draft stays as it is.")
    return redirect(url_for(".draft", desk=desk))
