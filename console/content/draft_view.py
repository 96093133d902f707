"""The content that a desk's content pages show: the draft if there is one, and what callers hear now."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import NamedTuple
from zoneinfo import ZoneInfo

from flask import abort

from console.context import console
from console.draft_cache import kept
from editing.checks import Verdict
from editing.database.content import ContentDraft
from editing.drafts import DraftEditor
from editing.edits.menu_tree import steps
from editing.edits.text_edits import editors_of
from editing.located_findings import Remark, remarks
from editing.prompt_index import PromptEntry, PromptSection, outline
from prompts.editors import Editors
from prompts.errors import BrokenDesk
from prompts.files.models import Desk
from prompts.loader import Files
from prompts.revision import Revision
from reports.menu.nodes import NodeInLanguage, Nodes, Walked
from store import clock
from store.errors import DatabaseDown
from store.log_limit import LogLimit

log = logging.getLogger(__name__)
WITHOUT_COUNTS = LogLimit(log, logging.WARNING, "a text is shown without its counts")
DAYS = 30


class HearCount(NamedTuple):
    """The number of times that a text was heard in the last 30 days, and the last time (UTC); None if that is
    unknown."""

    times: int
    last: datetime | None


@dataclass(frozen=True)
class ContentView:
    """A desk's content as an admin sees it."""

    desk: Desk
    draft: ContentDraft | None
    files: Files
    """Of the draft, or what is published where there is none."""
    published: Files
    shape: Revision
    """The draft if it can be read, else what callers hear now."""
    verdict: Verdict

    @cached_property
    def parts(self) -> tuple[PromptSection, ...]:
        return outline(self.shape, self.files)

    @cached_property
    def texts(self) -> Mapping[str, tuple[PromptSection, PromptEntry]]:
        """Return every text by its id, with the part of the call to which it belongs."""
        return {said.id: (part, said) for part in self.parts for said in part.said}

    @cached_property
    def published_texts(self) -> Mapping[str, PromptEntry]:
        """Return the published texts by id."""
        return {said.id: said for part in outline(self.shape, self.published) for said in part.said}

    @cached_property
    def remarks(self) -> tuple[Remark, ...]:
        return remarks(self.verdict, self.files)

    @cached_property
    def editors(self) -> Editors:
        return editors_of(self.files)

    @property
    def today(self) -> date:
        return clock.now().astimezone(ZoneInfo(self.desk.zone)).date()

    @property
    def version(self) -> int:
        """Return the draft's version; 0 without a draft."""
        return self.draft.version if self.draft else 0

    def about(self, said: PromptEntry) -> list[Remark]:
        """Return the remarks about a text, in any language."""
        files = [f"{language}.yaml" for language in said.words]
        return [one for one in self.remarks if any(one.is_about(file, said.place) for file in files)]

    def is_changed(self, said: PromptEntry) -> bool:
        """Return whether the draft has other words than callers hear."""
        before = self.published_texts.get(said.id)
        return self.draft is not None and (before is None or before.words != said.words)

    def is_due(self, said: PromptEntry) -> bool:
        """Return whether the text's review date is reached or past."""
        care = self.editors.texts.get(said.id)
        return care is not None and care.is_due(self.today)

    def text(self, id_: str) -> tuple[PromptSection, PromptEntry]:
        """Return a text by its id; abort with 404 if there is none."""
        return self.texts.get(id_) or abort(404)


def draft_editor(desk: str) -> DraftEditor:
    """Return the draft editor of a desk."""
    return console().benches[desk]


def content_view(desk: str) -> ContentView:
    """Return the desk's content at this moment. Raises DatabaseDown."""
    draft, published = draft_editor(desk).content.draft(), draft_editor(desk).published()
    files = draft.files if draft else published
    now = console().line.desks[desk]
    try:
        shape = console().compiled.revision(kept(desk, files))
        verdict = Verdict(desk, findings=console().compiled.findings(shape))
    except BrokenDesk as broken:
        shape, verdict = now, Verdict(desk, problems=broken.problems)
    return ContentView(now.desk, draft, files, published, shape, verdict)


def hear_counts(seen: ContentView, said: PromptEntry) -> dict[str, HearCount] | None:
    """Return how often a text was heard, by language; None for a text that is not counted by itself, or while counts
    cannot be read."""
    node = _counted_at(seen.shape, said)
    if node is None:
        return None
    try:
        nodes = Nodes(console().database, seen.desk)
        walked = nodes.walked(seen.today - timedelta(days=DAYS - 1), seen.today)
        last = nodes.last_heard() if said.place[2] != "option" else {}
    except DatabaseDown:
        WITHOUT_COUNTS.write(desk=seen.desk.id)
        return None
    return {language: _heard(walked, last, NodeInLanguage(language, node)) for language in said.words}


def _heard(walked: Walked, last: Mapping[NodeInLanguage, datetime], place: NodeInLanguage) -> HearCount:
    return HearCount(walked.of(place.node, place.language).heard, last.get(place))


def _counted_at(shape: Revision, said: PromptEntry) -> str | None:
    """Return the node at which a text is heard whenever the node is: an option at the menu above."""
    if said.place[0] != "nodes" or said.place[2] not in ("option", "text", "variants"):
        return None
    node = f"{said.place[1]}"
    if said.place[2] == "option":
        return next((step.menu for step in steps(shape.menu) if step.node == node), None)
    place = shape.menu.nodes[node]
    switch = getattr(place, "switch", None)
    is_said = said.place[2] == "text" or shape.desk.switches.get(f"{switch}") == said.place[3]
    return node if is_said else None
