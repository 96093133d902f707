"""The content for the pages of the call flow: a desk's draft and what callers hear now, compiled once."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from console.content.draft_view import draft_editor
from console.context import console
from console.draft_cache import kept
from console.flow.picture import Step, WayCount
from editing.edits.menu_tree import steps
from prompts.errors import BrokenDesk, Problem
from prompts.lint import LintFinding
from prompts.loader import Files
from prompts.menu_keys import PERSON
from prompts.revision import Revision
from reports.menu.nodes import Nodes
from store import clock
from store.errors import DatabaseDown
from store.log_limit import LogLimit

log = logging.getLogger(__name__)
WITHOUT_COUNTS = LogLimit(log, logging.WARNING, "the picture is drawn without counts")
DAYS = 30


@dataclass(frozen=True)
class MenuContent:
    """A desk's content as an admin looks at it."""

    files: Files
    """Of the draft, or of what is published where there is none."""
    published: Revision
    """What callers hear who call now."""
    draft: Revision | None
    """None where the draft can't be read; `problems` say why."""
    problems: tuple[Problem, ...] = ()

    @property
    def shown(self) -> Revision:
        """Return the draft if it can be read, otherwise what is published."""
        return self.draft or self.published

    @property
    def is_changed(self) -> bool:
        return self.shown.id != self.published.id


def content(desk: str) -> MenuContent:
    """Return the draft and what is published. Raises DatabaseDown."""
    files = draft_editor(desk).files()
    published = console().line.desks[desk]
    try:
        return MenuContent(files, published, console().compiled.revision(kept(desk, files)))
    except BrokenDesk as broken:
        return MenuContent(files, published, None, broken.problems)


def traffic(desk: str, revision: Revision) -> Mapping[Step, WayCount] | None:
    """Return the callers' ways in the last 30 days by the desk's clock; None if nothing was counted or can be read.

    A key counts only where it led then to the node to which it leads now; `0` counts wherever it was pressed.
    """
    today = clock.now().astimezone(ZoneInfo(revision.desk.zone)).date()
    try:
        found = Nodes(console().database, revision.desk).walked(today - timedelta(days=DAYS - 1), today)
    except DatabaseDown:
        WITHOUT_COUNTS.write(desk=desk)
        return None
    if not found.paths:
        return None
    keys = {(step.menu, f"{step.key}"): step.node for step in steps(revision.menu)}
    ways = {
        (menu, choice.key): WayCount(choice.number, choice.share)
        for menu in {menu for menu, _ in keys}
        for choice in found.funnel(menu)
        if keys.get((menu, choice.key)) == choice.to
    }
    start = revision.menu.start
    asked, heard = sum(map(found.zero_outs, found.nodes)), found.of(start).heard
    return {**ways, (start, PERSON): WayCount(asked, min(1.0, asked / heard) if heard else 0.0)}


def findings_at(revision: Revision, node: str) -> list[LintFinding]:
    """Return the findings about a node, its keys and its words."""
    here = re.compile(rf"nodes\.{re.escape(node)}(\.|$)")
    return [found for found in console().compiled.findings(revision) if here.search(found.where)]
