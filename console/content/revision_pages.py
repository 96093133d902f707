"""The published revisions with author and note, and the way back to any of them."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.people import Role
from console.access import for_roles
from console.content.draft_page import spoken_differences
from console.content.draft_view import draft_editor
from console.content.page import content
from console.context import console, visitor
from console.number_fields import read_whole_number
from editing.database.content import RevisionEntry
from editing.database.errors import NoSuchRevision
from editing.errors import EditingError, PublishRefused
from editing.publishing import roll_back
from prompts.errors import BrokenDesk

MOST = 100


@dataclass(frozen=True)
class Undo:
    """The way back from what was just published."""

    number: int
    back_to: int


@content.get("/<desk>/content/history")
@for_roles(Role.ADMIN)
def history(desk: str) -> ResponseReturnValue:
    """Show every stored revision, and who published or rolled back what. The last publication can be undone."""
    kept, now = draft_editor(desk).content, draft_editor(desk).current()
    moves = kept.moves(MOST)
    last = moves[0] if moves else None
    is_last = last is not None and last.what == "published" and last.number == now
    return render_template(
        "content/history.html",
        desk=console().desks[desk],
        entries=kept.entries(MOST),
        moves=moves,
        now=now,
        undo=Undo(last.number, last.was) if last and is_last else None,
    )


@content.get("/<desk>/content/history/<number>")
@for_roles(Role.ADMIN)
def revision(desk: str, number: str) -> ResponseReturnValue:
    """Show what callers would hear differently if a revision were published again."""
    return _page(desk, _known(desk, number))


@content.post("/<desk>/content/history/<number>/back")
@for_roles(Role.ADMIN)
def go_back(desk: str, number: str) -> ResponseReturnValue:
    """Publish an earlier revision again, unless something else was published than the visitor saw."""
    entry = _known(desk, number)
    why = " ".join(request.form.get("why", "").split())[:200] or "taken back"
    try:
        roll_back(
            draft_editor(desk),
            entry.number,
            why,
            visitor().person.sign_in,
            seen=read_whole_number(request.form.get("published", ""), otherwise=-1),
        )
    except PublishRefused as refused:
        return _page(desk, entry, "This can't be what callers hear.", refused.reasons), 422
    except EditingError as error:
        return _page(desk, entry, f"{error}".capitalize() + "."), 409
    flash(f"{_named(entry.number)} is what callers hear again, from their next call on.")
    return redirect(url_for(".history", desk=desk))


def _page(desk: str, entry: RevisionEntry, told: str = "", reasons: tuple[str, ...] = ()) -> str:
    now = draft_editor(desk).current()
    return render_template(
        "content/revision.html",
        desk=console().desks[desk],
        entry=entry,
        name=_named(entry.number),
        now=now,
        differences=spoken_differences(
            desk, draft_editor(desk).published(), draft_editor(desk).files_of(entry.number)
        ),
        refused=told,
        reasons=reasons,
    )


def _known(desk: str, number: str) -> RevisionEntry:
    """Return the revision that the address names; 0 is the desk's folder."""
    known = read_whole_number(number, otherwise=-1)
    if known < 0:
        abort(404)
    if known == 0:
        return RevisionEntry(
            0, "", "", "What the line was installed with, before anything was published here", 0
        )
    try:
        draft_editor(desk).files_of(known)
        return draft_editor(desk).content.entry(known)
    except (NoSuchRevision, BrokenDesk):
        abort(404)


def _named(number: int) -> str:
    return f"Revision {number}" if number else "The desk as it was installed"
