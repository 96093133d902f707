"""Publishing with two: where a desk says `approval: required`, one admin proposes and another approves or declines.

Whether it is required is what is published says: a draft can't do away with it by itself.
"""

from __future__ import annotations

from editing.audio.stored_recordings import hold
from editing.database.content import ContentDraft, RevisionEntry
from editing.database.proposals import Proposal
from editing.drafts import DraftEditor
from editing.errors import NothingChanged, NotYours, Outdated
from editing.publishing import (
    CHANGED_MEANWHILE,
    approval_is_required,
    draft_as_seen,
    made_ready,
    publishable_content,
    published_meanwhile,
)
from prompts.loader import Files

__all__ = ["approval_is_required", "approve", "decline", "propose", "propose_files", "waiting"]

DECIDED = "this proposal is decided, or another one has taken its place"


def waiting(bench: DraftEditor) -> Proposal | None:
    """Return the proposal that can be approved now; None for one that lapsed, as something else was published since."""
    latest = bench.proposals.latest()
    return latest if latest and latest.state == "open" and latest.base == bench.current() else None


def propose(
    bench: DraftEditor,
    note: str,
    who: str,
    *,
    version: int | None = None,
    seen: int | None = None,
    instead_of: int = 0,
    person: str = "",
) -> Proposal:
    """Propose the draft as the person has seen it; `instead_of` names the open proposal that it replaces.

    Raises NothingChanged, Refused, Outdated.
    """
    draft = draft_as_seen(bench, version)
    return propose_files(
        bench, draft.files, note, who, seen=seen, draft=draft, instead_of=instead_of, person=person
    )


def propose_files(
    bench: DraftEditor,
    files: Files,
    note: str,
    who: str,
    *,
    seen: int | None = None,
    draft: ContentDraft | None = None,
    instead_of: int = 0,
    person: str = "",
) -> Proposal:
    """Propose a whole folder. Raises NothingChanged, Refused, Outdated."""
    files, revision = made_ready(bench, files)
    word, number = bench.proposals.propose(
        files,
        revision.id,
        note=note,
        who=who,
        seen=bench.current() if seen is None else seen,
        draft=draft.version if draft else 0,
        instead_of=instead_of,
        person=person,
    )
    match word:
        case "same":
            raise NothingChanged
        case "moved":
            raise Outdated(published_meanwhile(bench, number))
        case "edited":
            raise Outdated(CHANGED_MEANWHILE)
        case "waiting":
            raise Outdated(
                "another proposal waits to be approved; look at it first, then put yours in its place"
            )
    bench.note(who, "proposed", "the content", "", f"proposal {number}: {note}")
    proposal = bench.proposals.latest()
    if proposal is None or proposal.number != number:
        raise Outdated(DECIDED)
    return proposal


def approve(bench: DraftEditor, number: int, who: str, person: str = "") -> RevisionEntry:
    """Publish a proposal as its author's revision; `person` is the id of `who`. Raises NotYours, Outdated, Refused."""
    proposal = bench.proposals.latest()
    if proposal is None or (proposal.number, proposal.state) != (number, "open"):
        raise Outdated(DECIDED)
    content = publishable_content(bench, proposal.files)
    word, revision, at = bench.proposals.approve(number, who, person)
    match word:
        case "own":
            raise NotYours("another admin must approve what you have proposed")
        case "lapsed":
            raise Outdated(published_meanwhile(bench, revision))
        case "over":
            raise Outdated(DECIDED)
    hold(bench, content, revision)
    bench.note(who, "approved", "the content", f"proposal {number}", f"revision {revision}: {proposal.note}")
    return RevisionEntry(revision, proposal.id, proposal.author, proposal.note, at)


def decline(bench: DraftEditor, number: int, who: str, reason: str) -> None:
    """Turn a proposal down, or take one's own back. Raises Outdated."""
    if not bench.proposals.decline(number, who, reason):
        raise Outdated(DECIDED)
    bench.note(who, "declined", "the content", f"proposal {number}", reason)
