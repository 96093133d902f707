"""Differences of texts, each as a caller hears it: with its fields filled in.

Both sides are spoken at the same moment and with the same door, so that only what the texts bring differs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from editing.diff.differing import ContentDifference, DifferenceKind
from editing.edits.menu_tree import in_call_order, node_place_in_words, title
from editing.text_places import Place, moment_of, name_of
from prompts.cross_checks import every_text
from prompts.files.menu_models import GuidanceNode
from prompts.files.texts import Texts
from prompts.lint.samples import open_door
from prompts.rendering.open_status import OpenStatus
from prompts.rendering.speech import Speech
from prompts.revision import Revision
from prompts.spoken.fields import door_fields
from prompts.spoken.languages import GRAMMARS

Spoken = Mapping[Place, tuple[Speech, str]]
"""What is heard of each text, and what its author wrote."""
_UNSAID = (Speech(), "")


def different_texts(before: Revision, after: Revision) -> Iterator[ContentDifference]:
    """Yield differences by language: texts at fixed points of a call, then nodes in call order, then words that
    callers say."""
    for language in _gone(before, after):
        yield _language(before, after, language)
    for language in after.texts:
        if language not in before.texts:
            yield _language(before, after, language)
            continue
        old, new = _spoken(before, language, before), _spoken(after, language, before)
        for place in _in_order(after, [*new, *(place for place in old if place not in new)]):
            if place[0] != "nodes" or place[1] in after.menu.nodes:
                yield from _text(after, language, place, (old, new))
        yield from _other_texts(before, after, language)


def _gone(before: Revision, after: Revision) -> list[str]:
    return [language for language in before.texts if language not in after.texts]


def _language(before: Revision, after: Revision, language: str) -> ContentDifference:
    is_new = language in after.texts
    named = (after if is_new else before).texts[language].language.name
    told = f"Callers can {'choose' if is_new else 'no longer choose'} {named}."
    one, other = ("", named) if is_new else (named, "")
    return ContentDifference(DifferenceKind.SETTING, "Languages", told, "", language, one, other)


def _text(
    after: Revision, language: str, place: Place, sides: tuple[Spoken, Spoken]
) -> Iterator[ContentDifference]:
    (was, source), (now, other_source) = (side.get(place, _UNSAID) for side in sides)
    if was == now:
        return
    here = node_place_in_words(after, f"{place[1]}") if place[0] == "nodes" else name_of(place)
    shown, how = (was.text, now.text), "is said differently"
    if not (source and other_source):
        how = "is no longer said" if source else "is said now"
    elif was.text == now.text:  # only marks differ: pauses, spelling, another language's sounds
        shown, how = (source, other_source), "has the same words, but is spoken differently"
    told = f"“{here}”{_what(after, place)} {how}."
    yield ContentDifference(DifferenceKind.SAID, here, told, moment_of(after, place), language, *shown)


def _what(revision: Revision, place: Place) -> str:
    """Return which of a node's texts a place is, to follow the node's name."""
    if place[0] != "nodes":
        return ""
    if place[2] == "option":
        return ": its offer"
    if place[2] == "variants":
        return f": what is read out while the switch says “{place[3]}”"
    is_guidance = isinstance(revision.menu.nodes.get(f"{place[1]}"), GuidanceNode)
    return ": what is read out" if is_guidance else ": its beginning"


def _spoken(revision: Revision, language: str, common: Revision) -> Spoken:
    """Return every text of a language as it is heard; `common` gives both sides the same open status and examples."""
    texts = revision.texts[language]
    fields = sample_fields(revision, texts, language, common)
    found = [*every_text(texts), *((("lines", name), text) for name, text in texts.lines.items())]
    return {
        place: (
            # The text alone: whether it is played from a recording is told of by itself.
            replace(text, audio="").spoken({name: fields.get(name, Speech(("…",))) for name in text.fields}),
            " ".join(text.source.split()),
        )
        for place, text in found
    }


def sample_fields(revision: Revision, texts: Texts, language: str, common: Revision) -> dict[str, Speech]:
    """Return an example value for each field that a text may have; `common` gives the open status."""
    door: OpenStatus = open_door(common.desk)
    minutes = GRAMMARS[language].minutes
    examples = {
        "position": "2",
        "low": "5",
        "high": minutes(10),
        "minutes": minutes(15),
        "waited": minutes(4),
    }
    examples |= {"rep": "Ana", "name": "Ana", "count": "3", "key": "1", "line": "…", "door": "…"}
    filled = {name: Speech((value,)) for name, value in examples.items()}
    return filled | {**revision.fields[language], **door_fields(revision.desk, texts, language, door)}


def _in_order(revision: Revision, places: list[Place]) -> list[Place]:
    order = in_call_order(revision.menu)
    rank = {name: number for number, name in enumerate(order)}
    return sorted(places, key=lambda place: (place[0] == "nodes", rank.get(f"{place[1]}", len(order))))


def _other_texts(before: Revision, after: Revision, language: str) -> Iterator[ContentDifference]:
    """Yield differences of words that callers may say, and of texts for readers only."""
    old, new = before.texts[language], after.texts[language]
    for name in ("person", "back", "again"):
        was, now = getattr(old.words, name), getattr(new.words, name)
        yield from _understood("Every menu", language, f"For “{name}”", was, now)
    yield from _understood(
        "Languages", language, f"For {new.language.name}", old.language.words, new.language.words
    )
    for name in in_call_order(after.menu):
        if name in old.nodes and name in new.nodes:
            one, other, here = old.nodes[name], new.nodes[name], node_place_in_words(after, name)
            yield from _understood(here, language, f"For “{title(after, name)}”", one.words, other.words)
            if one.title != other.title:
                told = f"“{one.title}” is called “{other.title}” for reps and on pages."
                yield ContentDifference(DifferenceKind.READ, here, told, "", language, one.title, other.title)


def _understood(
    here: str, language: str, what: str, was: tuple[str, ...], now: tuple[str, ...]
) -> Iterator[ContentDifference]:
    if set(was) != set(now):
        one, other = (", ".join(words) for words in (was, now))
        told = f"{what} callers may say: {other or 'nothing'}."
        yield ContentDifference(
            DifferenceKind.UNDERSTOOD, here, told, "instead of pressing a key", language, one, other
        )
