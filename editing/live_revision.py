"""The revision that callers hear now, and earlier ones for calls that began with them: compiled, in memory.

Each process has one shelf a desk. It follows the database's pointer, and without the database it goes on with what it
has, or with what this machine keeps on its disk.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from editing.database.content import DeskContent, Pointer, RevisionEntry
from editing.database.errors import NoSuchRevision
from editing.revision_cache import Copies, Copy
from prompts.errors import BrokenDesk
from prompts.loader import Files
from prompts.revision import Revision, revision_of
from store import clock
from store.errors import DatabaseDown
from store.log_limit import LogLimit

log = logging.getLogger(__name__)
NOT_LOADED = LogLimit(log, logging.WARNING, "a call's own revision can't be had")
Warm = Callable[[Revision], None]
Play = Callable[[Revision], Revision]
"""Puts the recordings that can be had into their places."""
MOST = 40
"""Revisions in memory, 0.3 MB each."""
A_DAY = 86_400
"""Seconds for which one that was replaced is kept; no call is that long."""
ASK_AGAIN = 1.0
"""Seconds for which a revision that nobody has is not looked for again: callers on it are in the main menu by then."""
FOLDER = Pointer(0, "")


class LiveRevision:
    """The revisions of one desk. Only `follow` changes the current one; it is for one thread, `find` is for any."""

    def __init__(
        self, desk: str, folder: Revision, copies: Copies, play: Play, *, keeps_copies: bool = True
    ) -> None:
        folder = play(folder)
        self._desk, self._folder, self._copies, self._play = desk, folder, copies, play
        self._keeps_copies = keeps_copies
        self.current = folder
        self.entry = RevisionEntry(0, folder.id, "", "", 0)
        self._files: Files = {}
        self._kept: dict[str, tuple[Revision, float]] = {folder.id: (folder, clock.seconds())}
        self._missed: dict[str, float] = {}
        self._refused = FOLDER
        self._finding = threading.Lock()
        self._following = threading.Lock()
        """One at a time: what was read first must not be served last."""

    def open(self) -> None:
        """Begin with the last good one on this machine, if it can still be used."""
        copy = self._copies.last()
        if copy and copy.entry.number:
            try:
                self._serve(self._compiled(copy.files), copy.entry, copy.files)
            except BrokenDesk:
                log.exception("the last good revision can't be used any more", extra={"desk": self._desk})

    def follow(self, content: DeskContent, warm: Warm) -> None:
        """Serve what is published, warmed up first. Raises DatabaseDown; what can't be used is logged."""
        with self._following:
            self._follow(content, warm)

    def _follow(self, content: DeskContent, warm: Warm) -> None:
        pointer = content.pointer()
        if pointer is None:
            self._put_back(content)
        elif pointer not in (Pointer(self.entry.number, self.entry.id), self._refused):
            try:
                self._change_to(pointer, content, warm)
            except (BrokenDesk, NoSuchRevision):
                self._refused = pointer
                log.exception("what is published can't be used; callers hear what was there before")

    def find(self, id_: str, content: DeskContent | None) -> Revision | None:
        """Return the revision on which an earlier call began; None if it is unknown. Without `content` the database
        is not asked."""
        if id_ == self.current.id:
            return self.current
        if id_ in self._kept:
            return self._kept[id_][0]
        with self._finding:
            if clock.seconds() - self._missed.get(id_, -ASK_AGAIN) < ASK_AGAIN:
                return None
            found = self._kept[id_][0] if id_ in self._kept else self._load(id_, content)
            if found is None:
                self._missed = {**dict(list(self._missed.items())[-MOST:]), id_: clock.seconds()}
            else:
                self._keep(found)
            return found

    def _change_to(self, pointer: Pointer, content: DeskContent, warm: Warm) -> None:
        if pointer.number == 0:
            revision, entry, files = (
                self._folder,
                RevisionEntry(0, self._folder.id, "", "", 0),
                dict[str, str](),
            )
        else:
            entry = content.entry(pointer.number)
            files = dict(content.files(pointer.number))
            revision = self.find(entry.id, None) or self._compiled(files)
        warm(revision)
        self._serve(revision, entry, files)
        if self._keeps_copies:
            self._copy()

    def _compiled(self, files: Files) -> Revision:
        return self._play(revision_of(self._desk, files))

    def _serve(self, revision: Revision, entry: RevisionEntry, files: Files) -> None:
        self._keep(self.current)
        self._keep(revision)
        self._files, self.entry = files, entry
        self.current = revision
        log.info("callers hear another revision", extra={"desk": self._desk, "revision": entry.number})

    def _copy(self) -> None:
        try:
            self._copies.keep(Copy(self.entry, self._files))
        except OSError:
            log.exception("the revision could not be kept on disk", extra={"desk": self._desk})

    def _put_back(self, content: DeskContent) -> None:
        """Publish what callers hear again, after the database has lost all data; the first process to do it wins."""
        if self.entry.number and content.restore(self.entry, self._files):
            self._play(self.current)  # the recordings too
            log.error("the database had lost what is published; it was put back", extra={"desk": self._desk})

    def _keep(self, revision: Revision) -> None:
        now = clock.seconds()
        fresh = {id_: one for id_, one in self._kept.items() if now - one[1] < A_DAY and id_ != revision.id}
        self._kept = {**dict(list(fresh.items())[1 - MOST :]), revision.id: (revision, now)}

    def _load(self, id_: str, content: DeskContent | None) -> Revision | None:
        try:
            if copy := self._copies.find(id_):
                return self._compiled(copy.files)
            number = content.number_of(id_) if content else None
            return self._compiled(content.files(number)) if content and number else None
        except (DatabaseDown, BrokenDesk, NoSuchRevision) as error:
            NOT_LOADED.write(error, desk=self._desk)
            return None
