"""Changes the words at a place of a desk's files. Pure: everything else in the files stays."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date

from pydantic import ValidationError

from editing.edits.yaml_files import YamlDocument, edited
from editing.edits.yaml_writing import entry
from editing.errors import Unwritable
from editing.prompt_index import PromptEntry, PromptKind
from prompts.editors import Editors
from prompts.files.source import Place, read_source
from prompts.loader import EDITORS, Files

FIRST_LINE = (
    "# Who looks after which text, and by when somebody should read it again. Callers hear nothing of it.\n"
)
REQUIRED_ROOTS = ("prompts", "words", "language", "desk")


def reworded(files: Files, said: PromptEntry, language: str, text: str) -> Files:
    """Return the files with another text. Empty words remove a text that may be missing. Raises Unwritable."""
    name, words = f"{language}.yaml", " ".join(text.split())
    value = _listed(words) if said.kind is PromptKind.UNDERSTOOD else words

    def change(document: YamlDocument) -> None:
        stands = document.get(said.place) is not None
        if words or (stands and said.place[0] in REQUIRED_ROOTS):
            _put(document, said.place, value)
        elif stands:
            document.delete(said.place)

    return {**files, name: _edited(files.get(name, ""), change)}


def looked_after(files: Files, id_: str, owner: str, review_by: date | None) -> Files:
    """Return the files with another owner and review date of a text; with neither, nobody looks after it."""
    care = {"owner": owner} if owner else {}
    care |= {"review_by": review_by.isoformat()} if review_by else {}

    before = editors_of(files).texts
    if not care and not before.keys() - {id_}:
        return {name: text for name, text in files.items() if name != EDITORS}
    if EDITORS not in files:
        return {**files, EDITORS: f"{FIRST_LINE}texts:\n  {entry(id_, care, 2)}\n"}

    def change(document: YamlDocument) -> None:
        if care:
            document.set(("texts", id_), care)
        elif id_ in before:
            document.delete(("texts", id_))

    return {**files, EDITORS: _edited(files[EDITORS], change)}


def editors_of(files: Files) -> Editors:
    """Return who looks after which text; nobody if the file is missing or cannot be read."""
    with suppress(ValidationError):
        return Editors.model_validate(read_source(EDITORS, files.get(EDITORS, "texts: {}")).data)
    return Editors()


def _edited(text: str, change: Callable[[YamlDocument], None]) -> str:
    try:
        return edited(text, change)
    except (KeyError, ValueError, TypeError) as error:
        raise Unwritable("this part of the file is not written as it should be") from error


def _put(document: YamlDocument, place: Place, value: str | list[str]) -> None:
    if isinstance(place[-1], int) and document.get(place) is None:
        stands = document.get(place[:-1]) or []
        document.set(place[:-1], [*stands, value])
    else:
        document.set(place, value)


def _listed(words: str) -> list[str]:
    """Return the words between commas."""
    return [one.strip() for one in words.split(",") if one.strip()]
