"""Why content could not be changed or published. Every message is a sentence for the person who tried.

EditingError
├── SomebodyElse     another person has changed the same place since it was read
├── NothingChanged   what should be published is what callers hear already
├── Refused          it can't be published as it is; says every reason
├── Outdated         something else was published or rolled back meanwhile
├── NeedsApproval    this desk wants two: it can only be proposed
├── NotYours         who proposed a change may not approve it
├── RefusedRecording a file can't be used as a recording
├── Unwritable       a file is written in a way that no form can change
└── MenuRefused      a change of the menu would leave callers at a dead end
"""

from __future__ import annotations


class EditingError(Exception):
    """Content could not be changed or published."""


class EditConflict(EditingError):
    """Two people changed one place. `seen` is what this person had on the screen, `theirs` what stands there now."""

    def __init__(self, place: str, *, theirs: str, seen: str) -> None:
        super().__init__(f"somebody else has changed {place} meanwhile; look at both and choose")
        self.place, self.theirs, self.seen = place, theirs, seen


class NothingChanged(EditingError):
    """Callers hear just this already."""

    def __init__(self) -> None:
        super().__init__("nothing has changed: this is what callers hear already")


class PublishRefused(EditingError):
    """It can't be published; `reasons` are for people, one sentence each, with file and place."""

    def __init__(self, reasons: tuple[str, ...]) -> None:
        super().__init__("this can't be published yet:\n" + "\n".join(reasons))
        self.reasons = reasons


class Outdated(EditingError):
    """Something else is published by now than the person saw."""


class NeedsApproval(EditingError):
    """The desk says `approval: required`."""

    def __init__(self) -> None:
        super().__init__("at this desk another admin must approve what is published; propose it")


class NotYours(EditingError):
    """Nobody approves a change of their own."""


class RefusedRecording(EditingError):
    """A file that can't be used as a recording."""


class Unwritable(EditingError):
    """A file is written in a way that no form can change; by hand, in the file itself, it can be."""


class MenuRefused(EditingError):
    """The menu can't be changed so; the message says what to do instead."""
