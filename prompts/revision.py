"""A state of a desk's content: everything that is said, in one value that never changes.

Calls stay on the revision they started with; its id is made of the content, so equal folders have equal ids.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from prompts.errors import BrokenDesk, Problem
from prompts.files.menu_models import Menu
from prompts.files.models import Desk
from prompts.files.texts import Texts
from prompts.loader import Files, read_files, read_models
from prompts.recordings import Recordings, played
from prompts.rendering.speech import Speech
from prompts.spoken.fields import spoken_fields


@dataclass(frozen=True, eq=False)
class Revision:
    """A state of a desk's content; compared and cached by identity or by `id`."""

    id: str
    desk: Desk
    menu: Menu
    texts: Mapping[str, Texts]
    fields: Mapping[str, Mapping[str, Speech]]
    """Per language, the spoken form of what never changes within a revision (`{email}`, `{hours}` …)."""
    recordings: Recordings = field(default_factory=dict)
    """Per language, by the text's place."""

    def played(self, address: Callable[[str], str | None]) -> Revision:
        """Return the same revision with its recordings in place; `address` as in `prompts.recordings.played`."""
        found = {
            language: played(texts, self.recordings.get(language, {}), address)
            for language, texts in self.texts.items()
        }
        return replace(self, texts=found)


def revision_of(desk: str, files: Files) -> Revision:
    """Return the content in a desk's files. Raises BrokenDesk with every problem of every file."""
    model, menu, texts, recordings = read_models(desk, files)
    fields = {language: spoken_fields(model, said, language) for language, said in texts.items()}
    return Revision(content_id(files), model, menu, texts, fields, recordings)


def load_revision(folder: Path) -> Revision:
    """Return the content of a desk's folder. Raises BrokenDesk with every problem of every file."""
    return revision_of(folder.name, read_files(folder))


def load_desks(folder: Path) -> dict[str, Revision]:
    """Return every desk below `folder`, by its id. Raises BrokenDesk with the problems of all of them."""
    desks: dict[str, Revision] = {}
    problems: list[Problem] = []
    for desk_file in sorted(folder.glob("[!.]*/desk.yaml")):
        try:
            desks[desk_file.parent.name] = load_revision(desk_file.parent)
        except BrokenDesk as broken:
            problems.extend(broken.problems)
    if problems:
        raise BrokenDesk(tuple(problems))
    if not desks:
        raise BrokenDesk((Problem(folder.name, 1, "no desk here: a desk is a folder with a desk.yaml"),))
    return desks


def content_id(files: Files) -> str:
    """Return an id of these files: equal for equal texts and, practically certainly, different for others."""
    digest = hashlib.sha256()
    for name, text in sorted(files.items()):
        content = text.encode("utf-8", "surrogatepass")
        digest.update(f"{name} {len(content)}\n".encode() + content)
    return digest.hexdigest()[:10]
