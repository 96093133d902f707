"""Publishing and rolling back: the checks before, and the explanations for people when it cannot be done."""

from __future__ import annotations

from collections.abc import Iterator

from editing.audio.stored_recordings import hold, lost
from editing.calendar_rule import CALENDAR_RULE
from editing.checks import examine_revision
from editing.database.content import ContentDraft, RevisionEntry
from editing.database.errors import NoSuchRevision, Overtaken, PublishedMeanwhile
from editing.drafts import DraftEditor
from editing.edits.fixed_dates import with_pinned_dates
from editing.errors import NeedsApproval, NothingChanged, Outdated, PublishRefused
from prompts.errors import BrokenDesk
from prompts.files.models import Desk
from prompts.loader import Files
from prompts.revision import Revision, content_id, revision_of
from store import clock

CHANGED_MEANWHILE = "the draft was changed meanwhile; look at what would be published, and publish again"


def publish_content(
    bench: DraftEditor, note: str, who: str, *, version: int | None = None, seen: int | None = None
) -> RevisionEntry:
    """Publish the draft. `version` of the draft and the revision published then are those that the person has `seen`.

    Raises NothingChanged, NeedsApproval, Refused, Outdated.
    """
    draft = draft_as_seen(bench, version)
    return publish_files(bench, draft.files, note, who, seen=seen, draft=draft)


def draft_as_seen(bench: DraftEditor, version: int | None) -> ContentDraft:
    """Return the draft, if it is still the `version` that the person has seen; None takes any.

    Raises NothingChanged, Outdated.
    """
    draft = bench.content.draft()
    if draft is None and version is None:
        raise NothingChanged
    if draft is None or version not in (None, draft.version):
        raise Outdated(CHANGED_MEANWHILE)
    return draft


def publish_files(
    bench: DraftEditor,
    files: Files,
    note: str,
    who: str,
    *,
    seen: int | None = None,
    draft: ContentDraft | None = None,
) -> RevisionEntry:
    """Publish a whole folder. Raises NothingChanged, NeedsApproval, Refused, Outdated."""
    now = bench.current()
    seen = now if seen is None else seen
    if seen == now and content_id(files) == content_id(bench.files_of(now)):
        raise NothingChanged
    if approval_is_required(bench):
        raise NeedsApproval
    files, revision = made_ready(bench, files)
    try:
        entry = bench.content.publish(files, revision.id, note=note, who=who, seen=seen, draft=draft)
    except PublishedMeanwhile as moved:
        raise Outdated(published_meanwhile(bench, moved.number)) from moved
    except Overtaken as overtaken:
        raise Outdated(CHANGED_MEANWHILE) from overtaken
    if entry is None:
        raise NothingChanged
    hold(bench, revision, entry.number)
    bench.note(who, "published", "the content", f"revision {seen}", f"revision {entry.number}: {note}")
    return entry


def roll_back(bench: DraftEditor, number: int, why: str, who: str, *, seen: int | None = None) -> None:
    """Publish revision `number` again, or the folder (0). Raises NothingChanged, Refused, Outdated.

    What was good enough once is not held against rules that came later; it must be readable and its calendar sound.
    """
    seen = bench.current() if seen is None else seen
    try:
        files = bench.files_of(number)
        revision = _readable(bench.desk, files)
        _refuse((*_faults_of_its_calendar(revision), *_lines_with_callers(bench, revision.desk)))
        is_done = bench.content.roll_back(number, folder_id=revision.id, why=why, who=who, seen=seen)
    except NoSuchRevision as error:
        raise PublishRefused((f"there is no revision {number}, or it is kept no more",)) from error
    except PublishedMeanwhile as moved:
        raise Outdated(published_meanwhile(bench, moved.number)) from moved
    if not is_done:
        raise NothingChanged
    bench.note(who, "rolled back", "the content", f"revision {seen}", f"revision {number}: {why}")


def approval_is_required(bench: DraftEditor) -> bool:
    """Return whether the published content requires a second admin's approval; unreadable content does not."""
    try:
        return revision_of(bench.desk, bench.published()).desk.approval == "required"
    except BrokenDesk:
        return False


def made_ready(bench: DraftEditor, files: Files) -> tuple[Files, Revision]:
    """Return the files with closed days' dates pinned, and their content, which may be published. Raises Refused."""
    pinned = with_pinned_dates(bench.desk, files, clock.now().year)
    return pinned, publishable_content(bench, pinned)


def publishable_content(bench: DraftEditor, files: Files) -> Revision:
    """Return the content in the files, if it may be published. Raises Refused with every reason why not."""
    revision = _readable(bench.desk, files)
    missing = lost(bench, revision)
    _refuse((*examine_revision(revision).reasons, *missing, *_lines_with_callers(bench, revision.desk)))
    return revision


def _readable(desk: str, files: Files) -> Revision:
    try:
        return revision_of(desk, files)
    except BrokenDesk as broken:
        raise PublishRefused(tuple(str(problem) for problem in broken.problems)) from broken


def _refuse(reasons: tuple[str, ...]) -> None:
    if reasons:
        raise PublishRefused(reasons)


def _faults_of_its_calendar(revision: Revision) -> Iterator[str]:
    for found in CALENDAR_RULE.findings(revision):
        yield f"{revision.desk.id}/{found.where}: {found.message}"


def _lines_with_callers(bench: DraftEditor, coming: Desk) -> Iterator[str]:
    """Yield lines that would be removed while callers wait in them."""
    try:
        present = revision_of(bench.desk, bench.published()).desk
    except BrokenDesk:  # a folder that was spoilt: nobody knows which lines it had
        return
    for line, language in sorted(_lines(present) - _lines(coming)):
        if waiting := bench.state.look(line, language).waiting:
            callers = "1 caller waits" if waiting == 1 else f"{waiting} callers wait"
            yield f"{callers} in the line {line} ({language}), which would be gone; publish when nobody waits there"


def _lines(desk: Desk) -> set[tuple[str, str]]:
    return {(line.id, language) for line in desk.lines for language in line.languages}


def published_meanwhile(bench: DraftEditor, number: int) -> str:
    """Return the explanation for a person who has not seen revision `number`, which was published meanwhile."""
    if number == 0:
        return "everything was rolled back meanwhile; look at what callers hear now, and try again"
    entry = bench.content.entry(number)
    return (
        f"{entry.author} has made revision {number} what callers hear; look at the difference, and try again"
    )
