"""A desk's folder, read and checked as a whole: the files fit their models, and each other."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from prompts.errors import BrokenDesk, Problem
from prompts.fitting import Files, fit_together
from prompts.models import Desk, Menu
from prompts.source import Source, read_source
from prompts.spoken.languages import GRAMMARS
from prompts.texts import Texts

M = TypeVar("M", bound=BaseModel)

_PLAINLY = {
    "extra_forbidden": "this field is not known; a typing error?",
    "union_tag_not_found": "'kind' is missing: menu, guidance or person",
}


def read_folder(folder: Path) -> tuple[Desk, Menu, dict[str, Texts]]:
    """The models of a desk's files; raises BrokenDesk with every problem of every file."""
    names = {"desk.yaml", "menu.yaml"} | {path.name for path in folder.glob("*.yaml")}
    sources = {name: read_source(folder / name) for name in sorted(names)}
    desk = _model(Desk, sources["desk.yaml"])
    menu = _model(Menu, sources["menu.yaml"])
    texts = _texts(desk, sources, folder)
    if desk and desk.id != folder.name:
        sources["desk.yaml"].complain(("id",), f"the id must be the folder's name, {folder.name!r}")
    if desk and menu:
        fit_together(Files(desk, menu, texts, sources))
    problems = sorted({problem for source in sources.values() for problem in source.problems})
    if problems or desk is None or menu is None:
        raise BrokenDesk(tuple(Problem(f"{folder.name}/{p.file}", p.line, p.message) for p in problems))
    return desk, menu, texts


def _texts(desk: Desk | None, sources: dict[str, Source], folder: Path) -> dict[str, Texts]:
    written = [name.removesuffix(".yaml") for name in sources if name not in {"desk.yaml", "menu.yaml"}]
    languages = list(desk.languages) if desk else written
    texts = {}
    for language in languages:
        name = f"{language}.yaml"
        source = sources[name] = sources.get(name) or read_source(folder / name)
        if language not in GRAMMARS:
            known = ", ".join(GRAMMARS)
            source.complain((), f"dates and times can't be said in {language!r} yet; they can in {known}")
        if found := _model(Texts, source):
            texts[language] = found
    for stray in set(written) - set(languages):
        sources[f"{stray}.yaml"].complain((), f"{stray!r} is not among the languages of desk.yaml")
    return texts


def _model(model: type[M], source: Source) -> M | None:
    if source.data is None:
        return None
    try:
        return model.model_validate(source.data)
    except ValidationError as error:
        for details in error.errors():
            source.complain(_place(source, details), _plainly(details))
        return None


def _place(source: Source, details: ErrorDetails) -> tuple[str | int, ...]:
    """Where in the file: pydantic's own path also names union members and `[key]`, the file doesn't."""
    place: tuple[str | int, ...] = ()
    for step in details["loc"]:
        if source.knows(*place, step):
            place = (*place, step)
    return place


def _plainly(details: ErrorDetails) -> str:
    field = str(details["loc"][-1]) if details["loc"] else ""
    if details["type"] == "missing":
        return f"{field!r} is missing"
    return _PLAINLY.get(details["type"], details["msg"]).removeprefix("Value error, ")
