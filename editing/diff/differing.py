"""A difference between two revisions, in words for people who have never seen a desk's files."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from editing.diff.changed_words import Words, changed_words


class DifferenceKind(StrEnum):
    """The kind of a difference."""

    SAID = "said"
    """The words, or how they are spoken."""
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    """A node hangs below another menu."""
    LEADS = "leads"
    """A key leads elsewhere."""
    HOURS = "hours"
    """When the desk is open."""
    UNDERSTOOD = "understood"
    """What callers may say instead of a key."""
    READ = "read"
    """What reps and people who read see; callers hear nothing of it."""
    SETTING = "setting"
    """Anything else that callers notice: voices, patience, the length of the line."""


@dataclass(frozen=True)
class ContentDifference:
    """Something that is different for callers, for reps on the phone, or for people who read."""

    kind: DifferenceKind
    where: str
    """A node with its keys, or the name of a text: `Hours and holidays (keys 5, 1)`."""
    told: str
    """The whole of it in one sentence."""
    moment: str = ""
    """When in the call it is heard."""
    language: str = ""
    """Of what is said; empty where it is the same in all."""
    before: str = ""
    after: str = ""

    @property
    def words(self) -> tuple[Words, ...]:
        """Return both versions in one, with the changed words marked."""
        return changed_words(self.before, self.after)
