"""Everything that a desk says, text by text in the order of a call, with all languages side by side. Pure.

The menu and the names come from content that could be read; the words from the files as they stand, so that a draft
with a mistake is shown too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import UnionType
from typing import Any, get_args

from pydantic import BaseModel

from editing.edits.menu_tree import in_call_order, node_place_in_words, steps
from editing.text_places import moment_of, name_of
from prompts.cross_checks import names_of_days
from prompts.files.menu_models import GuidanceNode, MenuNode
from prompts.files.source import Place, read_source
from prompts.files.texts import Prompts
from prompts.loader import Files
from prompts.revision import Revision

BEGINS = (
    "greeting",
    "language_offer",
    "open",
    "open_always",
    "closed_hours",
    "closed_day",
    "special_hours",
    "closed_closure",
)
AFTER_THE_MENU = {
    "The keys that mean the same everywhere": ("start_keys", "menu_keys", "guidance_keys", "person_keys"),
    "What is to be written down": ("write_down",),
    "When nothing is pressed or said": (
        "retry_menu",
        "retry_guidance",
        "last_try_person",
        "last_try_goodbye",
    ),
    "When nobody can take the call": ("person_open", "person_closed", "other_way"),
    "Waiting for a person": ("waiting",),
    "How a call ends": ("goodbye_open", "goodbye_closed"),
    "When something fails": ("trouble", "outage", "fallback", "fallback_ways", "fallback_again"),
    "What reps hear on the phone": ("reps",),
}
ELSEWHERE = "Anything else"


class PromptKind(StrEnum):
    """The purpose of a text."""

    SPOKEN = "spoken"
    UNDERSTOOD = "understood"
    """What callers may say; a list."""
    READ = "read"
    """For people who read; callers never hear it."""


@dataclass(frozen=True)
class PromptEntry:
    """A text. `words` are those of each language, None where there are none."""

    place: Place
    name: str
    """Within its part: `What is read out`."""
    moment: str
    """When it is heard, in words."""
    words: Mapping[str, str | None]
    kind: PromptKind = PromptKind.SPOKEN
    is_needed: bool = True

    @property
    def id(self) -> str:
        """Return the name of the text in pages and in `editors.yaml`."""
        return ".".join(map(str, self.place))

    @property
    def missing(self) -> tuple[str, ...]:
        """Return the languages in which a text is missing."""
        return tuple(one for one, text in self.words.items() if not text) if self.is_needed else ()


@dataclass(frozen=True)
class PromptSection:
    """A stretch of a call, or a node of the menu."""

    heading: str
    said: tuple[PromptEntry, ...]
    node: str = ""


def outline(shape: Revision, files: Files) -> tuple[PromptSection, ...]:
    """Return the texts of the files, with menu and names as in `shape`."""
    return tuple(part for part in _parts(_Reader(shape, files)) if part.said)


def words_at(files: Files, language: str, place: Place) -> str:
    """Return the words at a place as a form shows them; empty if there are none."""
    name = f"{language}.yaml"
    return _shown(_value(read_source(name, files.get(name, "")).data, place)) or ""


class _Reader:
    """Puts texts together from the files of all languages."""

    def __init__(self, shape: Revision, files: Files) -> None:
        self.shape = shape
        names = {language: f"{language}.yaml" for language in shape.desk.languages}
        self.data = {one: read_source(name, files.get(name, "")).data for one, name in names.items()}

    def said(
        self,
        place: Place,
        name: str = "",
        kind: PromptKind = PromptKind.SPOKEN,
        *,
        is_needed: bool = True,
        moment: str = "",
    ) -> PromptEntry:
        words = {language: _shown(_value(data, place)) for language, data in self.data.items()}
        return PromptEntry(
            place, name or _short(place), moment or moment_of(self.shape, place), words, kind, is_needed
        )

    def keys(self, place: Place) -> list[Any]:
        """Return the keys, or numbers, of a part of the files, in any of the languages."""
        found: dict[Any, None] = {}
        for data in self.data.values():
            inner = _value(data, place)
            found |= dict.fromkeys(inner if isinstance(inner, dict) else range(len(inner or ())))
        return list(found)


def _parts(reader: _Reader) -> Iterator[PromptSection]:
    told = {*BEGINS, *(name for names in AFTER_THE_MENU.values() for name in names)}
    yield PromptSection("How a call begins", _prompts(reader, BEGINS))
    for node in in_call_order(reader.shape.menu):
        yield PromptSection(node_place_in_words(reader.shape, node), tuple(_node(reader, node)), node)
    for heading, names in AFTER_THE_MENU.items():
        yield PromptSection(heading, _prompts(reader, names))
    yield PromptSection(
        ELSEWHERE, _prompts(reader, tuple(name for name in Prompts.model_fields if name not in told))
    )
    yield PromptSection("Names", tuple(_names(reader)))
    yield PromptSection("What callers may say in every menu", tuple(_understood(reader)))


def _prompts(reader: _Reader, names: tuple[str, ...]) -> tuple[PromptEntry, ...]:
    return tuple(one for name in names for one in _prompt(reader, ("prompts", name), Prompts, name))


def _prompt(reader: _Reader, place: Place, model: type[BaseModel], name: str) -> Iterator[PromptEntry]:
    field = model.model_fields[name]
    inner = field.annotation
    if isinstance(inner, type) and issubclass(inner, BaseModel):
        for one in inner.model_fields:
            yield from _prompt(reader, (*place, one), inner, one)
    elif place[-1] in ("retry_menu", "retry_guidance"):
        for number in range(max(reader.shape.menu.attempts - 1, len(reader.keys(place)))):
            is_needed = number < reader.shape.menu.attempts - 1
            yield reader.said((*place, number), is_needed=is_needed)
    else:
        has_fax = place != ("prompts", "write_down", "fax") or reader.shape.desk.fax is not None
        yield reader.said(place, is_needed=field.is_required() and has_fax and not _may_be_none(inner))


def _may_be_none(annotation: Any) -> bool:
    return isinstance(annotation, UnionType) and type(None) in get_args(annotation)


def _node(reader: _Reader, node: str) -> Iterator[PromptEntry]:
    place, here = reader.shape.menu.nodes[node], ("nodes", node)
    is_offered = any(step.node == node for step in steps(reader.shape.menu))
    yield reader.said(
        (*here, "title"), "What reps read", PromptKind.READ, moment="never: it is for people who read"
    )
    if is_offered:
        yield reader.said((*here, "option"), "How it is offered")
        yield reader.said(
            (*here, "words"),
            "What callers may say instead of the key",
            PromptKind.UNDERSTOOD,
            is_needed=False,
            moment="never: callers say it",
        )
    if isinstance(place, MenuNode):
        yield reader.said((*here, "text"), "Words before the choices", is_needed=False)
    elif isinstance(place, GuidanceNode) and place.switch is None:
        yield reader.said((*here, "text"), "What is read out")
    elif isinstance(place, GuidanceNode):
        for position in reader.keys((*here, "variants")):
            name = f"What is read out while {place.switch} is “{position}”"
            yield reader.said((*here, "variants", position), name)


def _names(reader: _Reader) -> Iterator[PromptEntry]:
    yield reader.said(("desk",), "The desk", moment="wherever a text says {desk}")
    yield reader.said(
        ("language", "name"), "The language", PromptKind.READ, moment="to reps, when they hear who waits"
    )
    desk = reader.shape.desk
    needed = dict.fromkeys(name for language in desk.languages for name in names_of_days(desk, language))
    for name in needed | dict.fromkeys(reader.keys(("closed_days",))):
        yield reader.said(("closed_days", name), f"Closed day: {name}")
    for line in desk.lines:
        yield reader.said(("lines", line.id), f"Line: {line.id}", is_needed=False)


def _understood(reader: _Reader) -> Iterator[PromptEntry]:
    told = "never: callers say it"
    yield reader.said(("language", "words"), "For this language", PromptKind.UNDERSTOOD, moment=told)
    for name, what in (("person", "For a person"), ("back", "To go back"), ("again", "To hear it again")):
        yield reader.said(("words", name), what, PromptKind.UNDERSTOOD, moment=told)


def _short(place: Place) -> str:
    """Return the name of a text within its part."""
    last = place[-1]
    return (
        name_of(place[:1] + place[-2:]) if isinstance(last, int) else f"{last}".replace("_", " ").capitalize()
    )


def _value(data: Any, place: Place) -> Any:
    for step in place:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def _shown(value: Any) -> str | None:
    """Return a value as a form shows it: lists with commas, everything on one line."""
    if value is None or isinstance(value, dict):
        return None
    text = ", ".join(map(str, value)) if isinstance(value, list) else f"{value}"
    return " ".join(text.split())
