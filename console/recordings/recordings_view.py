"""The texts of a desk that can be recorded, as the pages show them: words and recordings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from console.context import console
from console.draft_cache import kept
from editing.drafts import DraftEditor
from editing.edits.menu_tree import title
from editing.edits.recorded_texts import recordings_of
from editing.errors import Unwritable
from editing.text_places import moment_of, name_of
from prompts.cross_checks import every_text
from prompts.errors import BrokenDesk
from prompts.files.source import Place
from prompts.loader import Files
from prompts.recordings import RecordedText, spelled, why_text_alone
from prompts.rendering.template import Template
from prompts.revision import Revision


@dataclass(frozen=True)
class RecordableText:
    """A text in one language. `why` says why it cannot be recorded, if it cannot."""

    language: str
    id: str
    name: str
    moment: str
    words: str
    """As they are said, with what never changes filled in."""
    why: str
    recorded: RecordedText | None


@dataclass(frozen=True)
class RecordingsView:
    """A desk's draft, or what is published where there is none."""

    shape: Revision
    """The draft if it can be read, else what callers hear now."""
    files: Files
    is_broken: bool

    def texts(self, language: str) -> Iterator[RecordableText]:
        """Yield the texts in the order of the file."""
        for place, template in every_text(self.shape.texts[language]):
            yield self._text(language, place, template)

    def text(self, language: str, id_: str) -> RecordableText | None:
        """Return a text by its place; None if there is none."""
        if language not in self.shape.texts:
            return None
        return next((one for one in self.texts(language) if one.id == id_), None)

    @cached_property
    def _recorded(self) -> dict[str, dict[str, RecordedText]]:
        return recordings_of(self.files)

    def _text(self, language: str, place: Place, template: Template) -> RecordableText:
        id_, why = spelled(place), why_text_alone(place, template)
        name = _name(self.shape, place)
        words = template.source if why else template.spoken(self.shape.fields[language]).text
        found = self._recorded.get(language, {}).get(id_)
        return RecordableText(language, id_, name, moment_of(self.shape, place), words, why, found)


def recordings_editor(desk: str) -> DraftEditor:
    """Return the draft editor of a desk."""
    return console().benches[desk]


def recordings_view(desk: str) -> RecordingsView:
    """Return the desk's texts at this moment. Raises DatabaseDown."""
    files = recordings_editor(desk).files()
    try:
        recordings_of(files)
        return RecordingsView(console().compiled.revision(kept(desk, files)), files, is_broken=False)
    except (BrokenDesk, Unwritable):
        return RecordingsView(console().line.desks[desk], recordings_editor(desk).published(), is_broken=True)


def _name(shape: Revision, place: Place) -> str:
    if place[0] != "nodes":
        return name_of(place)
    part = {"option": "as an option", "text": "what is read out"}.get(f"{place[2]}", f"{place[-1]}")
    return f"{title(shape, f'{place[1]}')}: {part}"
