"""The draft as a whole: its findings, what callers will hear differently, publishing it or discarding it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.people import Role
from console.access import for_roles
from console.content.draft_view import ContentView, content_view, draft_editor
from console.content.page import content
from console.context import console, visitor
from console.draft_cache import kept
from console.number_fields import read_whole_number
from editing.approval import approval_is_required, waiting
from editing.database.errors import Overtaken
from editing.diff.difference import ContentDifference, find_differences
from editing.errors import EditingError, PublishRefused
from editing.located_findings import Remark
from editing.publishing import publish_content
from prompts.errors import BrokenDesk
from prompts.loader import Files

LONGEST_NOTE = 200


@dataclass(frozen=True)
class DraftRemark:
    """A remark with the text it is about, if it is about one."""

    remark: Remark
    text: str = ""
    name: str = ""


@content.get("/<desk>/content/draft")
@for_roles(Role.ADMIN)
def draft(desk: str) -> ResponseReturnValue:
    """Show the draft with its findings and differences."""
    return draft_page(content_view(desk))


@content.post("/<desk>/content/draft/publish")
@for_roles(Role.ADMIN)
def publish_draft(desk: str) -> ResponseReturnValue:
    """Publish the draft, if it is the one that the visitor saw and the checks find no error."""
    try:
        given = as_seen()
        entry = publish_content(
            draft_editor(desk),
            given.note,
            visitor().person.sign_in,
            version=given.version,
            seen=given.published,
        )
    except EditingError as error:
        return refusal(desk, error)
    flash(
        f"Published as revision {entry.number}. Whoever calls from now on hears it; calls in progress are not changed."
    )
    return redirect(url_for(".history", desk=desk))


@content.post("/<desk>/content/draft/drop")
@for_roles(Role.ADMIN)
def drop(desk: str) -> ResponseReturnValue:
    """Discard the draft, if it is the one that the visitor saw."""
    try:
        draft_editor(desk).drop(number_in("version"), visitor().person.sign_in)
    except Overtaken:
        told = "Somebody has changed the draft meanwhile, so it was kept. Look at it once more."
        return draft_page(content_view(desk), told), 409
    flash("The draft is gone. Everything is as callers hear it now.")
    return redirect(url_for(".show", desk=desk))


def spoken_differences(desk: str, before: Files, after: Files) -> list[ContentDifference] | None:
    """Return what callers will hear differently; None if one of the two cannot be read."""
    read = console().compiled.revision
    try:
        return find_differences(read(kept(desk, before)), read(kept(desk, after)))
    except BrokenDesk:
        return None


@dataclass(frozen=True)
class AsSeen:
    """The fields of the form that say what the person had on the screen."""

    note: str
    version: int
    published: int


def as_seen() -> AsSeen:
    """Read the form. Raises Refused without a note."""
    note = " ".join(request.form.get("note", "").split())[:LONGEST_NOTE]
    if not note:
        raise PublishRefused(("Say in a few words what is new, for those who read the history.",))
    return AsSeen(note, number_in("version"), number_in("published"))


def number_in(name: str) -> int:
    """Return the number in a hidden field; 0 for anything else."""
    return read_whole_number(request.form.get(name, ""))


def refusal(desk: str, error: EditingError) -> ResponseReturnValue:
    """Return the page again, with the reason why nothing was done."""
    if isinstance(error, PublishRefused):
        return draft_page(content_view(desk), "Nothing was done yet.", error.reasons), 422
    message = f"{error}"
    told = message[:1].upper() + message[1:] + ("" if message.endswith(".") else ".")
    return draft_page(content_view(desk), told), 409


def draft_page(seen: ContentView, told: str = "", reasons: tuple[str, ...] = ()) -> str:
    """Return the draft, and the proposal that waits for a second admin."""
    desk = seen.desk.id
    proposal = waiting(draft_editor(desk))
    return render_template(
        "content/draft.html",
        desk=seen.desk,
        seen=seen,
        found=_in_words(seen),
        differences=spoken_differences(desk, seen.published, seen.files) if seen.draft else [],
        published=draft_editor(desk).current(),
        refused=told,
        reasons=reasons,
        note=request.form.get("note", ""),
        longest_note=LONGEST_NOTE,
        needs_approval=approval_is_required(draft_editor(desk)),
        proposal=proposal,
        proposed=spoken_differences(desk, seen.published, proposal.files) if proposal else [],
        is_own=proposal is not None
        and (proposal.person == visitor().person.id or proposal.author == visitor().person.sign_in),
    )


def _in_words(seen: ContentView) -> list[DraftRemark]:
    by_file = [(f"{language}.yaml", said) for _, said in seen.texts.values() for language in said.words]
    found = []
    for remark in seen.remarks:
        about = [said for file, said in by_file if remark.file == file and said.place in remark.places]
        found.append(
            DraftRemark(remark, about[0].id, _name(seen, about[0].id)) if about else DraftRemark(remark)
        )
    return found


def _name(seen: ContentView, id_: str) -> str:
    part, said = seen.texts[id_]
    return f"{part.heading}: {said.name}"
