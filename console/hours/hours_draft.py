"""The hours for the pages: a desk's draft, or what is published while the draft cannot be read."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from console.context import console, visitor
from console.draft_cache import kept
from editing.drafts import DraftEditor
from editing.edits.hours_edits import Edit, Look
from editing.errors import EditConflict, Unwritable
from ivr.services import closures_of
from prompts.errors import BrokenDesk, Problem
from prompts.files.models import Desk
from prompts.lint import LintFinding
from prompts.loader import Files
from prompts.revision import Revision
from routing.hours.schedule import Closure
from routing.notices.notices import DeskNotices, read_bulletin

OF_THE_PLAN = ("C",)
"""The checklist's rules about the door begin with this letter."""


@dataclass(frozen=True)
class HoursDraft:
    """A desk's planned hours in the draft, and its closures and notices."""

    bench: DraftEditor
    files: Files
    revision: Revision
    problems: tuple[Problem, ...]
    """Why the draft can't be read; then the plan shown is the published one."""
    bulletin: DeskNotices
    """What hangs at the door."""

    @property
    def desk(self) -> Desk:
        return self.revision.desk

    @property
    def findings(self) -> list[LintFinding]:
        """Return the findings about the plan."""
        found = console().compiled.findings(self.revision)
        return [one for one in found if one.rule.startswith(OF_THE_PLAN)]

    @property
    def is_changed(self) -> bool:
        """Return whether the draft differs from what callers hear now."""
        return dict(self.bench.published()) != dict(self.files)

    def closings(self) -> Sequence[Closure]:
        return closures_of(self.bulletin)


def draft_of(desk: str) -> HoursDraft:
    """Return the present draft. Raises DatabaseDown, and BrokenDesk if even what is published cannot be read."""
    bench = console().benches[desk]
    files, problems = bench.files(), ()
    bulletin = read_bulletin(console().database, desk)
    try:
        return HoursDraft(bench, files, console().compiled.revision(kept(desk, files)), problems, bulletin)
    except BrokenDesk as broken:
        revision = console().compiled.revision(kept(desk, bench.published()))
        return HoursDraft(bench, files, revision, broken.problems, bulletin)


def save_hours(
    desk: str, place: str, seen: str, edit: Edit, at: Look, told: str, then: str = ".show"
) -> ResponseReturnValue | EditConflict:
    """Put a change into the draft and go on; what somebody else has put at that place meanwhile is handed back."""
    try:
        console().benches[desk].change(place, seen, edit, visitor().person.sign_in, at)
    except EditConflict as other:
        return other
    except (Unwritable, KeyError) as error:
        flash(f"This could not be changed by form: {error}. Change it in the file itself.", "danger")
        return redirect(url_for(then, desk=desk))
    flash(f"{told} It is in the draft: callers hear it once you publish.")
    return redirect(url_for(then, desk=desk))


def looked_at(desk: str, look: Look) -> str:
    """Return the present value at a place; empty if the file cannot be read."""
    with suppress(Unwritable):
        return look(console().benches[desk].files())
    return ""
