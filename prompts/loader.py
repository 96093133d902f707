"""Reads a desk's files and checks that they fit their models and each other.

Where they came from makes no difference: a folder, the database, an editor's draft.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from prompts.cross_checks import Parts, fit_together
from prompts.default_texts import completed
from prompts.editors import Editors
from prompts.errors import BrokenDesk, Problem
from prompts.files.menu_models import Menu
from prompts.files.models import ClosedDates, Desk
from prompts.files.source import NO_TEXT, Source, read_source
from prompts.files.texts import Texts
from prompts.recordings import FILE as RECORDINGS
from prompts.recordings import Recordings, RecordingsFile, fit_recordings
from prompts.spoken.languages import GRAMMARS
from prompts.validation_messages import say_fault

M = TypeVar("M", bound=BaseModel)

Files = Mapping[str, str]
"""What a desk's folder holds: file name → text."""
DESK, MENU, CLOSED_DATES, EDITORS = "desk.yaml", "menu.yaml", "closed_dates.yaml", "editors.yaml"
NO_LANGUAGE = frozenset({DESK, MENU, CLOSED_DATES, EDITORS, RECORDINGS})
"""Files that hold no texts of a language; the last three of these may be missing."""
FILE_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}\.yaml")
LONGEST_FILE = 200_000
"""Characters; the texts of the first desk have 20,000. Reading takes less than a second for each 200,000."""


def read_files(folder: Path) -> dict[str, str]:
    """Return the texts of a desk's folder by the files' names. Raises BrokenDesk for files that are no text."""
    files, problems = {}, []
    for path in sorted(folder.glob("*.yaml")):
        if path.name.startswith("."):
            continue  # of an editor (`.#en.yaml`) or of the file system (`._en.yaml`), not of the desk
        try:
            files[path.name] = path.read_bytes().decode(
                "utf-8"
            )  # line ends as they are: what is kept is what is there
        except OSError as error:
            problems.append(Problem(path.name, 1, f"this file can't be read: {error.strerror}"))
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            problems.append(Problem(path.name, line, NO_TEXT))
    if problems:
        raise _broken(folder.name, problems)
    return files


def read_models(desk_id: str, files: Files) -> tuple[Desk, Menu, dict[str, Texts], Recordings]:
    """Return the models of a desk's files. Raises BrokenDesk with every problem of every file."""
    sources = {name: _source(name, files[name]) for name in sorted(files)}
    for name in (DESK, MENU):
        sources[name] = sources.get(name) or _missing(name)
    desk = _model(Desk, sources[DESK])
    menu = _model(Menu, sources[MENU])
    texts = _texts(desk, sources)
    recordings = _model(RecordingsFile, sources[RECORDINGS]) if RECORDINGS in sources else None
    if EDITORS in sources:
        _model(Editors, sources[EDITORS])
    if desk and (pinned := _pinned(sources)):
        desk = desk.model_copy(update={"pinned": pinned})
    if desk and desk.id != desk_id:
        sources[DESK].complain(("id",), f"the id must be the folder's name, {desk_id!r}")
    if desk and menu:
        fit_together(Parts(desk, menu, texts, sources))
    if desk and recordings and len(texts) == len(desk.languages):
        fit_recordings(recordings.root, texts, sources[RECORDINGS])
    problems = sorted({problem for source in sources.values() for problem in source.problems})
    if problems or desk is None or menu is None:
        raise _broken(desk_id, problems)
    return desk, menu, texts, recordings.root if recordings else {}


def _broken(desk_id: str, problems: Iterable[Problem]) -> BrokenDesk:
    return BrokenDesk(tuple(Problem(f"{desk_id}/{p.file}", p.line, p.message) for p in problems))


def _source(name: str, text: str) -> Source:
    if not FILE_NAME.fullmatch(name):
        return _without_data(
            name, "a desk has desk.yaml, menu.yaml and a file for each language, such as en.yaml"
        )
    if len(text) > LONGEST_FILE:
        return _without_data(name, f"the file is longer than {LONGEST_FILE:,} characters")
    return read_source(name, text)


def _missing(name: str) -> Source:
    return _without_data(name, "this file is missing")


def _without_data(name: str, why: str) -> Source:
    source = Source(name)
    source.complain((), why)
    return source


def _pinned(sources: dict[str, Source]) -> ClosedDates | None:
    """Return the dates of closed days that were pinned on publishing."""
    if sources[DESK].knows("pinned"):
        sources[DESK].complain(("pinned",), f"the dates of closed days stand in {CLOSED_DATES}")
    return _model(ClosedDates, sources[CLOSED_DATES]) if CLOSED_DATES in sources else None


def _texts(desk: Desk | None, sources: dict[str, Source]) -> dict[str, Texts]:
    written = [Path(name).stem for name in sources if name not in NO_LANGUAGE and FILE_NAME.fullmatch(name)]
    languages = list(desk.languages) if desk else written
    texts = {}
    for language in languages:
        name = f"{language}.yaml"
        source = sources[name] = sources.get(name) or _missing(name)
        if language not in GRAMMARS:
            known = ", ".join(GRAMMARS)
            source.complain((), f"dates and times can't be said in {language!r} yet; they can in {known}")
        source.data = completed(language, source.data)
        if found := _model(Texts, source):
            texts[language] = found
    for stray in set(written) - set(languages):
        sources[f"{stray}.yaml"].complain((), f"{stray!r} is not among the languages of {DESK}")
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
    """Return the place in the file; pydantic's own path also names union members and `[key]`."""
    place: tuple[str | int, ...] = ()
    for step in details["loc"]:
        if source.knows(*place, step):
            place = (*place, step)
    return place


def _plainly(details: ErrorDetails) -> str:
    field = next((str(one) for one in reversed(details["loc"]) if one != "[key]"), "")
    if details["type"] == "missing":
        return f"{field!r} is missing"
    if details["type"] == "string_pattern_mismatch":
        pattern = details.get("ctx", {}).get("pattern")
        return f"{field!r} can't be {details['input']!r}: it must match the pattern {pattern}"
    told = say_fault(details)
    return f"{field!r} {told}" if field and told.startswith("must ") else told
