"""Drafts as they were last read, with their findings: reading a desk takes up to 70 ms, checking it up to 120 ms."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from editing.checks import examine_revision
from prompts.lint import LintFinding
from prompts.loader import Files
from prompts.revision import Revision, content_id, revision_of

MOST_KEPT = 16


@dataclass(frozen=True)
class CachedDraft:
    """A desk's files, told apart by their content."""

    desk: str
    id: str
    files: Files = field(compare=False)


class Compiled:
    """Drafts that this process has read. Safe to share between threads: the worst race reads twice."""

    def __init__(self) -> None:
        self.revision = lru_cache(MOST_KEPT)(_revision)
        """Of a desk's files; raises BrokenDesk."""
        self.findings = lru_cache(MOST_KEPT)(_findings)
        """Of a revision."""


def kept(desk: str, files: Files) -> CachedDraft:
    """A desk's files as they are asked for."""
    return CachedDraft(desk, content_id(files), files)


def _revision(asked: CachedDraft) -> Revision:
    return revision_of(asked.desk, asked.files)


def _findings(revision: Revision) -> tuple[LintFinding, ...]:
    return examine_revision(revision).findings
