"""The draft of a desk, changed place by place, so that nobody overwrites changes that they have not seen."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from redis import Redis

from accounts.audit_log import AuditLog
from accounts.people_scripts import PeopleScripts
from editing.database.content import ContentDraft, DeskContent
from editing.database.errors import Overtaken
from editing.database.proposals import Proposals
from editing.database.recording_store import Recordings
from editing.errors import EditConflict
from prompts.loader import Files, read_files
from routing.queue.desk_state import DeskState
from store.errors import DatabaseDown

log = logging.getLogger(__name__)
Edit = Callable[[Files], Files]
Look = Callable[[Files], str]


@dataclass(frozen=True)
class DraftEditor:
    """The draft of one desk. `folder` is what callers hear before anything is published. Methods raise DatabaseDown."""

    content: DeskContent
    proposals: Proposals
    state: DeskState
    folder: Path
    audit: AuditLog
    recordings: Recordings

    @property
    def desk(self) -> str:
        return self.content.desk

    def files(self) -> Files:
        """Return the files of the draft, or the published files without one."""
        draft = self.content.draft()
        return draft.files if draft else self.published()

    def published(self) -> Files:
        """Return the files that callers hear now. Raises BrokenDesk if the folder counts and cannot be read."""
        return self.files_of(self.current())

    def current(self) -> int:
        """Return the number of what is published; 0 for the folder."""
        pointer = self.content.pointer()
        return pointer.number if pointer else 0

    def files_of(self, number: int) -> Files:
        """Return the files of a revision, 0 for the folder's. Raises NoSuchRevision, BrokenDesk."""
        return self.content.files(number) if number else read_files(self.folder)

    def change(self, place: str, seen: str, edit: Edit, who: str, at: Look) -> ContentDraft:
        """Apply `edit` to the newest draft, if at its place still stands what the person has `seen`.

        `at` gives what stands there. Raises SomebodyElse otherwise, and what `edit` raises. A draft that others changed
        elsewhere meanwhile is no conflict: the edit is tried again on it.
        """
        while True:
            draft = self.content.draft()
            files = draft.files if draft else self.published()
            before = at(files)
            if before != seen:
                raise EditConflict(place, theirs=before, seen=seen)
            changed = edit(files)
            if draft and changed == files:
                return draft
            with suppress(Overtaken):
                saved = self.content.save_draft(changed, draft.version if draft else 0, who)
                self.note(who, "changed the draft", place, before, at(changed))
                return saved

    def replace(self, files: Files, who: str, seen: int) -> ContentDraft:
        """Put other files in the draft's place. Raises Overtaken unless it has the version `seen`, 0 for none."""
        draft = self.content.save_draft(files, seen, who)
        self.note(who, "replaced the draft", "all files", "", ", ".join(sorted(files)))
        return draft

    def drop(self, version: int, who: str) -> None:
        """Discard the draft. Raises Overtaken unless it has this version."""
        self.content.drop_draft(version)
        self.note(who, "threw the draft away", "all files")

    def note(self, who: str, what: str, place: str, before: str = "", after: str = "") -> None:
        """Add an entry to the audit log, which may be on another server: a change stays made without it."""
        try:
            self.audit.note(who, what, f"{place} at {self.desk}", before, after)
        except DatabaseDown:
            log.exception("the audit log could not be written", extra={"what": what, "desk": self.desk})


def workbench(client: Redis, desk: str, folder: Path) -> DraftEditor:
    """Return a desk's draft editor, on a client that no caller waits for; `folder` is the desk's own."""
    return DraftEditor(
        DeskContent(client, desk),
        Proposals(client, desk),
        DeskState(client, desk),
        folder,
        AuditLog(PeopleScripts(client)),
        Recordings(client, desk),
    )
