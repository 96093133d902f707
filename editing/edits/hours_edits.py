"""Changes of a desk's hours, each a function from files to files that keeps comments and everything else."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from itertools import pairwise
from typing import Any

from editing.edits.fixed_dates import taken_over, with_pins
from editing.edits.yaml_files import YamlDocument, edited
from editing.year import spans_text
from prompts.files.models import WEEKDAYS, Desk, OpenSpan
from prompts.files.source import Place
from prompts.files.typed_hours import read_span, split_spans
from prompts.loader import DESK, Files

Edit = Callable[[Files], Files]
Look = Callable[[Files], str]
CLOSED_DAYS = "closed_days"


def spans_of(typed: str) -> list[str]:
    """Return the spans that somebody typed, as a file has them; none for a closed day.

    Raises ValueError with a sentence that shows what was typed and what would be right.
    """
    spans = [OpenSpan(opens=opens, closes=closes) for opens, closes in map(read_span, split_spans(typed))]
    spans.sort(key=lambda span: span.opens)
    for earlier, later in pairwise(spans):
        if later.opens < earlier.closes or earlier.closes < earlier.opens:
            raise ValueError("Two of these overlap; let one end where the next begins")
    return [spans_text([span]) for span in spans]


def value_at(place: Place) -> Look:
    """Return a function that reads a place of `desk.yaml` as text; empty if nothing is there."""

    def look(files: Files) -> str:
        found = YamlDocument(files[DESK]).get(place)
        return "" if found is None else json.dumps(found, ensure_ascii=False)

    return look


def entry_at(name: str, field: str, value: str) -> Look:
    """Return a function that reads the entry of a list in `desk.yaml` with this value in a field, as text; empty if
    there is none."""

    def look(files: Files) -> str:
        entries = YamlDocument(files[DESK]).get((name,)) or []
        return next(
            (json.dumps(one, ensure_ascii=False) for one in entries if str(one.get(field)) == value), ""
        )

    return look


def with_week(place: Place, week: Mapping[str, list[str]]) -> Edit:
    """Return an edit that sets the hours of each weekday at a place; a weekday without spans is closed."""

    def change(document: YamlDocument) -> None:
        if not isinstance(document.get(place), dict):
            document.set(place, {day.value: week[day] for day in WEEKDAYS if week.get(day)})
            return
        for number, day in enumerate(WEEKDAYS):
            there = document.get(place)
            if week.get(day):
                _set_day(document, place, number, week[day])
            elif day in there:
                document.delete((*place, day.value))

    return _in_desk(change)


def remove_entry(place: Place) -> Edit:
    """Take away what stands at a place, if anything does; the last entry of a list goes with the list."""

    def change(document: YamlDocument) -> None:
        if document.get(place) is not None:
            is_last = isinstance(place[-1], int) and len(document.get(place[:-1])) == 1
            document.delete(place[:-1] if is_last else place)

    return _in_desk(change)


def with_value(place: Place, value: object) -> Edit:
    """Return an edit that sets a value at a place."""
    return _in_desk(lambda document: document.set(place, value))


def with_entry(name: str, entry: Mapping[str, object], number: int | None = None) -> Edit:
    """Return an edit that adds an entry to a list (`seasons`, `dates`, `closed_days`), or replaces one."""

    def change(document: YamlDocument) -> None:
        entries = document.get((name,))
        if number is not None:
            document.set((name, number), dict(entry))
        elif entries:
            document.insert((name, len(entries)), dict(entry))
        else:
            document.set((name,), [dict(entry)])

    return _in_desk(change)


def with_spoken(name: str, spoken: Mapping[str, str]) -> Edit:
    """Return an edit that sets the spoken name of a closed or single day, by language."""

    def edit(files: Files) -> Files:
        said = {f"{language}.yaml": text for language, text in spoken.items()}
        return {**files, **{file: _naming(files[file], name, text) for file, text in said.items()}}

    return edit


def without_unused_names(files: Files) -> Files:
    """Take away the spoken names of days that are on no list any more."""
    document = YamlDocument(files[DESK])
    listed, single = document.get((CLOSED_DAYS,)) or [], document.get(("dates",)) or []
    used = {name for one in listed for name in (one.get("name"), *(one.get("renamed") or {}).values())}
    languages: Iterable[str] = document.get(("languages",)) or {}
    changed = dict(files)
    for language in languages:
        names = used | {one.get("name") for one in single if language not in (one.get("said") or {})}
        changed[f"{language}.yaml"] = edited(files[f"{language}.yaml"], partial(_drop_all_but, used=names))
    return changed


def in_turn(*edits: Edit) -> Edit:
    """Return an edit that makes several edits in order."""

    def edit(files: Files) -> Files:
        for one in edits:
            files = one(files)
        return files

    return edit


def with_package_dates(desk: Desk, year: int, id_: str) -> Edit:
    """Return an edit that takes the dates of the `holidays` package for one closed day in one year."""
    return lambda files: with_pins(files, taken_over(desk, year, id_))


def _in_desk(change: Callable[[YamlDocument], Any]) -> Edit:
    return lambda files: {**files, DESK: edited(files[DESK], change)}


def _set_day(document: YamlDocument, place: Place, number: int, spans: list[str]) -> None:
    there, day = document.get(place), WEEKDAYS[number].value
    if day in there:
        document.set((*place, day), spans)
        return
    later = next((one.value for one in WEEKDAYS[number:] if one in there), None)
    document.insert((*place, day), spans, before=later)


def _naming(file: str, name: str, spoken: str) -> str:
    return edited(file, lambda texts: texts.set((CLOSED_DAYS, name), spoken))


def _drop_all_but(texts: YamlDocument, used: set[Any]) -> None:
    for name in [one for one in texts.get((CLOSED_DAYS,)) or {} if one not in used]:
        texts.delete((CLOSED_DAYS, name))
